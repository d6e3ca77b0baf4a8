package openai

import (
	"strconv"

	"github.com/burncloud/burncloud/llm"
)

// toolCall reads an element of an assistant message's tool_calls.
func (d *requestDecoder) toolCall(m *message, i int, v []byte) {
	at := m.at + ".tool_calls[" + strconv.Itoa(i) + "]"
	var c llm.ToolCall
	d.Object(at, "", v, func(k, v []byte) {
		switch name := string(k); name {
		case "id":
			c.ID = d.String(at, name, v)
		case "type":
			c.Custom = d.String(at, name, v) == "custom"
		case "function", "custom":
			d.Object(at, name, v, func(k, v []byte) {
				switch field := string(k); field {
				case "name":
					c.Name = d.String(at, name+"."+field, v)
				case "arguments", "input":
					c.Arguments = d.arguments(at, name+"."+field, v)
				}
			})
		case "extra_content":
			c.Signature = d.googleSignature(at, v)
		}
	})
	if c.ID == "" {
		d.Fault(at, "id", "is required")
	}
	if c.Name == "" {
		d.Fault(at, "function.name", "is required")
	}
	m.calls = append(m.calls, c)
}

// arguments reads the string of arguments; some clients send the object itself.
func (d *requestDecoder) arguments(at, name string, v []byte) string {
	if len(v) > 0 && v[0] == '{' {
		return string(d.Raw(at, name, v))
	}
	return d.String(at, name, v)
}

// googleSignature reads the thought signature of Google's own OpenAI layer (recorded: gemini/openai-compat).
func (d *requestDecoder) googleSignature(at string, v []byte) llm.Signature {
	var sig llm.Signature
	d.Object(at, "extra_content", v, func(k, v []byte) {
		if string(k) != "google" {
			return
		}
		d.Object(at, "extra_content.google", v, func(k, v []byte) {
			if string(k) == "thought_signature" {
				sig = llm.Signature{Origin: llm.OriginGemini, Data: d.String(at, "extra_content.google.thought_signature", v)}
			}
		})
	})
	return sig
}

func (d *requestDecoder) legacyCall(m *message, v []byte) {
	var c llm.ToolCall
	at := m.at + ".function_call"
	d.Object(at, "", v, func(k, v []byte) {
		switch name := string(k); name {
		case "name":
			c.Name = d.String(at, name, v)
		case "arguments":
			c.Arguments = d.arguments(at, name, v)
		}
	})
	if c.Name == "" {
		return // null
	}
	c.ID = legacyID(c.Name)
	m.calls = append(m.calls, c)
}

// detail reads an element of reasoning_details (recorded: openrouter/chat).
func (d *requestDecoder) detail(m *message, i int, v []byte) {
	at := m.at + ".reasoning_details[" + strconv.Itoa(i) + "]"
	var x detail
	d.Object(at, "", v, func(k, v []byte) {
		if field := x.field(string(k)); field != nil {
			*field = d.String(at, string(k), v)
		}
	})
	p, ok := x.part()
	if !ok {
		return
	}
	if x.data != "" && p.Signature.Origin == llm.OriginGemini && x.id != "" {
		if m.sealed == nil {
			m.sealed = map[string]llm.Signature{}
		}
		m.sealed[x.id] = llm.Signature{Origin: llm.OriginGemini, Data: x.data}
		return
	}
	m.details = append(m.details, p)
}

// detail is an element of reasoning_details.
type detail struct{ typ, text, summary, signature, data, id, format string }

func (x *detail) field(name string) *string {
	switch name {
	case "type":
		return &x.typ
	case "text":
		return &x.text
	case "summary":
		return &x.summary
	case "signature":
		return &x.signature
	case "data":
		return &x.data
	case "id":
		return &x.id
	case "format":
		return &x.format
	}
	return nil
}

// part is the canonical form; an element that says nothing has none.
func (x *detail) part() (llm.Reasoning, bool) {
	sig := llm.Signature{Origin: originOf(x.format)}
	if x.format == "" {
		sig.Origin = llm.OriginAnthropic
	}
	if sig.Origin == llm.OriginOpenAI {
		sig.ID = x.id
	}
	switch {
	case x.data != "":
		sig.Data = x.data
		return llm.Reasoning{Redacted: true, Signature: sig}, true
	case x.signature != "":
		sig.Data = x.signature
		return llm.Reasoning{Text: x.text, Signature: sig}, true
	case x.text+x.summary != "":
		return llm.Reasoning{Text: x.text + x.summary}, true
	}
	return llm.Reasoning{}, false
}

// thinkingBlock reads an element of thinking_blocks (LiteLLM's convention).
func (d *requestDecoder) thinkingBlock(m *message, i int, v []byte) {
	at := m.at + ".thinking_blocks[" + strconv.Itoa(i) + "]"
	var text, signature, data string
	d.Object(at, "", v, func(k, v []byte) {
		switch name := string(k); name {
		case "thinking":
			text = d.String(at, name, v)
		case "signature":
			signature = d.String(at, name, v)
		case "data":
			data = d.String(at, name, v)
		}
	})
	p := llm.Reasoning{Text: text, Signature: llm.ParseSignature(signature, llm.OriginAnthropic)}
	if data != "" {
		p = llm.Reasoning{Redacted: true, Signature: llm.ParseSignature(data, llm.OriginAnthropic)}
	}
	m.details = append(m.details, p)
}
