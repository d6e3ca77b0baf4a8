package bedrock

import (
	"github.com/burncloud/burncloud/llm"
)

// mustNotThink reports, and says, that reasoning has to stay off although it was asked for.
func (e *requestEncoder) mustNotThink() bool {
	why := ""
	switch {
	case e.target.Quirks.NoReasoning:
		why = "the model cannot be asked to reason"
	case e.origin == llm.OriginAnthropic && e.unsigned():
		why = "the signed thinking that led to the last tool calls was not sent back"
	}
	if why == "" {
		return false
	}
	e.lost.Drop(llm.FieldReasoning, why)
	return true
}

// unsigned reports whether the conversation ends inside a tool loop whose last turn of the model does not begin with
// its thinking: Claude refuses to think then (wire-facts §1.3).
func (e *requestEncoder) unsigned() bool {
	n := len(e.turns)
	if n < 2 || e.turns[n-1].Role != llm.RoleUser {
		return false
	}
	if _, ok := e.turns[n-1].Parts[0].(llm.ToolResult); !ok {
		return false
	}
	for _, p := range e.turns[n-2].Parts {
		if r, ok := p.(llm.Reasoning); ok && !r.Signature.For(e.origin).IsZero() {
			return false
		}
	}
	return true
}

// extraFields returns the members that only the model understands: how it is asked to reason (wire-facts §6), and
// top_k. It may raise the limit on output tokens, which counts thinking.
func (e *requestEncoder) extraFields() []byte {
	w := llm.Writer{}
	w.Open('{')
	switch {
	case e.origin == llm.OriginAnthropic:
		e.claude(&w)
	case !e.thinks:
	case named(e.target, "nova"):
		w.OpenKey("reasoningConfig", '{')
		w.Str("type", "enabled")
		w.Str("maxReasoningEffort", e.effort(nova))
		w.Close('}')
	default:
		w.Str("reasoning_effort", e.effort(nova))
	}
	if k := e.req.Sampling.TopK; k != "" {
		switch {
		case e.target.Quirks.NoSampling || e.thinks:
			e.lost.Drop(llm.FieldTopK, "the model takes no sampling like this")
		case e.origin == llm.OriginAnthropic:
			w.Num("top_k", k)
		case named(e.target, "nova"): // recorded: bedrock/converse
			w.OpenKey("inferenceConfig", '{')
			w.Num("topK", k)
			w.Close('}')
		default:
			e.lost.Drop(llm.FieldTopK, llm.NotInDialect)
		}
	}
	w.Close('}')
	return w.Buf
}

func (e *requestEncoder) claude(w *llm.Writer) {
	t := &e.req.Reasoning
	switch {
	case t.IsOff() && !e.target.Quirks.NoReasoning:
		w.Lit("thinking", `{"type":"disabled"}`)
	case !e.thinks:
	case e.target.Quirks.Budgets:
		w.OpenKey("thinking", '{')
		w.Str("type", "enabled")
		w.Int("budget_tokens", e.budget())
		w.Close('}')
	default:
		w.OpenKey("thinking", '{')
		w.Str("type", "adaptive")
		w.StrIf("display", t.Display)
		w.Close('}')
		if effort := e.effort(claude); effort != "" {
			w.OpenKey("output_config", '{')
			w.Str("effort", effort)
			w.Close('}')
		}
	}
}

func (e *requestEncoder) budget() int64 {
	limit := e.max
	if limit == 0 {
		limit = llm.DefaultOutput
	}
	n, ok := e.req.Reasoning.Budget.Int()
	if !ok {
		n = llm.BudgetOf(e.req.Reasoning.Effort, limit)
	}
	n = max(n, llm.MinBudget)
	if n >= limit || e.max == 0 {
		e.max = max(limit, n+llm.MinBudget)
		if m := e.target.MaxOutput; m > llm.MinBudget {
			e.max = min(e.max, m)
		}
		n = min(n, e.max-1)
		if e.req.MaxTokens != "" {
			e.lost.Change(llm.FieldMaxTokens, "it was raised above the budget for thinking")
		}
	}
	return n
}

// Names of efforts where they are not the caller's.
var (
	nova   = map[string]string{"": "medium", "minimal": "low", "xhigh": "high", "max": "high"}
	claude = map[string]string{"minimal": "low"}
)

func (e *requestEncoder) effort(names map[string]string) string {
	effort := e.req.Reasoning.Effort
	if n, ok := e.req.Reasoning.Budget.Int(); ok {
		limit := e.max
		if limit == 0 {
			limit = llm.DefaultOutput
		}
		effort = llm.EffortOf(n, limit)
		e.lost.Change(llm.FieldReasoning, "the model has levels of effort, no budgets of tokens")
	}
	if name, ok := names[effort]; ok {
		return name
	}
	return effort
}
