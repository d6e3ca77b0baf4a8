package dashscope

import (
	"fmt"
	"strings"

	"github.com/burncloud/burncloud/llm"
)

func (e *requestEncoder) messages() {
	e.OpenKey("messages", '[')
	if len(e.req.System) > 0 {
		e.message("system", &llm.Message{}, e.req.System)
	}
	for i := range e.req.Messages {
		m := &e.req.Messages[i]
		if m.Name != "" {
			e.lost.DropAt(e.req.Path(m), llm.FieldName, llm.NotInDialect)
		}
		switch m.Role {
		case llm.RoleAssistant:
			e.assistant(m, i == len(e.req.Messages)-1)
		case llm.RoleSystem:
			e.message("system", m, m.Parts)
		default:
			e.user(m)
		}
	}
	e.Close(']')
}

func (e *requestEncoder) message(role string, m *llm.Message, parts []llm.Part) {
	e.Open('{')
	e.Str("role", role)
	e.content(m, parts)
	e.Close('}')
}

// user writes the results of tools as messages of their own, then the rest.
func (e *requestEncoder) user(m *llm.Message) {
	var results, rest []llm.Part
	for _, p := range m.Parts {
		r, ok := p.(llm.ToolResult)
		if !ok {
			rest = append(rest, p)
			continue
		}
		results = append(results, e.result(r)...)
	}
	if rest = append(results, rest...); len(rest) > 0 {
		e.message("user", m, rest)
	}
}

// result writes a message of role tool (recorded: dashscope/native-text) and returns the media that it cannot hold.
func (e *requestEncoder) result(r llm.ToolResult) []llm.Part {
	said, rest := r.Said()
	for _, p := range r.Parts {
		if p, ok := p.(llm.Opaque); ok {
			e.lost.Drop(llm.Field(p.Kind), llm.NotInDialect)
		}
	}
	e.loseMark(r.Cache)
	e.Open('{')
	e.Str("role", "tool")
	e.Str("tool_call_id", r.CallID)
	e.StrIf("name", e.req.ToolName(r))
	e.plain(said)
	e.Close('}')
	return rest
}

// plain writes content that is one text: a string, or at the multimodal endpoint an array.
func (e *requestEncoder) plain(text string) {
	if !e.media {
		e.Str("content", text)
		return
	}
	e.OpenKey("content", '[')
	e.Open('{')
	e.Str("text", text)
	e.Close('}')
	e.Close(']')
}

// content writes what a message says. The text endpoint takes one string, unless cache marks have to be kept.
func (e *requestEncoder) content(m *llm.Message, parts []llm.Part) {
	marked := false
	var text []string
	for _, p := range parts {
		marked = marked || llm.CacheOf(p) != "" && e.target.Quirks.CacheMarks
		switch p := p.(type) {
		case llm.Text:
			text = append(text, p.Text)
		case llm.Refusal:
			text = append(text, p.Text)
		}
	}
	if !e.media && !marked {
		for _, p := range parts {
			e.loseMark(llm.CacheOf(p))
			e.lose(m, p)
		}
		e.plain(strings.Join(text, "\n\n"))
		return
	}
	e.OpenKey("content", '[')
	for _, p := range parts {
		e.part(m, p)
	}
	e.Close(']')
}

// lose says which part of a message has no place.
func (e *requestEncoder) lose(m *llm.Message, p llm.Part) {
	if o, ok := p.(llm.Opaque); ok {
		e.lost.DropOpaque(m, o)
	}
}

func (e *requestEncoder) loseMark(m llm.CacheMark) {
	if m != "" {
		e.lost.Drop(llm.FieldCacheMark, "the upstream caches prompts by itself or not at all")
	}
}

// part writes one element of a content array: an object with one member named for what it is.
func (e *requestEncoder) part(m *llm.Message, p llm.Part) {
	name, value := "text", ""
	switch p := p.(type) {
	case llm.Text:
		value = p.Text
	case llm.Refusal:
		value = p.Text
	case llm.Media:
		if name, value = e.mediaPart(m, p); name == "" {
			return
		}
	default:
		e.lose(m, p)
		return
	}
	e.Open('{')
	e.Str(name, value)
	switch mark := llm.CacheOf(p); {
	case mark != "" && e.target.Quirks.CacheMarks:
		e.Lit("cache_control", `{"type":"ephemeral"}`)
	default:
		e.loseMark(mark)
	}
	e.Close('}')
}

// mediaPart returns the member for media, "" for what cannot be sent.
func (e *requestEncoder) mediaPart(m *llm.Message, p llm.Media) (name, value string) {
	path := e.req.Path(m)
	switch {
	case e.target.Quirks.TextOnly:
		e.lost.Refuse(path, "the model takes text only")
		return "", ""
	case p.Kind == llm.MediaFile:
		e.lost.DropAt(path, llm.FieldMedia, "the upstream does not take documents in messages")
		return "", ""
	case p.FileID != "":
		e.lost.DropAt(path, llm.FieldFileID, "files are known only to the provider that keeps them")
		return "", ""
	case p.URL != "" && e.target.Quirks.NoMediaURL:
		e.lost.Refuse(path, fmt.Sprintf("the upstream does not fetch %s by URL; send its data", p.Kind))
		return "", ""
	}
	if p.Detail != "" {
		e.lost.DropAt(path, llm.FieldDetail, llm.NotInDialect)
	}
	if p.URL != "" {
		return string(p.Kind), p.URL
	}
	kind := p.Type
	if p.Kind == llm.MediaImage {
		kind = llm.SniffType(p.Type, p.Data)
	}
	return string(p.Kind), llm.DataURL(kind, p.Data)
}

// assistant writes an earlier turn of the model; the last message, if it is one, is continued (documented: partial).
func (e *requestEncoder) assistant(m *llm.Message, last bool) {
	replays := e.target.Quirks.ReasoningReplay == llm.ReplayContent
	turn := e.lost.FlatTurn(m, replays, e.loseMark)
	if turn.IsEmpty() {
		return
	}
	e.Open('{')
	e.Str("role", "assistant")
	e.plain(turn.Text)
	if replays {
		e.StrIf("reasoning_content", turn.Thought)
	}
	e.calls(m, turn.Calls)
	if last && len(turn.Calls) == 0 {
		if e.target.Quirks.NoPrefill {
			e.lost.Refuse(e.req.Path(m), "the model does not continue a message of the assistant")
		}
		e.Bool("partial", true)
	}
	e.Close('}')
}

func (e *requestEncoder) calls(m *llm.Message, calls []llm.ToolCall) {
	if len(calls) == 0 {
		return
	}
	e.OpenKey("tool_calls", '[')
	for _, c := range calls {
		e.FunctionCall(c.ID, c.Name, e.lost.CallText(m, c))
	}
	e.Close(']')
}
