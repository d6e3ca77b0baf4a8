package main

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// spec is what the simulated provider is asked for. It travels as the model name, so that nothing but the request's body
// tells the provider what to do and everybody can work out the right answer.
type spec struct {
	stream bool
	size   int           // bytes of text of a whole answer; pieces of text of a stream
	gap    time.Duration // before each piece of a stream; before a whole answer
}

// model is the spec as a model name.
func (s spec) model() string {
	kind := "answer"
	if s.stream {
		kind = "stream"
	}
	return fmt.Sprintf("bench-%s-%d-%dms", kind, s.size, s.gap.Milliseconds())
}

// parseSpec reads a model name that spec.model made.
func parseSpec(model string) (spec, error) {
	var s spec
	kind, rest, _ := strings.Cut(strings.TrimPrefix(model, "bench-"), "-")
	var gap int
	if _, err := fmt.Sscanf(rest, "%d-%dms", &s.size, &gap); err != nil || kind != "answer" && kind != "stream" {
		return s, fmt.Errorf("model %q is none of the benchmark's", model)
	}
	s.stream, s.gap = kind == "stream", time.Duration(gap)*time.Millisecond
	return s, nil
}

// events is how many events a client receives of a stream, [DONE] included; 1 for a whole answer.
func (s spec) events() int {
	if !s.stream {
		return 1
	}
	return s.size + 3
}

// body is the answer as a client that did not ask for usage must receive it, byte for byte.
func (s spec) body() []byte {
	if !s.stream {
		return s.answer()
	}
	return bytes.Join(s.frames(false), nil)
}

func (s spec) answer() []byte {
	const text = "The tide comes in and goes out again. "
	return fmt.Appendf(nil, `{"id":"chatcmpl-B3nchB3nchB3nchB3nchB3nchB3nc","object":"chat.completion","created":1760000000,"model":"%s","choices":[{"index":0,`+
		`"message":{"role":"assistant","content":"%s","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":200,`+
		`"completion_tokens":100,"total_tokens":300,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,`+
		`"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"service_tier":"default","system_fingerprint":"fp_0123456789"}`,
		s.model(), strings.Repeat(text, s.size/len(text)+1)[:s.size])
}

// frames are the events of a stream; no two are alike, so that a lost or displaced one shows. usage adds the chunk that
// only those get who asked for it.
func (s spec) frames(usage bool) [][]byte {
	chunk := func(choices, usage string) []byte {
		return fmt.Appendf(nil, `data: {"id":"chatcmpl-B3nchB3nchB3nchB3nchB3nchB3nc","object":"chat.completion.chunk","created":1760000000,"model":"%s",`+
			`"service_tier":"default","system_fingerprint":"fp_0123456789","choices":[%s],"usage":%s}`+"\n\n", s.model(), choices, usage)
	}
	frames := make([][]byte, 0, s.size+4)
	frames = append(frames, chunk(`{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}`, "null"))
	for i := range s.size {
		frames = append(frames, chunk(fmt.Sprintf(`{"index":0,"delta":{"content":" w%06d"},"logprobs":null,"finish_reason":null}`, i), "null"))
	}
	frames = append(frames, chunk(`{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}`, "null"))
	if usage {
		frames = append(frames, chunk("", fmt.Sprintf(`{"prompt_tokens":200,"completion_tokens":%d,"total_tokens":%d}`, s.size, s.size+200)))
	}
	return append(frames, []byte("data: [DONE]\n\n"))
}

// request is a chat completion whose body has about the given size in bytes.
func (s spec) request(size int) []byte {
	const text = "What does the sea say to the shore? "
	head := fmt.Sprintf(`{"model":"%s","stream":%t,"temperature":0.7,"messages":[{"role":"system","content":"You are helpful."},{"role":"user","content":"`, s.model(), s.stream)
	const tail = `"}]}`
	n := max(1, size-len(head)-len(tail))
	return []byte(head + strings.Repeat(text, n/len(text)+1)[:n] + tail)
}
