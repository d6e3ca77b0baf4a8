package anthropic

import (
	"encoding/base64"
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// rawBlock has the members of a block.
type rawBlock struct {
	kind                                     string
	text, thinking, signature, data          []byte
	id, name, input, callID, content, isErr  []byte
	source, title, context, citations, cache []byte
}

func readBlock(raw []byte) (b rawBlock) {
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "type":
			b.kind = llm.TextOf(m.Value)
		case "text":
			b.text = m.Value
		case "thinking":
			b.thinking = m.Value
		case "signature":
			b.signature = m.Value
		case "data":
			b.data = m.Value
		case "id":
			b.id = m.Value
		case "name":
			b.name = m.Value
		case "input":
			b.input = m.Value
		case "tool_use_id":
			b.callID = m.Value
		case "content":
			b.content = m.Value
		case "is_error":
			b.isErr = m.Value
		case "source":
			b.source = m.Value
		case "title":
			b.title = m.Value
		case "context":
			b.context = m.Value
		case "citations":
			b.citations = m.Value
		case "cache_control":
			b.cache = m.Value
		}
	}
	return b
}

func (d *requestDecoder) block(at string, raw []byte) llm.Part {
	b := readBlock(raw)
	var mark llm.CacheMark
	if b.cache != nil {
		mark = d.CacheControl(at, "cache_control", b.cache)
	}
	switch b.kind {
	case "text":
		return llm.Text{Text: d.opt(at, "text", b.text), Citations: readCitations(b.citations), Cache: mark}
	case "thinking":
		sig := llm.ParseSignature(d.opt(at, "signature", b.signature), llm.OriginAnthropic)
		return llm.Reasoning{Text: d.opt(at, "thinking", b.thinking), Signature: sig}
	case "redacted_thinking":
		return llm.Reasoning{Redacted: true, Signature: llm.ParseSignature(d.opt(at, "data", b.data), llm.OriginAnthropic)}
	case "tool_use":
		return d.toolUse(at, &b, mark)
	case "tool_result":
		return d.toolResult(at, &b, mark)
	case "image", "document":
		return d.media(at, raw, &b, mark)
	case "search_result":
		return llm.Text{Text: d.searchResult(at, &b), Cache: mark}
	case "":
		d.Fault(at, "type", "field required")
		return nil
	}
	return llm.Opaque{From: Dialect, Kind: b.kind, Raw: d.Raw(at, "", raw)}
}

// searchResult writes a search result as text: its title, its source and what it says.
func (d *requestDecoder) searchResult(at string, b *rawBlock) string {
	lines := []string{d.opt(at, "title", b.title), d.opt(at, "source", b.source)}
	for _, p := range d.Content(at, "content", b.content, d.block) {
		if t, ok := p.(llm.Text); ok {
			lines = append(lines, t.Text)
		}
	}
	return strings.Join(lines, "\n")
}

// opt reads a string that may be absent.
func (d *requestDecoder) opt(at, name string, raw []byte) string {
	if raw == nil {
		return ""
	}
	return d.String(at, name, raw)
}

func (d *requestDecoder) toolUse(at string, b *rawBlock, mark llm.CacheMark) llm.Part {
	c := llm.ToolCall{ID: llm.UnescapeID(d.opt(at, "id", b.id)), Name: d.opt(at, "name", b.name), Cache: mark}
	switch {
	case c.ID == "":
		d.Fault(at, "id", "field required")
	case c.Name == "":
		d.Fault(at, "name", "field required")
	}
	if b.input != nil {
		c.Arguments = string(d.Raw(at, "input", b.input))
	}
	return c
}

func (d *requestDecoder) toolResult(at string, b *rawBlock, mark llm.CacheMark) llm.Part {
	r := llm.ToolResult{CallID: llm.UnescapeID(d.opt(at, "tool_use_id", b.callID)), Cache: mark}
	if r.CallID == "" {
		d.Fault(at, "tool_use_id", "field required")
	}
	if b.isErr != nil {
		r.IsError = d.Bool(at, "is_error", b.isErr)
	}
	if b.content != nil {
		r.Parts = d.Content(at, "content", b.content, d.block)
	}
	if len(r.Parts) == 1 && isEmptyText(r.Parts[0]) {
		r.Parts = nil
	}
	return r
}

func isEmptyText(p llm.Part) bool {
	t, ok := p.(llm.Text)
	return ok && t.Text == "" && t.Cache == ""
}

// media reads an image or document. Documents made of blocks have no common form.
func (d *requestDecoder) media(at string, raw []byte, b *rawBlock, mark llm.CacheMark) llm.Part {
	m := llm.Media{Kind: llm.MediaImage, Cache: mark, Name: d.opt(at, "title", b.title), Text: d.opt(at, "context", b.context)}
	if b.kind == "document" {
		m.Kind = llm.MediaFile
		if b.citations != nil {
			d.Object(at, "citations", b.citations, func(k, v []byte) {
				m.Cite = string(k) == "enabled" && d.Bool(at, "citations.enabled", v)
			})
		}
	}
	var kind string
	var content []byte
	d.Object(at, "source", b.source, func(k, v []byte) {
		switch name := string(k); name {
		case "type":
			kind = d.String(at+".source", name, v)
		case "media_type":
			m.Type = d.String(at+".source", name, v)
		case "data":
			m.Data = d.String(at+".source", name, v)
		case "url":
			m.URL = d.String(at+".source", name, v)
		case "file_id":
			m.FileID = d.String(at+".source", name, v)
		case "content":
			content = v
		}
	})
	switch {
	case kind == "text":
		m.Type, m.Data = "text/plain", base64.StdEncoding.EncodeToString([]byte(m.Data))
	case content != nil:
		return llm.Opaque{From: Dialect, Kind: b.kind, Raw: d.Raw(at, "", raw)}
	case m.Data == "" && m.URL == "" && m.FileID == "":
		d.Fault(at, "source", "has no content")
	}
	return m
}

// readCitations reads the citations of a text block.
func readCitations(raw []byte) []llm.Citation {
	if len(raw) == 0 || raw[0] != '[' {
		return nil // null, or the switch of a document
	}
	var out []llm.Citation
	for m := rawjson.Members(raw); m.Next(); {
		out = append(out, readCitation(m.Value))
	}
	return out
}

func readCitation(raw []byte) llm.Citation {
	c := llm.Citation{From: Dialect, Raw: llm.KeepRaw(raw)}
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "url":
			c.URL = llm.TextOf(m.Value)
		case "title", "document_title":
			c.Title = llm.TextOf(m.Value)
		case "cited_text":
			c.Quote = llm.TextOf(m.Value)
		case "source":
			c.Source = llm.TextOf(m.Value)
		case "document_index":
			c.Source = string(m.Value)
		}
	}
	if !strings.HasPrefix(c.URL, "http") {
		c.URL = ""
	}
	return c
}
