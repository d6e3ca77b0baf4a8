package anthropic

import (
	"strings"

	"github.com/burncloud/burncloud/llm"
)

// defaultMaxTokens is written where neither the caller nor the model table says a limit: the member is required. It is
// what the models with the smallest limits of those that are still served take.
const defaultMaxTokens = 32_000

// maxMarks is how many cache breakpoints a request may have.
const maxMarks = 4

// requestEncoder writes one request for one target.
type requestEncoder struct {
	llm.Writer
	req    *llm.Request
	target *llm.Target
	lost   *llm.Losses
	turns  []llm.Message
	origin llm.Origin
	max    int64 // max_tokens
	thinks bool  // thinking is on
	format bool  // FormatTool stands in for json_schema
	marks  int
}

// usesFormatTool reports whether the target gets FormatTool in place of a json_schema format.
func usesFormatTool(req *llm.Request, t *llm.Target) bool {
	return req.Format.Kind == llm.FormatSchema && t.Quirks.NoSchema && len(req.Tools) == 0
}

func originOf(t *llm.Target) llm.Origin {
	if t.Origin == "" {
		return llm.OriginAnthropic
	}
	return t.Origin
}

// EncodeRequest writes the body for the target.
func (Back) EncodeRequest(req *llm.Request, t *llm.Target) ([]byte, []llm.Loss, error) {
	e := requestEncoder{req: req, target: t, lost: llm.NewLosses(req), origin: originOf(t), format: usesFormatTool(req, t)}
	e.turns = req.Turns(e.lost)
	e.Buf = append(make([]byte, 0, 4096), '{')
	if !t.Quirks.ModelInURL {
		e.Str("model", string(t.Model))
	}
	e.limit()
	e.reasoning()
	e.Int("max_tokens", e.max)
	e.system()
	e.tools()
	e.messages()
	e.sampling()
	e.hints()
	if req.Stream && !t.Quirks.ModelInURL {
		e.Bool("stream", true)
	}
	e.lost.DropExtra(Dialect)
	if req.Extra.From == Dialect {
		e.Extra(req.Extra)
	}
	e.Close('}')
	return e.lost.Result(e.Buf, t.Quirks.Set)
}

// limit settles max_tokens.
func (e *requestEncoder) limit() {
	most := e.target.MaxOutput
	n, ok := e.lost.MaxTokens(e.target).Int()
	switch {
	case ok:
		e.max = n
	case most > 0:
		e.max = most
	default:
		e.max = defaultMaxTokens
	}
}

// reasoning writes thinking, and output_config with the effort and the format.
func (e *requestEncoder) reasoning() {
	t := e.req.Reasoning
	e.thinks = t.IsOn() && !e.mustNotThink()
	effort := ""
	switch {
	case t.IsOff():
		if !e.target.Quirks.NoReasoning {
			e.Lit("thinking", `{"type":"disabled"}`)
		}
	case !e.thinks:
	case e.target.Quirks.Budgets:
		e.budget(&t)
	default:
		effort = e.effort(&t)
		e.OpenKey("thinking", '{')
		e.Str("type", "adaptive")
		e.StrIf("display", t.Display)
		e.Close('}')
	}
	e.outputConfig(effort)
}

// mustNotThink reports, and says, that thinking has to stay off although it was asked for.
func (e *requestEncoder) mustNotThink() bool {
	why := ""
	switch {
	case e.target.Quirks.NoReasoning:
		why = "the model does not think"
	case e.format:
		why = "thinking and a schema do not go together at this model"
	case e.unsigned():
		why = "the signed thinking that led to the last tool calls was not sent back"
	case e.target.Quirks.Budgets && e.max <= llm.MinBudget && e.target.MaxOutput > 0 && e.target.MaxOutput <= llm.MinBudget:
		why = "the output limit leaves no room for thinking"
	}
	if why != "" {
		e.lost.Change(llm.FieldReasoning, why)
	}
	return why != ""
}

// unsigned reports whether the conversation is inside a tool loop whose assistant turn does not begin with thinking:
// then thinking is refused (wire-facts §1.3).
func (e *requestEncoder) unsigned() bool {
	n := len(e.turns)
	if n < 2 || e.turns[n-1].Role != llm.RoleUser {
		return false
	}
	if _, ok := e.turns[n-1].Parts[0].(llm.ToolResult); !ok {
		return false
	}
	for _, p := range e.turns[n-2].Parts {
		if r, ok := p.(llm.Reasoning); ok {
			return r.Signature.For(e.origin).IsZero()
		}
		if _, ok := p.(llm.Opaque); !ok {
			return true
		}
	}
	return true
}

func (e *requestEncoder) budget(t *llm.Thinking) {
	n, ok := t.Budget.Int()
	if !ok {
		n = llm.BudgetOf(t.Effort, e.max)
	}
	n = max(n, llm.MinBudget)
	if n >= e.max { // max_tokens counts thinking
		e.max = n + min(e.max, llm.MinBudget)
		if most := e.target.MaxOutput; most > 0 && e.max > most {
			e.max = most
			n = max(most-1, 1)
		}
		e.lost.Change(llm.FieldMaxTokens, "it was raised above the budget for thinking")
	}
	e.OpenKey("thinking", '{')
	e.Str("type", "enabled")
	e.Int("budget_tokens", n)
	e.StrIf("display", t.Display)
	e.Close('}')
}

// effort is the word for how much to think; "" lets the model decide.
func (e *requestEncoder) effort(t *llm.Thinking) string {
	if n, ok := t.Budget.Int(); ok {
		return llm.EffortOf(n, e.max)
	}
	if t.Effort == "minimal" {
		e.lost.Change(llm.FieldReasoning, "the lowest effort of the model is low")
		return "low"
	}
	return t.Effort
}

func (e *requestEncoder) outputConfig(effort string) {
	f := &e.req.Format
	schema := f.Kind == llm.FormatSchema && !e.format
	if schema && e.target.Quirks.NoSchema {
		e.lost.Drop(llm.FieldFormat, "the model cannot hold an answer to a schema beside tools")
		return
	}
	if f.Kind == llm.FormatJSON {
		e.lost.Change(llm.FieldFormat, "the model is asked for JSON in words")
	}
	if effort == "" && !schema {
		return
	}
	e.OpenKey("output_config", '{')
	e.StrIf("effort", effort)
	if schema {
		e.OpenKey("format", '{')
		e.Str("type", "json_schema")
		e.Key("schema")
		e.Buf = appendClosed(e.Buf, f.Schema, 0)
		e.Close('}')
	}
	e.Close('}')
}

// askForJSON is what stands in for OpenAI's json_object.
const askForJSON = "Answer with one JSON object and nothing else."

func (e *requestEncoder) system() {
	parts := make([]llm.Part, 0, len(e.req.System)+1)
	for _, p := range e.req.System {
		if t, ok := p.(llm.Text); ok && strings.TrimSpace(t.Text) != "" {
			parts = append(parts, t)
		} else if !ok {
			e.lost.Drop("system", "instructions are text")
		}
	}
	if e.req.Format.Kind == llm.FormatJSON {
		parts = append(parts, llm.Text{Text: askForJSON})
	}
	switch {
	case len(parts) == 0:
	case len(parts) == 1 && llm.CacheOf(parts[0]) == "":
		e.Str("system", parts[0].(llm.Text).Text)
	default:
		e.OpenKey("system", '[')
		for _, p := range parts {
			e.text(p.(llm.Text))
		}
		e.Close(']')
	}
}

func (e *requestEncoder) sampling() {
	s := &e.req.Sampling
	for _, x := range []struct {
		field llm.Field
		given bool
	}{
		{llm.FieldSeed, s.Seed != ""},
		{llm.FieldFrequency, s.FrequencyPenalty != ""},
		{llm.FieldPresence, s.PresencePenalty != ""},
		{llm.FieldLogitBias, s.LogitBias != nil},
		{llm.FieldLogprobs, s.Logprobs},
		{llm.FieldTopLogprobs, s.TopLogprobs != ""},
		{llm.FieldN, s.N != "" && s.N != "1"},
		{llm.FieldVerbosity, e.req.Verbosity != ""},
		{llm.FieldModalities, e.req.BeyondText()},
		{llm.FieldMetadata, e.req.Metadata != nil},
		{llm.FieldCacheKey, e.req.Cache.Key != ""},
		{llm.FieldRetention, e.req.Cache.Retention != ""},
	} {
		if x.given {
			e.lost.Drop(x.field, llm.NotInDialect)
		}
	}
	e.temperature()
	e.stops()
}

// temperature writes the sampling that the model takes beside thinking and beside each other (wire-facts §1.1).
func (e *requestEncoder) temperature() {
	s := &e.req.Sampling
	drop := func(f llm.Field, n llm.Number, why string) bool {
		if n != "" && why != "" {
			e.lost.Drop(f, why)
		}
		return n == "" || why != ""
	}
	why := ""
	if e.target.Quirks.NoSampling {
		why = "the model has fixed sampling"
	} else if e.thinks {
		why = "sampling is fixed while the model thinks"
	}
	if t := s.Temperature; e.thinks && t.Float() == 1 {
		e.Num("temperature", t) // the one that is taken then
	} else if !drop(llm.FieldTemperature, t, why) {
		if t.Float() > 1 {
			e.lost.Change(llm.FieldTemperature, "the upstream takes at most 1")
			t = "1"
		}
		e.Num("temperature", t)
	}
	topP := why
	if why == "" && s.Temperature != "" {
		topP = "the model takes one of temperature and top_p"
	}
	if !drop(llm.FieldTopP, s.TopP, topP) {
		e.Num("top_p", s.TopP)
	}
	if !drop(llm.FieldTopK, s.TopK, why) {
		e.Num("top_k", s.TopK)
	}
}

// stops writes the stop strings but for those of white space, which are refused.
func (e *requestEncoder) stops() {
	var keep []string
	for _, s := range e.req.Sampling.Stop {
		if strings.TrimSpace(s) == "" {
			e.lost.Change(llm.FieldStop, "the upstream does not stop at white space")
			continue
		}
		keep = append(keep, s)
	}
	e.Strs("stop_sequences", keep)
}

func (e *requestEncoder) hints() {
	r := e.req
	if r.User != "" {
		e.OpenKey("metadata", '{')
		e.Str("user_id", r.User)
		e.Close('}')
	}
	switch r.ServiceTier {
	case "":
	case "auto":
		e.Str("service_tier", "auto")
	case "default":
		e.Str("service_tier", "standard_only")
	default:
		e.lost.Drop(llm.FieldServiceTier, "the upstream does not have the tier "+r.ServiceTier)
	}
	e.mark(r.Cache.Mark)
}

// mark writes a cache_control member, as long as the upstream takes one more.
func (e *requestEncoder) mark(m llm.CacheMark) {
	if m == "" {
		return
	}
	if e.marks++; e.marks > maxMarks {
		e.lost.Drop(llm.FieldCacheMark, "the upstream takes four of them")
		return
	}
	e.CacheControl(m)
}
