package gateway

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
)

// bound is the most that a call can take, in tokens and units.
type bound struct {
	prompt    int64
	answer    int64 // of all choices
	choices   int64
	units     burncloud.Usage // pictures, seconds and characters
	open      bool            // the answer may become longer: more is held as it comes
	clampable bool            // the client did not bound its answer: it may be made shorter
}

// Bounds where the request says nothing.
const (
	answerDefault = 8192    // tokens of an answer that nobody bounded, or that more can be held for as it comes
	answerLongest = 1 << 17 // of any answer: no model says more
	tokensPerLink = 2048    // of a picture or file that the request points to
	sessionTokens = 8192    // of either side of a WebSocket, held at a time
)

// bounds say what the operations can take at most.
var bounds = map[upstream.Operation]func(*call, *bound){
	upstream.Generate:      (*call).boundAnswer,
	upstream.Complete:      (*call).boundAnswer,
	upstream.Embed:         (*call).boundPrompt,
	upstream.EmbedOne:      (*call).boundPrompt,
	upstream.Moderate:      (*call).boundPrompt,
	upstream.Rerank:        (*call).boundPrompt,
	upstream.ImageGenerate: (*call).boundPictures,
	upstream.ImageEdit:     (*call).boundEdits,
	upstream.ImageVary:     (*call).boundEdits,
	upstream.Speech:        (*call).boundSpeech,
	upstream.Transcribe:    (*call).boundSound,
	upstream.Translate:     (*call).boundSound,
	upstream.Realtime:      (*call).boundSession,
}

// bound sets b to what the call can take at most, by the size of its request: no token is shorter than a byte.
func (c *call) bound(b *bound) {
	*b = bound{choices: 1}
	if of := bounds[c.ep.op]; of != nil {
		of(c, b)
	}
}

func (c *call) boundPrompt(b *bound) {
	b.prompt = int64(len(c.body.b)) + tokensPerLink*links(c.body.b)
}

// links is how many texts begin like an address. Quotes are rarer in long requests than what bytes.Count looks for at every byte.
func links(b []byte) (n int64) {
	for {
		i := bytes.IndexByte(b, '"')
		if i < 0 {
			return n
		}
		if b = b[i+1:]; bytes.HasPrefix(b, httpPrefix) {
			n++
		}
	}
}

var httpPrefix = []byte("http")

func (c *call) boundAnswer(b *bound) {
	c.boundPrompt(b)
	asked, choices := asks(c.body.b)
	b.choices = choices
	b.clampable = asked == 0
	each := min(asked, answerLongest)
	if asked == 0 || c.rec.Stream && each > answerDefault {
		each = answerDefault
		b.open = c.rec.Stream
	}
	b.answer = each * choices
}

func (c *call) boundSession(b *bound) { b.prompt, b.answer = sessionTokens, sessionTokens }

// countBound makes the bound as narrow as counting can. It reports whether it is narrower now.
func (c *call) countBound(b *bound) bool {
	if c.body != nil && c.ep.hears() {
		return c.countSound(b)
	}
	if c.body == nil || !c.ep.talks() {
		return false
	}
	n, exact := c.countPrompt()
	if !exact {
		n += n/8 + leastAnswer
	}
	if n >= b.prompt {
		return false
	}
	b.prompt = n
	return true
}

// dear are words of requests whose prompts or answers may be more than uncached text.
var dear = [][]byte{[]byte("cache"), []byte("audio"), []byte("image"), []byte("odalities")}

// plainText reports whether nothing in the request can be charged as anything but text.
func (c *call) plainText() bool {
	for _, word := range dear {
		if bytes.Contains(c.body.b, word) {
			return false
		}
	}
	return true
}

// asks reads what a request in whichever dialect asks for: the tokens of an answer at most, 0 = it does not say, and how many
// answers.
func asks(b []byte) (tokens, answers int64) {
	answers = 1
	for m := rawjson.Members(b); m.Next(); {
		switch string(m.Key) {
		case "max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens":
			if n, err := rawjson.Int(m.Value); err == nil {
				tokens = max(tokens, n)
			}
		case "n", "best_of", "candidateCount", "candidate_count":
			if n, err := rawjson.Int(m.Value); err == nil {
				answers = max(answers, n)
			}
		case "generationConfig", "generation_config":
			t, a := asks(m.Value)
			tokens, answers = max(tokens, t), max(answers, a)
		}
	}
	return tokens, answers
}

// clampedElsewhere reports whether the client's bytes will not do because they lack the bound that the balance sets: a translated
// request has a place for it in every dialect.
func (c *call) clampedElsewhere() bool { return c.bill.clamp > 0 && c.ep.translatable() }

// clamped is a request of an endpoint that is never translated with the bound that the balance sets to its answer.
func (c *call) clamped(body []byte) []byte {
	if c.bill.clamp == 0 {
		return body
	}
	open := bytes.IndexByte(body, '{') + 1
	return slices.Concat(body[:open], []byte(`"max_tokens":`), strconv.AppendInt(nil, c.bill.clamp, 10), []byte(","), body[open:])
}

// clampRequest bounds the answer of a request that does not bound it.
func (c *call) clampRequest(r *llm.Request) *llm.Request {
	if c.bill.clamp == 0 {
		return r
	}
	shorter := *r
	shorter.MaxTokens = llm.Number(strconv.FormatInt(c.bill.clamp, 10))
	return &shorter
}
