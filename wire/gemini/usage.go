package gemini

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// What stands for modalities where they are written as numbers.
const (
	imageNumber = "2"
	videoNumber = "3"
	audioNumber = "4"
)

// counts are the members of usageMetadata. Streams repeat it, cumulatively, in each chunk; what a later one has
// replaces what an earlier one had.
type counts struct {
	prompt, cached, tools, candidates, thoughts, total int64
	in, fromCache, out                                 modalities
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
			n.in = modalitiesOf(c.Value)
		case "cacheTokensDetails":
			n.fromCache = modalitiesOf(c.Value)
		case "candidatesTokensDetails":
			n.out = modalitiesOf(c.Value)
		}
	}
}

// modalities are what a list of counts by modality tells from text: sound, and pictures with film.
type modalities struct{ audio, image int64 }

func modalitiesOf(raw []byte) (sum modalities) {
	for c := rawjson.Members(raw); c.Next(); {
		n := count(llm.Find(c.Value, "tokenCount"))
		switch string(llm.Find(c.Value, "modality")) {
		case `"AUDIO"`, audioNumber:
			sum.audio += n
		case `"IMAGE"`, `"VIDEO"`, imageNumber, videoNumber:
			sum.image += n
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
	u.AudioIn, rest = llm.Take(n.in.audio-n.fromCache.audio, rest)
	u.ImageIn, rest = llm.Take(n.in.image-n.fromCache.image, rest)
	u.Input = rest + n.tools
	u.Reasoning = n.thoughts
	u.AudioOut, output = llm.Take(n.out.audio, output)
	u.ImageOut, u.Output = llm.Take(n.out.image, output)
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
	w.Int("candidatesTokenCount", u.Output+u.AudioOut+u.ImageOut)
	if u.Reasoning > 0 {
		w.Int("thoughtsTokenCount", u.Reasoning)
	}
	w.Int("totalTokenCount", u.Prompt()+u.Completion())
	writeModalities(w, "promptTokensDetails", u.Prompt()-u.AudioIn-u.ImageIn, u.AudioIn, u.ImageIn)
	writeModalities(w, "candidatesTokensDetails", u.Output, u.AudioOut, u.ImageOut)
	w.Close('}')
}

// writeModalities says how much was spoken and drawn, if anything was.
func writeModalities(w *llm.Writer, name string, text, audio, image int64) {
	if audio == 0 && image == 0 {
		return
	}
	w.OpenKey(name, '[')
	for _, m := range [...]struct {
		modality string
		tokens   int64
	}{{"TEXT", text}, {"AUDIO", audio}, {"IMAGE", image}} {
		if m.tokens > 0 {
			w.Open('{')
			w.Str("modality", m.modality)
			w.Int("tokenCount", m.tokens)
			w.Close('}')
		}
	}
	w.Close(']')
}
