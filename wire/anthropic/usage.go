package anthropic

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// ReadUsage turns a usage object into disjoint buckets: input_tokens excludes both caches, output_tokens includes
// thinking (wire-facts §8). What was written for an hour is told from the rest in cache_creation.
func ReadUsage(raw []byte) burncloud.Usage {
	var u burncloud.Usage
	var hour int64
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "input_tokens":
			u.Input = llm.CountOf(c.Value)
		case "cache_read_input_tokens":
			u.CacheRead = llm.CountOf(c.Value)
		case "cache_creation_input_tokens":
			u.CacheWrite = llm.CountOf(c.Value)
		case "cache_creation":
			hour = llm.CountOf(llm.Find(c.Value, "ephemeral_1h_input_tokens"))
		case "output_tokens":
			u.Output = llm.CountOf(c.Value)
		case "output_tokens_details":
			u.Reasoning = llm.CountOf(llm.Find(c.Value, "thinking_tokens"))
		}
	}
	u.CacheWrite1h, u.CacheWrite = llm.Take(hour, u.CacheWrite)
	u.Reasoning = min(u.Reasoning, u.Output)
	u.Output -= u.Reasoning
	return u
}

// mergeUsage returns the usage at the end of a stream: the members of message_start's, with those of message_delta's,
// which are cumulative, in their place. Members that are null say nothing.
func mergeUsage(start, delta []byte) []byte {
	if start == nil {
		return delta
	}
	set := llm.Writer{Buf: make([]byte, 0, len(delta)+2)}
	set.Open('{')
	for c := rawjson.Members(delta); c.Next(); {
		if !rawjson.IsNull(c.Value) {
			set.AnyKey(string(c.Key))
			set.Buf = append(set.Buf, c.Value...)
		}
	}
	set.Close('}')
	return llm.Merge(start, llm.Raw(set.Buf))
}

// writeUsage writes the usage of an answer; all four counts are always there.
func writeUsage(w *llm.Writer, u burncloud.Usage) {
	w.OpenKey("usage", '{')
	w.Int("input_tokens", u.Input+u.AudioIn+u.ImageIn)
	w.Int("cache_creation_input_tokens", u.CacheWrite+u.CacheWrite1h)
	w.Int("cache_read_input_tokens", u.CacheRead)
	if u.CacheWrite1h > 0 {
		w.OpenKey("cache_creation", '{')
		w.Int("ephemeral_5m_input_tokens", u.CacheWrite)
		w.Int("ephemeral_1h_input_tokens", u.CacheWrite1h)
		w.Close('}')
	}
	w.Int("output_tokens", u.Completion())
	if u.Reasoning > 0 {
		w.OpenKey("output_tokens_details", '{')
		w.Int("thinking_tokens", u.Reasoning)
		w.Close('}')
	}
	w.Close('}')
}
