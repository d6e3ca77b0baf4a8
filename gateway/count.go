package gateway

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
)

// estimatedHeader marks an answer whose count of tokens is the gateway's guess.
const estimatedHeader = "X-Burncloud-Estimated"

// countTokens counts a prompt: by asking an upstream of the client's dialect that can, else by itself, which says so where it is
// no more than an estimate.
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
	prompt := c.family().Prompt(request)
	if !prompt.Exact {
		c.w.Header()[estimatedHeader] = []string{"true"}
	}
	n := prompt.Tokens
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
