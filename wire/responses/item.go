package responses

import (
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// outItem is an item of an answer as it is written.
type outItem struct {
	kind, id     string
	callID, name string
	arguments    []byte // raw JSON string, of input in custom calls
	content      []byte
	summary      []byte
	sealed       string
	result       string // of a picture: base64
	format       string
	raw          []byte
}

func readItem(raw []byte) outItem {
	it := outItem{raw: raw}
	if len(raw) == 0 || raw[0] != '{' {
		return it
	}
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "type":
			it.kind, _ = rawjson.String(c.Value)
		case "id":
			it.id, _ = rawjson.String(c.Value)
		case "call_id":
			it.callID, _ = rawjson.String(c.Value)
		case "name":
			it.name, _ = rawjson.String(c.Value)
		case "arguments", "input":
			it.arguments = c.Value
		case "content":
			it.content = c.Value
		case "summary":
			it.summary = c.Value
		case "encrypted_content":
			it.sealed, _ = rawjson.String(c.Value)
		case "result":
			it.result, _ = rawjson.String(c.Value)
		case "output_format":
			it.format, _ = rawjson.String(c.Value)
		}
	}
	if it.callID == "" {
		it.callID = it.id
	}
	return it
}

// parts are what the item says in canonical terms.
func (it *outItem) parts(origin llm.Origin) []llm.Part {
	switch it.kind {
	case "":
		return nil
	case kindMessage:
		return it.messageParts()
	case kindReasoning:
		return it.thoughts(origin)
	case kindCall, kindCustomCall:
		if c, ok := it.call(); ok {
			c.Arguments = it.argumentText()
			return []llm.Part{c}
		}
		return nil
	case kindImage:
		if it.result != "" {
			return []llm.Part{it.picture()}
		}
	}
	return []llm.Part{llm.Opaque{From: Dialect, Kind: it.kind, Raw: llm.Raw(it.raw).Clone()}}
}

// call is the call without its arguments; ok is false if it cannot be made or answered.
func (it *outItem) call() (c llm.ToolCall, ok bool) {
	c = llm.ToolCall{ID: it.callID, Name: it.name, Custom: it.kind == kindCustomCall}
	return c, c.ID != "" && c.Name != ""
}

func (it *outItem) argumentText() string {
	if s, err := rawjson.String(it.arguments); err == nil {
		return s
	}
	if len(it.arguments) > 0 && it.arguments[0] == '{' {
		return string(it.arguments)
	}
	return ""
}

func (it *outItem) picture() llm.Media {
	return llm.Media{Kind: llm.MediaImage, Type: "image/" + either(it.format, "png"), Data: it.result, ID: it.id}
}

// thoughts is the reasoning of the item: the raw chain, or its summary. What has neither text nor seal can only be read
// where it is stored, and says nothing.
func (it *outItem) thoughts(origin llm.Origin) []llm.Part {
	p := llm.Reasoning{Text: it.thoughtText()}
	if it.sealed != "" {
		p.Signature = llm.Signature{Origin: origin, ID: it.id, Data: it.sealed}
		p.Redacted = p.Text == ""
	}
	if p.Text == "" && !p.Redacted {
		return nil
	}
	return []llm.Part{p}
}

func (it *outItem) thoughtText() string {
	if text := texts(it.content); text != "" {
		return text
	}
	return texts(it.summary)
}

// texts joins the text members of an array of parts.
func texts(parts []byte) string {
	if len(parts) == 0 || parts[0] != '[' {
		return ""
	}
	var list []string
	for c := rawjson.Members(parts); c.Next(); {
		if s, err := rawjson.String(llm.Find(c.Value, "text")); err == nil && s != "" {
			list = append(list, s)
		}
	}
	return strings.Join(list, paragraph)
}

func (it *outItem) messageParts() []llm.Part {
	var parts []llm.Part
	if len(it.content) == 0 || it.content[0] != '[' {
		return nil
	}
	for c := rawjson.Members(it.content); c.Next(); {
		p := readContent(c.Value)
		if p.isEmpty() {
			continue
		}
		switch {
		case p.kind == kindRefusal:
			parts = append(parts, llm.Refusal{Text: p.string()})
		case p.isText():
			parts = append(parts, llm.Text{Text: p.string(), Citations: citations(p.annotations), Logprobs: logprobs(p.logprobs)})
		}
	}
	return parts
}

const kindRefusal = "refusal"

// outContent is a content part of a message of an answer.
type outContent struct {
	kind                  string
	text                  []byte // raw JSON string, of refusal in refusals
	annotations, logprobs []byte
}

func readContent(raw []byte) outContent {
	var p outContent
	if len(raw) == 0 || raw[0] != '{' {
		return p
	}
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "type":
			p.kind, _ = rawjson.String(c.Value)
		case "text", "refusal":
			p.text = c.Value
		case "annotations":
			p.annotations = c.Value
		case "logprobs":
			p.logprobs = c.Value
		}
	}
	return p
}

func (p *outContent) isText() bool { return p.kind == "output_text" || p.kind == "text" }

// isEmpty reports whether the part says nothing; other dialects refuse such texts when they come back.
func (p *outContent) isEmpty() bool { return len(p.text) <= 2 && len(p.annotations) <= 2 }

func (p *outContent) string() string {
	s, _ := rawjson.String(p.text)
	return s
}
