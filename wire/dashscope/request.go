package dashscope

import (
	"github.com/burncloud/burncloud/llm"
)

// requestEncoder writes one request for one target.
type requestEncoder struct {
	llm.Writer
	req    *llm.Request
	target *llm.Target
	lost   *llm.Losses
	media  bool // the body is for the multimodal endpoint
	format bool // FormatTool stands in for json_schema
}

// EncodeRequest writes the body for the endpoint that Multimodal names.
func (Back) EncodeRequest(req *llm.Request, t *llm.Target) ([]byte, []llm.Loss, error) {
	e := requestEncoder{req: req, target: t, lost: llm.NewLosses(req), media: Multimodal(req, t)}
	e.format = req.Format.Kind == llm.FormatSchema && t.Quirks.NoSchema && len(req.Tools) == 0 && !e.unforced()
	e.Buf = make([]byte, 0, 4096)
	e.Open('{')
	e.Str("model", string(t.Model))
	e.OpenKey("input", '{')
	from := len(e.Buf) - 1
	e.messages()
	e.close(from, "input")
	e.OpenKey("parameters", '{')
	from = len(e.Buf) - 1
	e.parameters()
	e.close(from, "parameters")
	e.Close('}')
	e.lost.DropExtra(Dialect)
	return e.lost.Result(e.Buf, llm.Without(t.Quirks.Set, "input", "parameters"))
}

// close ends the object that begins at from, with the members that the target's row has for it.
func (e *requestEncoder) close(from int, name string) {
	e.Close('}')
	if set := llm.Find(e.target.Quirks.Set, name); set != nil {
		e.Buf = append(e.Buf[:from], llm.Merge(e.Buf[from:], set)...)
	}
}

// cumulative reports whether the target was told to repeat in each event all that was said before.
func cumulative(t *llm.Target) bool {
	return string(llm.Find(llm.Find(t.Quirks.Set, "parameters"), "incremental_output")) == "false"
}

func (e *requestEncoder) parameters() {
	e.Str("result_format", "message")
	if e.req.Stream {
		e.Bool("incremental_output", true)
	}
	e.sampling()
	e.Num("max_tokens", e.lost.MaxTokens(e.target))
	e.reasoning()
	e.formatOf()
	e.tools()
	e.lost.DropHints()
}

func (e *requestEncoder) sampling() {
	s := &e.req.Sampling
	for _, x := range []struct {
		field llm.Field
		n     llm.Number
	}{
		{llm.FieldTemperature, s.Temperature},
		{llm.FieldTopP, s.TopP},
		{llm.FieldTopK, s.TopK},
		{llm.FieldPresence, s.PresencePenalty},
	} {
		e.Num(string(x.field), e.lost.Steer(e.target, x.field, x.n))
	}
	e.Num("seed", s.Seed)
	e.Num("n", s.N)
	if s.Logprobs {
		e.Bool("logprobs", true)
	}
	e.Num("top_logprobs", s.TopLogprobs)
	e.Strs("stop", s.Stop)
	if s.FrequencyPenalty != "" {
		e.lost.Drop(llm.FieldFrequency, llm.NotInDialect)
	}
	if s.LogitBias != nil {
		e.lost.Drop(llm.FieldLogitBias, llm.NotInDialect)
	}
}

// reasoning asks to reason or not; what was not said is left to the model.
func (e *requestEncoder) reasoning() {
	t := e.req.Reasoning
	switch {
	case !t.IsOn() && !t.IsOff():
	case e.target.Quirks.NoReasoning:
		if t.IsOn() {
			e.lost.Drop(llm.FieldReasoning, "the model cannot be asked to reason")
		}
	case t.IsOff():
		e.Bool("enable_thinking", false)
	default:
		e.Bool("enable_thinking", true)
		e.Num("thinking_budget", e.req.ThinkingBudget(e.target))
	}
}

// formatOf writes the shape of the answer as OpenAI does (documented).
func (e *requestEncoder) formatOf() {
	f := &e.req.Format
	switch {
	case f.Kind == llm.FormatAny || e.format:
	case f.Kind != llm.FormatSchema:
		e.OpenKey("response_format", '{')
		e.Str("type", string(f.Kind))
		e.Close('}')
	case e.target.Quirks.NoSchema:
		e.lost.Drop(llm.FieldFormat, "the upstream cannot hold an answer to a schema")
	default:
		e.JSONSchema(f)
	}
}
