package gemini

import (
	"github.com/burncloud/burncloud/llm"
)

// EncodeResponse appends the whole answer.
func (f Front) EncodeResponse(dst []byte, req *llm.Request, resp *llm.Response) []byte {
	w := llm.Writer{Buf: append(dst, '{')}
	stops, parts := make([]llm.Stop, len(resp.Choices)), 0
	for i, c := range resp.Choices {
		stops[i] = c.Stop
		parts += len(c.Parts)
	}
	if isBlocked(stops, parts, resp.Usage.Completion()) {
		writeBlock(&w, stops[0])
	} else {
		w.OpenKey("candidates", '[')
		for i, c := range resp.Choices {
			writeCandidate(&w, req, i, c)
		}
		w.Close(']')
	}
	writeUsage(&w, resp.Usage)
	model, id := names(req, resp.Model, resp.ID)
	w.Str("modelVersion", model)
	w.Str("responseId", id)
	w.Close('}')
	return w.Buf
}

// names are what the answer calls itself, or what the gateway calls it.
func names(req *llm.Request, model, id string) (string, string) {
	if model == "" {
		model = string(req.Model)
	}
	if id == "" {
		id = req.ID
	}
	return model, id
}

// writeBlock says that the prompt was refused.
func writeBlock(w *llm.Writer, s llm.Stop) {
	w.OpenKey("promptFeedback", '{')
	w.Str("blockReason", blockWord(s))
	w.StrIf("blockReasonMessage", s.Detail)
	w.Close('}')
}

func writeCandidate(w *llm.Writer, req *llm.Request, i int, c llm.Choice) {
	var g grounding
	var probs []llm.Logprob
	w.Open('{')
	w.OpenKey("content", '{')
	w.OpenKey("parts", '[')
	content := false
	for _, p := range c.Parts {
		if t, ok := p.(llm.Text); ok {
			if t.Text != "" {
				g.base = len(g.kept)
				g.text([]byte(t.Text))
			}
			for _, x := range t.Citations {
				g.cite(x)
			}
			probs = append(probs, t.Logprobs...)
		}
		content = writePart(w, p, hidesThoughts(req)) || content
	}
	w.Close(']')
	w.Str("role", "model")
	w.Close('}')
	writeEnd(w, c.Stop, content)
	w.Int("index", int64(i))
	g.write(w)
	writeLogprobs(w, probs)
	w.Close('}')
}

// writeEnd says why a candidate ended.
func writeEnd(w *llm.Writer, s llm.Stop, content bool) {
	w.Str("finishReason", finishWord(s, content))
	w.StrIf("finishMessage", s.Detail)
}

// hidesThoughts reports whether the client asked not to be shown thoughts. Their signatures it must have all the same.
func hidesThoughts(req *llm.Request) bool { return req.Reasoning.Display == "omitted" }

// writePart writes one part of an answer as an element, and reports whether it has anything to say.
func writePart(w *llm.Writer, p llm.Part, hide bool) bool {
	switch p := p.(type) {
	case llm.Text:
		return writeText(w, []byte(p.Text), false, p.Signature)
	case llm.Refusal:
		return writeText(w, []byte(p.Text), false, llm.Signature{})
	case llm.Reasoning:
		if p.Redacted {
			writeSealed(w, p.Signature)
			return true
		}
		if hide {
			p.Text = ""
		}
		return writeText(w, []byte(p.Text), true, p.Signature)
	case llm.ToolCall:
		writeCall(w, p)
		return true
	case llm.Media:
		w.Open('{')
		writeMedia(w, p)
		writeSignature(w, p.Signature)
		w.Close('}')
		return true
	case llm.Opaque:
		if p.From == Dialect {
			w.Elem(p.Raw)
			return true
		}
	}
	return false
}

// writeText writes text or a thought, unless there is neither that nor a signature.
func writeText(w *llm.Writer, text []byte, thought bool, sig llm.Signature) bool {
	if len(text) == 0 && sig.IsZero() {
		return false
	}
	w.Open('{')
	w.Text("text", text)
	if thought {
		w.Bool("thought", true)
	}
	writeSignature(w, sig)
	w.Close('}')
	return true
}

// writeSealed writes reasoning of which the client sees nothing: a thought without text, so that it can be told from
// one whose text is empty when it comes back.
func writeSealed(w *llm.Writer, sig llm.Signature) {
	w.Open('{')
	w.Bool("thought", true)
	writeSignature(w, sig)
	w.Close('}')
}

func writeSignature(w *llm.Writer, s llm.Signature) {
	if !s.IsZero() {
		w.Str("thoughtSignature", sealSignature(s))
	}
}

func writeCall(w *llm.Writer, c llm.ToolCall) {
	w.Open('{')
	w.OpenKey("functionCall", '{')
	w.Str("id", c.ID)
	w.Str("name", c.Name)
	args, ok := c.Object()
	if !ok { // null, or cut by the limit on tokens: half an object cannot be written
		args = llm.Raw("{}")
	}
	w.Raw("args", llm.KeepRaw(args))
	w.Close('}')
	writeSignature(w, c.Signature)
	w.Close('}')
}
