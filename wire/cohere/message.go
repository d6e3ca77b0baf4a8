package cohere

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/burncloud/burncloud/llm"
)

// document is a text that the model may cite. Documents belong to the request, not to a message.
type document struct{ title, text string }

func (e *requestEncoder) messages() {
	e.OpenKey("messages", '[')
	if len(e.req.System) > 0 {
		e.system(&llm.Message{}, e.req.System)
	}
	for i := range e.req.Messages {
		m := &e.req.Messages[i]
		if m.Name != "" {
			e.lost.DropAt(e.req.Path(m), llm.FieldName, llm.NotInDialect)
		}
		switch m.Role {
		case llm.RoleAssistant:
			e.assistant(m)
		case llm.RoleSystem:
			e.system(m, m.Parts)
		default:
			e.user(m)
		}
	}
	e.Close(']')
}

func (e *requestEncoder) system(m *llm.Message, parts []llm.Part) {
	var text []string
	for _, p := range parts {
		e.loseMark(llm.CacheOf(p))
		if t, ok := p.(llm.Text); ok {
			text = append(text, t.Text)
		} else {
			e.lost.DropAt(e.req.Path(m), llm.FieldMedia, "instructions are text only")
		}
	}
	e.Open('{')
	e.Str("role", "system")
	e.Str("content", strings.Join(text, "\n\n"))
	e.Close('}')
}

func (e *requestEncoder) loseMark(m llm.CacheMark) {
	if m != "" {
		e.lost.Drop(llm.FieldCacheMark, "the upstream caches prompts by itself")
	}
}

// user writes the results of tools as messages of their own, then the rest.
func (e *requestEncoder) user(m *llm.Message) {
	var fromTools, rest []llm.Part
	for _, p := range m.Parts {
		if r, ok := p.(llm.ToolResult); ok {
			fromTools = append(fromTools, e.result(m, r)...)
			continue
		}
		rest = append(rest, p)
	}
	if rest = append(fromTools, rest...); len(rest) == 0 {
		return
	}
	e.Open('{')
	e.Str("role", "user")
	if t, ok := rest[0].(llm.Text); ok && len(rest) == 1 {
		e.loseMark(t.Cache)
		e.Str("content", t.Text)
	} else {
		e.OpenKey("content", '[')
		for _, p := range rest {
			e.loseMark(llm.CacheOf(p))
			e.part(m, p)
		}
		if e.Buf[len(e.Buf)-1] == '[' {
			e.text("(see the documents)") // which are not in the message
		}
		e.Close(']')
	}
	e.Close('}')
}

// result writes a message of role tool (recorded: cohere/chat-v2) and returns the media that it cannot hold.
func (e *requestEncoder) result(m *llm.Message, r llm.ToolResult) []llm.Part {
	said, rest := r.Said()
	for _, p := range r.Parts {
		if p, ok := p.(llm.Opaque); ok {
			e.lost.DropOpaque(m, p)
		}
	}
	e.loseMark(r.Cache)
	e.Open('{')
	e.Str("role", "tool")
	e.Str("tool_call_id", r.CallID)
	e.Str("content", said)
	e.Close('}')
	return rest
}

func (e *requestEncoder) part(m *llm.Message, p llm.Part) {
	switch p := p.(type) {
	case llm.Text:
		e.text(p.Text)
	case llm.Refusal:
		e.text(p.Text)
	case llm.Media:
		e.media(m, p)
	case llm.Opaque:
		e.lost.DropOpaque(m, p)
	}
}

func (e *requestEncoder) text(s string) {
	e.Open('{')
	e.Str("type", "text")
	e.Str("text", s)
	e.Close('}')
}

// media writes a picture; a document that is text becomes one of the request's documents.
func (e *requestEncoder) media(m *llm.Message, p llm.Media) {
	path := e.req.Path(m)
	switch {
	case p.FileID != "":
		e.lost.DropAt(path, llm.FieldFileID, "files are known only to the provider that keeps them")
	case p.Kind == llm.MediaFile:
		e.document(path, p)
	case p.Kind != llm.MediaImage:
		e.lost.DropAt(path, llm.FieldMedia, fmt.Sprintf("the upstream takes no %s", p.Kind))
	case e.target.Quirks.TextOnly:
		e.lost.Refuse(path, "the model takes text only")
	case p.URL != "" && e.target.Quirks.NoMediaURL:
		e.lost.Refuse(path, "the upstream does not fetch an image by URL; send its data")
	default:
		url := p.URL
		if p.Data != "" {
			url = llm.DataURL(llm.SniffType(p.Type, p.Data), p.Data)
		}
		e.Open('{')
		e.Str("type", "image_url")
		e.OpenKey("image_url", '{')
		e.Str("url", url)
		e.StrIf("detail", p.Detail)
		e.Close('}')
		e.Close('}')
	}
}

func (e *requestEncoder) document(path string, p llm.Media) {
	text, err := base64.StdEncoding.DecodeString(p.Data)
	if err != nil || p.Data == "" || !utf8.Valid(text) || !strings.HasPrefix(p.Type, "text/") {
		e.lost.DropAt(path, llm.FieldMedia, "the upstream takes documents as text only")
		return
	}
	e.lost.DropAbout(path, p, true, false, true)
	e.documents = append(e.documents, document{title: p.Name, text: string(text)})
}

// writeDocuments writes the documents that the messages had (recorded: cohere/chat-v2).
func (e *requestEncoder) writeDocuments() {
	if len(e.documents) == 0 {
		return
	}
	e.OpenKey("documents", '[')
	for i, d := range e.documents {
		e.Open('{')
		e.Str("id", "doc:"+strconv.Itoa(i))
		e.OpenKey("data", '{')
		e.StrIf("title", d.title)
		e.Str("text", d.text)
		e.Close('}')
		e.Close('}')
	}
	e.Close(']')
}

// assistant writes an earlier turn of the model. What it said before it called tools is its plan. One of which nothing
// is left is not written.
func (e *requestEncoder) assistant(m *llm.Message) {
	turn := e.lost.FlatTurn(m, e.target.Quirks.ReasoningReplay != llm.ReplayNone, e.loseMark)
	if turn.IsEmpty() {
		return
	}
	e.Open('{')
	e.Str("role", "assistant")
	e.said(turn.Text, turn.Thought, len(turn.Calls) > 0)
	e.calls(m, turn.Calls)
	e.Close('}')
}

// said writes the content, with the reasoning if the target wants it back, or the plan.
func (e *requestEncoder) said(text, thought string, plan bool) {
	if e.target.Quirks.ReasoningReplay == llm.ReplayNone {
		thought = ""
	}
	if plan {
		e.StrIf("tool_plan", text)
		text = ""
	}
	if text == "" && thought == "" {
		return
	}
	e.OpenKey("content", '[')
	if thought != "" {
		e.Open('{')
		e.Str("type", "thinking")
		e.Str("thinking", thought)
		e.Close('}')
	}
	if text != "" {
		e.text(text)
	}
	e.Close(']')
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
