package responses

import (
	"strconv"
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// instructions become the first of the system's words, wherever they stand in the request.
func (d *requestDecoder) instructions(v []byte) {
	if len(v) > 0 && v[0] == '[' {
		d.Fault("", "instructions", "must be a string")
	}
	if s := d.String("", "instructions", orNull(v)); s != "" {
		d.req.System = append(d.req.System, llm.Text{Text: s})
	}
}

// orNull stands in for a member that is absent.
func orNull(v []byte) []byte {
	if v == nil {
		return []byte("null")
	}
	return v
}

// items reads the input: a text of the user, or the items of the conversation.
func (d *requestDecoder) items() {
	switch {
	case d.input == nil:
		d.Fault("", "input", "is required")
	case d.input[0] == '"':
		d.say(llm.RoleUser, 0, []llm.Part{llm.Text{Text: d.String("", "input", d.input)}})
	default:
		d.Array("", "input", d.input, d.item)
	}
}

// item is an item of the input as it is written.
type item struct {
	at        string
	pos       int
	kind      string
	role      string
	id        string
	callID    string
	name      string
	arguments string // or input
	sealed    string // encrypted_content
	content   []byte
	output    []byte
	summary   []byte
	tools     []byte
	server    bool // the provider ran it
	raw       []byte
}

func (d *requestDecoder) item(i int, v []byte) {
	it := item{at: "input[" + strconv.Itoa(i) + "]", pos: i, raw: v}
	d.Object("", it.at, v, func(k, v []byte) { d.itemMember(&it, string(k), v) })
	if it.kind == "" && it.role != "" {
		it.kind = kindMessage
	}
	switch it.kind {
	case kindMessage:
		d.message(&it)
	case kindCall, kindCustomCall:
		d.call(&it)
	case kindOutput, kindCustomOutput:
		d.output(&it)
	case kindReasoning:
		d.thought(&it)
	case "item_reference", "":
		if it.kind == "" && it.id == "" {
			d.Fault(it.at, "type", "is required")
		}
		d.Fault("", it.at, "items are not stored for this model; send the item itself")
	case "additional_tools":
		d.moreTools(it.at, orNull(it.tools))
	case "tool_search_output":
		d.moreTools(it.at, orNull(it.tools))
		d.opaque(&it)
	default:
		d.opaque(&it)
	}
}

func (d *requestDecoder) itemMember(it *item, name string, v []byte) {
	switch name {
	case "type":
		it.kind = d.String(it.at, name, v)
	case "role":
		it.role = d.String(it.at, name, v)
	case "content":
		it.content = v
	case "output":
		it.output = v
	case "summary":
		it.summary = v
	case "tools":
		it.tools = v
	case "execution":
		it.server = string(v) == `"server"`
	case "id":
		it.id, _ = rawjson.String(v)
	case "call_id":
		it.callID = d.String(it.at, name, v)
	case "name":
		it.name = d.String(it.at, name, v)
	case "encrypted_content":
		it.sealed = d.String(it.at, name, v)
	case "arguments", "input":
		if len(v) > 0 && v[0] == '{' { // some clients send the object itself; tool_search_call must
			it.arguments = string(v)
		} else {
			it.arguments = d.String(it.at, name, v)
		}
	}
}

// say appends a message of its own.
func (d *requestDecoder) say(role llm.Role, pos int, parts []llm.Part) {
	d.talking, d.group = true, groupNone
	d.req.Messages = append(d.req.Messages, llm.Message{Role: role, Parts: parts, Pos: pos})
}

// join appends to the last message if it is of the same group: what the model generated between two words of the
// user is one message, and so are results of calls that follow each other.
func (d *requestDecoder) join(g group, pos int, parts ...llm.Part) {
	if n := len(d.req.Messages); n > 0 && d.group == g {
		m := &d.req.Messages[n-1]
		m.Parts = append(m.Parts, parts...)
		return
	}
	role := llm.RoleUser
	if g == groupAnswer {
		role = llm.RoleAssistant
	}
	d.say(role, pos, parts)
	d.group = g
}

func (d *requestDecoder) message(it *item) {
	if it.content == nil {
		d.Fault(it.at, "content", "is required")
		return
	}
	parts := d.Content(it.at, "content", it.content, d.part)
	switch it.role {
	case "user":
		d.say(llm.RoleUser, it.pos, parts)
	case "assistant":
		d.join(groupAnswer, it.pos, parts...)
	case "system", "developer":
		if d.talking {
			d.say(llm.RoleSystem, it.pos, parts)
			return
		}
		d.req.System = append(d.req.System, parts...)
	default:
		d.Fault(it.at, "role", "must be user, assistant, system or developer")
	}
}

func (d *requestDecoder) call(it *item) {
	c := llm.ToolCall{ID: it.callID, Name: it.name, Arguments: it.arguments, Custom: it.kind == kindCustomCall}
	if c.ID == "" {
		d.Fault(it.at, "call_id", "is required")
	}
	if c.Name == "" {
		d.Fault(it.at, "name", "is required")
	}
	c.Signature = d.sealed[c.ID]
	d.join(groupAnswer, it.pos, c)
}

func (d *requestDecoder) output(it *item) {
	r := llm.ToolResult{CallID: it.callID, Custom: it.kind == kindCustomOutput}
	if r.CallID == "" {
		d.Fault(it.at, "call_id", "is required")
	}
	switch {
	case it.output == nil:
		d.Fault(it.at, "output", "is required")
	case string(it.output) != `""`:
		r.Parts = d.Content(it.at, "output", it.output, d.part)
	}
	d.join(groupResult, it.pos, r)
}

// thought reads a reasoning item, or what a front of ours carried to the client in one: see carry.
func (d *requestDecoder) thought(it *item) {
	sig := llm.ParseSignature(it.sealed, llm.OriginOpenAI)
	if sig.Origin == llm.OriginOpenAI && sig.ID == "" && sig.Data != "" {
		sig.ID = it.id // it is refused under another (bifrost#5186)
	}
	p := llm.Reasoning{Text: d.thoughtText(it), Signature: sig}
	if sig.Origin != llm.OriginOpenAI {
		if p.Text == "" && d.carried(&sig) {
			return
		}
		p.Redacted = sig.ID == carryRedacted
		if p.Redacted {
			sig.ID = ""
		}
		p.Signature = sig
	} else {
		p.Redacted = p.Text == "" && sig.Data != ""
	}
	if p.Text == "" && p.Signature.IsZero() {
		d.lose(it.at, "reasoning without its content can only be read where it was stored")
		return
	}
	d.join(groupAnswer, it.pos, p)
}

// carried gives a signature that is not of reasoning back to what it belongs to.
func (d *requestDecoder) carried(sig *llm.Signature) bool {
	if id, ok := strings.CutPrefix(sig.ID, carryCall); ok {
		if d.sealed == nil {
			d.sealed = map[string]llm.Signature{}
		}
		d.sealed[id] = llm.Signature{Origin: sig.Origin, Data: sig.Data}
		return true
	}
	if sig.ID != carryText {
		return false
	}
	if n := len(d.req.Messages); n > 0 && d.group == groupAnswer {
		parts := d.req.Messages[n-1].Parts
		if t, ok := parts[len(parts)-1].(llm.Text); ok {
			t.Signature = llm.Signature{Origin: sig.Origin, Data: sig.Data}
			parts[len(parts)-1] = t
		}
	}
	return true
}

// thoughtText is the raw chain of thought, or its summary where that is all there is.
func (d *requestDecoder) thoughtText(it *item) string {
	for _, x := range []struct {
		name string
		raw  []byte
	}{{"content", it.content}, {"summary", it.summary}} {
		if x.raw == nil {
			continue
		}
		var texts []string
		d.Array(it.at, x.name, x.raw, func(_ int, v []byte) {
			d.Object(it.at, x.name, v, func(k, v []byte) {
				if string(k) == "text" {
					texts = append(texts, d.String(it.at, x.name+".text", v))
				}
			})
		})
		if text := strings.Join(texts, paragraph); text != "" {
			return text
		}
	}
	return ""
}

// paragraph stands between the parts of a summary.
const paragraph = "\n\n"

// opaque keeps an item that only this dialect has.
func (d *requestDecoder) opaque(it *item) {
	g := groupAnswer
	if !it.server && (strings.HasSuffix(it.kind, "_output") || strings.HasSuffix(it.kind, "_response")) {
		g = groupResult
	}
	d.join(g, it.pos, llm.Opaque{From: Dialect, Kind: it.kind, Raw: d.Raw("", it.at, it.raw)})
}

// rawPart is a content part as it is written.
type rawPart struct {
	kind, text  string
	url, data   string
	audio       []byte
	annotations []byte
	media       llm.Media
	mark        llm.CacheMark
}

func (d *requestDecoder) part(at string, v []byte) llm.Part {
	var p rawPart
	d.Object("", at, v, func(k, v []byte) { d.partMember(&p, at, string(k), v) })
	m := p.media
	m.Cache = p.mark
	switch p.kind {
	case "input_text", "output_text", "text", "summary_text":
		return llm.Text{Text: p.text, Cache: p.mark, Citations: citations(p.annotations)}
	case "refusal":
		return llm.Refusal{Text: p.text}
	case "input_image":
		m.Kind = llm.MediaImage
	case "input_file":
		m.Kind = llm.MediaFile
	case "input_video":
		m.Kind = llm.MediaVideo
	case "input_audio":
		m.Kind = llm.MediaAudio
		d.audio(at, &m, p.audio)
	default:
		d.Fault(at, "type", strconv.Quote(p.kind)+" is not a type of content that is known here")
		return nil
	}
	return d.source(at, &p, m)
}

func (d *requestDecoder) partMember(p *rawPart, at, name string, v []byte) {
	switch name {
	case "type":
		p.kind = d.String(at, name, v)
	case "text", "refusal":
		p.text = d.String(at, name, v)
	case "image_url", "file_url", "video_url":
		p.url = d.String(at, name, v)
	case "file_data":
		p.data = d.String(at, name, v)
	case "file_id":
		p.media.FileID = d.String(at, name, v)
	case "filename":
		p.media.Name = d.String(at, name, v)
	case "detail":
		p.media.Detail = d.String(at, name, v)
	case "input_audio":
		p.audio = v
	case "annotations":
		p.annotations = v
	case "cache_control", "prompt_cache_breakpoint":
		p.mark = d.CacheControl(at, name, v)
	}
}

// source puts where a medium is to be had into its canonical place.
func (d *requestDecoder) source(at string, p *rawPart, m llm.Media) llm.Part {
	if t, data, ok := llm.ParseDataURL(p.url); ok {
		m.Type, m.Data = t, data
	} else if p.url != "" {
		m.URL = p.url
	}
	if p.data != "" {
		t, data, ok := llm.ParseDataURL(p.data)
		if !ok {
			d.Fault(at, "file_data", "must be a data URL with base64")
		}
		m.Type, m.Data = t, data
	}
	if m.Data == "" && m.URL == "" && m.FileID == "" {
		d.Fault("", at, "has no content")
	}
	return m
}

func (d *requestDecoder) audio(at string, m *llm.Media, v []byte) {
	d.Object(at, "input_audio", orNull(v), func(k, v []byte) {
		switch name := string(k); name {
		case "data":
			m.Data = d.String(at, "input_audio."+name, v)
		case "format":
			m.Type = "audio/" + d.String(at, "input_audio."+name, v)
		}
	})
}
