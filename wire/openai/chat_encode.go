package openai

import (
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// requestEncoder writes one request for one target.
type requestEncoder struct {
	llm.Writer
	req    *llm.Request
	target *llm.Target
	lost   *llm.Losses
	format bool // FormatTool stands in for json_schema
}

// usesFormatTool reports whether the target gets FormatTool in place of a json_schema format.
func usesFormatTool(req *llm.Request, t *llm.Target) bool {
	return req.Format.Kind == llm.FormatSchema && t.Quirks.NoSchema && len(req.Tools) == 0 &&
		!(t.Quirks.NoForcedTool && !req.Reasoning.IsOff())
}

// calm turns reasoning off where the call forces a tool, the target refuses that while it reasons, and the caller did
// not ask it to reason: it does so by itself (recorded: deepseek/chat).
func calm(req *llm.Request, t *llm.Target) *llm.Request {
	forces := req.ToolChoice.Mode == llm.ChoiceRequired || req.Format.Kind == llm.FormatSchema && t.Quirks.NoSchema && len(req.Tools) == 0
	hasSwitch := t.Quirks.Effort == llm.EffortThinking || t.Quirks.Effort == llm.EffortEnable
	if !forces || !hasSwitch || !t.Quirks.NoForcedTool || !req.Reasoning.IsZero() {
		return req
	}
	off := *req
	off.Reasoning.Off = true
	return &off
}

// EncodeRequest writes the body for the target.
func (Back) EncodeRequest(req *llm.Request, t *llm.Target) ([]byte, []llm.Loss, error) {
	req = calm(req, t)
	e := requestEncoder{req: req, target: t, lost: llm.NewLosses(req), format: usesFormatTool(req, t)}
	e.Buf = make([]byte, 0, 4096)
	e.Buf = append(e.Buf, '{')
	if !t.Quirks.ModelInURL {
		e.Str("model", string(t.Model))
	}
	e.messages()
	e.tools()
	e.sampling()
	e.output()
	e.reasoning()
	e.hints()
	if req.Stream {
		e.Bool("stream", true)
		if t.Usage || req.IncludeUsage {
			e.Lit("stream_options", `{"include_usage":true}`)
		}
	}
	e.lost.DropExtra(burncloud.DialectOpenAI)
	if req.Extra.From == burncloud.DialectOpenAI {
		e.Extra(req.Extra)
	}
	e.Close('}')
	return e.lost.Result(e.Buf, t.Quirks.Set)
}

func (e *requestEncoder) sampling() {
	s, q := &e.req.Sampling, &e.target.Quirks
	steer := []struct {
		field llm.Field
		n     llm.Number
	}{
		{llm.FieldTemperature, s.Temperature},
		{llm.FieldTopP, s.TopP},
		{llm.FieldFrequency, s.FrequencyPenalty},
		{llm.FieldPresence, s.PresencePenalty},
	}
	for _, x := range steer {
		e.Num(string(x.field), e.lost.Steer(e.target, x.field, x.n))
	}
	if s.TopK != "" && !q.TopK {
		e.lost.Drop(llm.FieldTopK, "the upstream does not have it")
	} else {
		e.Num("top_k", s.TopK)
	}
	e.Num("seed", s.Seed)
	e.Raw("logit_bias", s.LogitBias)
	if s.Logprobs {
		e.Bool("logprobs", true)
	}
	e.Num("top_logprobs", s.TopLogprobs)
	e.Num("n", s.N)
	e.Strs("stop", s.Stop)
}

// output writes what bounds and shapes the answer.
func (e *requestEncoder) output() {
	field := e.target.Quirks.MaxTokensField
	if field == "" {
		field = string(llm.FieldMaxTokens)
	}
	e.Num(field, e.lost.MaxTokens(e.target))
	f := &e.req.Format
	switch f.Kind {
	case llm.FormatText, llm.FormatJSON:
		e.OpenKey("response_format", '{')
		e.Str("type", string(f.Kind))
		e.Close('}')
	case llm.FormatSchema:
		e.schema(f)
	}
	if len(e.req.Modalities) > 0 {
		e.Strs("modalities", e.req.Modalities)
	}
	e.StrIf("verbosity", e.req.Verbosity)
}

func (e *requestEncoder) schema(f *llm.Format) {
	if e.format {
		return
	}
	if e.target.Quirks.NoSchema {
		e.lost.Drop(llm.FieldFormat, "the upstream cannot hold an answer to a schema")
		return
	}
	e.JSONSchema(f)
}

// reasoning asks the host to reason in the way it understands (wire-facts §6).
func (e *requestEncoder) reasoning() {
	t, style := e.req.Reasoning, e.target.Quirks.Effort
	if t.IsZero() || !t.IsOff() && !t.IsOn() {
		return
	}
	if e.target.Quirks.NoReasoning || style == llm.EffortNone {
		if t.IsOn() {
			e.lost.Drop(llm.FieldReasoning, "the model cannot be asked to reason")
		}
		return
	}
	effort := e.effort()
	switch style {
	case llm.EffortField:
		e.StrIf("reasoning_effort", effort)
	case llm.EffortThinking:
		kind := "enabled"
		if t.IsOff() {
			kind, effort = "disabled", ""
		}
		e.Lit("thinking", `{"type":"`+kind+`"}`)
		e.StrIf("reasoning_effort", effort)
	case llm.EffortEnable:
		e.Bool("enable_thinking", !t.IsOff())
		if !t.IsOff() {
			e.Num("thinking_budget", e.req.ThinkingBudget(e.target))
		}
	case llm.EffortObject:
		e.OpenKey("reasoning", '{')
		switch {
		case t.IsOff():
			e.Bool("enabled", false)
		case t.Budget != "":
			e.Num("max_tokens", t.Budget)
		case effort != "":
			e.Str("effort", effort)
		default:
			e.Bool("enabled", true)
		}
		if t.Display == "omitted" {
			e.Bool("exclude", true)
		}
		e.Close('}')
	}
}

// effort is the caller's level, or what its budget comes to. Only hosts that switch thinking have a level "max".
func (e *requestEncoder) effort() string {
	t, switches := e.req.Reasoning, e.target.Quirks.Effort == llm.EffortThinking
	if t.IsOff() {
		return "none"
	}
	if n, ok := t.Budget.Int(); ok {
		level := llm.EffortOf(n, e.req.OutputLimit(e.target))
		if !switches && (level == "xhigh" || level == "max") {
			return "high" // which all models that reason have
		}
		return level
	}
	if t.Effort == "max" && !switches {
		e.lost.Change(llm.FieldReasoning, "the highest effort of the upstream is xhigh")
		return "xhigh"
	}
	return t.Effort
}

func (e *requestEncoder) hints() {
	r := e.req
	e.StrIf("user", r.User)
	e.Raw("metadata", r.Metadata)
	e.StrIf("service_tier", r.ServiceTier)
	e.StrIf("prompt_cache_key", r.Cache.Key)
	e.StrIf("prompt_cache_retention", r.Cache.Retention)
	if r.Cache.Mark != "" {
		e.mark(r.Cache.Mark)
	}
}

const noMarks = "the upstream caches prompts by itself or not at all"

// mark writes a cache_control member where the host understands it. OpenAI caches by itself, so that the loss of a
// mark there is only said.
func (e *requestEncoder) mark(m llm.CacheMark) {
	switch {
	case m == "":
	case !e.target.Quirks.CacheMarks:
		e.lost.Drop(llm.FieldCacheMark, noMarks)
	default:
		e.CacheControl(m)
	}
}

// tools writes the tools and what the model may do with them.
func (e *requestEncoder) tools() {
	choice := e.req.ToolChoice
	list := e.req.Allowed()
	if e.format {
		tool, forced := e.req.FormatAsTool()
		list, choice = []llm.Tool{tool}, forced
	}
	var kept []llm.Tool
	for _, t := range list {
		if e.keeps(&t) {
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return
	}
	e.OpenKey("tools", '[')
	for i := range kept {
		e.tool(&kept[i])
	}
	e.Close(']')
	e.choice(choice)
	e.Flag("parallel_tool_calls", e.req.ParallelTools)
}

// keeps reports whether a tool goes into the list of tools. Of the hosted ones those of this dialect do, but for the
// web search, which has a member of its own and is written here.
func (e *requestEncoder) keeps(t *llm.Tool) bool {
	switch {
	case t.Kind != llm.ToolHosted:
		return true
	case t.From != burncloud.DialectOpenAI:
		e.lost.DropTool(t)
		return false
	case t.Name == llm.HostedWebSearch:
		e.Raw("web_search_options", t.Raw)
		return false
	}
	return true
}

func (e *requestEncoder) tool(t *llm.Tool) {
	if t.Kind == llm.ToolHosted {
		e.Elem(t.Raw)
		return
	}
	kind := "function"
	if t.Kind == llm.ToolCustom {
		kind = "custom"
	}
	e.Open('{')
	e.Str("type", kind)
	e.OpenKey(kind, '{')
	e.Str("name", t.Name)
	e.StrIf("description", t.Description)
	e.Raw("parameters", t.Schema)
	e.Flag("strict", t.Strict)
	e.Raw("format", t.Grammar)
	e.Close('}')
	e.mark(t.Cache)
	e.Close('}')
}

func (e *requestEncoder) choice(c llm.ToolChoice) {
	forced := c.Mode == llm.ChoiceRequired
	if forced && e.target.Quirks.NoForcedTool && !e.req.Reasoning.IsOff() && !e.format {
		e.lost.Change(llm.FieldToolChoice, "the model cannot be made to call a tool while it reasons")
		e.Str("tool_choice", "auto")
		return
	}
	switch {
	case c.Mode == llm.ChoiceAny:
	case forced && c.Name != "":
		e.OpenKey("tool_choice", '{')
		e.Str("type", "function")
		e.OpenKey("function", '{')
		e.Str("name", c.Name)
		e.Close('}')
		e.Close('}')
	default:
		e.Str("tool_choice", string(c.Mode))
	}
}

// callID is the form that the host demands of an id.
func (e *requestEncoder) callID(id string) string {
	if e.target.Quirks.ToolIDs == llm.IDsMistral {
		return llm.NineID(id)
	}
	return llm.ShortID(id, maxCallID)
}

// maxCallID is the longest id of a tool call that OpenAI takes.
const maxCallID = 40

// join concatenates the texts that say something, with sep between them.
func join(parts []llm.Part, sep string) string {
	var b strings.Builder
	for _, p := range parts {
		if t, ok := p.(llm.Text); ok && t.Text != "" {
			if b.Len() > 0 {
				b.WriteString(sep)
			}
			b.WriteString(t.Text)
		}
	}
	return b.String()
}
