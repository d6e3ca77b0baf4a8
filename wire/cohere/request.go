// Package cohere faces Cohere's models in the second version of their chat dialect.
package cohere

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Dialect is version 2 of Cohere's chat.
const Dialect burncloud.Dialect = "cohere"

// Back faces Cohere at "/v2/chat".
type Back struct{}

// requestEncoder writes one request for one target.
type requestEncoder struct {
	llm.Writer
	req       *llm.Request
	target    *llm.Target
	lost      *llm.Losses
	documents []document
	format    bool // FormatTool stands in for json_schema
}

// EncodeRequest writes the body.
func (Back) EncodeRequest(req *llm.Request, t *llm.Target) ([]byte, []llm.Loss, error) {
	e := requestEncoder{req: req, target: t, lost: llm.NewLosses(req)}
	e.format = req.Format.Kind == llm.FormatSchema && t.Quirks.NoSchema && len(req.Tools) == 0 && !e.unforced()
	e.Buf = make([]byte, 0, 4096)
	e.Open('{')
	e.Str("model", string(t.Model))
	e.messages()
	e.writeDocuments()
	e.tools()
	e.sampling()
	e.Num("max_tokens", e.lost.MaxTokens(e.target))
	e.reasoning()
	e.formatOf()
	e.lost.DropHints()
	if req.Stream {
		e.Bool("stream", true)
	}
	e.Close('}')
	e.lost.DropExtra(Dialect)
	return e.lost.Result(e.Buf, t.Quirks.Set)
}

func (e *requestEncoder) sampling() {
	s := &e.req.Sampling
	for _, x := range []struct {
		field llm.Field
		name  string
		n     llm.Number
	}{
		{llm.FieldTemperature, "temperature", s.Temperature},
		{llm.FieldTopP, "p", s.TopP},
		{llm.FieldTopK, "k", s.TopK},
		{llm.FieldFrequency, "frequency_penalty", s.FrequencyPenalty},
		{llm.FieldPresence, "presence_penalty", s.PresencePenalty},
	} {
		e.Num(x.name, e.lost.Steer(e.target, x.field, x.n))
	}
	e.Num("seed", s.Seed)
	e.Strs("stop_sequences", s.Stop)
	if s.N != "" && s.N != "1" {
		e.lost.Drop(llm.FieldN, "the upstream answers once")
	}
	if s.Logprobs || s.TopLogprobs != "" {
		e.lost.Drop(llm.FieldLogprobs, "the upstream's probabilities are of groups of tokens")
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
		e.Lit("thinking", `{"type":"disabled"}`)
	default:
		e.OpenKey("thinking", '{')
		e.Str("type", "enabled")
		e.Num("token_budget", e.req.ThinkingBudget(e.target))
		e.Close('}')
	}
}

// formatOf writes the shape of the answer; a schema stands beside the type json_object (documented).
func (e *requestEncoder) formatOf() {
	f := &e.req.Format
	switch {
	case f.Kind == llm.FormatAny || e.format:
		return
	case f.Kind == llm.FormatSchema && e.target.Quirks.NoSchema:
		e.lost.Drop(llm.FieldFormat, "the upstream cannot hold an answer to a schema")
		return
	}
	kind := string(f.Kind)
	if f.Kind == llm.FormatSchema {
		kind = string(llm.FormatJSON)
	}
	e.OpenKey("response_format", '{')
	e.Str("type", kind)
	e.Raw("json_schema", f.Schema)
	e.Close('}')
}
