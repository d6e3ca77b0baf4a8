package gemini

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// audioNumber is what stands for AUDIO where modalities are written as numbers.
const audioNumber = "4"

// counts are the members of usageMetadata. Streams repeat it, cumulatively, in each chunk; what a later one has
// replaces what an earlier one had.
type counts struct {
	prompt, cached, tools, candidates, thoughts, total int64
	audioIn, audioCached, audioOut                     int64
}

// ReadUsage turns a usageMetadata object into disjoint buckets: promptTokenCount includes what was cached,
// toolUsePromptTokenCount comes on top of it, and candidatesTokenCount is without thoughts (recorded: 1,051 of 1,058
// totals), unless the total gives away that it is not.
func ReadUsage(raw []byte) burncloud.Usage {
	var n counts
	n.read(raw)
	return n.buckets()
}

func (n *counts) read(raw []byte) {
	if raw == nil {
		return
	}
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "promptTokenCount":
			n.prompt = count(c.Value)
		case "cachedContentTokenCount":
			n.cached = count(c.Value)
		case "toolUsePromptTokenCount":
			n.tools = count(c.Value)
		case "candidatesTokenCount":
			n.candidates = count(c.Value)
		case "thoughtsTokenCount":
			n.thoughts = count(c.Value)
		case "totalTokenCount":
			n.total = count(c.Value)
		case "promptTokensDetails":
			n.audioIn = audio(c.Value)
		case "cacheTokensDetails":
			n.audioCached = audio(c.Value)
		case "candidatesTokensDetails":
			n.audioOut = audio(c.Value)
		}
	}
}

// audio is the count of spoken tokens in a list of counts by modality.
func audio(raw []byte) int64 {
	var sum int64
	for c := rawjson.Members(raw); c.Next(); {
		var spoken bool
		var n int64
		for m := rawjson.Members(c.Value); m.Next(); {
			switch string(m.Key) {
			case "modality":
				spoken = string(m.Value) == `"AUDIO"` || string(m.Value) == audioNumber
			case "tokenCount":
				n = count(m.Value)
			}
		}
		if spoken {
			sum += n
		}
	}
	return sum
}

func (n *counts) buckets() burncloud.Usage {
	output := n.candidates
	if n.thoughts > 0 && n.thoughts <= output && n.total == n.prompt+n.tools+output {
		output -= n.thoughts
	}
	var u burncloud.Usage
	rest := n.prompt
	u.CacheRead, rest = llm.Take(n.cached, rest)
	u.AudioIn, rest = llm.Take(n.audioIn-n.audioCached, rest)
	u.Input = rest + n.tools
	u.Reasoning = n.thoughts
	u.AudioOut, u.Output = llm.Take(n.audioOut, output)
	return u
}

// count reads a number of tokens. Protocol buffers write 64-bit integers as strings.
func count(raw []byte) int64 {
	if n := len(raw); n > 2 && raw[0] == '"' {
		raw = raw[1 : n-1]
	}
	return llm.CountOf(raw)
}

// writeUsage writes usageMetadata.
func writeUsage(w *llm.Writer, u burncloud.Usage) {
	w.OpenKey("usageMetadata", '{')
	w.Int("promptTokenCount", u.Prompt())
	if u.CacheRead > 0 {
		w.Int("cachedContentTokenCount", u.CacheRead)
	}
	w.Int("candidatesTokenCount", u.Output+u.AudioOut)
	if u.Reasoning > 0 {
		w.Int("thoughtsTokenCount", u.Reasoning)
	}
	w.Int("totalTokenCount", u.Prompt()+u.Completion())
	writeModalities(w, "promptTokensDetails", u.Prompt()-u.AudioIn, u.AudioIn)
	writeModalities(w, "candidatesTokensDetails", u.Output, u.AudioOut)
	w.Close('}')
}

// writeModalities says how much was spoken, if anything was.
func writeModalities(w *llm.Writer, name string, text, audio int64) {
	if audio == 0 {
		return
	}
	w.OpenKey(name, '[')
	if text > 0 {
		w.Open('{')
		w.Str("modality", "TEXT")
		w.Int("tokenCount", text)
		w.Close('}')
	}
	w.Open('{')
	w.Str("modality", "AUDIO")
	w.Int("tokenCount", audio)
	w.Close('}')
	w.Close(']')
}
