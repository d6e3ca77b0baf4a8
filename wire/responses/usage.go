package responses

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// counts are the members of a usage object.
type counts struct {
	input, output, cached, cacheWrite, reasoning int64
	audioIn, imageIn, audioOut, imageOut         int64
}

// ReadUsage turns a provider's usage object into disjoint buckets. input_tokens includes what was cached and
// output_tokens includes reasoning, at xAI too (recorded: xai/responses). Details that exceed their whole are clamped.
func ReadUsage(raw []byte) burncloud.Usage {
	var n counts
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "input_tokens":
			n.input = llm.CountOf(c.Value)
		case "output_tokens":
			n.output = llm.CountOf(c.Value)
		case "input_tokens_details":
			n.details(c.Value, &n.audioIn, &n.imageIn)
		case "output_tokens_details":
			n.details(c.Value, &n.audioOut, &n.imageOut)
		}
	}
	var u burncloud.Usage
	rest := n.input
	u.CacheRead, rest = llm.Take(n.cached, rest)
	u.CacheWrite, rest = llm.Take(n.cacheWrite, rest)
	u.AudioIn, rest = llm.Take(n.audioIn, rest)
	u.ImageIn, u.Input = llm.Take(n.imageIn, rest)
	rest = n.output
	u.Reasoning, rest = llm.Take(n.reasoning, rest)
	u.AudioOut, rest = llm.Take(n.audioOut, rest)
	u.ImageOut, u.Output = llm.Take(n.imageOut, rest)
	return u
}

func (n *counts) details(raw []byte, audio, image *int64) {
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "cached_tokens":
			n.cached = llm.CountOf(c.Value)
		case "cache_write_tokens":
			n.cacheWrite = llm.CountOf(c.Value)
		case "reasoning_tokens":
			n.reasoning = llm.CountOf(c.Value)
		case "audio_tokens":
			*audio = llm.CountOf(c.Value)
		case "image_tokens":
			*image = llm.CountOf(c.Value)
		}
	}
}

// writeUsage is the inverse of ReadUsage.
func writeUsage(w *llm.Writer, u burncloud.Usage) {
	w.OpenKey("usage", '{')
	w.Int("input_tokens", u.Prompt())
	w.OpenKey("input_tokens_details", '{')
	w.Int("cached_tokens", u.CacheRead)
	w.Int("cache_write_tokens", u.CacheWrite+u.CacheWrite1h)
	w.Close('}')
	w.Int("output_tokens", u.Completion())
	w.OpenKey("output_tokens_details", '{')
	w.Int("reasoning_tokens", u.Reasoning)
	w.Close('}')
	w.Int("total_tokens", u.Prompt()+u.Completion())
	w.Close('}')
}
