package gateway

import (
	"bytes"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/tokenizer"
	"github.com/burncloud/burncloud/upstream"
)

// guesses say what of tokens a call has used that makes no text, where its upstream did not say.
var guesses = map[upstream.Operation]func(*call, *burncloud.Usage){
	upstream.Moderate:      (*call).guessModeration,
	upstream.Rerank:        (*call).guessRanking,
	upstream.Speech:        (*call).guessSpeech,
	upstream.ImageGenerate: (*call).guessPictures,
	upstream.ImageEdit:     (*call).guessPictures,
	upstream.Transcribe:    (*call).guessSound,
	upstream.Translate:     (*call).guessSound,
}

// guess completes the usage of such a call. Tokens are guessed only where its model is sold by them: what is charged for calls, pictures
// or characters is counted anyway.
func (c *call) guess(whole bool) {
	how, u := guesses[c.ep.op], &c.rec.Usage
	if how == nil || c.recorded || !c.tried || c.body == nil || !whole && !c.committed {
		return
	}
	before := *u
	if c.ep.hears() && u.Prompt() == 0 && u.Seconds == 0 && c.soldBySecond() {
		u.Seconds = c.seconds()
	}
	if u.Prompt() == 0 && (u.Completion() == 0 || c.ep.hears()) && c.soldByToken() {
		how(c, u)
	}
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

// soldBySecond reports whether seconds cost anything, or are paid for.
func (c *call) soldBySecond() bool {
	sold, bought := c.view.Price(c.plan.Model(), c.start), c.view.Purchase(c.rec.ChannelID, c.rec.UpstreamModel, c.start)
	return sold != nil && sold.Units.Second > 0 || bought != nil && bought.Units.Second > 0
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

// Tokens that gpt-image-1 reads a picture as, that is made to have a shorter side of 512 pixels: a base, and for each tile of 512; and more in high
// fidelity, of a square one and of another.
const (
	inputBase, inputTile    = 65, 129
	inputSquare, inputShape = 4160, 6240
)

// guessPictures counts pictures whose quality is not known as the best.
func (c *call) guessPictures(u *burncloud.Usage) {
	each, known := drawn[u.ImageQuality]
	if !known {
		each = drawn["high"]
	}
	shape := 1
	if u.ImageSize == "" || u.ImageSize == "1024x1024" {
		shape = 0
	}
	u.Input, u.ImageOut = c.family().Count(c.text("prompt")), each[shape]*u.Images
	for _, b := range c.inputPictures() {
		w, h := tokenizer.SizeOf(bytes.NewReader(b))
		u.ImageIn += inputPicture(w, h, c.text("input_fidelity") == "high")
	}
}

// inputPicture is how many tokens a picture to be edited is; one of no known size as many as it can be.
func inputPicture(w, h int64, high bool) (n int64) {
	const most = 4 // tiles: providers take nothing that is longer than three times its width
	tiles := int64(most)
	if least := min(w, h); least > 0 {
		tiles = min(most, (max(w, h)+least-1)/least)
	}
	n = inputBase + inputTile*tiles
	switch {
	case high && w == h && w > 0:
		n += inputSquare
	case high:
		n += inputShape
	}
	return n
}
