package openai_test

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/openai"
)

var (
	front = openai.Front{Now: func() time.Time { return time.Unix(1700000000, 0) }}
	back  = openai.Back{}
)

// hosts are the recorded APIs of this dialect.
var hosts = []string{
	"openai/chat", "deepseek/chat", "dashscope/compatible-chat", "groq/chat", "mistral/chat", "moonshot/chat",
	"openrouter/chat", "zhipu/chat",
}

// unreadable are recordings that fail to decode, and rightly so.
var unreadable = map[string]string{
	"openrouter/chat/doc-error-in-200-upstream": "an error in spite of the status",
}

// dialect is what is tested of both halves together.
var dialect = &wiretest.Dialect{
	Front: front, Back: back, Hosts: hosts, Unreadable: unreadable, Wide: wide, Request: sameRequest, Answer: sameAnswer,
}

// wide is a target that takes all that this dialect can say.
func wide(req *llm.Request) *llm.Target {
	return &llm.Target{Model: req.Model, Usage: req.IncludeUsage, Quirks: llm.Quirks{
		CacheMarks: true, TopK: true,
		ReasoningReplay: llm.ReplayDetails, Effort: llm.EffortObject,
	}}
}

func TestRecordedRequests(t *testing.T) { dialect.Requests(t) }

// sameRequest makes equal what means the same: system texts are joined, adaptive reasoning is the same as on, and
// earlier losses are no part of the request.
func sameRequest(r *llm.Request) llm.Request {
	c := *r
	c.Lost, c.Words = nil, nil
	if c.Legacy { // functions are written as tools
		c.Legacy = false
	}
	if len(c.System) > 1 {
		text := ""
		for i, p := range c.System {
			if i > 0 {
				text += "\n\n"
			}
			text += p.(llm.Text).Text
		}
		c.System = []llm.Part{llm.Text{Text: text}}
	}
	if c.Reasoning.Adaptive = c.Reasoning.IsOn(); c.Reasoning.IsOff() {
		c.Reasoning = llm.Thinking{Off: true}
	}
	var msgs []llm.Message
	for _, m := range c.Messages {
		var parts []llm.Part
		for _, p := range m.Parts {
			if res, ok := p.(llm.ToolResult); ok && len(res.Parts) > 0 {
				text := ""
				for i, x := range res.Parts {
					if i > 0 {
						text += "\n"
					}
					text += x.(llm.Text).Text
				}
				res.Parts = []llm.Part{llm.Text{Text: text}}
				p = res
			}
			if r, ok := p.(llm.Reasoning); ok && r.Signature.IsZero() {
				r.Signature = llm.Signature{}
				p = r
			}
			parts = append(parts, p)
		}
		m.Parts = parts
		if len(parts) == 0 && m.Role == llm.RoleAssistant {
			continue
		}
		m.Pos = 0
		msgs = append(msgs, m)
	}
	c.Messages = msgs
	return c
}

func TestRecordedAnswers(t *testing.T) { dialect.Answers(t) }

// sameAnswer makes equal what means the same: this dialect has one text and one reasoning a message, texts come after
// reasoning and before calls, and a stop has only its reason.
func sameAnswer(r *llm.Response) *llm.Response {
	c := &llm.Response{ID: r.ID, Model: r.Model, Usage: r.Usage}
	for _, ch := range r.Choices {
		var text llm.Text
		var thought string
		var rest, sealed []llm.Part
		for _, p := range ch.Parts {
			switch p := p.(type) {
			case llm.Text:
				text.Text += p.Text
				for _, x := range p.Citations {
					if x.URL != "" {
						x.Quote, x.Raw = "", nil
						if x.End == 0 {
							x.End = utf8.RuneCountInString(p.Text)
						}
						text.Citations = append(text.Citations, x)
					}
				}
				text.Logprobs = append(text.Logprobs, p.Logprobs...)
			case llm.Reasoning:
				thought += p.Text
				p.Text = ""
				if !p.Signature.IsZero() {
					sealed = append(sealed, p)
				}
			case llm.ToolCall:
				if p.Arguments == "" && !p.Custom {
					p.Arguments = "{}"
				}
				rest = append(rest, p)
			default:
				rest = append(rest, p)
			}
		}
		stop := llm.Stop{Reason: ch.Stop.Reason}
		c.Choices = append(c.Choices, llm.Choice{Parts: append(append([]llm.Part{llm.Reasoning{Text: thought}, text}, sealed...), rest...), Stop: stop})
	}
	return c
}
