package gateway

import (
	"bytes"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
)

// estimatedHeader marks an answer whose count of tokens is the gateway's guess.
const estimatedHeader = "X-Burncloud-Estimated"

// countTokens counts a prompt: by asking an upstream of the client's dialect that can, else by an estimate, which says so.
// It is never sent as a generation and never charged.
func (c *call) countTokens() *burncloud.Error {
	err := c.relayed()
	if err == nil || err.Kind != burncloud.KindUnsupported || c.committed {
		return err
	}
	request, misread := c.counted()
	if misread != nil {
		return misread
	}
	c.w.Header()[estimatedHeader] = []string{"true"}
	n := estimate(request)
	if c.ep.dialect == anthropic.Dialect {
		return c.sendWhole(jsonHeader, append(strconv.AppendInt([]byte(`{"input_tokens":`), n, 10), '}'))
	}
	return c.sendWhole(jsonHeader, gemini.AppendCount(nil, n))
}

// countRelay is the relay of a request whose tokens are to be counted: Anthropic's answer is no message.
type countRelay struct{ relay }

// Answer takes a count for an answer.
func (r countRelay) Answer(body []byte) (llm.Outcome, error) {
	found := false
	m := rawjson.Members(body)
	for m.Next() {
		found = found || string(m.Key) == "input_tokens"
	}
	if found && m.Err() == nil {
		return llm.Outcome{Finished: true}, nil
	}
	return r.relay.Answer(body)
}

func countPeek(c *call) (relay, error) {
	r, err := anthropic.Peek(c.body.b)
	return countRelay{r}, err
}

// counted reads the request whose tokens are to be counted.
func (c *call) counted() (request *llm.Request, misread *burncloud.Error) {
	var err error
	if c.ep.dialect == gemini.Dialect {
		request, err = gemini.Front{}.DecodeCountTokens(c.body.b)
	} else {
		request, err = c.ep.front.DecodeRequest(limited(c.body.b))
	}
	if err != nil {
		return nil, burncloud.AsError(err)
	}
	return request, nil
}

// limited is a request to be counted with the bound on its answer that a message must have, and a count has not.
func limited(body []byte) []byte {
	for m := rawjson.Members(body); m.Next(); {
		if string(m.Key) == "max_tokens" {
			return body
		}
	}
	open := bytes.IndexByte(body, '{') + 1
	return slices.Concat(body[:open], []byte(`"max_tokens":1,`), body[open:])
}

// Rules of thumb of the estimate: bytes of ASCII text for one token, what a message costs beside its text, what a
// picture costs.
const (
	asciiPerToken    = 4
	tokensPerMessage = 4
	tokensPerMedia   = 800
)

// estimate guesses the tokens of a prompt: a quarter of its ASCII bytes, one for each other character.
func estimate(r *llm.Request) int64 {
	n := parts(r.System)
	for _, m := range r.Messages {
		n += tokensPerMessage + parts(m.Parts)
	}
	for _, t := range r.Tools {
		n += tokensPerMessage + textTokens(t.Name) + textTokens(t.Description) + textTokens(string(t.Schema))
	}
	return n
}

func parts(list []llm.Part) (n int64) {
	for _, p := range list {
		switch p := p.(type) {
		case llm.Text:
			n += textTokens(p.Text)
		case llm.Reasoning:
			n += textTokens(p.Text)
		case llm.ToolCall:
			n += textTokens(p.Name) + textTokens(p.Arguments)
		case llm.ToolResult:
			n += parts(p.Parts)
		case llm.Media:
			n += tokensPerMedia
		}
	}
	return n
}

func textTokens(s string) int64 {
	var ascii, other int64
	for _, r := range s {
		if r < utf8.RuneSelf {
			ascii++
			continue
		}
		other++
	}
	return (ascii+asciiPerToken-1)/asciiPerToken + other
}
