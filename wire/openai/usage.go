package openai

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// counts are the members of a usage object as providers of this family write them (wire-facts §8).
type counts struct {
	prompt, completion, total   int64
	cached, cacheWrite          int64
	audioIn, imageIn            int64
	reasoning, audioOut, images int64
}

// ReadUsage turns a provider's usage object into disjoint buckets. prompt_tokens includes what was cached, and
// completion_tokens includes reasoning, except at xAI's chat endpoint, where the total gives it away (recorded:
// xai/chat). Details that exceed their whole are clamped.
func ReadUsage(raw []byte) burncloud.Usage {
	var n counts
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "prompt_tokens", "input_tokens": // the second: images, speech, transcripts, realtime
			n.prompt = llm.CountOf(c.Value)
		case "completion_tokens", "output_tokens":
			n.completion = llm.CountOf(c.Value)
		case "total_tokens":
			n.total = llm.CountOf(c.Value)
		case "prompt_cache_hit_tokens", "cached_tokens": // DeepSeek; Moonshot
			n.cached = max(n.cached, llm.CountOf(c.Value))
		case "prompt_tokens_details", "input_tokens_details", "input_token_details":
			n.promptDetails(c.Value)
		case "completion_tokens_details", "output_tokens_details", "output_token_details":
			n.completionDetails(c.Value)
		}
	}
	return n.buckets()
}

func (n *counts) promptDetails(raw []byte) {
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "cached_tokens":
			n.cached = max(n.cached, llm.CountOf(c.Value))
		case "cache_write_tokens", "cache_creation_input_tokens": // the second: DashScope
			n.cacheWrite = max(n.cacheWrite, llm.CountOf(c.Value))
		case "audio_tokens":
			n.audioIn = llm.CountOf(c.Value)
		case "image_tokens", "video_tokens": // the second: DashScope
			n.imageIn += llm.CountOf(c.Value)
		}
	}
}

func (n *counts) completionDetails(raw []byte) {
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "reasoning_tokens":
			n.reasoning = llm.CountOf(c.Value)
		case "audio_tokens":
			n.audioOut = llm.CountOf(c.Value)
		case "image_tokens":
			n.images = llm.CountOf(c.Value)
		}
	}
}

func (n *counts) buckets() burncloud.Usage {
	if n.reasoning > 0 && n.total == n.prompt+n.completion+n.reasoning {
		n.completion += n.reasoning
	}
	var u burncloud.Usage
	rest := n.prompt
	u.CacheRead, rest = llm.Take(n.cached, rest)
	u.CacheWrite, rest = llm.Take(n.cacheWrite, rest)
	u.AudioIn, rest = llm.Take(n.audioIn, rest)
	u.ImageIn, u.Input = llm.Take(n.imageIn, rest)
	rest = n.completion
	u.Reasoning, rest = llm.Take(n.reasoning, rest)
	u.AudioOut, rest = llm.Take(n.audioOut, rest)
	u.ImageOut, u.Output = llm.Take(n.images, rest)
	return u
}
