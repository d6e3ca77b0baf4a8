package gateway

import (
	"time"
	"unicode/utf8"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
)

// How often a stream is looked at: the ledger writes a mark a second or 256 tokens.
const (
	markBytes    = 512 // of text: seldom more than 256 tokens
	markInterval = time.Second
	markAhead    = 512 // tokens that may come before the next look
)

// further is how many more tokens are held for, one after the other until the balance allows it.
var further = [...]int64{4096, 1024, markAhead}

// marks is how far a stream was when it was looked at last.
type marks struct {
	heard  int   // bytes of text
	said   int   // of them, that are remembered and not counted
	ascii  int64 // bytes of what is remembered; about four are a token
	other  int64 // characters of it that are none of these; each is about one
	at     time.Time
	prompt burncloud.Usage // what the prompt takes, as far as it is known
	short  *burncloud.Error
}

// progress marks how far the answer is, so that it is charged to there should the process die, and holds more for one that may
// become longer than what is held. An error says that there is no more: the answer has to end.
func (s *sink) progress() *burncloud.Error {
	c := s.call
	b, m := &c.bill, &c.bill.marks
	if b.hold == nil || c.recorded {
		return nil
	}
	heard := c.words.heard + c.said.sent
	if heard <= m.heard || heard-m.heard < markBytes && s.at.Sub(m.at) < markInterval {
		return nil
	}
	m.heard, m.at = heard, s.at
	tokens := c.words.tokens() + m.count(&c.said)
	used := c.promptSoFar()
	used.Output = tokens
	cost, err := b.price.Cost(used, c.caller.Multiplier)
	if err == nil {
		err = b.hold.Progress(tokens, cost)
	}
	if err != nil {
		c.g.Logger.Debug("a call could not be marked", "request_id", c.rec.RequestID, "error", err)
	}
	if !b.most.open {
		return nil
	}
	return c.lengthen(tokens)
}

// count estimates the tokens of what is remembered, looking at what is new.
func (m *marks) count(s *said) int64 {
	m.said = min(m.said, s.sent)
	for _, x := range s.text.bytes()[m.said:s.sent] {
		switch {
		case x < utf8.RuneSelf:
			m.ascii++
		case utf8.RuneStart(x):
			m.other++
		}
	}
	m.said = s.sent
	return m.ascii/asciiPerToken + m.other + 1
}

// promptSoFar is what the prompt takes: as the upstream says, or by its size.
func (c *call) promptSoFar() burncloud.Usage {
	m := &c.bill.marks
	if u := c.rec.Usage; u.Prompt() > 0 {
		m.prompt = burncloud.Usage{Input: u.Input, CacheRead: u.CacheRead, CacheWrite: u.CacheWrite, CacheWrite1h: u.CacheWrite1h, AudioIn: u.AudioIn, ImageIn: u.ImageIn}
	} else if m.prompt.IsZero() && c.body != nil {
		m.prompt.Input = promptTokens(c.body.b)
	}
	return m.prompt
}

// lengthen holds more when what is held may not last until the answer is looked at again.
func (c *call) lengthen(tokens int64) *burncloud.Error {
	b := &c.bill
	held := b.hold.Held()
	upTo := func(more int64) burncloud.Money {
		return c.atMost(b.price, &bound{prompt: b.marks.prompt.Prompt(), answer: tokens + more})
	}
	if upTo(markAhead) <= held {
		return nil
	}
	for _, more := range further {
		if err := b.hold.Extend(max(upTo(more)-held, 0), time.Time{}); err == nil {
			return nil
		}
	}
	if upTo(markAhead/2) <= held {
		return nil
	}
	b.marks.short = &burncloud.Error{Kind: burncloud.KindNoFunds, Message: "the balance does not cover more of this answer"}
	return b.marks.short
}

// shortens reports whether a stream is to be ended because the caller cannot pay for more of it.
func (c *call) shortens(err *burncloud.Error) bool {
	return err != nil && err == c.bill.marks.short && c.committed && !c.recorded
}

// shorten ends a stream that the caller cannot pay for any further, as if the client had bounded it. encoder is nil where the client
// has the upstream's own bytes. It reports false where the dialect has no such end for what was delivered.
func (s *sink) shorten(encoder llm.StreamEncoder, out []byte) bool {
	c := s.call
	if c.said.lost() || c.ep.op != upstream.Generate {
		return false
	}
	request, misread := c.decoded()
	if misread != nil || !continuable(request) || !c.said.unquote() {
		return false
	}
	if encoder == nil {
		encoder = c.takeOver(s.attempt, request)
	}
	c.flag(burncloud.FlagShortened)
	c.estimate(false)
	out = encoder.Encode(out, llm.Event{Kind: llm.EventClose})
	out = encoder.Encode(out, llm.Event{Kind: llm.EventFinish, Finish: &llm.Finish{Stops: []llm.Stop{{Reason: llm.StopLength}}, Usage: c.rec.Usage}})
	c.rec.BytesOut += int64(len(out))
	if c.record(200, nil) != nil {
		c.torn = true
		return true
	}
	_ = s.write(out)
	return true
}
