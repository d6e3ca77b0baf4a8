package anthropic_test

import (
	"testing"

	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
)

var (
	front = anthropic.Front{}
	back  = anthropic.Back{}
)

// hosts are the recorded APIs of this dialect.
var hosts = []string{"anthropic/messages"}

// unreadable are recordings that fail to decode, and rightly so.
var unreadable = map[string]string{}

// dialect is what is tested of both halves together.
var dialect = &wiretest.Dialect{
	Front: front, Back: back, Hosts: hosts, Unreadable: unreadable, Wide: wide, Request: sameRequest, Answer: sameAnswer,
}

// wide is a target that takes all that this dialect can say.
func wide(req *llm.Request) *llm.Target {
	return &llm.Target{Model: req.Model, Quirks: llm.Quirks{Budgets: true}}
}

func TestRecordedRequests(t *testing.T) { dialect.Requests(t) }

// sameRequest makes equal what means the same: turns are merged and without blank texts, parallel calls are allowed
// unless they are not, and the white space of a schema is lost.
func sameRequest(r *llm.Request) llm.Request {
	c := *r
	c.Lost = nil
	if c.ParallelTools != nil && *c.ParallelTools {
		c.ParallelTools = nil
	}
	if c.Format.Schema != nil {
		c.Format.Schema = c.Format.Schema.Clone()
		if err := c.Format.Schema.Compact(); err != nil {
			panic(err)
		}
	}
	c.Messages = r.Turns(llm.NewLosses(r))
	for i := range c.Messages {
		c.Messages[i].Pos = 0
	}
	return c
}

func TestRecordedAnswers(t *testing.T) { dialect.Answers(t) }

// sameAnswer makes equal what means the same: empty texts are not written.
func sameAnswer(r *llm.Response) *llm.Response {
	c := &llm.Response{ID: r.ID, Model: r.Model, Usage: r.Usage}
	for _, ch := range r.Choices {
		var parts []llm.Part
		for _, p := range ch.Parts {
			if t, ok := p.(llm.Text); ok && t.Text == "" && t.Citations == nil {
				continue
			}
			if t, ok := p.(llm.ToolCall); ok && t.Arguments == "{}" {
				t.Arguments = ""
				p = t
			}
			parts = append(parts, p)
		}
		stop := ch.Stop
		stop.Raw = ""
		c.Choices = append(c.Choices, llm.Choice{Parts: parts, Stop: stop})
	}
	return c
}
