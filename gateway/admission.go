package gateway

import (
	"bytes"
	"strconv"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/limit"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/openai"
)

// shed refuses calls beyond what the process takes at a time, before anything is done for them.
func (c *call) shed() *burncloud.Error {
	if c.view == nil {
		return nil // authenticate says so
	}
	if c.g.underWay.Add(1) > c.view.Settings().MaxConcurrentCalls {
		c.g.underWay.Add(-1)
		return &burncloud.Error{Kind: burncloud.KindOverloaded, Message: "the gateway has as many calls under way as it takes: try again", RetryAfter: retrySoon}
	}
	c.underWay = true
	return nil
}

// enter counts the call against the limits of its token, its user and its group.
func (c *call) enter() *burncloud.Error {
	token, user, group := c.caller.Token.Limits, c.caller.User.Limits, c.caller.Limits
	if token.IsZero() && user.IsZero() && group.IsZero() {
		return nil
	}
	var tokens int64
	if token.TPM+user.TPM+group.TPM > 0 {
		tokens = c.foresee()
	}
	seat, refused := c.g.Limits.Admit(
		tokens,
		limit.Subject{Key: limit.Key{Kind: limit.Token, ID: string(c.caller.Token.ID)}, Limits: token},
		limit.Subject{Key: limit.Key{Kind: limit.User, ID: string(c.caller.User.ID)}, Limits: user},
		limit.Subject{Key: limit.Key{Kind: limit.Group, ID: string(c.caller.Group)}, Limits: group},
	)
	c.seat = &seat
	c.tellLimit("requests", &seat.Requests)
	c.tellLimit("tokens", &seat.Tokens)
	if refused != nil {
		return overLimit(refused)
	}
	return nil
}

// leave gives back what the call holds, and corrects what was reserved. It comes before the last byte of the answer, so
// that a client that has it finds its place free; calling it again does nothing.
func (c *call) leave(answered bool) {
	used := c.used(answered)
	c.places.Lock()
	defer c.places.Unlock()
	c.slot.Release(used)
	if !c.tried && !answered {
		c.seat.Cancel() // no upstream was asked
		return
	}
	c.seat.Release(used)
}

// used is how many tokens the call has used so far.
func (c *call) used(answered bool) int64 {
	switch u := c.rec.Usage; {
	case !u.IsZero():
		return u.Prompt() + u.Completion()
	case (answered || c.committed) && c.ep.op != upstream.CountTokens:
		return limit.Unknown
	}
	return 0
}

// tellLimit puts a limit on the answer, in the words of the client's dialect: Anthropic's, else those of OpenAI, which
// everybody else took over.
func (c *call) tellLimit(what string, s *limit.Standing) {
	if s.Limit == 0 {
		return
	}
	h := c.w.Header()
	if c.ep.dialect == anthropic.Dialect {
		prefix := "Anthropic-Ratelimit-" + what
		h.Set(prefix+"-Limit", strconv.FormatInt(s.Limit, 10))
		h.Set(prefix+"-Remaining", strconv.FormatInt(s.Remaining, 10))
		h.Set(prefix+"-Reset", c.start.Add(s.Reset+time.Second-1).UTC().Format(time.RFC3339))
		return
	}
	h.Set("X-Ratelimit-Limit-"+what, strconv.FormatInt(s.Limit, 10))
	h.Set("X-Ratelimit-Remaining-"+what, strconv.FormatInt(s.Remaining, 10))
	h.Set("X-Ratelimit-Reset-"+what, (s.Reset + time.Millisecond - 1).Truncate(time.Millisecond).String())
}

// overLimit tells the caller which of its limits is reached.
func overLimit(r *limit.Refusal) *burncloud.Error {
	who := "this token"
	switch r.Subject.Kind {
	case limit.User:
		who = "the user of this token"
	case limit.Group:
		who = "the group of this token"
	}
	e := &burncloud.Error{Kind: burncloud.KindRateLimited, RetryAfter: max(r.Wait, time.Millisecond)}
	switch r.Cause {
	case limit.Requests:
		e.Message = who + " is limited to " + strconv.FormatInt(r.Subject.RPM, 10) + " requests per minute"
	case limit.Tokens:
		e.Message = who + " is limited to " + strconv.FormatInt(r.Subject.TPM, 10) + " tokens per minute"
	default:
		e.Message = who + " is limited to " + strconv.FormatInt(r.Subject.Concurrency, 10) + " calls at the same time"
		e.RetryAfter = retrySoon
	}
	return e
}

// What is reserved of a limit of tokens before the true use is known.
const (
	asciiPerToken  = 4 // bytes
	tokensPerMedia = 800
	answerGuess    = 512     // where the request does not bound its answer
	answerMost     = 4096    // clients set bounds that they never come near
	mediaBytes     = 4 << 10 // a string of base64 as long as this is a picture or a sound
)

// foresee estimates how many tokens the call will use. It is worked out once, and only where a limit asks for it.
func (c *call) foresee() int64 {
	if c.foreseen > 0 || c.ep.op == upstream.CountTokens {
		return c.foreseen
	}
	switch _, form := c.relay.(*openai.Form); {
	case c.body == nil:
		c.foreseen = answerGuess
	case form:
		c.foreseen = tokensPerMedia
	case c.ep.embed.decode != nil:
		c.foreseen = promptTokens(c.body.b)
	default:
		c.foreseen = promptTokens(c.body.b) + answerTokens(c.body.b)
	}
	return c.foreseen
}

// promptTokens guesses the tokens of a request from its size, with pictures taken out.
func promptTokens(b []byte) int64 {
	var text, media int64
	for len(b) > 0 {
		end := bytes.IndexByte(b, '"')
		if end < 0 {
			end = len(b) - 1
		}
		if end >= mediaBytes && isBase64(b[end-mediaBytes/16:end]) {
			media++
		} else {
			text += int64(end) + 1
		}
		b = b[end+1:]
	}
	return text/asciiPerToken + media*tokensPerMedia + 1
}

func isBase64(b []byte) bool {
	for _, x := range b {
		switch {
		case 'a' <= x && x <= 'z', 'A' <= x && x <= 'Z', '0' <= x && x <= '9', x == '+', x == '/', x == '-', x == '_', x == '=':
		default:
			return false
		}
	}
	return true
}

// answerTokens is the request's own bound on its answer, in whichever dialect, or a guess.
func answerTokens(b []byte) int64 {
	for m := rawjson.Members(b); m.Next(); {
		switch string(m.Key) {
		case "max_tokens", "max_completion_tokens", "max_output_tokens":
			if n, err := rawjson.Int(m.Value); err == nil && n > 0 {
				return min(n, answerMost)
			}
		case "generationConfig", "generation_config":
			for f := rawjson.Members(m.Value); f.Next(); {
				if n, err := rawjson.Int(f.Value); err == nil && n > 0 && (string(f.Key) == "maxOutputTokens" || string(f.Key) == "max_output_tokens") {
					return min(n, answerMost)
				}
			}
		}
	}
	return answerGuess
}
