package openai

import (
	"fmt"
	"strings"

	"github.com/burncloud/burncloud/llm"
)

func (e *requestEncoder) messages() {
	e.OpenKey("messages", '[')
	e.system()
	for i := range e.req.Messages {
		m := &e.req.Messages[i]
		switch m.Role {
		case llm.RoleAssistant:
			e.assistant(m)
		case llm.RoleSystem:
			e.plain(e.systemRole(), m, m.Parts)
		default:
			e.user(m)
		}
	}
	e.Close(']')
	if n := len(e.req.Messages); n > 0 && e.target.Quirks.NoPrefill && e.req.Messages[n-1].Role == llm.RoleAssistant {
		e.lost.Refuse(e.req.Path(&e.req.Messages[n-1]), "the model does not continue a message of the assistant")
	}
}

func (e *requestEncoder) systemRole() string {
	if r := e.target.Quirks.SystemRole; r != "" {
		return r
	}
	return "system"
}

// system writes one message: some hosts take no more. Its texts are joined unless marks have to be kept.
func (e *requestEncoder) system() {
	if len(e.req.System) == 0 {
		return
	}
	if e.target.Quirks.CacheMarks && marked(e.req.System) {
		e.plain(e.systemRole(), &llm.Message{}, e.req.System)
		return
	}
	for _, p := range e.req.System {
		e.loseMark(llm.CacheOf(p))
	}
	e.Open('{')
	e.Str("role", e.systemRole())
	e.Str("content", join(e.req.System, "\n\n"))
	e.Close('}')
}

func marked(parts []llm.Part) bool {
	for _, p := range parts {
		if llm.CacheOf(p) != "" {
			return true
		}
	}
	return false
}

// plain writes a message that has content only.
func (e *requestEncoder) plain(role string, m *llm.Message, parts []llm.Part) {
	e.Open('{')
	e.Str("role", role)
	e.StrIf("name", m.Name)
	e.content(m, parts)
	e.Close('}')
}

// user writes a message of the user; results become messages of their own, before the rest of it.
func (e *requestEncoder) user(m *llm.Message) {
	var rest []llm.Part
	results := false
	for _, p := range m.Parts {
		if r, ok := p.(llm.ToolResult); ok {
			results = true
			rest = append(rest, e.result(m, r)...)
		}
	}
	for _, p := range m.Parts {
		if _, ok := p.(llm.ToolResult); !ok {
			rest = append(rest, p)
		}
	}
	if len(rest) > 0 || !results {
		e.plain("user", m, rest)
	}
}

// result writes a message of role tool, and returns what such a message cannot hold: the user says it then.
func (e *requestEncoder) result(m *llm.Message, r llm.ToolResult) (rest []llm.Part) {
	text := join(r.Parts, "\n")
	if r.IsError {
		text = "Error: " + text
	}
	for _, p := range r.Parts {
		switch p := p.(type) {
		case llm.Media:
			rest = append(rest, p)
		case llm.Opaque:
			e.lost.DropAt(e.req.Path(m), llm.Field(p.Kind), llm.NotInDialect)
		}
	}
	if text == "" && len(rest) > 0 {
		text = "(see the attachment)"
	}
	e.Open('{')
	e.Str("role", "tool")
	e.Str("tool_call_id", e.callID(r.CallID))
	if e.target.Quirks.ToolIDs == llm.IDsMistral {
		e.StrIf("name", e.req.ToolName(r)) // demanded there (wire-facts §13)
	}
	if r.Cache != "" && e.target.Quirks.CacheMarks {
		e.content(m, []llm.Part{llm.Text{Text: text, Cache: r.Cache}})
	} else {
		e.Str("content", text)
		e.mark(r.Cache)
	}
	e.Close('}')
	return rest
}

// content writes a string where one text is all there is, else an array of parts.
func (e *requestEncoder) content(m *llm.Message, parts []llm.Part) {
	if len(parts) == 1 {
		if t, ok := parts[0].(llm.Text); ok && (t.Cache == "" || !e.target.Quirks.CacheMarks) {
			e.Str("content", t.Text)
			e.loseMark(t.Cache)
			return
		}
	}
	if len(parts) == 0 {
		e.Str("content", "")
		return
	}
	e.OpenKey("content", '[')
	for _, p := range parts {
		e.part(m, p)
	}
	e.Close(']')
}

// loseMark says that a mark is lost, where the host has none.
func (e *requestEncoder) loseMark(m llm.CacheMark) {
	if m != "" && !e.target.Quirks.CacheMarks {
		e.lost.Drop(llm.FieldCacheMark, noMarks)
	}
}

func (e *requestEncoder) part(m *llm.Message, p llm.Part) {
	switch p := p.(type) {
	case llm.Text:
		e.Open('{')
		e.Str("type", "text")
		e.Str("text", p.Text)
		e.mark(p.Cache)
		e.Close('}')
	case llm.Refusal:
		e.Open('{')
		e.Str("type", "refusal")
		e.Str("refusal", p.Text)
		e.Close('}')
	case llm.Media:
		e.media(m, p)
	case llm.Opaque:
		e.lost.DropAt(e.req.Path(m), llm.Field(p.Kind), llm.NotInDialect)
	}
}

// media writes a picture, sound, film or document as its part.
func (e *requestEncoder) media(m *llm.Message, p llm.Media) {
	path := e.req.Path(m)
	switch {
	case e.target.Quirks.TextOnly:
		e.lost.Refuse(path, "the model takes text only")
		return
	case p.FileID != "" && e.req.From != "openai" && e.req.From != "responses":
		e.lost.DropAt(path, llm.FieldFileID, "files are known only to the provider that keeps them")
		return
	case p.URL != "" && (e.target.Quirks.NoMediaURL || p.Kind == llm.MediaFile || p.Kind == llm.MediaAudio):
		e.lost.Refuse(path, fmt.Sprintf("the upstream does not fetch %s by URL; send its data", p.Kind))
		return
	}
	e.lost.DropAbout(path, p, p.Kind == llm.MediaFile, false, false)
	url := p.URL
	if p.Data != "" {
		url = llm.DataURL(p.Type, p.Data)
	}
	switch p.Kind {
	case llm.MediaImage:
		e.urlPart("image_url", url, p)
	case llm.MediaVideo:
		e.urlPart("video_url", url, p)
	case llm.MediaAudio:
		e.Open('{')
		e.Str("type", "input_audio")
		e.OpenKey("input_audio", '{')
		e.Str("data", p.Data)
		_, format, _ := strings.Cut(p.Type, "/")
		e.Str("format", audioFormat(format))
	case llm.MediaFile:
		e.Open('{')
		e.Str("type", "file")
		e.OpenKey("file", '{')
		e.StrIf("filename", p.Name)
		e.StrIf("file_data", url)
		e.StrIf("file_id", p.FileID)
	}
	e.Close('}')
	e.mark(p.Cache)
	e.Close('}')
}

func (e *requestEncoder) urlPart(kind, url string, p llm.Media) {
	e.Open('{')
	e.Str("type", kind)
	e.OpenKey(kind, '{')
	e.StrIf("url", url)
	e.StrIf("file_id", p.FileID)
	e.StrIf("detail", p.Detail)
}

// audioFormat is OpenAI's word for the subtype of a media type.
func audioFormat(subtype string) string {
	switch subtype {
	case "mpeg":
		return "mp3"
	case "x-wav", "wave":
		return "wav"
	}
	return subtype
}

// assistant writes an earlier turn of the model. One of which nothing is left is not written.
func (e *requestEncoder) assistant(m *llm.Message) {
	text := join(m.Parts, "")
	var refusal string
	var calls []llm.ToolCall
	for _, p := range m.Parts {
		switch p := p.(type) {
		case llm.Refusal:
			refusal += p.Text
		case llm.ToolCall:
			calls = append(calls, p)
		case llm.Reasoning:
			if !e.replays(p) {
				e.lost.DropThought(p)
			}
		case llm.Media, llm.Opaque:
			e.loseOutput(m, p)
		}
		e.loseMark(llm.CacheOf(p))
	}
	if text == "" && refusal == "" && len(calls) == 0 {
		return
	}
	e.Open('{')
	e.Str("role", "assistant")
	e.StrIf("name", m.Name)
	switch {
	case text == "" && (len(calls) > 0 || refusal != ""):
		e.Lit("content", "null")
	case e.target.Quirks.CacheMarks && marked(m.Parts):
		e.content(m, onlyText(m.Parts))
	default:
		e.Str("content", text)
	}
	e.StrIf("refusal", refusal)
	e.replay(m.Parts)
	e.toolCalls(calls)
	if mark := e.target.Quirks.PrefillMark; mark != "" && len(calls) == 0 && m == &e.req.Messages[len(e.req.Messages)-1] {
		e.Bool(mark, true)
	}
	e.Close('}')
}

func onlyText(parts []llm.Part) []llm.Part {
	var out []llm.Part
	for _, p := range parts {
		if _, ok := p.(llm.Text); ok {
			out = append(out, p)
		}
	}
	return out
}

// loseOutput says what an assistant message cannot hold.
func (e *requestEncoder) loseOutput(m *llm.Message, p llm.Part) {
	kind := "media"
	if o, ok := p.(llm.Opaque); ok {
		kind = o.Kind
	}
	e.lost.DropAt(e.req.Path(m), llm.Field("content."+kind), "the upstream's dialect does not have it in earlier answers")
}

func (e *requestEncoder) toolCalls(calls []llm.ToolCall) {
	if len(calls) == 0 {
		return
	}
	e.OpenKey("tool_calls", '[')
	for _, c := range calls {
		e.Open('{')
		e.Str("id", e.callID(c.ID))
		kind, field := "function", "arguments"
		if c.Custom {
			kind, field = "custom", "input"
		}
		e.Str("type", kind)
		e.OpenKey(kind, '{')
		e.Str("name", c.Name)
		args := c.Arguments
		if args == "" && !c.Custom {
			args = "{}"
		}
		e.Str(field, args)
		e.Close('}')
		if sig := c.Signature.For(llm.OriginGemini); e.target.Origin == llm.OriginGemini && !sig.IsZero() {
			e.OpenKey("extra_content", '{')
			e.OpenKey("google", '{')
			e.Str("thought_signature", sig.Data)
			e.Close('}')
			e.Close('}')
		}
		e.Close('}')
	}
	e.Close(']')
}

// replays reports whether the host gets reasoning back.
func (e *requestEncoder) replays(r llm.Reasoning) bool {
	switch e.target.Quirks.ReasoningReplay {
	case llm.ReplayContent, llm.ReplayPlain:
		return r.Text != ""
	case llm.ReplayDetails:
		_, ok := e.own(r)
		return ok
	}
	return false
}

// replay gives earlier reasoning back to hosts that want it (wire-facts §7).
func (e *requestEncoder) replay(parts []llm.Part) {
	switch way := e.target.Quirks.ReasoningReplay; way {
	case llm.ReplayContent, llm.ReplayPlain:
		var b strings.Builder
		for _, p := range parts {
			if r, ok := p.(llm.Reasoning); ok {
				b.WriteString(r.Text)
			}
		}
		e.StrIf(string(way), b.String())
	case llm.ReplayDetails:
		e.details(parts)
	}
}

// details writes reasoning_details: what was thought, and the signatures of calls under the ids of these.
func (e *requestEncoder) details(parts []llm.Part) {
	start := len(e.Buf)
	e.OpenKey("reasoning_details", '[')
	empty := len(e.Buf)
	for i, p := range parts {
		if r, ok := e.own(p); ok {
			writeDetail(&e.Writer, r, i)
		}
		if c, ok := p.(llm.ToolCall); ok && !c.Signature.IsZero() && (e.target.Origin == "" || e.target.Origin == c.Signature.Origin) {
			sig := c.Signature
			sig.ID = e.callID(c.ID)
			writeDetail(&e.Writer, llm.Reasoning{Redacted: true, Signature: sig}, i)
		}
	}
	if len(e.Buf) == empty {
		e.Buf = e.Buf[:start]
		return
	}
	e.Close(']')
}

// own returns reasoning as the target may have it: without a signature of another origin. A host of many origins
// (OpenRouter) takes all.
func (e *requestEncoder) own(p llm.Part) (llm.Reasoning, bool) {
	r, ok := p.(llm.Reasoning)
	if o := e.target.Origin; ok && o != "" {
		r.Signature = r.Signature.For(o)
	}
	return r, ok && (r.Text != "" || !r.Signature.IsZero())
}

// writeDetail writes reasoning as an element of reasoning_details.
func writeDetail(w *llm.Writer, r llm.Reasoning, index int) {
	w.Open('{')
	if r.Redacted {
		w.Str("type", "reasoning.encrypted")
		w.Str("data", r.Signature.Data)
	} else {
		w.Str("type", "reasoning.text")
		w.Str("text", r.Text)
		w.StrIf("signature", r.Signature.Data)
	}
	w.StrIf("id", r.Signature.ID)
	w.StrIf("format", formatOf(r.Signature.Origin))
	w.Int("index", int64(index))
	w.Close('}')
}
