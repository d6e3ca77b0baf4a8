package conformance_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/bedrock"
	"github.com/burncloud/burncloud/wire/cohere"
	"github.com/burncloud/burncloud/wire/dashscope"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/ollama"
	"github.com/burncloud/burncloud/wire/openai"
	"github.com/burncloud/burncloud/wire/responses"
)

// dialect is a wire format with both halves, or a back alone.
type dialect struct {
	name   string
	title  string
	front  llm.Front // nil = no client speaks it
	back   llm.Back
	peek   func(body []byte, stream bool) (relay, error)
	target llm.Target // a typical model of it
}

// relay is a call that is forwarded in the dialect it came in.
type relay interface {
	Body(model burncloud.ModelName, usage bool) []byte
	Answer(body []byte) (llm.Outcome, error)
	Stream() llm.Frames
}

// clock is what the fronts are told the time is.
func clock() time.Time { return time.Unix(1700000000, 0) }

// dialects are those that clients speak, in the order of the tables.
func dialects() []dialect {
	return []dialect{
		{"openai", "OpenAI chat", openai.Front{Now: clock}, openai.Back{}, func(b []byte, _ bool) (relay, error) {
			return openai.Peek(openai.ShapeChoices, b)
		}, llm.Target{Model: "gpt-x", Origin: llm.OriginOpenAI, Usage: true}},
		{"responses", "Responses", responses.Front{Now: clock}, responses.Back{}, func(b []byte, _ bool) (relay, error) {
			return responses.Peek(b)
		}, llm.Target{Model: "gpt-x", Origin: llm.OriginOpenAI}},
		{"anthropic", "Anthropic", anthropic.Front{}, anthropic.Back{}, func(b []byte, _ bool) (relay, error) {
			return anthropic.Peek(b)
		}, llm.Target{Model: "claude-x", Origin: llm.OriginAnthropic, MaxOutput: 64000}},
		{"gemini", "Gemini", gemini.Front{}, gemini.Back{}, func(b []byte, stream bool) (relay, error) {
			return gemini.Peek(b, "gemini-x", stream)
		}, llm.Target{Model: "gemini-3-x", Origin: llm.OriginGemini, MaxOutput: 64000}},
	}
}

// backsOnly are the dialects that only upstreams speak.
func backsOnly() []dialect {
	return []dialect{
		{name: "dashscope", title: "DashScope", back: dashscope.Back{}, target: llm.Target{Model: "qwen-x", MaxOutput: 32000}},
		{name: "bedrock", title: "Bedrock", back: bedrock.Back{}, target: llm.Target{Model: "anthropic.claude-x", Origin: llm.OriginAnthropic, MaxOutput: 64000}},
		{name: "cohere", title: "Cohere", back: cohere.Back{}, target: llm.Target{Model: "command-x", MaxOutput: 8000}},
		{name: "ollama", title: "Ollama", back: ollama.Back{}, target: llm.Target{Model: "llama-x"}},
	}
}

// read collects a streamed answer, which must keep to the grammar of events.
func read(back llm.Back, req *llm.Request, t *llm.Target, stream []byte) (*llm.Response, error) {
	return llm.Collect(llm.Check(back.DecodeStream(req, t, bytes.NewReader(stream))))
}

// write plays a whole answer, or the error that ended it, as a client's stream.
func write(front llm.Front, req *llm.Request, resp *llm.Response) []byte {
	enc := front.EncodeStream(req)
	var out []byte
	for e := range llm.Check(resp.Events()) {
		out = enc.Encode(out, e)
	}
	return out
}

// translate passes an upstream's stream on to a client event by event, as the gateway does.
func translate(front llm.Front, back llm.Back, req *llm.Request, t *llm.Target, stream []byte) []byte {
	enc := front.EncodeStream(req)
	var out []byte
	for e, err := range llm.Check(back.DecodeStream(req, t, bytes.NewReader(stream))) {
		if err != nil {
			return enc.Fail(out, burncloud.AsError(err))
		}
		out = enc.Encode(out, e)
	}
	return out
}

// frames cuts a stream into its events.
func frames(t *testing.T, stream []byte) [][]byte {
	t.Helper()
	var out [][]byte
	var s sse.Splitter
	for len(stream) > 0 {
		n, ok := s.Next(stream)
		if !ok {
			n = len(stream)
		}
		out = append(out, stream[:n])
		stream = stream[n:]
	}
	return out
}
