package dashscope

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
)

// readUsage turns DashScope's usage object into disjoint buckets. input_tokens includes what was cached, pictures and
// sound, output_tokens includes reasoning (recorded: dashscope/native-text, dashscope/native-multimodal).
func readUsage(raw []byte) burncloud.Usage {
	var in, out, cached, written, audioIn, audioOut, reasoning int64
	if len(raw) == 0 {
		return burncloud.Usage{}
	}
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "input_tokens":
			in = count(m.Value)
		case "output_tokens":
			out = count(m.Value)
		case "prompt_tokens_details", "input_tokens_details":
			cached = max(cached, count(member(m.Value, "cached_tokens")))
			written = max(written, count(member(m.Value, "cache_creation_input_tokens")))
			audioIn = max(audioIn, count(member(m.Value, "audio_tokens")))
		case "output_tokens_details":
			reasoning = count(member(m.Value, "reasoning_tokens"))
			audioOut = count(member(m.Value, "audio_tokens"))
		case "audio_tokens":
			audioIn = max(audioIn, count(m.Value))
		}
	}
	var u burncloud.Usage
	u.CacheRead, in = take(cached, in)
	u.CacheWrite, in = take(written, in)
	u.AudioIn, u.Input = take(audioIn, in)
	u.Reasoning, out = take(reasoning, out)
	u.AudioOut, u.Output = take(audioOut, out)
	return u
}

// take moves up to n from what is left.
func take(n, left int64) (taken, rest int64) {
	n = min(n, left)
	return n, left - n
}

// count reads a number of tokens; what is not a non-negative integer counts as 0.
func count(raw []byte) int64 {
	n, err := rawjson.Int(raw)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
