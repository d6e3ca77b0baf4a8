package tokenizer

import (
	"encoding/base64"
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// frame is what a provider counts beside the texts.
type frame struct {
	message  int64 // each
	role     bool  // its word is counted
	plain    bool  // the system's text is no message
	name     int64 // of a participant, beside its text
	answer   int64 // more for each of the model's own
	prime    int64 // of the answer that is to come
	thinking int64 // of being asked to think
	tools    int64 // once, where there are any
	tool     int64 // each
	format   int64 // of an answer's schema, beside what is in it
	free     bool  // an answer's schema counts nothing
	json     bool  // schemas are counted as the JSON that they are; else by what is in them:
	list     int64 // an object's members
	member   int64 // each
	choice   int64 // an enumeration
	option   int64 // each of its values
}

// Prompt is the count of a call's input.
type Prompt struct {
	Tokens int64
	Exact  bool // as the provider counts, by its vocabulary and its published rules; otherwise an estimate
}

// Prompt counts the input of a call. What cannot be counted (what is elsewhere, what only the provider understands) is
// counted as the most that is usual.
func (f *Family) Prompt(r *llm.Request) Prompt {
	c := prompt{family: f, exact: f.Exact, tokens: f.frame.prime}
	switch {
	case len(r.System) > 0 && f.frame.plain:
		c.parts(r.System)
	case len(r.System) > 0:
		c.message("", r.System)
	}
	for i := range r.Messages {
		m := &r.Messages[i]
		c.message(m.Name, m.Parts)
		if m.Role == llm.RoleAssistant {
			c.tokens += f.frame.answer
		}
	}
	if !r.Reasoning.IsZero() && !r.Reasoning.Off && r.Reasoning.Effort != "none" {
		c.tokens += f.frame.thinking
	}
	c.tools(r.Tools)
	if r.Format.Schema != nil && !f.frame.free {
		c.exact = false
		c.tokens += f.frame.format
		c.shape(r.Format.Schema)
	}
	return Prompt{Tokens: c.tokens + f.weigh(&c.texts), Exact: c.exact}
}

// prompt is a count under way.
type prompt struct {
	family *Family
	texts  sums
	tokens int64 // beside the texts
	exact  bool
}

func (c *prompt) text(s string) { c.family.count(&c.texts, s) }

func (c *prompt) message(name string, parts []llm.Part) {
	fr := &c.family.frame
	c.tokens += fr.message
	if fr.role {
		c.tokens++ // each of the roles' words is one token
	}
	if name != "" {
		c.tokens += fr.name
		c.text(name)
	}
	c.parts(parts)
}

func (c *prompt) parts(parts []llm.Part) {
	for i, p := range parts {
		switch p := p.(type) {
		case llm.Text:
			c.exact = c.exact && i == 0 // the next part may continue its last word
			c.text(p.Text)
		case llm.Reasoning:
			c.exact = false
			c.text(p.Text)
		case llm.Refusal:
			c.text(p.Text)
		case llm.ToolCall:
			c.exact = false
			c.tokens += 3
			c.text(p.Name)
			c.text(p.Arguments)
		case llm.ToolResult:
			c.exact = false
			c.tokens += c.family.frame.message
			c.parts(p.Parts)
		case llm.Media:
			c.exact = false
			c.media(&p)
		case llm.Opaque:
			c.exact = false
			c.text(string(p.Raw))
		}
	}
}

// Rates of what is not looked into, in bytes of base64.
const (
	soundBytes = 22 << 10 // a second, at 128 kbit/s
	pageBytes  = 64 << 10
	farSeconds = 60 // of sound or film that is elsewhere
	farPages   = 10
)

func (c *prompt) media(m *llm.Media) {
	f := c.family
	size := int64(len(m.Data))
	switch m.Kind {
	case llm.MediaImage:
		w, h := Size(m.Data)
		c.tokens += f.picture(w, h, m.Detail)
	case llm.MediaAudio:
		seconds, ok := Seconds(unpacked(m.Data))
		if !ok {
			seconds = amount(size, soundBytes, farSeconds)
		}
		c.tokens += f.second * seconds
	case llm.MediaVideo:
		c.tokens += (f.second + 258) * amount(size, 4*soundBytes, farSeconds)
	default:
		c.document(m)
	}
	c.text(m.Text)
	c.text(m.Name)
}

// Sound is how many tokens so many seconds of sound are.
func (f *Family) Sound(seconds int64) int64 { return f.second * seconds }

// document counts a text as what it is, and a PDF by its pages.
func (c *prompt) document(m *llm.Media) {
	pages := amount(int64(len(m.Data)), pageBytes, farPages)
	switch {
	case m.Data != "" && strings.HasPrefix(m.Type, "text/"):
		c.text(string(unpacked(m.Data)))
		return
	case m.Data != "" && (m.Type == "application/pdf" || strings.HasPrefix(m.Data, pdfHead)):
		pages, _ = Pages(unpacked(m.Data))
	}
	c.tokens += c.family.page * pages
}

// pdfHead is how a PDF begins, in base64.
const pdfHead = "JVBERi"

// unpacked is what base64 stands for, up to where it is none.
func unpacked(data string) []byte {
	b := make([]byte, base64.StdEncoding.DecodedLen(len(data)))
	n, _ := base64.StdEncoding.Decode(b, []byte(data))
	return b[:n]
}

// amount is how many units there are in size bytes, at least one; in none, which are elsewhere, there are far.
func amount(size, unit, far int64) int64 {
	if size == 0 {
		return far
	}
	return ceil(size, unit)
}

func (c *prompt) tools(all []llm.Tool) {
	fr := &c.family.frame
	if len(all) == 0 {
		return
	}
	c.exact = false
	c.tokens += fr.tools
	for i := range all {
		t := &all[i]
		c.tokens += fr.tool
		c.text(t.Name)
		c.text(t.Description)
		c.text(string(t.Raw))
		c.text(string(t.Grammar))
		c.shape(t.Schema)
	}
}

// shape counts a schema, of a tool's arguments or of an answer.
func (c *prompt) shape(schema llm.Raw) {
	if c.family.frame.json {
		c.text(string(schema))
		return
	}
	c.schema(schema, maxDepth)
}

// maxDepth bounds how far schemas are followed; deeper ones are counted as the text that they are.
const maxDepth = 16

// schema counts the members of an object as OpenAI does, which shows tools to its models as type definitions.
func (c *prompt) schema(schema llm.Raw, depth int) {
	if depth == 0 || len(schema) == 0 || schema[0] != '{' {
		c.text(string(schema))
		return
	}
	fr := &c.family.frame
	m := rawjson.Members(schema)
	for m.Next() {
		switch string(m.Key) {
		case "properties", "$defs", "definitions":
			if m.Value[0] != '{' {
				continue
			}
			c.tokens += fr.list
			for p := rawjson.Members(m.Value); p.Next(); {
				c.tokens += fr.member
				c.text(string(p.Key))
				c.schema(p.Value, depth-1)
			}
		case "type", "description", "title", "const", "format", "pattern":
			c.value(m.Value)
		case "enum":
			if m.Value[0] != '[' {
				continue
			}
			c.tokens += fr.choice
			for e := rawjson.Members(m.Value); e.Next(); {
				c.tokens += fr.option
				c.value(e.Value)
			}
		case "items", "anyOf", "oneOf", "allOf", "additionalProperties":
			c.nested(m.Value, depth-1)
		}
	}
	if m.Err() != nil { // too deep to be read
		c.text(string(schema))
	}
}

// value counts a string without its quotes, and anything else as it is written.
func (c *prompt) value(raw llm.Raw) {
	if s, err := rawjson.String(raw); err == nil {
		c.text(s)
		return
	}
	c.text(string(raw))
}

// nested counts schemas inside of a schema: one, a list of them, or one by each name.
func (c *prompt) nested(value llm.Raw, depth int) {
	switch {
	case len(value) == 0 || depth == 0:
	case value[0] == '[':
		for e := rawjson.Members(value); e.Next(); {
			c.schema(e.Value, depth)
		}
	case value[0] == '{':
		c.schema(value, depth)
	}
}
