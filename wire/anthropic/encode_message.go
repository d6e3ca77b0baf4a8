package anthropic

import (
	"encoding/base64"
	"strings"

	"github.com/burncloud/burncloud/llm"
)

func (e *requestEncoder) messages() {
	e.OpenKey("messages", '[')
	for i := range e.turns {
		m := &e.turns[i]
		if i == len(e.turns)-1 && m.Role == llm.RoleAssistant {
			e.prefill(m)
		}
		e.message(m)
	}
	e.Close(']')
}

// prefill makes the last message fit for being continued.
func (e *requestEncoder) prefill(m *llm.Message) {
	if e.target.Quirks.NoPrefill {
		e.lost.Refuse(e.req.Path(m), "the model does not continue a message of the assistant")
		return
	}
	if t, ok := m.Parts[len(m.Parts)-1].(llm.Text); ok {
		t.Text = strings.TrimRight(t.Text, " \t\r\n") // must not end in white space
		m.Parts[len(m.Parts)-1] = t
	}
}

// message writes a turn. One of which nothing is left is not written.
func (e *requestEncoder) message(m *llm.Message) {
	start := len(e.Buf)
	e.Open('{')
	e.Str("role", string(m.Role))
	if len(m.Parts) == 1 {
		if t, ok := m.Parts[0].(llm.Text); ok && t.Cache == "" {
			e.Str("content", t.Text)
			e.Close('}')
			return
		}
	}
	e.OpenKey("content", '[')
	empty := len(e.Buf)
	for _, p := range m.Parts {
		e.part(m, p)
	}
	if len(e.Buf) == empty {
		e.Buf = e.Buf[:start]
		return
	}
	e.Close(']')
	e.Close('}')
}

func (e *requestEncoder) part(m *llm.Message, p llm.Part) {
	switch p := p.(type) {
	case llm.Text:
		e.text(p)
	case llm.Refusal:
		if strings.TrimSpace(p.Text) != "" {
			e.text(llm.Text{Text: p.Text})
		}
	case llm.Reasoning:
		e.thought(p)
	case llm.ToolCall:
		e.call(m, p)
	case llm.ToolResult:
		e.result(m, p)
	case llm.Media:
		e.media(m, p)
	case llm.Opaque:
		if p.From == Dialect {
			e.Elem(p.Raw)
			return
		}
		e.lost.DropOpaque(m, p)
	}
}

func (e *requestEncoder) text(t llm.Text) {
	if strings.TrimSpace(t.Text) == "" {
		return
	}
	e.Open('{')
	e.Str("type", "text")
	e.Str("text", t.Text)
	e.ownCitations(t.Citations)
	e.mark(t.Cache)
	e.Close('}')
}

// ownCitations writes back the citations that are of this dialect; others lack what it demands.
func (e *requestEncoder) ownCitations(cites []llm.Citation) {
	opened := false
	for _, c := range cites {
		if c.From != Dialect || c.Raw == nil {
			continue
		}
		if !opened {
			e.OpenKey("citations", '[')
			opened = true
		}
		e.Elem(c.Raw)
	}
	if opened {
		e.Close(']')
	}
}

// thought writes reasoning that carries a signature of the target's origin. Any other is left out: it would be refused
// or taken for something said.
func (e *requestEncoder) thought(r llm.Reasoning) {
	sig := r.Signature.For(e.origin)
	if sig.IsZero() {
		e.lost.DropThought(r)
		return
	}
	e.Open('{')
	if r.Redacted {
		e.Str("type", "redacted_thinking")
		e.Str("data", sig.Data)
	} else {
		e.Str("type", "thinking")
		e.Str("thinking", r.Text)
		e.Str("signature", sig.Data)
	}
	e.Close('}')
}

func (e *requestEncoder) call(m *llm.Message, c llm.ToolCall) {
	input, ok := c.Object()
	if !ok {
		e.lost.Refuse(e.req.Path(m)+".tool_calls", "the arguments of the call "+c.ID+" are not a JSON object")
		return
	}
	e.Open('{')
	e.Str("type", "tool_use")
	e.Str("id", llm.EscapeID(c.ID))
	e.Str("name", c.Name)
	e.Raw("input", input)
	e.mark(c.Cache)
	e.Close('}')
}

func (e *requestEncoder) result(m *llm.Message, r llm.ToolResult) {
	e.Open('{')
	e.Str("type", "tool_result")
	e.Str("tool_use_id", llm.EscapeID(r.CallID))
	switch t, single := soleText(r.Parts); {
	case single && t.Cache == "":
		e.Str("content", t.Text)
	default:
		e.OpenKey("content", '[')
		for _, p := range r.Parts {
			e.part(m, p)
		}
		e.Close(']')
	}
	if r.IsError {
		e.Bool("is_error", true)
	}
	e.mark(r.Cache)
	e.Close('}')
}

// soleText returns the only text of the parts; no part at all is an empty one.
func soleText(parts []llm.Part) (llm.Text, bool) {
	switch len(parts) {
	case 0:
		return llm.Text{}, true
	case 1:
		t, ok := parts[0].(llm.Text)
		return t, ok
	}
	return llm.Text{}, false
}

func (e *requestEncoder) media(m *llm.Message, p llm.Media) {
	path := e.req.Path(m)
	switch {
	case e.target.Quirks.TextOnly:
		e.lost.Refuse(path, "the model takes text only")
		return
	case p.Kind == llm.MediaAudio || p.Kind == llm.MediaVideo:
		e.lost.Refuse(path, "the model takes no "+string(p.Kind))
		return
	case p.FileID != "" && e.req.From != Dialect:
		e.lost.DropAt(path, llm.FieldFileID, "files are known only to the provider that keeps them")
		return
	case p.URL != "" && e.target.Quirks.NoMediaURL:
		e.lost.Refuse(path, "the upstream does not fetch by URL; send the data")
		return
	}
	if p.Detail != "" && p.Detail != "auto" {
		e.lost.DropAt(path, llm.FieldDetail, llm.NotInDialect)
	}
	kind := "image"
	if p.Kind == llm.MediaFile {
		kind = "document"
	}
	e.lost.DropAbout(path, p, kind == "document", kind == "document", true)
	e.Open('{')
	e.Str("type", kind)
	e.source(p)
	if kind == "document" {
		e.StrIf("title", p.Name)
		e.StrIf("context", p.Text)
		if p.Cite {
			e.Lit("citations", `{"enabled":true}`)
		}
	}
	e.mark(p.Cache)
	e.Close('}')
}

func (e *requestEncoder) source(p llm.Media) {
	e.OpenKey("source", '{')
	plain, err := base64.StdEncoding.DecodeString(p.Data)
	switch {
	case p.URL != "":
		e.Str("type", "url")
		e.Str("url", p.URL)
	case p.FileID != "":
		e.Str("type", "file")
		e.Str("file_id", p.FileID)
	case strings.HasPrefix(p.Type, "text/") && err == nil:
		e.Str("type", "text")
		e.Str("media_type", "text/plain")
		e.Text("data", plain)
	default:
		e.Str("type", "base64")
		e.Str("media_type", llm.SniffType(p.Type, p.Data))
		e.Str("data", p.Data)
	}
	e.Close('}')
}
