package conformance_test

import (
	"fmt"
	"sort"
	"strings"

	"github.com/burncloud/burncloud/llm"
)

// meaning is what a request asks or an answer says, one fact a line, whatever dialect it is written in.
type meaning struct{ lines []string }

func (m *meaning) add(format string, args ...any) {
	m.lines = append(m.lines, strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "⏎"))
}

// opt adds a fact unless it is absent.
func (m *meaning) opt(name, value string) {
	if value != "" {
		m.add("%s: %s", name, value)
	}
}

func (m *meaning) String() string {
	if len(m.lines) == 0 {
		return ""
	}
	return strings.Join(m.lines, "\n") + "\n"
}

// asked is the meaning of a request. The name of the model, what the client streams and positions are no part of it.
func asked(r *llm.Request) string {
	var m meaning
	m.system(r.System)
	for i := range r.Messages {
		m.message(string(r.Messages[i].Role), &r.Messages[i], r)
	}
	for _, t := range r.Tools {
		m.tool(t)
	}
	c := r.ToolChoice
	m.opt("tool choice", strings.TrimSpace(string(c.Mode)+" "+c.Name+" "+strings.Join(c.Allow, ",")))
	if r.ParallelTools != nil && !*r.ParallelTools {
		m.add("one call a turn")
	}
	m.steering(r)
	return m.String()
}

func (m *meaning) steering(r *llm.Request) {
	s := &r.Sampling
	for _, x := range []struct {
		name string
		n    llm.Number
	}{
		{"max tokens", r.MaxTokens},
		{"temperature", s.Temperature},
		{"top p", s.TopP},
		{"top k", s.TopK},
		{"seed", s.Seed},
		{"frequency penalty", s.FrequencyPenalty},
		{"presence penalty", s.PresencePenalty},
		{"top logprobs", s.TopLogprobs},
		{"n", s.N},
	} {
		m.opt(x.name, string(x.n))
	}
	m.opt("stop", strings.Join(s.Stop, "|"))
	t := r.Reasoning
	switch {
	case t.IsOff():
		m.add("no reasoning")
	case t.Budget != "":
		m.add("budget: %s", t.Budget)
	case t.Effort != "":
		m.add("effort: %s", t.Effort)
	case t.Adaptive:
		m.add("adaptive reasoning")
	}
	if t.Display == "omitted" {
		m.add("reasoning hidden")
	} else if t.Display+t.Summary != "" {
		m.add("reasoning shown")
	}
	if f := r.Format; f.Kind != "" && f.Kind != llm.FormatText {
		strict := f.Strict != nil && *f.Strict
		m.add("format: %s %s %s strict %v", f.Kind, f.Name, canonical(f.Schema), strict)
	}
	if len(r.Modalities) > 0 {
		m.add("modalities: %s", strings.Join(r.Modalities, ","))
	}
	m.opt("logit bias", canonical(s.LogitBias))
	if s.Logprobs {
		m.add("logprobs")
	}
	m.opt("verbosity", r.Verbosity)
	m.opt("metadata", canonical(r.Metadata))
	m.opt("user", r.User)
	m.opt("tier", r.ServiceTier)
	m.opt("cache key", r.Cache.Key)
	m.opt("cache kept", r.Cache.Retention)
	m.opt("cache", string(r.Cache.Mark))
}

// system adds the instructions, which some dialects join to one text.
func (m *meaning) system(parts []llm.Part) {
	var texts []string
	for _, p := range parts {
		if t, ok := p.(llm.Text); ok {
			texts = append(texts, t.Text)
		} else {
			m.part("system", p, nil)
		}
		if c := llm.CacheOf(p); c != "" {
			m.add("system: cached %s", c)
		}
	}
	m.opt("system", strings.Join(texts, "\n\n"))
}

// message adds what a message says; neighbours of one role are one turn to most dialects.
func (m *meaning) message(role string, msg *llm.Message, r *llm.Request) {
	m.opt(role+" name", msg.Name)
	for _, p := range msg.Parts {
		m.part(role, p, r)
		if c := llm.CacheOf(p); c != "" {
			m.add("%s: cached %s", role, c)
		}
	}
}

func (m *meaning) part(role string, p llm.Part, r *llm.Request) {
	switch p := p.(type) {
	case llm.Text:
		if p.Text != "" || p.Signature.IsZero() {
			m.add("%s: %s", role, p.Text)
		}
		m.signature(role, p.Signature)
		for _, c := range p.Citations {
			m.add("%s cites: %s %s %s", role, c.URL, c.Title, c.Quote)
			if c.End > 0 {
				m.add("%s cites at: %d-%d", role, c.Start, c.End)
			}
		}
		for _, x := range p.Logprobs {
			m.add("%s logprob: %s %s", role, x.Token, x.Value)
		}
	case llm.Reasoning:
		if p.Redacted {
			m.add("%s sealed thought", role)
		} else {
			m.add("%s thinks: %s", role, p.Text)
		}
		m.signature(role, p.Signature)
	case llm.ToolCall:
		kind := "calls"
		if p.Custom {
			kind = "calls in free text"
		}
		if p.Arguments == "" && !p.Custom {
			p.Arguments = "{}"
		}
		m.add("%s %s: %s %s %s", role, kind, p.ID, p.Name, canonical(llm.Raw(p.Arguments)))
		m.signature(role, p.Signature)
	case llm.ToolResult:
		m.result(p, r)
	case llm.Media:
		m.media(role, p)
	case llm.Refusal:
		m.add("%s refuses: %s", role, p.Text)
	case llm.Opaque:
		m.add("%s %s: %s", role, p.Kind, canonical(p.Raw))
	}
}

func (m *meaning) signature(role string, s llm.Signature) {
	if s.Data != "" {
		m.add("%s signature: %s %s %s", role, s.Origin, s.ID, s.Data)
	}
}

func (m *meaning) result(p llm.ToolResult, r *llm.Request) {
	failed := ""
	if p.IsError {
		failed = " failed"
	}
	m.add("result of %s %s%s", p.CallID, r.ToolName(p), failed)
	for _, q := range p.Parts {
		m.part("result of "+p.CallID, q, r)
	}
}

func (m *meaning) media(role string, p llm.Media) {
	what := p.URL
	if p.Data != "" {
		what = p.Type + " " + p.Data
	}
	if p.FileID != "" {
		what = "file " + p.FileID
	}
	m.add("%s %s: %s", role, p.Kind, what)
	if p.Detail != "" && p.Detail != "auto" {
		m.add("%s detail: %s", role, p.Detail)
	}
	m.opt(role+" title", p.Name)
	m.opt(role+" context", p.Text)
	if p.Cite {
		m.add("%s wants citations", role)
	}
}

func (m *meaning) tool(t llm.Tool) {
	strict := ""
	if t.Strict != nil && *t.Strict {
		strict = " strict"
	}
	schema := canonical(t.Schema)
	if t.Kind == llm.ToolFunction && schema == "" {
		schema = `{"properties":{},"type":"object"}`
	}
	if t.Kind == llm.ToolHosted {
		settings := canonical(t.Raw)
		for _, word := range []string{"site", "low"} {
			if strings.Contains(settings, word) {
				m.add("tool setting: %s", word)
			}
		}
	}
	m.add("tool: %s %s%s %s %s", t.Kind, t.Name, strict, t.Description, schema)
	m.opt("tool cached", string(t.Cache))
}

// answered is the meaning of an answer.
func answered(r *llm.Response) string {
	var m meaning
	m.opt("model", r.Model)
	for i, c := range r.Choices {
		who := "answer"
		if i > 0 {
			who = fmt.Sprintf("answer %d", i)
		}
		for _, p := range c.Parts {
			m.part(who, p, nil)
		}
		m.add("%s stops: %s", who, c.Stop.Reason)
		m.opt(who+" stop sequence", c.Stop.Sequence)
		m.opt(who+" stop detail", c.Stop.Detail)
	}
	u := r.Usage
	for _, x := range []struct {
		name string
		n    int64
	}{
		{"input", u.Input},
		{"cache read", u.CacheRead},
		{"cache write", u.CacheWrite},
		{"cache write for an hour", u.CacheWrite1h},
		{"audio in", u.AudioIn},
		{"image in", u.ImageIn},
		{"output", u.Output},
		{"reasoning", u.Reasoning},
		{"audio out", u.AudioOut},
		{"image out", u.ImageOut},
	} {
		if x.n != 0 {
			m.add("tokens %s: %d", x.name, x.n)
		}
	}
	return m.String()
}

// canonical writes JSON in the one way that can be compared; what is no JSON stays as it is.
func canonical(v llm.Raw) string {
	if len(v) == 0 {
		return ""
	}
	c := v.Clone()
	if !c.IsValid() || c.Canonicalize() != nil {
		return string(v)
	}
	return string(c)
}

// missing lists the facts of want that got does not have, and the other way round, as "-fact" and "+fact".
func missing(want, got string) []string {
	count := map[string]int{}
	for line := range strings.Lines(want) {
		count[line]++
	}
	for line := range strings.Lines(got) {
		count[line]--
	}
	var out []string
	for line, n := range count {
		sign := "-"
		if n < 0 {
			sign = "+"
		}
		if n != 0 {
			out = append(out, sign+strings.TrimSuffix(line, "\n"))
		}
	}
	sort.Strings(out)
	return out
}
