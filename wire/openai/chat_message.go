package openai

import (
	"strconv"
	"strings"

	"github.com/burncloud/burncloud/llm"
)

// message is one message as it is written, before its parts are put in order.
type message struct {
	at      string
	pos     int
	role    string
	name    string
	content []llm.Part
	refusal string
	callID  string
	mark    llm.CacheMark
	thought string // reasoning_content, reasoning
	details []llm.Part
	calls   []llm.Part
	sealed  map[string]llm.Signature // of calls, by id
}

func (d *requestDecoder) message(i int, v []byte) {
	m := message{at: "messages[" + strconv.Itoa(i) + "]", pos: i}
	d.Object(m.at, "", v, func(k, v []byte) { d.messageMember(&m, string(k), v) })
	switch m.role {
	case "system", "developer":
		d.instructions(&m)
	case "user":
		d.add(llm.RoleUser, &m, m.content)
	case "assistant":
		d.add(llm.RoleAssistant, &m, assistantParts(&m))
	case "tool", "function":
		d.result(&m)
	case "":
		d.Fault(m.at, "role", "is required")
	default:
		d.Fault(m.at, "role", "must be system, developer, user, assistant or tool")
	}
}

func (d *requestDecoder) messageMember(m *message, name string, v []byte) {
	switch name {
	case "role":
		m.role = d.String(m.at, name, v)
	case "content":
		m.content = d.Content(m.at, name, v, d.part)
	case "name":
		m.name = d.String(m.at, name, v)
	case "refusal":
		m.refusal = d.String(m.at, name, v)
	case "tool_call_id":
		m.callID = d.String(m.at, name, v)
	case "tool_calls":
		d.Array(m.at, name, v, func(i int, v []byte) { d.toolCall(m, i, v) })
	case "function_call":
		d.legacyCall(m, v)
	case "cache_control":
		m.mark = d.CacheControl(m.at, name, v)
	case "reasoning_content", "reasoning":
		if s := d.String(m.at, name, v); m.thought == "" {
			m.thought = s
		}
	case "reasoning_details":
		d.Array(m.at, name, v, func(i int, v []byte) { d.detail(m, i, v) })
	case "thinking_blocks":
		d.Array(m.at, name, v, func(i int, v []byte) { d.thinkingBlock(m, i, v) })
	case "audio", "images":
		if len(v) > 0 && v[0] != 'n' {
			d.req.Lost = append(d.req.Lost, llm.Loss{Field: m.at + "." + name, Why: "earlier output of this kind is not carried over"})
		}
	}
}

// add appends a message to the conversation.
func (d *requestDecoder) add(role llm.Role, m *message, parts []llm.Part) {
	d.talking = true
	if n := len(parts); n > 0 && m.mark != "" {
		parts[n-1], _ = llm.WithCache(parts[n-1], m.mark)
	}
	d.req.Messages = append(d.req.Messages, llm.Message{Role: role, Parts: parts, Name: m.name, Pos: m.pos})
}

func (d *requestDecoder) instructions(m *message) {
	if d.talking {
		d.add(llm.RoleSystem, m, m.content)
		return
	}
	if n := len(m.content); n > 0 && m.mark != "" {
		m.content[n-1], _ = llm.WithCache(m.content[n-1], m.mark)
	}
	d.req.System = append(d.req.System, m.content...)
}

// result reads a message of role tool, or of the old role function.
func (d *requestDecoder) result(m *message) {
	id := m.callID
	if m.role == "function" {
		id = legacyID(m.name)
	}
	if id == "" {
		d.Fault(m.at, "tool_call_id", "is required")
	}
	parts := m.content
	if len(parts) == 1 {
		if t, ok := parts[0].(llm.Text); ok && t.Text == "" && t.Cache == "" {
			parts = nil
		}
	}
	r := llm.ToolResult{CallID: id, Name: m.name, Parts: parts}
	m.name = ""
	d.add(llm.RoleUser, m, []llm.Part{r})
}

// assistantParts puts what an assistant message has into the order in which it was generated.
func assistantParts(m *message) []llm.Part {
	var parts []llm.Part
	if m.thought != "" && !hasThoughts(m.details) {
		parts = append(parts, llm.Reasoning{Text: m.thought})
	}
	parts = append(parts, m.details...)
	for _, p := range m.content {
		if t, ok := p.(llm.Text); !ok || t.Text != "" {
			parts = append(parts, p)
		}
	}
	if m.refusal != "" {
		parts = append(parts, llm.Refusal{Text: m.refusal})
	}
	for _, p := range m.calls {
		c := p.(llm.ToolCall)
		if sig, ok := m.sealed[c.ID]; ok && c.Signature.IsZero() {
			c.Signature = sig
		}
		parts = append(parts, c)
	}
	return parts
}

func hasThoughts(parts []llm.Part) bool {
	for _, p := range parts {
		if p.(llm.Reasoning).Text != "" {
			return true
		}
	}
	return false
}

// rawPart is a content part as it is written.
type rawPart struct {
	kind, text string
	mark       llm.CacheMark
	body       []byte // the member named like the type
	thinking   []byte
}

func (d *requestDecoder) part(at string, v []byte) llm.Part {
	var p rawPart
	d.Object(at, "", v, func(k, v []byte) {
		switch name := string(k); name {
		case "type":
			p.kind = d.String(at, name, v)
		case "text", "refusal":
			p.text = d.String(at, name, v)
		case "cache_control", "prompt_cache_breakpoint":
			p.mark = d.CacheControl(at, name, v)
		case "image_url", "input_audio", "file", "video_url":
			p.body = v
		case "thinking":
			p.thinking = v
		}
	})
	switch p.kind {
	case "text":
		return llm.Text{Text: p.text, Cache: p.mark}
	case "refusal":
		return llm.Refusal{Text: p.text}
	case "thinking": // Mistral (recorded: mistral/chat)
		return llm.Reasoning{Text: d.thinkingText(at, p.thinking)}
	case "image_url", "video_url", "input_audio", "file":
		m := d.media(at, p.kind, p.body)
		m.Cache = p.mark
		return m
	}
	d.Fault(at, "type", strconv.Quote(p.kind)+" is not a type of content that is known here")
	return nil
}

func (d *requestDecoder) thinkingText(at string, v []byte) string {
	if len(v) > 0 && v[0] == '"' {
		return d.String(at, "thinking", v)
	}
	var b strings.Builder
	d.Array(at, "thinking", v, func(_ int, v []byte) {
		d.Object(at, "thinking", v, func(k, v []byte) {
			if string(k) == "text" {
				b.WriteString(d.String(at, "thinking.text", v))
			}
		})
	})
	return b.String()
}

// media reads the member that is named like the part's type.
func (d *requestDecoder) media(at, kind string, v []byte) llm.Media {
	m := llm.Media{Kind: map[string]llm.MediaKind{
		"image_url": llm.MediaImage, "video_url": llm.MediaVideo,
		"input_audio": llm.MediaAudio, "file": llm.MediaFile,
	}[kind]}
	source := func(name string, v []byte) {
		url := d.String(at+"."+kind, name, v)
		if t, data, ok := llm.ParseDataURL(url); ok {
			m.Type, m.Data = t, data
		} else if name == "file_data" && url != "" {
			d.Fault(at+"."+kind, name, "must be a data URL with base64")
		} else {
			m.URL = url
		}
	}
	if len(v) > 0 && v[0] == '"' {
		source("", v)
		return m
	}
	if v == nil {
		d.Fault(at, kind, "is required")
	}
	d.Object(at, kind, v, func(k, v []byte) {
		switch name := string(k); name {
		case "url", "file_data":
			source(name, v)
		case "detail":
			m.Detail = d.String(at+"."+kind, name, v)
		case "data":
			m.Data = d.String(at+"."+kind, name, v)
		case "format":
			m.Type = "audio/" + d.String(at+"."+kind, name, v)
		case "file_id":
			m.FileID = d.String(at+"."+kind, name, v)
		case "filename":
			m.Name = d.String(at+"."+kind, name, v)
		}
	})
	if m.Data == "" && m.URL == "" && m.FileID == "" {
		d.Fault(at, kind, "has no content")
	}
	return m
}
