package responses

import (
	"github.com/burncloud/burncloud/llm"
)

// requestEncoder writes one request for one target.
type requestEncoder struct {
	llm.Writer
	req      *llm.Request
	target   *llm.Target
	lost     *llm.Losses
	replayed bool // sealed reasoning of earlier turns is sent
}

// EncodeRequest writes the body for the target. The upstream is told not to store anything, and is asked for sealed
// reasoning where the caller wants reasoning or gives some back.
func (Back) EncodeRequest(req *llm.Request, t *llm.Target) ([]byte, []llm.Loss, error) {
	e := requestEncoder{req: req, target: t, lost: llm.NewLosses(req)}
	e.Buf = make([]byte, 0, 4096)
	e.Buf = append(e.Buf, '{')
	if !t.Quirks.ModelInURL {
		e.Str("model", string(t.Model))
	}
	e.instructions()
	e.input()
	e.tools()
	e.sampling()
	e.text()
	e.reasoning()
	e.include()
	e.hints()
	e.Bool("store", false)
	if req.Stream {
		e.Bool("stream", true)
	}
	e.extra()
	e.Close('}')
	return e.lost.Result(e.Buf, t.Quirks.Set)
}

func (e *requestEncoder) sampling() {
	s, q := &e.req.Sampling, &e.target.Quirks
	for _, x := range []struct {
		field llm.Field
		n     llm.Number
	}{{llm.FieldTemperature, s.Temperature}, {llm.FieldTopP, s.TopP}} {
		e.Num(string(x.field), e.lost.Steer(e.target, x.field, x.n))
	}
	if s.TopK != "" && q.TopK {
		e.Num("top_k", s.TopK)
	} else if s.TopK != "" {
		e.lost.Drop(llm.FieldTopK, "the upstream does not have it")
	}
	e.nowhere()
	if s.Logprobs {
		e.Num("top_logprobs", s.TopLogprobs)
	}
	e.Num("max_output_tokens", e.lost.MaxTokens(e.target))
}

// nowhere says what the dialect has no place for.
func (e *requestEncoder) nowhere() {
	s := &e.req.Sampling
	for _, x := range []struct {
		field llm.Field
		given bool
	}{
		{llm.FieldSeed, s.Seed != ""},
		{llm.FieldFrequency, s.FrequencyPenalty != ""},
		{llm.FieldPresence, s.PresencePenalty != ""},
		{llm.FieldLogitBias, s.LogitBias != nil},
		{llm.FieldN, s.N != "" && s.N != "1"},
		{llm.FieldStop, len(s.Stop) > 0},
		{llm.FieldModalities, e.req.BeyondText()},
	} {
		if x.given {
			e.lost.Drop(x.field, "the Responses API does not have it")
		}
	}
}

// text writes the shape that the answer's text must have.
func (e *requestEncoder) text() {
	f := &e.req.Format
	kind := f.Kind
	if kind == llm.FormatSchema && e.target.Quirks.NoSchema {
		if !e.formatAsTool() {
			e.lost.Drop(llm.FieldFormat, "the upstream cannot hold an answer to a schema")
		}
		kind = llm.FormatAny
	}
	if kind == llm.FormatAny && e.req.Verbosity == "" {
		return
	}
	e.OpenKey("text", '{')
	if kind != llm.FormatAny {
		e.OpenKey("format", '{')
		e.Str("type", string(kind))
		if kind == llm.FormatSchema {
			e.Str("name", either(f.Name, "answer"))
			e.StrIf("description", f.Description)
			e.Raw("schema", f.Schema)
			e.Flag("strict", f.Strict)
		}
		e.Close('}')
	}
	e.StrIf("verbosity", e.req.Verbosity)
	e.Close('}')
}

// formatAsTool reports whether llm.FormatTool stands in for a json_schema format.
func (e *requestEncoder) formatAsTool() bool {
	q := &e.target.Quirks
	return e.req.Format.Kind == llm.FormatSchema && q.NoSchema && len(e.req.Tools) == 0 &&
		!(q.NoForcedTool && !e.req.Reasoning.IsOff())
}

func (e *requestEncoder) reasons() bool {
	return !e.target.Quirks.NoReasoning && e.target.Quirks.Effort != llm.EffortNone
}

// reasoning asks for it. A summary is asked for only where the client wants to see one: upstreams demand a verified
// account for it (wire-facts §6).
func (e *requestEncoder) reasoning() {
	t := e.req.Reasoning
	on, off := t.IsOn(), t.IsOff()
	summary := t.Summary
	if summary == "" && on && t.Display == "summarized" {
		summary = "auto"
	}
	if !e.reasons() {
		if on {
			e.lost.Drop(llm.FieldReasoning, "the model cannot be asked to reason")
		}
		return
	}
	effort := t.Effort
	switch {
	case off:
		effort = "none"
	case t.Budget != "":
		effort = e.effortOfBudget()
	}
	if effort == "" && summary == "" {
		return
	}
	e.OpenKey("reasoning", '{')
	e.StrIf("effort", effort)
	if !off {
		e.StrIf("summary", summary)
	}
	e.Close('}')
}

// effortOfBudget is the level that stands for an explicit budget.
func (e *requestEncoder) effortOfBudget() string {
	limit, ok := e.req.MaxTokens.Int()
	if !ok {
		limit = e.target.MaxOutput
	}
	if limit == 0 {
		limit = llm.DefaultOutput
	}
	budget, ok := e.req.Reasoning.Budget.Int()
	if !ok || budget < 0 {
		return e.req.Reasoning.Effort
	}
	level := llm.EffortOf(budget, limit)
	if level == "max" {
		level = "xhigh" // the highest that this dialect has
	}
	return level
}

// include asks for what answers bring only when told to: sealed reasoning of hosts that do not want it back plain.
func (e *requestEncoder) include() {
	var list []string
	seals := e.target.Quirks.ReasoningReplay == llm.ReplayNone && e.reasons()
	if e.replayed || seals && e.req.Reasoning.IsOn() {
		list = append(list, includeSealed)
	}
	if e.req.Sampling.Logprobs {
		list = append(list, includeLogprobs)
	}
	if e.req.Extra.From == Dialect {
		for _, m := range e.req.Extra.Members {
			if m.Name == "include" {
				var r llm.Reader
				list = append(list, r.Strings("", "include", m.Value)...)
			}
		}
	}
	e.Strs("include", list)
}

// hints writes what does not change the meaning of the answer.
func (e *requestEncoder) hints() {
	r := e.req
	e.StrIf("user", r.User)
	e.Raw("metadata", r.Metadata)
	e.StrIf("service_tier", r.ServiceTier)
	e.StrIf("prompt_cache_key", r.Cache.Key)
	e.StrIf("prompt_cache_retention", r.Cache.Retention)
	if r.Cache.Mark == "" {
		return
	}
	if e.target.Quirks.CacheMarks {
		e.mark(r.Cache.Mark)
		return
	}
	e.lost.Drop(llm.FieldCacheMark, "the upstream caches prompts by itself or not at all")
}

// mark writes a cache mark where the upstream understands them (OpenRouter).
func (e *requestEncoder) mark(m llm.CacheMark) {
	if m == "" {
		return
	}
	if !e.target.Quirks.CacheMarks {
		e.lost.Drop(llm.FieldCacheMark, "the upstream caches prompts by itself or not at all")
		return
	}
	e.CacheControl(m)
}

// extra gives back the members that the front of this dialect does not know.
func (e *requestEncoder) extra() {
	e.lost.DropExtra(Dialect)
	if e.req.Extra.From != Dialect {
		return
	}
	var rest llm.Extra
	for _, m := range e.req.Extra.Members {
		if m.Name != "include" {
			rest.Members = append(rest.Members, m)
		}
	}
	e.Extra(rest)
}
