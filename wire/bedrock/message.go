package bedrock

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/burncloud/burncloud/llm"
)

// askForJSON stands in for the json_object format.
const askForJSON = "Answer with a JSON object and nothing else."

func (e *requestEncoder) system() {
	parts := e.req.System
	if e.req.Format.Kind == llm.FormatJSON {
		e.lost.Change(llm.FieldFormat, "the model is asked for JSON in words")
		parts = append(parts[:len(parts):len(parts)], llm.Text{Text: askForJSON})
	}
	open := false
	for _, p := range parts {
		t, ok := p.(llm.Text)
		if !ok {
			e.lost.Refuse("system", "instructions are text only")
			continue
		}
		if strings.TrimSpace(t.Text) == "" {
			continue
		}
		if !open {
			e.OpenKey("system", '[')
			open = true
		}
		e.text(t.Text)
		e.mark(t.Cache)
	}
	if open {
		e.Close(']')
	}
}

func (e *requestEncoder) messages() {
	e.OpenKey("messages", '[')
	for i := range e.turns {
		m := &e.turns[i]
		e.Open('{')
		e.Str("role", string(m.Role))
		e.OpenKey("content", '[')
		for _, p := range m.Parts {
			e.part(m, p)
			e.mark(llm.CacheOf(p))
		}
		if lonely(m.Parts) {
			e.text("(see the document)") // the upstream wants text beside documents
		}
		e.Close(']')
		e.Close('}')
	}
	e.Close(']')
	if n := len(e.turns); n > 0 && e.target.Quirks.NoPrefill && e.turns[n-1].Role == llm.RoleAssistant {
		e.lost.Refuse(e.req.Path(&e.turns[n-1]), "the model does not continue a message of the assistant")
	}
}

// lonely reports whether there are documents without any text.
func lonely(parts []llm.Part) bool {
	documents := false
	for _, p := range parts {
		switch p := p.(type) {
		case llm.Text, llm.Refusal:
			return false
		case llm.Media:
			documents = documents || p.Kind == llm.MediaFile
		}
	}
	return documents
}

// mark writes a cache point, which closes the part of the prompt to be cached.
func (e *requestEncoder) mark(m llm.CacheMark) {
	if m == "" {
		return
	}
	e.Open('{')
	e.OpenKey("cachePoint", '{')
	e.Str("type", "default")
	if m != llm.CacheDefault {
		e.Str("ttl", string(m))
	}
	e.Close('}')
	e.Close('}')
}

func (e *requestEncoder) text(s string) {
	e.Open('{')
	e.Str("text", s)
	e.Close('}')
}

func (e *requestEncoder) part(m *llm.Message, p llm.Part) {
	switch p := p.(type) {
	case llm.Text:
		e.text(p.Text)
	case llm.Refusal:
		e.text(p.Text)
	case llm.Reasoning:
		e.thought(p)
	case llm.ToolCall:
		e.call(m, p)
	case llm.ToolResult:
		e.result(m, p)
	case llm.Media:
		e.media(m, p)
	case llm.Opaque:
		e.lost.DropOpaque(m, p)
	}
}

// thought gives signed reasoning back to its origin.
func (e *requestEncoder) thought(r llm.Reasoning) {
	e.Open('{')
	e.OpenKey("reasoningContent", '{')
	if r.Redacted {
		e.Str("redactedContent", sealed(r.Signature))
	} else {
		e.OpenKey("reasoningText", '{')
		e.Str("text", r.Text)
		e.Str("signature", r.Signature.Data)
		e.Close('}')
	}
	e.Close('}')
	e.Close('}')
}

// sealed is the inverse of unsealed.
func sealed(sig llm.Signature) string {
	if sig.Origin == llm.OriginAnthropic {
		return base64.StdEncoding.EncodeToString([]byte(sig.Data))
	}
	return sig.Data
}

// unsealed makes a signature of redacted content, which is bytes in base64 here. Claude's bytes are the text that
// Anthropic itself sends (recorded: bedrock/converse), and are kept as that.
func unsealed(data string, origin llm.Origin) llm.Signature {
	if origin == llm.OriginAnthropic {
		if b, err := base64.StdEncoding.DecodeString(data); err == nil && ascii(b) {
			return llm.Signature{Origin: origin, Data: string(b)}
		}
		origin = ownOrigin
	}
	return llm.Signature{Origin: origin, Data: data}
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// toolID writes an id in the alphabet and length that the upstream takes.
func toolID(id string) string { return llm.ShortID(llm.EscapeID(id), 64) }

func (e *requestEncoder) call(m *llm.Message, c llm.ToolCall) {
	input, ok := c.Object()
	if !ok {
		e.lost.Refuse(e.req.Path(m), fmt.Sprintf("the arguments of the tool call %q are not a JSON object", c.ID))
		return
	}
	e.Open('{')
	e.OpenKey("toolUse", '{')
	e.Str("toolUseId", toolID(c.ID))
	e.Str("name", c.Name)
	e.Raw("input", input)
	e.Close('}')
	e.Close('}')
}

func (e *requestEncoder) result(m *llm.Message, r llm.ToolResult) {
	e.Open('{')
	e.OpenKey("toolResult", '{')
	e.Str("toolUseId", toolID(r.CallID))
	e.OpenKey("content", '[')
	for _, p := range r.Parts {
		if t, ok := p.(llm.Text); ok && strings.TrimSpace(t.Text) == "" {
			continue
		}
		e.part(m, p)
	}
	e.Close(']')
	if r.IsError {
		e.Str("status", "error")
	}
	e.Close('}')
	e.Close('}')
}
