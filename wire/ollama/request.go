// Package ollama faces Ollama in its native chat dialect.
package ollama

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Dialect is Ollama's own, apart from its OpenAI and Anthropic layers.
const Dialect burncloud.Dialect = "ollama"

// Back faces Ollama at "/api/chat". A member "options" of Quirks.Set is merged into that object: it is where a row of the
// table says num_ctx, without which Ollama silently cuts prompts to its default.
type Back struct{}

// requestEncoder writes one request for one target.
type requestEncoder struct {
	llm.Writer
	req    *llm.Request
	target *llm.Target
	lost   *llm.Losses
}

// EncodeRequest writes the body.
func (Back) EncodeRequest(req *llm.Request, t *llm.Target) ([]byte, []llm.Loss, error) {
	e := requestEncoder{req: req, target: t, lost: llm.NewLosses(req)}
	e.Buf = make([]byte, 0, 4096)
	e.Open('{')
	e.Str("model", string(t.Model))
	e.messages()
	e.Bool("stream", req.Stream) // absence means true
	e.tools()
	e.formatOf()
	e.think()
	e.options()
	e.lost.DropHints()
	e.Close('}')
	e.lost.DropExtra(Dialect)
	return e.lost.Result(e.Buf, llm.Without(t.Quirks.Set, "options"))
}

func (e *requestEncoder) options() {
	s := &e.req.Sampling
	e.OpenKey("options", '{')
	from := len(e.Buf) - 1
	e.Num("num_predict", e.lost.MaxTokens(e.target))
	for _, x := range []struct {
		field llm.Field
		n     llm.Number
	}{
		{llm.FieldTemperature, s.Temperature},
		{llm.FieldTopP, s.TopP},
		{llm.FieldTopK, s.TopK},
		{llm.FieldFrequency, s.FrequencyPenalty},
		{llm.FieldPresence, s.PresencePenalty},
	} {
		e.Num(string(x.field), e.lost.Steer(e.target, x.field, x.n))
	}
	e.Num("seed", s.Seed)
	e.Strs("stop", s.Stop)
	e.Close('}')
	if set := llm.Find(e.target.Quirks.Set, "options"); set != nil {
		e.Buf = append(e.Buf[:from], llm.Merge(e.Buf[from:], set)...)
	}
	if s.Logprobs {
		e.Bool("logprobs", true)
	}
	e.Num("top_logprobs", s.TopLogprobs)
	if s.N != "" && s.N != "1" {
		e.lost.Drop(llm.FieldN, "the upstream answers once")
	}
	if s.LogitBias != nil {
		e.lost.Drop(llm.FieldLogitBias, llm.NotInDialect)
	}
}

// think asks to reason or not, in Ollama's three levels; what was not said is left to the model.
func (e *requestEncoder) think() {
	t := e.req.Reasoning
	switch {
	case !t.IsOn() && !t.IsOff():
	case e.target.Quirks.NoReasoning:
		if t.IsOn() {
			e.lost.Drop(llm.FieldReasoning, "the model cannot be asked to reason")
		}
	case t.IsOff():
		e.Bool("think", false)
	case t.Effort == "" || t.Budget != "":
		if t.Budget != "" {
			e.lost.Change(llm.FieldReasoning, "the upstream has no budgets of thinking tokens")
		}
		e.Bool("think", true)
	default:
		e.Str("think", level(t.Effort))
	}
}

// level is the nearest of the levels that Ollama has (documented).
func level(effort string) string {
	switch effort {
	case "minimal", "low":
		return "low"
	case "high", "xhigh", "max":
		return "high"
	}
	return "medium"
}

// formatOf writes "json" or the schema itself (recorded: ollama/chat).
func (e *requestEncoder) formatOf() {
	switch f := &e.req.Format; f.Kind {
	case llm.FormatJSON:
		e.Str("format", "json")
	case llm.FormatSchema:
		if e.target.Quirks.NoSchema || f.Schema == nil {
			e.lost.Drop(llm.FieldFormat, "the upstream cannot hold an answer to this schema")
		}
		e.Raw("format", f.Schema)
	}
}

// tools writes the tools. The model is free to call them or not; only none at all can be had, by offering none.
func (e *requestEncoder) tools() {
	choice := e.req.ToolChoice
	if choice.Mode == llm.ChoiceNone {
		return
	}
	var kept []llm.Tool
	for _, t := range e.req.Allowed() {
		switch {
		case t.Kind == llm.ToolHosted:
			e.lost.DropTool(&t)
		case choice.Name == "" || choice.Name == t.Name:
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return
	}
	if choice.Mode == llm.ChoiceRequired {
		e.lost.Drop(llm.FieldToolChoice, "the upstream cannot make the model call a tool")
	}
	if p := e.req.ParallelTools; p != nil && !*p {
		e.lost.Drop(llm.FieldParallelTools, llm.NotInDialect)
	}
	e.OpenKey("tools", '[')
	for i := range kept {
		e.tool(&kept[i])
	}
	e.Close(']')
}

func (e *requestEncoder) tool(t *llm.Tool) {
	schema := e.lost.Parameters(t)
	if t.Strict != nil && *t.Strict {
		e.lost.DropAt(e.req.ToolPath(t), llm.FieldStrictTool, llm.NotInDialect)
	}
	if t.Cache != "" {
		e.lost.DropAt(e.req.ToolPath(t), llm.FieldCacheMark, llm.NotInDialect)
	}
	e.Function(t, schema)
}
