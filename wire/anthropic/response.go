package anthropic

import (
	"github.com/burncloud/burncloud/llm"
)

// EncodeResponse appends the whole answer as a message. A message has one choice.
func (Front) EncodeResponse(dst []byte, req *llm.Request, resp *llm.Response) []byte {
	w := llm.Writer{Buf: append(dst, '{')}
	writeHead(&w, req, resp.ID, resp.Model)
	w.OpenKey("content", '[')
	var stop llm.Stop
	refusal := ""
	if len(resp.Choices) > 0 {
		stop = resp.Choices[0].Stop
		for _, p := range resp.Choices[0].Parts {
			if r, ok := p.(llm.Refusal); ok {
				refusal += r.Text
			}
			writePart(&w, req, p)
		}
	}
	w.Close(']')
	writeStop(&w, stop, refusal)
	writeUsage(&w, resp.Usage)
	w.Close('}')
	return w.Buf
}

func writeHead(w *llm.Writer, req *llm.Request, id, model string) {
	if id == "" {
		id = "msg_" + req.ID
	}
	if model == "" {
		model = string(req.Model)
	}
	w.Str("id", id)
	w.Str("type", "message")
	w.Str("role", "assistant")
	w.Str("model", model)
}

// writeStop writes why the answer ended. stop_sequence is always there.
func writeStop(w *llm.Writer, s llm.Stop, refusal string) {
	reason := stopReason(s.Reason)
	if refusal != "" && s.Reason == llm.StopEnd {
		reason = "refusal"
	}
	w.Str("stop_reason", reason)
	if s.Sequence == "" {
		w.Lit("stop_sequence", "null")
	} else {
		w.Str("stop_sequence", s.Sequence)
	}
	if reason != "refusal" {
		return
	}
	explanation := s.Detail
	if explanation == "" {
		explanation = refusal
	}
	w.OpenKey("stop_details", '{')
	w.Str("type", "refusal")
	w.Lit("category", "null")
	if explanation == "" {
		w.Lit("explanation", "null")
	} else {
		w.Str("explanation", explanation)
	}
	w.Close('}')
}

func hides(req *llm.Request) bool { return req.Reasoning.Display == "omitted" }

func writePart(w *llm.Writer, req *llm.Request, p llm.Part) {
	switch p := p.(type) {
	case llm.Text:
		if p.Text == "" && len(p.Citations) == 0 {
			return
		}
		w.Open('{')
		w.Str("type", "text")
		w.Str("text", p.Text)
		if len(p.Citations) > 0 {
			w.OpenKey("citations", '[')
			for i := range p.Citations {
				w.Elem(appendCitation(nil, &p.Citations[i]))
			}
			w.Close(']')
		}
		w.Close('}')
	case llm.Refusal:
		w.Open('{')
		w.Str("type", "text")
		w.Str("text", p.Text)
		w.Close('}')
	case llm.Reasoning:
		writeReasoning(w, req, p)
	case llm.ToolCall:
		writeSignature(w, p.Signature)
		w.Open('{')
		writeCallHead(w, p)
		input, ok := p.Object()
		if !ok {
			input = llm.Raw("{}")
		}
		w.Raw("input", input)
		w.Close('}')
	case llm.Opaque:
		if p.From == Dialect {
			w.Elem(p.Raw)
		}
	}
}

func writeReasoning(w *llm.Writer, req *llm.Request, p llm.Reasoning) {
	sig := p.Signature.Tag(llm.OriginAnthropic)
	if hides(req) {
		p.Text = ""
	}
	if p.Text == "" && sig == "" {
		return
	}
	w.Open('{')
	if p.Redacted {
		w.Str("type", "redacted_thinking")
		w.Str("data", sig)
	} else {
		w.Str("type", "thinking")
		w.Str("thinking", p.Text)
		w.Str("signature", sig)
	}
	w.Close('}')
}

// writeSignature writes the signature of a call, which has no place of its own here, as thinking without text before
// it; DecodeRequest gives it back to the call.
func writeSignature(w *llm.Writer, s llm.Signature) {
	if s.IsZero() {
		return
	}
	w.Open('{')
	w.Str("type", "thinking")
	w.Str("thinking", "")
	w.Str("signature", s.Tag(llm.OriginAnthropic))
	w.Close('}')
}

func writeCallHead(w *llm.Writer, c llm.ToolCall) {
	w.Str("type", "tool_use")
	w.Str("id", llm.EscapeID(c.ID))
	w.Str("name", c.Name)
}

// appendCitation appends a citation: as it was, if it is of this dialect, else as one of a search on the web.
func appendCitation(dst []byte, c *llm.Citation) []byte {
	if c.From == Dialect && c.Raw != nil {
		return append(dst, c.Raw...)
	}
	w := llm.Writer{Buf: append(dst, '{')}
	w.Str("type", "web_search_result_location")
	w.Str("url", c.URL)
	w.Str("title", c.Title)
	w.Str("cited_text", c.Quote)
	w.Str("encrypted_index", "")
	w.Close('}')
	return w.Buf
}
