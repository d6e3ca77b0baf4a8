package responses

import (
	"fmt"
	"slices"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// instructions writes the system's words: as the member of that name, or as an item where cache marks have to be kept.
func (e *requestEncoder) instructions() {
	if e.systemItem() || len(e.req.System) == 0 {
		return
	}
	var texts []string
	for _, p := range e.req.System {
		if m := llm.CacheOf(p); m != "" {
			e.mark(m)
		}
		switch p := p.(type) {
		case llm.Text:
			texts = append(texts, p.Text)
		default:
			e.lost.Refuse("instructions", "the upstream takes text only as instructions")
		}
	}
	e.Str("instructions", strings.Join(texts, paragraph))
}

// systemItem reports whether the system's words are the first item of the input.
func (e *requestEncoder) systemItem() bool {
	if !e.target.Quirks.CacheMarks {
		return false
	}
	for _, p := range e.req.System {
		if llm.CacheOf(p) != "" {
			return true
		}
	}
	return false
}

func (e *requestEncoder) input() {
	e.OpenKey("input", '[')
	if e.systemItem() {
		e.message(e.systemRole(), &llm.Message{Pos: -1}, e.req.System)
	}
	for i := range e.req.Messages {
		m := &e.req.Messages[i]
		if m.Name != "" {
			e.lost.DropAt(e.req.Path(m), llm.FieldName, "the upstream's dialect has no names of participants")
		}
		switch m.Role {
		case llm.RoleAssistant:
			e.assistant(m)
		case llm.RoleSystem:
			e.message(e.systemRole(), m, m.Parts)
		default:
			e.user(m)
		}
	}
	e.Close(']')
}

func (e *requestEncoder) systemRole() string { return either(e.target.Quirks.SystemRole, "developer") }

// user writes results of calls as items of their own, and what lies between them as messages.
func (e *requestEncoder) user(m *llm.Message) {
	from := 0
	for i, p := range m.Parts {
		switch p := p.(type) {
		case llm.ToolResult:
			e.message("user", m, m.Parts[from:i])
			e.result(m, p)
		case llm.Opaque:
			e.message("user", m, m.Parts[from:i])
			e.opaque(m, p)
		default:
			continue
		}
		from = i + 1
	}
	e.message("user", m, m.Parts[from:])
}

// message writes one message item, none for no parts. What the model said is left out where it is nothing.
func (e *requestEncoder) message(role string, m *llm.Message, parts []llm.Part) {
	if role == "assistant" {
		parts = slices.DeleteFunc(slices.Clone(parts), isNothing)
	}
	if len(parts) == 0 {
		return
	}
	e.Open('{')
	e.Str("type", kindMessage)
	e.Str("role", role)
	e.OpenKey("content", '[')
	for _, p := range parts {
		e.part(role, m, p)
	}
	e.Close(']')
	e.Close('}')
}

func isNothing(p llm.Part) bool {
	t, ok := p.(llm.Text)
	return ok && t.Text == ""
}

func (e *requestEncoder) part(role string, m *llm.Message, p llm.Part) {
	switch p := p.(type) {
	case llm.Text:
		e.Open('{')
		if role == "assistant" {
			e.Str("type", "output_text")
			e.annotations(p.Citations)
		} else {
			e.Str("type", "input_text")
		}
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

func (e *requestEncoder) annotations(cites []llm.Citation) {
	e.OpenKey("annotations", '[')
	for i := range cites {
		if cites[i].From == Dialect && cites[i].Raw != nil {
			e.Elem(cites[i].Raw)
		} else if raw, ok := appendAnnotation(nil, &cites[i]); ok {
			e.Elem(raw)
		}
	}
	e.Close(']')
}

// assistant writes an earlier turn of the model as the items that it was made of.
func (e *requestEncoder) assistant(m *llm.Message) {
	from := 0
	for i, p := range m.Parts {
		switch p.(type) {
		case llm.Text, llm.Refusal:
			continue
		}
		e.message("assistant", m, m.Parts[from:i])
		from = i + 1
		switch p := p.(type) {
		case llm.Reasoning:
			if e.followed(m.Parts[i+1:]) {
				e.thought(p)
			} else {
				e.lost.DropThought(p)
			}
		case llm.ToolCall:
			e.call(p)
		case llm.Media:
			e.generated(m, p)
		case llm.Opaque:
			e.opaque(m, p)
		}
	}
	e.message("assistant", m, m.Parts[from:])
}

// followed reports whether anything comes after reasoning: alone it is refused (wire-facts §3.1).
func (e *requestEncoder) followed(rest []llm.Part) bool {
	for _, p := range rest {
		switch p := p.(type) {
		case llm.Reasoning:
		case llm.Opaque:
			if p.From == Dialect {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// thought gives sealed reasoning back to whom it came from, whole and under its own id; plain reasoning to hosts that
// want it (wire-facts §7). Other reasoning stays behind, as the dialects' own clients have it.
func (e *requestEncoder) thought(p llm.Reasoning) {
	sig := p.Signature.For(originOf(e.target))
	sealed := sig.Data != ""
	plain := p.Text != "" && e.target.Quirks.ReasoningReplay != llm.ReplayNone
	if !sealed && !plain {
		e.lost.DropThought(p)
		return
	}
	e.Open('{')
	e.Str("type", kindReasoning)
	e.StrIf("id", sig.ID)
	e.OpenKey("summary", '[')
	if sealed && !plain && p.Text != "" {
		e.Open('{')
		e.Str("type", "summary_text")
		e.Str("text", p.Text)
		e.Close('}')
	}
	e.Close(']')
	if plain {
		e.OpenKey("content", '[')
		e.Open('{')
		e.Str("type", "reasoning_text")
		e.Str("text", p.Text)
		e.Close('}')
		e.Close(']')
	}
	if sealed {
		e.Str("encrypted_content", sig.Data)
		e.replayed = true
	}
	e.Close('}')
}

// call writes a call without a role: it is refused with one (bifrost#5101).
func (e *requestEncoder) call(c llm.ToolCall) {
	kind, field, args := kindCall, "arguments", c.Arguments
	if c.Custom {
		kind, field = kindCustomCall, "input"
	} else if strings.TrimSpace(args) == "" {
		args = "{}"
	}
	e.Open('{')
	e.Str("type", kind)
	e.Str("call_id", e.callID(c.ID))
	e.Str("name", c.Name)
	e.Str(field, args)
	e.mark(c.Cache)
	e.Close('}')
}

func (e *requestEncoder) callID(id string) string {
	if e.target.Quirks.ToolIDs == llm.IDsMistral {
		return llm.NineID(id)
	}
	return llm.ShortID(id, maxID)
}

func (e *requestEncoder) result(m *llm.Message, r llm.ToolResult) {
	kind := kindOutput
	if r.Custom {
		kind = kindCustomOutput
	}
	e.Open('{')
	e.Str("type", kind)
	e.Str("call_id", e.callID(r.CallID))
	if text, ok := onlyText(r.Parts); ok {
		if r.IsError {
			text = "Error: " + text // there is no flag for it
		}
		e.Str("output", text)
	} else {
		e.outputParts(m, r)
	}
	e.mark(r.Cache)
	e.Close('}')
}

func (e *requestEncoder) outputParts(m *llm.Message, r llm.ToolResult) {
	e.OpenKey("output", '[')
	if r.IsError {
		e.part("user", m, llm.Text{Text: "Error:"})
	}
	for _, p := range r.Parts {
		e.part("user", m, p)
	}
	e.Close(']')
}

// onlyText joins parts that are all text.
func onlyText(parts []llm.Part) (string, bool) {
	var texts []string
	for _, p := range parts {
		t, ok := p.(llm.Text)
		if !ok {
			return "", false
		}
		texts = append(texts, t.Text)
	}
	return strings.Join(texts, "\n"), true
}

func (e *requestEncoder) opaque(m *llm.Message, p llm.Opaque) {
	if p.From == Dialect {
		e.Elem(p.Raw)
		return
	}
	e.lost.DropAt(e.req.Path(m), llm.Field(p.Kind), llm.NotInDialect)
}

// generated writes a picture that an earlier turn made.
func (e *requestEncoder) generated(m *llm.Message, p llm.Media) {
	if p.Kind != llm.MediaImage || p.Data == "" || p.ID == "" {
		e.lost.DropAt(e.req.Path(m), "content", "earlier output of this kind is not carried over")
		return
	}
	e.Open('{')
	e.Str("type", kindImage)
	e.Str("id", p.ID)
	e.Str("status", "completed")
	e.Str("result", p.Data)
	e.Close('}')
}

// media writes a picture, sound or document as its part.
func (e *requestEncoder) media(m *llm.Message, p llm.Media) {
	path, q := e.req.Path(m), &e.target.Quirks
	switch {
	case q.TextOnly:
		e.lost.Refuse(path, "the model takes text only")
		return
	case p.Kind == llm.MediaVideo:
		e.lost.Refuse(path, "the Responses API takes no video")
		return
	case p.FileID != "" && e.req.From != Dialect && e.req.From != burncloud.DialectOpenAI:
		e.lost.DropAt(path, llm.FieldFileID, "files are known only to the provider that keeps them")
		return
	case p.URL != "" && (q.NoMediaURL || p.Kind == llm.MediaAudio):
		e.lost.Refuse(path, fmt.Sprintf("the upstream does not fetch %s by URL; send the data", p.Kind))
		return
	}
	e.lost.DropAbout(path, p, p.Kind == llm.MediaFile && p.Data != "", false, false)
	url := p.URL
	if p.Data != "" {
		url = llm.DataURL(llm.SniffType(p.Type, p.Data), p.Data)
	}
	e.Open('{')
	switch p.Kind {
	case llm.MediaImage:
		e.Str("type", "input_image")
		e.StrIf("image_url", url)
		e.StrIf("file_id", p.FileID)
		e.Str("detail", either(p.Detail, "auto"))
	case llm.MediaAudio:
		e.Str("type", "input_audio")
		e.OpenKey("input_audio", '{')
		e.Str("data", p.Data)
		e.Str("format", audioFormat(p.Type))
		e.Close('}')
	case llm.MediaFile:
		e.file(p, url)
	}
	e.mark(p.Cache)
	e.Close('}')
}

// file writes the members of a document. Inline data needs a name (wire-facts §1.1).
func (e *requestEncoder) file(p llm.Media, url string) {
	e.Str("type", "input_file")
	switch {
	case p.Data != "":
		e.Str("filename", either(p.Name, "document.pdf"))
		e.Str("file_data", url)
	case p.FileID != "":
		e.Str("file_id", p.FileID)
	default:
		e.Str("file_url", url)
	}
}

// audioFormat is OpenAI's word for an audio media type.
func audioFormat(mediaType string) string {
	_, sub, _ := strings.Cut(mediaType, "/")
	switch sub {
	case "mpeg":
		return "mp3"
	case "x-wav", "wave":
		return "wav"
	}
	return sub
}
