package gateway

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
)

// guesses say what of tokens a call has used that makes no text, where its upstream did not say.
var guesses = map[upstream.Operation]func(*call, *burncloud.Usage){
	upstream.Moderate:      (*call).guessModeration,
	upstream.Rerank:        (*call).guessRanking,
	upstream.Speech:        (*call).guessSpeech,
	upstream.ImageGenerate: (*call).guessPictures,
}

// guess completes the usage of such a call. It does so only where its model is sold by the token: what is charged for calls, pictures
// or characters is counted anyway.
func (c *call) guess(whole bool) {
	how, u := guesses[c.ep.op], &c.rec.Usage
	if how == nil || c.recorded || !c.tried || c.body == nil || !whole && !c.committed || u.Prompt()+u.Completion() > 0 || !c.soldByToken() {
		return
	}
	before := *u
	how(c, u)
	if *u != before {
		c.flag(burncloud.FlagEstimated)
	}
}

// soldByToken reports whether the call's price asks for any token.
func (c *call) soldByToken() bool {
	p := c.view.Price(c.plan.Model(), c.start)
	if p == nil || p.Free {
		return false
	}
	r := p.Rates
	for _, o := range r.Optional() {
		if *o.Rate != nil && **o.Rate > 0 {
			return true
		}
	}
	return r.Input > 0 || r.Output > 0
}

// textTokens counts the texts in a value: it is one, or a list of them, or of objects with one.
func (c *call) textTokens(raw []byte) (n int64) {
	if len(raw) == 0 {
		return 0
	}
	switch raw[0] {
	case '"':
		text, err := rawjson.String(raw)
		if err != nil {
			return 0
		}
		return c.family().Count(text)
	case '[':
		for e := rawjson.Members(raw); e.Next(); {
			n += c.textTokens(e.Value)
		}
	case '{':
		n = c.textTokens(llm.Find(raw, "text"))
	}
	return n
}

func (c *call) guessModeration(u *burncloud.Usage) {
	u.Input = c.textTokens(llm.Find(c.body.b, "input"))
}

// guessRanking takes it that the question is read with each of the documents, as those do who charge for tokens.
func (c *call) guessRanking(u *burncloud.Usage) {
	documents := llm.Find(c.body.b, "documents")
	n := int64(0)
	for e := rawjson.Members(documents); e.Next(); {
		n++
	}
	u.Input = n*c.textTokens(llm.Find(c.body.b, "query")) + c.textTokens(documents)
}

// spokenTokens is how many tokens of sound a token of text makes, as measured of gpt-4o-mini-tts: 877 made about 5,300.
const spokenTokens = 6

func (c *call) guessSpeech(u *burncloud.Usage) {
	text := c.textTokens(llm.Find(c.body.b, "input"))
	u.Input = text + c.textTokens(llm.Find(c.body.b, "instructions"))
	u.AudioOut = spokenTokens * text
}

// drawn is what a picture of gpt-image-1 takes, in tokens, as OpenAI publishes it: square, and of another shape.
var drawn = map[string][2]int64{"low": {272, 408}, "medium": {1056, 1584}, "high": {4160, 6240}}

// guessPictures counts pictures whose quality the request leaves open as the best.
func (c *call) guessPictures(u *burncloud.Usage) {
	quality, _ := rawjson.String(llm.Find(c.body.b, "quality"))
	size, _ := rawjson.String(llm.Find(c.body.b, "size"))
	each, known := drawn[quality]
	if !known {
		each = drawn["high"]
	}
	shape := 1
	if size == "" || size == "auto" || size == "1024x1024" {
		shape = 0
	}
	u.Input, u.ImageOut = c.textTokens(llm.Find(c.body.b, "prompt")), each[shape]*u.Images
}
