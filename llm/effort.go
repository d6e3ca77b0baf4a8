package llm

import "strconv"

// efforts are the levels in ascending order, with the share of the output limit that each may think (wire-facts §6).
var efforts = []struct {
	name  string
	share int64 // percent
}{{"minimal", 5}, {"low", 20}, {"medium", 50}, {"high", 80}, {"xhigh", 90}, {"max", 95}}

// MinBudget is the smallest budget of thinking tokens that upstreams take.
const MinBudget = 1024

// BudgetOf returns the budget of thinking tokens for an effort when the whole output may have limit tokens: at least
// MinBudget and less than the limit, if that is possible. An unknown effort counts as medium.
func BudgetOf(effort string, limit int64) int64 {
	share := int64(50)
	for _, e := range efforts {
		if e.name == effort {
			share = e.share
		}
	}
	return max(min(limit*share/100, limit-1), MinBudget)
}

// EffortOf is the lowest effort whose budget covers the given one.
func EffortOf(budget, limit int64) string {
	for _, e := range efforts[1:] {
		if budget <= BudgetOf(e.name, limit) {
			return e.name
		}
	}
	return "max"
}

// DefaultOutput stands for the limit on output tokens where neither the caller nor the model table says one.
const DefaultOutput = 32_768

// OutputLimit is how many tokens the whole output may have: as the caller says, else as many as the model can write.
func (r *Request) OutputLimit(t *Target) int64 {
	if n, ok := r.MaxTokens.Int(); ok {
		return n
	}
	if t.MaxOutput > 0 {
		return t.MaxOutput
	}
	return DefaultOutput
}

// ThinkingBudget is the caller's budget of thinking tokens, or what the effort comes to; absent if neither was said.
func (r *Request) ThinkingBudget(t *Target) Number {
	if r.Reasoning.Budget != "" || r.Reasoning.Effort == "" {
		return r.Reasoning.Budget
	}
	return Number(strconv.FormatInt(BudgetOf(r.Reasoning.Effort, r.OutputLimit(t)), 10))
}

// IsOff reports whether the caller asked not to reason.
func (t Thinking) IsOff() bool { return t.Off || t.Effort == "none" }

// IsOn reports whether the caller asked to reason.
func (t Thinking) IsOn() bool {
	return !t.IsOff() && (t.Adaptive || t.Budget != "" || t.Effort != "")
}
