package dashscope

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// readUsage turns DashScope's usage object into disjoint buckets. input_tokens includes what was cached, pictures, film
// and sound, output_tokens includes reasoning (recorded: dashscope/native-text, dashscope/native-multimodal).
func readUsage(raw []byte) burncloud.Usage {
	var in, out, cached, written, audioIn, audioOut, images, films, reasoning int64
	if len(raw) == 0 {
		return burncloud.Usage{}
	}
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "input_tokens":
			in = llm.CountOf(m.Value)
		case "output_tokens":
			out = llm.CountOf(m.Value)
		case "prompt_tokens_details", "input_tokens_details":
			cached = max(cached, llm.CountOf(llm.Find(m.Value, "cached_tokens")))
			written = max(written, llm.CountOf(llm.Find(m.Value, "cache_creation_input_tokens")))
			audioIn = max(audioIn, llm.CountOf(llm.Find(m.Value, "audio_tokens")))
			images = max(images, llm.CountOf(llm.Find(m.Value, "image_tokens")))
			films = max(films, llm.CountOf(llm.Find(m.Value, "video_tokens")))
		case "output_tokens_details":
			reasoning = llm.CountOf(llm.Find(m.Value, "reasoning_tokens"))
			audioOut = llm.CountOf(llm.Find(m.Value, "audio_tokens"))
		case "audio_tokens":
			audioIn = max(audioIn, llm.CountOf(m.Value))
		case "image_tokens":
			images = max(images, llm.CountOf(m.Value))
		case "video_tokens":
			films = max(films, llm.CountOf(m.Value))
		}
	}
	var u burncloud.Usage
	u.CacheRead, in = llm.Take(cached, in)
	u.CacheWrite, in = llm.Take(written, in)
	u.AudioIn, in = llm.Take(audioIn, in)
	u.ImageIn, u.Input = llm.Take(images+films, in)
	u.Reasoning, out = llm.Take(reasoning, out)
	u.AudioOut, u.Output = llm.Take(audioOut, out)
	return u
}
