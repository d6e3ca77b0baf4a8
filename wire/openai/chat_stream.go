package openai

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"strconv"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// maxFrame bounds one event of a stream: pictures and encrypted reasoning come in one piece.
const maxFrame = 32 << 20

// DecodeStream reads a stream of chunks.
func (Back) DecodeStream(req *llm.Request, t *llm.Target, r io.Reader) iter.Seq2[llm.Event, error] {
	return req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := chunkDecoder{Sink: llm.NewSink(yield), origin: t.Origin}
		d.Fail(d.read(sse.NewReader(r, maxFrame)))
	})
}

// DecodeResponse reads a whole answer: it is a single chunk whose choices have a message for a delta.
func (Back) DecodeResponse(req *llm.Request, t *llm.Target, body []byte) (*llm.Response, error) {
	return llm.Collect(req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := chunkDecoder{Sink: llm.NewSink(yield), origin: t.Origin}
		err := d.chunk(body)
		if err == nil && len(d.choices) == 0 {
			err = llm.Invalid(errors.New("the answer has no choices"))
		}
		if err == nil {
			err = d.finish()
		}
		d.Fail(err)
	}))
}

// chunkDecoder turns chunks into events.
type chunkDecoder struct {
	llm.Unquoter
	llm.Sink
	origin llm.Origin

	started   bool
	id, model string
	choices   []*choiceDecoder
	usage     []byte
}

func (d *chunkDecoder) read(r *sse.Reader) error {
	for {
		ev, err := r.Next()
		if err != nil {
			return d.end(err)
		}
		if len(ev.Data) == 0 {
			continue
		}
		if string(ev.Data) == "[DONE]" {
			return d.done()
		}
		if err := d.chunk(ev.Data); err != nil {
			return err
		}
	}
}

// done finishes a stream that said that it is over. Some hosts do not say why (wire-facts §14: 83).
func (d *chunkDecoder) done() error {
	if len(d.choices) == 0 {
		return llm.Cut(nil)
	}
	return d.finish()
}

// end finishes a stream that just ends. An answer that said why it stopped is complete, whatever ended the stream
// then: some hosts never write [DONE] (wire-facts §11).
func (d *chunkDecoder) end(cause error) error {
	stops := 0
	for _, c := range d.choices {
		if c != nil && c.stop.Reason != "" {
			stops++
		}
	}
	if stops == 0 || cause != io.EOF && stops < len(d.choices) {
		return llm.Cut(cause)
	}
	return d.finish()
}

var chunkNames = rawjson.NewNames("id", "model", "choices", "usage", "error", "base_resp", "x_groq")

const (
	chunkID = iota
	chunkModel
	chunkChoices
	chunkUsage
	chunkError
	chunkBaseResp
	chunkXGroq
	chunkCount
)

func (d *chunkDecoder) chunk(data []byte) error {
	var v [chunkCount]rawjson.Span
	if _, err := rawjson.Scan(data, chunkNames, v[:]); err != nil {
		return llm.Invalid(err)
	}
	if raw := v[chunkError].Of(data); raw != nil && !rawjson.IsNull(raw) || failedBase(v[chunkBaseResp].Of(data)) {
		return errorOf(0, nil, data)
	}
	if d.id == "" {
		d.id = llm.TextOf(v[chunkID].Of(data))
	}
	if d.model == "" {
		d.model = llm.TextOf(v[chunkModel].Of(data))
	}
	if raw := v[chunkUsage].Of(data); raw != nil && !rawjson.IsNull(raw) {
		d.usage = append(d.usage[:0], raw...)
	} else if raw := nestedUsage(v[chunkXGroq].Of(data)); raw != nil {
		d.usage = append(d.usage[:0], raw...)
	}
	return d.each(v[chunkChoices].Of(data))
}

func failedBase(raw []byte) bool {
	if raw == nil {
		return false
	}
	for c := rawjson.Members(raw); c.Next(); {
		if string(c.Key) == "status_code" {
			return string(c.Value) != "0"
		}
	}
	return false
}

func (d *chunkDecoder) each(choices []byte) error {
	if choices == nil || rawjson.IsNull(choices) {
		return nil
	}
	c := rawjson.Members(choices)
	for n := 0; c.Next(); n++ {
		if err := d.choice(n, c.Value); err != nil {
			return err
		}
	}
	if c.Err() != nil {
		return llm.Invalid(c.Err())
	}
	return nil
}

// rawChoice has the members of a choice.
type rawChoice struct {
	index                                       int
	delta, finish, native, logprobs, usage, err []byte
}

func (d *chunkDecoder) choice(n int, raw []byte) error {
	x := rawChoice{index: n}
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "index":
			if i, err := rawjson.Int(c.Value); err == nil && i >= 0 && i < llm.MaxChoices {
				x.index = int(i)
			}
		case "delta":
			x.delta = c.Value
		case "message": // Perplexity repeats the whole message beside the delta
			if x.delta == nil {
				x.delta = c.Value
			}
		case "finish_reason":
			x.finish = c.Value
		case "native_finish_reason":
			x.native = c.Value
		case "logprobs":
			x.logprobs = c.Value
		case "usage":
			x.usage = c.Value
		case "error":
			x.err = c.Value
		}
	}
	if x.err != nil && !rawjson.IsNull(x.err) {
		return errorOf(0, nil, raw)
	}
	if x.usage != nil && !rawjson.IsNull(x.usage) {
		d.usage = append(d.usage[:0], x.usage...)
	}
	return d.say(&x)
}

func (d *chunkDecoder) say(x *rawChoice) error {
	if err := d.start(); err != nil {
		return err
	}
	for x.index >= len(d.choices) {
		d.choices = append(d.choices, &choiceDecoder{d: d, index: len(d.choices)})
	}
	c := d.choices[x.index]
	if err := c.delta(x.delta, x.logprobs); err != nil {
		return err
	}
	return c.finishReason(x.finish, x.native)
}

func (d *chunkDecoder) start() error {
	if d.started {
		return nil
	}
	d.started = true
	return d.Emit(llm.Event{Kind: llm.EventStart, Start: &llm.Start{ID: d.id, Model: d.model}})
}

// finish closes what is open and tells the end.
func (d *chunkDecoder) finish() error {
	if err := d.start(); err != nil {
		return err
	}
	var fin llm.Finish
	for _, c := range d.choices {
		if err := c.end(); err != nil {
			return err
		}
		c.stop.Reason = llm.StopOf(c.stop.Reason, c.opened > 0)
		fin.Stops = append(fin.Stops, c.stop)
	}
	if d.usage != nil {
		fin.Usage, fin.RawUsage = ReadUsage(d.usage), llm.KeepRaw(d.usage)
	}
	return d.Emit(llm.Event{Kind: llm.EventFinish, Finish: &fin})
}

// madeID is the id of a call that came without one: always the same for the same answer, and unlike any other.
func (d *chunkDecoder) madeID(choice, n int) string {
	sum := sha256.Sum256([]byte(d.id + "/" + strconv.Itoa(choice) + "/" + strconv.Itoa(n)))
	return "call_" + hex.EncodeToString(sum[:])[:24]
}

// finishReasons are the reasons of this family (wire-facts §5).
var finishReasons = map[string]llm.StopReason{
	"stop": llm.StopEnd, "eos": llm.StopEnd, "end_turn": llm.StopEnd, "length": llm.StopLength,
	"model_length": llm.StopLength, "max_tokens": llm.StopLength,
	"tool_calls": llm.StopToolCalls, "function_call": llm.StopToolCalls, "content_filter": llm.StopFiltered,
	"sensitive": llm.StopFiltered, "model_context_window_exceeded": llm.StopContext,
	"insufficient_system_resource": llm.StopLength,
}
