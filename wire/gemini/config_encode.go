package gemini

import (
	"strings"

	"github.com/burncloud/burncloud/llm"
)

// maxStop is how many stop sequences Gemini takes.
const maxStop = 5

// config writes generationConfig, unless nothing is configured.
func (e *requestEncoder) config() {
	at := len(e.Buf)
	e.OpenKey("generationConfig", '{')
	n := len(e.Buf)
	e.Num("maxOutputTokens", e.req.MaxTokens)
	e.sampling()
	e.thinking()
	e.format()
	if len(e.req.Modalities) > 0 {
		e.OpenKey("responseModalities", '[')
		for _, m := range e.req.Modalities {
			e.StrElem(strings.ToUpper(m))
		}
		e.Close(']')
	}
	e.nested(configAt)
	if len(e.Buf) == n {
		e.Buf = e.Buf[:at]
		return
	}
	e.Close('}')
}

func (e *requestEncoder) sampling() {
	s, l := e.req.Sampling, e.losses
	if e.t.Quirks.NoSampling {
		for _, x := range []struct {
			f llm.Field
			n llm.Number
		}{{llm.FieldTemperature, s.Temperature}, {llm.FieldTopP, s.TopP}, {llm.FieldTopK, s.TopK}} {
			if x.n != "" {
				l.Drop(x.f, "the model takes none")
			}
		}
	} else {
		e.Num("temperature", s.Temperature)
		e.Num("topP", s.TopP)
		e.Num("topK", s.TopK)
	}
	e.Num("seed", s.Seed)
	e.Num("presencePenalty", s.PresencePenalty)
	e.Num("frequencyPenalty", s.FrequencyPenalty)
	e.Num("candidateCount", s.N)
	if len(s.Stop) > maxStop {
		l.Drop(llm.FieldStop, "Gemini takes at most five")
	}
	e.Strs("stopSequences", s.Stop)
	if s.Logprobs {
		e.Bool("responseLogprobs", true)
		e.Num("logprobs", s.TopLogprobs)
	}
}

func (e *requestEncoder) format() {
	f := e.req.Format
	switch f.Kind {
	case llm.FormatJSON:
		e.Str("responseMimeType", "application/json")
	case llm.FormatSchema:
		switch {
		case e.standIn:
			return
		case e.t.Quirks.NoSchema:
			e.losses.Drop(llm.FieldFormat, "the model has no json_schema output beside tools")
			return
		}
		e.Str("responseMimeType", "application/json")
		e.Raw("responseJsonSchema", f.Schema)
	}
}

// thinking writes thinkingConfig: by budget or by level, never both, which is an error.
func (e *requestEncoder) thinking() {
	t := e.req.Reasoning
	if t.IsZero() {
		return
	}
	if e.t.Quirks.NoReasoning {
		if t.IsOn() {
			e.losses.Drop(llm.FieldReasoning, "the model does not reason")
		}
		return
	}
	e.OpenKey("thinkingConfig", '{')
	if e.t.Quirks.Budgets {
		e.budget(t)
	} else {
		e.level(t)
	}
	if t.IsOn() && t.Display != "omitted" || t.Display == "summarized" {
		e.Bool("includeThoughts", true)
	}
	e.Close('}')
}

// isPro reports whether the model is of those that cannot stop thinking.
func (e *requestEncoder) isPro() bool { return strings.Contains(string(e.t.Model), "-pro") }

// budgets are Gemini 2.5's (wire-facts §6). The highest is what every model takes.
var budgets = map[string]llm.Number{"minimal": "1024", "low": "1024", "medium": "8192", "high": "24576", "xhigh": "24576", "max": "24576"}

// leastPro is the lowest budget of Gemini 2.5 Pro.
const leastPro = "128"

func (e *requestEncoder) budget(t llm.Thinking) {
	switch n, known := budgets[t.Effort], budgets[t.Effort] != ""; {
	case t.IsOff() && e.isPro():
		e.Num("thinkingBudget", leastPro)
		e.losses.Change(llm.FieldReasoning, "the model cannot stop thinking")
	case t.IsOff():
		e.Num("thinkingBudget", "0")
	case t.Budget != "":
		e.Num("thinkingBudget", t.Budget)
	case known:
		e.Num("thinkingBudget", n)
		if t.Effort == "xhigh" || t.Effort == "max" {
			e.losses.Change(llm.FieldReasoning, "the model's highest budget stands for it")
		}
	case t.Effort != "":
		e.losses.Drop(llm.FieldReasoning, "it is not a level that is known")
	case t.Adaptive:
		e.Num("thinkingBudget", "-1")
	}
}

// level writes Gemini 3's thinkingLevel. Without one the model thinks as it sees fit.
func (e *requestEncoder) level(t llm.Thinking) {
	effort, why := t.Effort, ""
	switch n, _ := t.Budget.Int(); {
	case t.IsOff():
		effort, why = "minimal", "the model cannot stop thinking"
	case t.Budget != "":
		effort, why = effortOf(n), "the nearest level stands for a budget"
	}
	switch effort {
	case "":
		return
	case "minimal":
		if e.isPro() {
			effort = "low"
			why = "the model's lowest level is low"
		}
	case "medium":
		if strings.Contains(string(e.t.Model), "gemini-3-pro") {
			effort, why = "high", "the model has no medium level"
		}
	case "low", "high":
	case "xhigh", "max":
		effort, why = "high", "the model's highest level is high"
	default:
		e.losses.Drop(llm.FieldReasoning, "it is not a level that is known")
		return
	}
	e.Str("thinkingLevel", strings.ToUpper(effort))
	if why != "" {
		e.losses.Change(llm.FieldReasoning, why)
	}
}

// effortOf is the level for a budget, by the budgets of Gemini 2.5.
func effortOf(budget int64) string {
	switch {
	case budget <= 1024:
		return "low"
	case budget <= 8192:
		return "medium"
	}
	return "high"
}
