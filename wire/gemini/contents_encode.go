package gemini

import (
	"slices"
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// contents writes the conversation. It must begin with the user, who may have said nothing (recorded:
// gemini/generateContent).
func (e *requestEncoder) contents(turns []llm.Message) {
	e.OpenKey("contents", '[')
	if len(turns) == 0 || turns[0].Role == llm.RoleAssistant {
		e.Elem([]byte(`{"role":"user","parts":[{"text":""}]}`))
	}
	for i := range turns {
		m := &turns[i]
		if m.Role == llm.RoleAssistant {
			m.Parts = e.rejoin(m.Parts)
			e.turn("model", m, e.modelPart(m))
			continue
		}
		if i > 0 {
			sortResults(m.Parts, turns[i-1].Parts)
		}
		e.turn("user", m, e.userPart(m))
	}
	if n := len(turns); n > 0 && turns[n-1].Role == llm.RoleAssistant && e.t.Quirks.NoPrefill {
		e.losses.Refuse(e.req.Path(&turns[n-1]), "the conversation must end with the user")
	}
	e.Close(']')
}

// turn writes one content, without parts if none of its parts can be said.
func (e *requestEncoder) turn(role string, m *llm.Message, write func(llm.Part)) {
	e.Open('{')
	e.Str("role", role)
	e.OpenKey("parts", '[')
	n := len(e.Buf)
	for _, p := range m.Parts {
		write(p)
	}
	if len(e.Buf) == n {
		e.text("", false, "")
	}
	e.Close(']')
	e.Close('}')
}

// sortResults puts the results, which come first in their turn, into the order of the calls: where calls have no ids
// Gemini pairs them so.
func sortResults(parts, calls []llm.Part) {
	var order []string
	for _, p := range calls {
		if c, ok := p.(llm.ToolCall); ok {
			order = append(order, c.ID)
		}
	}
	n := 0
	for n < len(parts) && isResult(parts[n]) {
		n++
	}
	slices.SortStableFunc(parts[:n], func(a, b llm.Part) int {
		return slices.Index(order, a.(llm.ToolResult).CallID) - slices.Index(order, b.(llm.ToolResult).CallID)
	})
}

func isResult(p llm.Part) bool {
	_, ok := p.(llm.ToolResult)
	return ok
}

// text writes a part of text or thought.
func (e *requestEncoder) text(s string, thought bool, sig string) {
	e.Open('{')
	e.Str("text", s)
	if thought {
		e.Bool("thought", true)
	}
	e.StrIf("thoughtSignature", sig)
	e.Close('}')
}

// signature is what the target gets of a signature: nothing of another origin's, which is no loss to it.
func (e *requestEncoder) signature(s llm.Signature) string { return s.For(e.origin).Data }

// modelPart returns what writes a part of an assistant's turn.
func (e *requestEncoder) modelPart(m *llm.Message) func(llm.Part) {
	called := false
	return func(p llm.Part) {
		switch p := p.(type) {
		case llm.Text:
			if sig := e.signature(p.Signature); p.Text != "" || sig != "" {
				e.text(p.Text, false, sig)
			}
		case llm.Reasoning:
			e.reasoning(p)
		case llm.Refusal:
			e.text(p.Text, false, "")
		case llm.Media:
			e.media(e.req.Path(m), p)
		case llm.ToolCall:
			sig := e.signature(p.Signature)
			if sig == "" && !called && e.origin == llm.OriginGemini && !e.t.Quirks.Budgets {
				sig = noSignature
			}
			called = true
			e.call(m, p, sig)
		case llm.Opaque:
			e.opaque(m, p)
		}
	}
}

// rejoin gives calls their signatures back from the empty thoughts before them: that is where dialects have them whose
// calls bear none. Gemini 3 takes the signature of a call on the call only.
func (e *requestEncoder) rejoin(parts []llm.Part) []llm.Part {
	out := make([]llm.Part, 0, len(parts))
	for _, p := range parts {
		c, ok := p.(llm.ToolCall)
		if n := len(out); ok && n > 0 && e.signature(c.Signature) == "" {
			if r, ok := out[n-1].(llm.Reasoning); ok && r.Text == "" && !r.Redacted && e.signature(r.Signature) != "" {
				c.Signature = r.Signature
				out, p = out[:n-1], c
			}
		}
		out = append(out, p)
	}
	return out
}

// reasoning writes a thought that the target can check, or that it gave to a client of its own dialect, for those come
// without proof. Any other is left out: it would be taken for something said.
func (e *requestEncoder) reasoning(p llm.Reasoning) {
	sig := e.signature(p.Signature)
	switch {
	case sig == "" && (e.req.From != Dialect || !p.Signature.IsZero()):
		e.losses.DropThought(p)
	case p.Redacted:
		e.Open('{')
		e.Bool("thought", true)
		e.Str("thoughtSignature", sig)
		e.Close('}')
	default:
		e.text(p.Text, true, sig)
	}
}

func (e *requestEncoder) opaque(m *llm.Message, p llm.Opaque) {
	if p.From != Dialect {
		e.losses.DropAt(e.req.Path(m), llm.Field(p.Kind), "Gemini has nothing like it")
		return
	}
	e.Elem(p.Raw)
}

func (e *requestEncoder) call(m *llm.Message, p llm.ToolCall, sig string) {
	args, ok := p.Object()
	if !ok {
		e.losses.Refuse(e.req.Path(m)+".tool_calls", "the arguments of "+p.Name+" are not a JSON object")
		return
	}
	e.Open('{')
	e.OpenKey("functionCall", '{')
	e.id(p.ID)
	e.Str("name", p.Name)
	e.Raw("args", args)
	e.Close('}')
	e.StrIf("thoughtSignature", sig)
	e.Close('}')
}

// id writes an id that was not made up for want of one.
func (e *requestEncoder) id(id string) {
	if !strings.HasPrefix(id, madePrefix) {
		e.Str("id", id)
	}
}

// userPart returns what writes a part of a user's turn.
func (e *requestEncoder) userPart(m *llm.Message) func(llm.Part) {
	return func(p llm.Part) {
		switch p := p.(type) {
		case llm.Text:
			e.text(p.Text, false, "")
		case llm.Refusal:
			e.text(p.Text, false, "")
		case llm.Media:
			e.media(e.req.Path(m), p)
		case llm.ToolResult:
			e.result(m, p)
		case llm.Opaque:
			e.opaque(m, p)
		default:
			e.losses.DropAt(e.req.Path(m), "role", "only the model thinks and calls tools")
		}
	}
}

// result writes the outcome of a call: the text, and the media inside it or, before Gemini 3, after it.
func (e *requestEncoder) result(m *llm.Message, p llm.ToolResult) {
	name := e.req.ToolName(p)
	if name == "" {
		e.refuse(m, llm.FieldToolCallID, "no tool call has this id")
	}
	var media []llm.Media
	var texts []string
	for _, x := range p.Parts {
		switch x := x.(type) {
		case llm.Text:
			texts = append(texts, x.Text)
		case llm.Media:
			media = append(media, x)
		case llm.Opaque:
			e.losses.DropAt(e.req.Path(m), llm.Field(x.Kind), "Gemini has nothing like it")
		}
	}
	e.Open('{')
	e.OpenKey("functionResponse", '{')
	e.id(p.CallID)
	e.Str("name", name)
	e.Key("response")
	e.Buf = appendOutcome(e.Buf, strings.Join(texts, "\n"), p.IsError)
	inside := len(media) > 0 && !e.t.Quirks.Budgets
	if inside {
		e.OpenKey("parts", '[')
		for _, x := range media {
			e.media(e.req.Path(m), x)
		}
		e.Close(']')
	}
	e.Close('}')
	e.Close('}')
	if !inside {
		for _, x := range media {
			e.media(e.req.Path(m), x)
		}
	}
}

// appendOutcome makes the object that a response must be: one as it is, anything else under result or error
// (wire-facts §2.3).
func appendOutcome(dst []byte, text string, isError bool) []byte {
	raw := llm.Raw(strings.TrimSpace(text))
	valid := len(raw) > 0 && raw[0] != '"' && raw.IsValid()
	if valid && raw[0] == '{' && !isError {
		return append(dst, raw...)
	}
	key := `{"result":`
	if isError {
		key = `{"error":`
	}
	dst = append(dst, key...)
	if valid {
		dst = append(dst, raw...)
	} else {
		dst = rawjson.AppendString(dst, text)
	}
	return append(dst, '}')
}

// media writes a part with media, and the text that goes with it as another. at names the message.
func (e *requestEncoder) media(at string, m llm.Media) {
	q := e.t.Quirks
	switch {
	case q.TextOnly:
		e.losses.DropAt(at, llm.FieldMedia, "the model takes text only")
		return
	case m.FileID != "" && e.req.From != Dialect:
		e.losses.DropAt(at, llm.FieldFileID, "files of another provider cannot be read")
		return
	case m.URL != "" && q.NoMediaURL:
		e.losses.DropAt(at, llm.FieldMedia, "the upstream takes media inline only")
		return
	}
	e.losses.DropAbout(at, m, false, true, false)
	e.Open('{')
	writeMedia(&e.Writer, m)
	switch level := strings.ToUpper(m.Detail); {
	case level == "" || level == "AUTO" || level == "ORIGINAL":
	case q.Budgets || !slices.Contains(resolutions, level):
		e.losses.DropAt(at, llm.FieldDetail, "the model has no such resolution")
	default:
		e.OpenKey("mediaResolution", '{')
		e.Str("level", resolutionPrefix+level)
		e.Close('}')
	}
	e.StrIf("thoughtSignature", e.signature(m.Signature))
	e.Close('}')
	if m.Text != "" {
		e.text(m.Text, false, "")
	}
}
