package ollama

import (
	"fmt"
	"slices"
	"strings"

	"github.com/burncloud/burncloud/llm"
)

func (e *requestEncoder) messages() {
	e.OpenKey("messages", '[')
	if len(e.req.System) > 0 {
		e.message("system", &llm.Message{}, e.req.System)
	}
	var calls []string // ids of the last assistant turn
	list := e.req.Messages
	for i := 0; i < len(list); i++ {
		m := &list[i]
		switch m.Role {
		case llm.RoleAssistant:
			calls = e.assistant(m)
		case llm.RoleSystem:
			e.message("system", m, m.Parts)
		default:
			end := i + 1
			for end < len(list) && list[end].Role == llm.RoleUser {
				end++
			}
			e.user(list[i:end], calls)
			i = end - 1
		}
	}
	e.Close(']')
}

// message writes a message of one text, with pictures beside it.
func (e *requestEncoder) message(role string, m *llm.Message, parts []llm.Part) {
	if m.Name != "" {
		e.lost.DropAt(e.req.Path(m), llm.FieldName, llm.NotInDialect)
	}
	var text, images []string
	for _, p := range parts {
		e.loseMark(llm.CacheOf(p))
		switch p := p.(type) {
		case llm.Text:
			text = append(text, p.Text)
		case llm.Media:
			images = append(images, e.image(m, p))
		case llm.Opaque:
			e.lost.DropOpaque(m, p)
		}
	}
	e.Open('{')
	e.Str("role", role)
	e.Str("content", strings.Join(text, "\n\n"))
	e.Strs("images", images)
	e.Close('}')
}

func (e *requestEncoder) loseMark(m llm.CacheMark) {
	if m != "" {
		e.lost.Drop(llm.FieldCacheMark, "the upstream caches prompts by itself")
	}
}

// image returns the data of a picture, which is all that Ollama takes.
func (e *requestEncoder) image(m *llm.Message, p llm.Media) string {
	path := e.req.Path(m)
	switch {
	case p.Kind != llm.MediaImage:
		e.lost.DropAt(path, llm.FieldMedia, fmt.Sprintf("the upstream takes no %s", p.Kind))
	case e.target.Quirks.TextOnly:
		e.lost.Refuse(path, "the model takes text only")
	case p.FileID != "":
		e.lost.DropAt(path, llm.FieldFileID, "files are known only to the provider that keeps them")
	case p.Data == "":
		e.lost.Refuse(path, "the upstream does not fetch an image by URL; send its data")
	case p.Detail != "":
		e.lost.DropAt(path, llm.FieldDetail, llm.NotInDialect)
	}
	return p.Data
}

// user writes what the user says until the model speaks again. The results of tools come first and in the order of
// their calls: older versions of Ollama know no ids and pair them by name and order.
func (e *requestEncoder) user(list []llm.Message, calls []string) {
	type result struct {
		from *llm.Message
		llm.ToolResult
	}
	var results []result
	for i := range list {
		for _, p := range list[i].Parts {
			if r, ok := p.(llm.ToolResult); ok {
				results = append(results, result{&list[i], r})
			}
		}
	}
	slices.SortStableFunc(results, func(a, b result) int {
		return slices.Index(calls, a.CallID) - slices.Index(calls, b.CallID)
	})
	var media []llm.Part
	for _, r := range results {
		media = append(media, e.result(r.from, r.ToolResult)...)
	}
	for i := range list {
		m := &list[i]
		rest := media
		media = nil
		for _, p := range m.Parts {
			if _, ok := p.(llm.ToolResult); !ok {
				rest = append(rest, p)
			}
		}
		if len(rest) > 0 {
			e.message("user", m, rest)
		}
	}
}

// result writes a message of role tool (recorded: ollama/chat) and returns the media that it cannot hold.
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
	e.Str("content", said)
	e.StrIf("tool_name", e.req.ToolName(r))
	e.StrIf("tool_call_id", r.CallID)
	e.Close('}')
	return rest
}

// assistant writes an earlier turn of the model and returns the ids of its calls. One of which nothing is left is not
// written.
func (e *requestEncoder) assistant(m *llm.Message) (ids []string) {
	turn := e.lost.FlatTurn(m, true, e.loseMark)
	if turn.IsEmpty() {
		return nil
	}
	for _, c := range turn.Calls {
		ids = append(ids, c.ID)
	}
	e.Open('{')
	e.Str("role", "assistant")
	e.Str("content", turn.Text)
	e.StrIf("thinking", turn.Thought)
	e.calls(m, turn.Calls)
	e.Close('}')
	return ids
}

func (e *requestEncoder) calls(m *llm.Message, calls []llm.ToolCall) {
	if len(calls) == 0 {
		return
	}
	e.OpenKey("tool_calls", '[')
	for _, c := range calls {
		args, ok := c.Object()
		if !ok {
			e.lost.Refuse(e.req.Path(m), fmt.Sprintf("the arguments of the tool call %q are not a JSON object", c.ID))
			args = llm.Raw("{}")
		}
		e.Open('{')
		e.StrIf("id", c.ID)
		e.OpenKey("function", '{')
		e.Str("name", c.Name)
		e.Raw("arguments", args)
		e.Close('}')
		e.Close('}')
	}
	e.Close(']')
}
