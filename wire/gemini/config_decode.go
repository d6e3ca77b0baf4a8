package gemini

import (
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

const configAt = "generationConfig"

// config reads a member of generationConfig.
func (d *requestDecoder) config(key, v []byte) {
	if rawjson.IsNull(v) {
		return
	}
	name, s := camel(key), &d.req.Sampling
	switch name {
	case "temperature":
		s.Temperature = d.Number(configAt, name, v)
	case "topP":
		s.TopP = d.Number(configAt, name, v)
	case "topK":
		s.TopK = d.whole(name, v)
	case "seed":
		s.Seed = d.Number(configAt, name, v)
	case "frequencyPenalty":
		s.FrequencyPenalty = d.Number(configAt, name, v)
	case "presencePenalty":
		s.PresencePenalty = d.Number(configAt, name, v)
	case "candidateCount":
		s.N = d.whole(name, v)
	case "stopSequences":
		s.Stop = d.Strings(configAt, name, v)
	case "responseLogprobs":
		s.Logprobs = d.Bool(configAt, name, v)
	case "logprobs":
		s.TopLogprobs = d.whole(name, v)
	case "maxOutputTokens":
		d.req.MaxTokens = d.whole(name, v)
	case "responseModalities":
		d.modalities(name, v)
	case "thinkingConfig":
		d.Object(configAt, name, v, d.thinking)
	default:
		d.format(name, v)
	}
}

// whole reads an integer; Google's SDKs in some languages write 40 as 40.0, and protocol buffers take it.
func (d *requestDecoder) whole(name string, v []byte) llm.Number {
	if s, ok := strings.CutSuffix(string(v), ".0"); ok {
		v = []byte(s)
	}
	return d.Whole(configAt, name, v)
}

// format reads the members that shape the answer's text; members that only Gemini has are kept for it.
func (d *requestDecoder) format(name string, v []byte) {
	f := &d.req.Format
	switch name {
	case "responseMimeType":
		switch d.String(configAt, name, v) {
		case "application/json":
			if f.Kind != llm.FormatSchema {
				f.Kind = llm.FormatJSON
			}
		case "text/plain", "":
			f.Kind = llm.FormatText
		default:
			d.lose(configAt, name, noPlace)
		}
	case "responseSchema":
		f.Kind, f.Schema = llm.FormatSchema, jsonSchema(d.Raw(configAt, name, v))
	case "responseJsonSchema":
		f.Kind, f.Schema = llm.FormatSchema, d.Raw(configAt, name, v)
	default:
		d.Extra(&d.req.Extra, []byte(configAt+"."+name), v)
	}
}

// modalityNames are in the order of the numbers of responseModalities.
var modalityNames = []string{"", "TEXT", "IMAGE", "AUDIO"}

func (d *requestDecoder) modalities(name string, v []byte) {
	d.Array(configAt, name, v, func(_ int, v []byte) {
		if m := enum(v, "", modalityNames); m != "" && m != "MODALITY_UNSPECIFIED" {
			d.req.Modalities = append(d.req.Modalities, strings.ToLower(m))
		}
	})
}

// thinking reads a member of thinkingConfig.
func (d *requestDecoder) thinking(key, v []byte) {
	const at = configAt + ".thinkingConfig"
	if rawjson.IsNull(v) {
		return
	}
	t := &d.req.Reasoning
	switch name := camel(key); name {
	case "includeThoughts":
		t.Display = "omitted"
		if d.Bool(at, name, v) {
			t.Display = "summarized"
		}
	case "thinkingBudget":
		switch string(v) {
		case "-1":
			t.Adaptive = true
		case "0":
			t.Off = true
		default:
			t.Budget = d.Whole(at, name, v)
		}
	case "thinkingLevel":
		level := strings.ToLower(d.String(at, name, v))
		switch level {
		case "minimal", "low", "medium", "high":
			t.Effort = level
		case "", "thinking_level_unspecified":
		default:
			d.Fault(at, name, "must be MINIMAL, LOW, MEDIUM or HIGH")
		}
	default:
		d.lose(at, name, noPlace)
	}
}
