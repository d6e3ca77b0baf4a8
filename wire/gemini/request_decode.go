package gemini

import (
	"strconv"
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// requestDecoder reads one request into the canonical form.
type requestDecoder struct {
	llm.Reader
	req      *llm.Request
	contents []byte
	made     int      // ids made up so far
	open     []callID // calls without result, in order
}

// callID is a call that waits for its result. Clients that know no ids pair them by name and order.
type callID struct{ id, name string }

// DecodeRequest reads the body of generateContent or streamGenerateContent, in either spelling of the members' names.
func (f Front) DecodeRequest(body []byte) (*llm.Request, error) {
	d := requestDecoder{req: &llm.Request{From: Dialect, Words: words, Extra: llm.Extra{From: Dialect}}}
	d.Object("", "", body, d.member)
	if len(d.contents) == 0 && d.Err() == nil {
		d.Fault("", "contents", "is required")
	}
	d.each("contents", d.contents, d.content)
	if err := d.Err(); err != nil {
		return nil, err
	}
	return d.req, nil
}

// each calls f for the elements of a repeated field; a lone object is one (recorded: gemini/countTokens).
func (d *requestDecoder) each(at string, raw []byte, f func(i int, v []byte)) {
	if llm.Raw(raw).Kind() == '{' {
		f(0, raw)
		return
	}
	if raw != nil {
		d.Array("", at, raw, f)
	}
}

// lose notes something that has no place in the canonical form.
func (d *requestDecoder) lose(at, name, why string) {
	d.req.Lost = append(d.req.Lost, llm.Loss{Field: at + "." + name, Why: why})
}

const noPlace = "only Gemini has it"

func (d *requestDecoder) member(key, v []byte) {
	if rawjson.IsNull(v) {
		return
	}
	switch name := camel(key); name {
	case "contents":
		d.contents = v
	case "systemInstruction":
		d.system(v)
	case "tools":
		d.each(name, v, d.tool)
	case "toolConfig":
		d.Object("", name, v, d.toolConfig)
	case "generationConfig":
		d.Object("", name, v, d.config)
	case "serviceTier":
		d.tier(v)
	case "model": // the URL has it
	default:
		if strings.Contains(name, ".") {
			d.Fault("", name, "is not a field")
		}
		d.Extra(&d.req.Extra, []byte(name), v)
	}
}

// tiers are Gemini's words for OpenAI's.
var tiers = map[string]string{"standard": "default", "default": "default", "flex": "flex", "priority": "priority"}

func (d *requestDecoder) tier(v []byte) {
	word := strings.TrimPrefix(strings.ToLower(d.String("", "serviceTier", v)), "service_tier_")
	tier, ok := tiers[word]
	if !ok && word != "unspecified" {
		d.Fault("", "serviceTier", "must be standard, flex or priority")
	}
	d.req.ServiceTier = tier
}

func (d *requestDecoder) system(v []byte) {
	const at = "systemInstruction"
	d.Object("", at, v, func(key, v []byte) {
		if camel(key) != "parts" {
			return // the role means nothing here
		}
		d.each(at+".parts", v, func(i int, v []byte) {
			switch p := d.part(at+".parts["+strconv.Itoa(i)+"]", v).(type) {
			case llm.Text:
				if p.Text != "" {
					d.req.System = append(d.req.System, p)
				}
			case llm.Media:
				d.req.System = append(d.req.System, p)
			case nil:
			default:
				d.Fault(at, "parts["+strconv.Itoa(i)+"]", "must be text or media")
			}
		})
	})
}

func (d *requestDecoder) content(i int, v []byte) {
	at := "contents[" + strconv.Itoa(i) + "]"
	var role string
	var parts []byte
	d.Object(at, "", v, func(key, v []byte) {
		switch camel(key) {
		case "role":
			role = d.String(at, "role", v)
		case "parts":
			parts = v
		}
	})
	m := llm.Message{Role: llm.RoleUser, Pos: i}
	switch role {
	case "", "user", "function":
	case "model":
		m.Role = llm.RoleAssistant
		if n := len(d.req.Messages); n > 0 && d.req.Messages[n-1].Role == llm.RoleUser {
			d.open = d.open[:0] // a new turn; what is still unanswered stays so
		}
	default:
		d.Fault(at, "role", "must be user or model")
	}
	d.each(at+".parts", parts, func(k int, v []byte) {
		path := at + ".parts[" + strconv.Itoa(k) + "]"
		p := d.part(path, v)
		switch p.(type) {
		case nil:
			return
		case llm.ToolCall:
			if m.Role == llm.RoleUser {
				d.Fault(path, "functionCall", "only the model calls functions")
			}
		case llm.ToolResult:
			if m.Role == llm.RoleAssistant {
				d.Fault(path, "functionResponse", "only the user answers calls")
			}
		}
		m.Parts = append(m.Parts, p)
	})
	d.req.Messages = append(d.req.Messages, m)
}

// partFields are the members of a part that make it what it is.
type partFields struct {
	text, call, result, media []byte
	thought                   bool
	sig                       llm.Signature
	detail                    string
	kind                      string
}

// part reads one part, nil if it says nothing.
func (d *requestDecoder) part(at string, v []byte) llm.Part {
	var f partFields
	d.Object(at, "", v, func(key, v []byte) { d.partMember(at, &f, camel(key), v) })
	switch {
	case f.call != nil:
		return d.call(at+".functionCall", f.call, f.sig)
	case f.result != nil:
		return d.result(at+".functionResponse", f.result)
	case f.media != nil:
		m := readMedia(f.media)
		m.Signature, m.Detail = f.sig, f.detail
		if m.Data == "" && m.URL == "" && m.FileID == "" {
			d.Fault(at, "", "has neither data nor fileUri")
		}
		return m
	case f.kind != "":
		return llm.Opaque{From: Dialect, Kind: f.kind, Raw: d.Raw(at, "", v)}
	case f.thought:
		if f.text == nil && f.sig.IsZero() {
			return nil
		}
		// A thought without the member text is what this front makes of a sealed one.
		return llm.Reasoning{Text: d.textOf(at, f.text), Redacted: f.text == nil, Signature: f.sig}
	case f.text != nil || !f.sig.IsZero():
		return llm.Text{Text: d.textOf(at, f.text), Signature: f.sig}
	}
	return nil
}

func (d *requestDecoder) textOf(at string, raw []byte) string {
	if raw == nil {
		return ""
	}
	return d.String(at, "text", raw)
}

func (d *requestDecoder) partMember(at string, f *partFields, name string, v []byte) {
	if rawjson.IsNull(v) {
		return
	}
	switch name {
	case "text":
		f.text = v
	case "thought":
		f.thought = d.Bool(at, name, v)
	case "thoughtSignature":
		f.sig = openSignature(d.String(at, name, v))
	case "functionCall":
		f.call = v
	case "functionResponse":
		f.result = v
	case "inlineData", "fileData":
		f.media = v
	case "mediaResolution":
		d.Object(at, name, v, func(key, v []byte) {
			if camel(key) == "level" {
				f.detail = strings.ToLower(enum(v, resolutionPrefix, resolutions))
			}
		})
	case "videoMetadata", "partMetadata":
		d.lose(at, name, noPlace)
	default:
		f.kind = name
	}
}

func (d *requestDecoder) call(at string, v []byte, sig llm.Signature) llm.Part {
	c := llm.ToolCall{Signature: sig}
	d.Object(at, "", v, func(key, v []byte) {
		switch name := camel(key); name {
		case "name":
			c.Name = d.String(at, name, v)
		case "id":
			c.ID = d.String(at, name, v)
		case "args":
			if llm.Raw(v).Kind() != '{' && !rawjson.IsNull(v) {
				d.Fault(at, name, "must be an object")
			}
			c.Arguments = string(d.Raw(at, name, v))
		default:
			d.lose(at, name, noPlace)
		}
	})
	if c.Name == "" {
		d.Fault(at, "name", "is required")
	}
	if c.ID == "" {
		c.ID = madePrefix + strconv.Itoa(d.made)
		d.made++
	}
	d.open = append(d.open, callID{c.ID, c.Name})
	return c
}

func (d *requestDecoder) result(at string, v []byte) llm.Part {
	var r llm.ToolResult
	var response []byte
	d.Object(at, "", v, func(key, v []byte) {
		switch name := camel(key); name {
		case "name":
			r.Name = d.String(at, name, v)
		case "id":
			r.CallID = d.String(at, name, v)
		case "response":
			response = v
		case "parts":
			d.each(at+".parts", v, func(i int, v []byte) {
				path := at + ".parts[" + strconv.Itoa(i) + "]"
				m, ok := d.part(path, v).(llm.Media)
				if !ok {
					d.Fault(path, "", "must be inlineData or fileData")
				}
				r.Parts = append(r.Parts, m)
			})
		default:
			d.lose(at, name, noPlace)
		}
	})
	if t, isError := d.outcome(at, response); t != "" {
		r.Parts = append([]llm.Part{llm.Text{Text: t}}, r.Parts...)
		r.IsError = isError
	}
	d.pair(at, &r)
	return r
}

// outcome reads what a tool gave back. The object {"result": x}, or with output or error instead, stands for x: that
// is how Google's SDKs wrap what is not an object.
func (d *requestDecoder) outcome(at string, raw []byte) (result string, isError bool) {
	if raw == nil || rawjson.IsNull(raw) {
		return "", false
	}
	members, name, value := 0, "", []byte(nil)
	d.Object(at, "response", raw, func(key, v []byte) {
		members++
		name, value = string(key), v
	})
	if members == 1 && (name == "result" || name == "output" || name == "error") {
		isError = name == "error"
		if llm.Raw(value).Kind() == '"' {
			return d.String(at, "response."+name, value), isError
		}
		return string(d.Raw(at, "response."+name, value)), isError
	}
	return string(d.Raw(at, "response", raw)), false
}

// pair gives a result without id the one of the first call of its name that has none yet.
func (d *requestDecoder) pair(at string, r *llm.ToolResult) {
	for i, c := range d.open {
		if r.CallID == c.id || r.CallID == "" && (r.Name == c.name || r.Name == "") {
			r.CallID = c.id
			d.open = append(d.open[:i], d.open[i+1:]...)
			return
		}
	}
	if r.CallID == "" {
		d.Fault(at, "name", "no functionCall of this name is waiting for a result")
	}
}
