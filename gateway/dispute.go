package gateway

import (
	"bytes"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

// What of a reported use is believed, beside what the request and the answer show: prompts grow by what the tools of providers add, turn by turn,
// and answers by thoughts that nobody sees.
const (
	promptFactor = 4
	promptSlack  = 2_000_000
	answerFactor = 2
	answerSlack  = 16_384
)

// elsewhere are words of requests whose prompt is kept by the provider, so that its size is not known here.
var elsewhere = [][]byte{[]byte(`"previous_response_id"`), []byte(`"conversation"`), []byte(`"cachedContent"`), []byte(`"file_id"`), []byte(`"fileUri"`), []byte(`"prompt"`)}

// dispute looks at what the upstream reports as used. What cannot be is not believed: the record gets what the gateway counts
// itself, and the charge is the bound that was held.
func (c *call) dispute() {
	if c.body == nil || !c.tried || !c.impossible() {
		return
	}
	c.disputed = true
	c.flag(burncloud.FlagDisputed)
	c.rec.Usage = burncloud.Usage{}
	if c.ep.talks() {
		c.rec.Usage.Input, _ = c.countPrompt()
		c.rec.Usage.Output = c.heard()
	}
}

func (c *call) impossible() bool {
	u := &c.rec.Usage
	for _, n := range [...]int64{u.Input, u.CacheRead, u.CacheWrite, u.CacheWrite1h, u.AudioIn, u.ImageIn, u.Output, u.Reasoning, u.AudioOut, u.ImageOut, u.Images, u.Seconds, u.Characters} {
		if n < 0 {
			return true
		}
	}
	if c.ep.op != upstream.Generate && c.ep.op != upstream.Complete {
		return false
	}
	if n := u.Completion(); n > answerFactor*answerLongest {
		if _, answers := asks(c.body.b); n > answerFactor*answerLongest*answers {
			return true
		}
	}
	if !c.detached.Load() && c.broken == nil && u.Output > answerFactor*c.rec.BytesOut+answerSlack {
		return true
	}
	return u.Prompt() > promptFactor*int64(len(c.body.b))+promptSlack && !c.promptWithin(u.Prompt())
}

// promptWithin reports whether what the request points to may be as much as this.
func (c *call) promptWithin(tokens int64) bool {
	var most bound
	c.boundPrompt(&most)
	if tokens <= promptFactor*most.prompt+promptSlack {
		return true
	}
	for _, word := range elsewhere {
		if bytes.Contains(c.body.b, word) {
			return true
		}
	}
	return false
}

// impossibleUse is what a target is blamed for that reports it.
func impossibleUse() *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream reported a use that cannot be"}
}
