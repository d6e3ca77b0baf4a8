// Package cohere faces Cohere's models in the second version of their chat dialect.
package cohere

import (
	"strconv"

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
	e.maxTokens()
	e.reasoning()
	e.formatOf()
	e.hints()
	if req.Stream {
		e.Bool("stream", true)
	}
	e.Close('}')
	e.lost.DropExtra(Dialect)
	lost, err := e.lost.Result()
	if err != nil {
		return nil, nil, err
	}
	return llm.Merge(e.Buf, t.Quirks.Set), lost, nil
}

// unknown is why most things are lost.
const unknown = "the upstream's dialect does not have it"

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
		if x.n != "" && e.target.Quirks.NoSampling {
			e.lost.Drop(x.field, "the model has fixed sampling")
			continue
		}
		e.Num(x.name, x.n)
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
		e.lost.Drop(llm.FieldLogitBias, unknown)
	}
}

func (e *requestEncoder) maxTokens() {
	n, ok := e.req.MaxTokens.Int()
	if limit := e.target.MaxOutput; ok && limit > 0 && n > limit {
		e.lost.Change(llm.FieldMaxTokens, "the model writes at most "+strconv.FormatInt(limit, 10)+" tokens")
		e.Int("max_tokens", limit)
		return
	}
	e.Num("max_tokens", e.req.MaxTokens)
}

// defaultOutput stands for the limit on output tokens where neither the caller nor the model table says one.
const defaultOutput = 32_768

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
		e.budget(t)
		e.Close('}')
	}
}

func (e *requestEncoder) budget(t llm.Thinking) {
	if t.Budget != "" || t.Effort == "" {
		e.Num("token_budget", t.Budget)
		return
	}
	limit := int64(defaultOutput)
	if n, ok := e.req.MaxTokens.Int(); ok {
		limit = n
	} else if e.target.MaxOutput > 0 {
		limit = e.target.MaxOutput
	}
	e.Int("token_budget", llm.BudgetOf(t.Effort, limit))
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

// hints says which of the caller's hints are lost.
func (e *requestEncoder) hints() {
	r := e.req
	for _, x := range []struct {
		field llm.Field
		given bool
	}{
		{llm.FieldVerbosity, r.Verbosity != ""},
		{llm.FieldUser, r.User != ""},
		{llm.FieldMetadata, r.Metadata != nil},
		{llm.FieldServiceTier, r.ServiceTier != ""},
		{llm.FieldCacheKey, r.Cache.Key != ""},
		{llm.FieldRetention, r.Cache.Retention != ""},
		{llm.FieldCacheMark, r.Cache.Mark != ""},
	} {
		if x.given {
			e.lost.Drop(x.field, unknown)
		}
	}
	for _, m := range r.Modalities {
		if m != "text" {
			e.lost.Drop(llm.FieldModalities, "the upstream answers with text only")
		}
	}
}
