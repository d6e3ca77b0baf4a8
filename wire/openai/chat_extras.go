package openai

import (
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// extras reads pictures (OpenRouter) and citations.
func (c *choiceDecoder) extras(x *rawDelta) error {
	if x.annotations != nil && !rawjson.IsNull(x.annotations) {
		for e := rawjson.Members(x.annotations); e.Next(); {
			if cite, ok := readAnnotation(e.Value); ok {
				c.cites = append(c.cites, cite)
			}
		}
	}
	if x.images == nil || rawjson.IsNull(x.images) {
		return nil
	}
	for e := rawjson.Members(x.images); e.Next(); {
		m := llm.Media{Kind: llm.MediaImage}
		url := imageURL(e.Value)
		if t, data, ok := llm.ParseDataURL(url); ok {
			m.Type, m.Data = t, data
		} else {
			m.URL = url
		}
		if url == "" {
			continue
		}
		if err := c.whole(m); err != nil {
			return err
		}
	}
	return nil
}

func imageURL(raw []byte) string {
	for m := rawjson.Members(raw); m.Next(); {
		if string(m.Key) != "image_url" {
			continue
		}
		for u := rawjson.Members(m.Value); u.Next(); {
			if string(u.Key) == "url" {
				return llm.TextOf(u.Value)
			}
		}
	}
	return ""
}

// readAnnotation reads a url_citation.
func readAnnotation(raw []byte) (llm.Citation, bool) {
	cite := llm.Citation{From: burncloud.DialectOpenAI}
	for m := rawjson.Members(raw); m.Next(); {
		if string(m.Key) != "url_citation" {
			continue
		}
		for u := rawjson.Members(m.Value); u.Next(); {
			switch string(u.Key) {
			case "url":
				cite.URL = llm.TextOf(u.Value)
			case "title":
				cite.Title = llm.TextOf(u.Value)
			case "content":
				cite.Quote = llm.TextOf(u.Value)
			case "start_index":
				cite.Start = int(llm.CountOf(u.Value))
			case "end_index":
				cite.End = int(llm.CountOf(u.Value))
			}
		}
	}
	return cite, cite.URL != "" && !strings.HasPrefix(cite.URL, "data:")
}
