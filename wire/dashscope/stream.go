package dashscope

import (
	"bytes"
	"errors"
	"io"
	"iter"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// maxFrame bounds one event of a stream: pictures come in one piece, and cumulative events repeat the whole answer.
const maxFrame = 32 << 20

// DecodeStream reads a stream of events.
func (Back) DecodeStream(req *llm.Request, t *llm.Target, r io.Reader) iter.Seq2[llm.Event, error] {
	return req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := decoder{out: llm.NewEmitter(yield), cumulative: cumulative(t)}
		d.out.Fail(d.read(sse.NewReader(r, maxFrame)))
	})
}

// DecodeResponse reads a whole answer, which is like the only event of a stream.
func (Back) DecodeResponse(req *llm.Request, _ *llm.Target, body []byte) (*llm.Response, error) {
	return llm.Collect(req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := decoder{out: llm.NewEmitter(yield)}
		err := d.event(false, body)
		if err == nil && len(d.choices) == 0 {
			err = llm.Invalid(errors.New("the answer has no output"))
		}
		if err == nil {
			err = d.finish()
		}
		d.out.Fail(err)
	}))
}

// decoder turns the events of an answer into canonical ones.
type decoder struct {
	out        *llm.Emitter
	cumulative bool // each event repeats all that was said before
	id         string
	choices    []*choice
	usage      []byte
	sources    []llm.Citation // of the web search
}

func (d *decoder) read(r *sse.Reader) error {
	for {
		ev, err := r.Next()
		if err != nil {
			return d.end(err)
		}
		if len(ev.Data) == 0 || string(ev.Data) == "[DONE]" {
			continue
		}
		if err := d.event(string(ev.Name) == "error", ev.Data); err != nil {
			return err
		}
	}
}

// end finishes a stream that is over. It has no mark of its end but the finish reasons.
func (d *decoder) end(cause error) error {
	stops := 0
	for _, c := range d.choices {
		if c.stop.Raw != "" {
			stops++
		}
	}
	switch {
	case stops == 0 || stops < len(d.choices):
		if cause == io.EOF {
			cause = io.ErrUnexpectedEOF
		}
		return llm.Cut(cause)
	case errors.Is(cause, sse.ErrTooLong):
		return llm.Invalid(cause)
	}
	return d.finish()
}

var eventNames = rawjson.NewNames("output", "usage", "request_id", "code")

const (
	eventOutput = iota
	eventUsage
	eventID
	eventCode
	eventCount
)

// event reads one event; failed says that it is named an error.
func (d *decoder) event(failed bool, data []byte) error {
	var v [eventCount]rawjson.Span
	if _, err := rawjson.Scan(data, eventNames, v[:]); err != nil {
		return llm.Invalid(err)
	}
	output := v[eventOutput].Of(data)
	if failed || output == nil && llm.TextOf(v[eventCode].Of(data)) != "" {
		return errorOf(0, nil, data)
	}
	if d.id == "" {
		d.id = llm.TextOf(v[eventID].Of(data))
	}
	if raw := v[eventUsage].Of(data); raw != nil && !rawjson.IsNull(raw) {
		d.usage = append(d.usage[:0], raw...)
	}
	if output == nil {
		return nil
	}
	if len(d.choices) == 0 {
		if err := d.out.Start(llm.Start{ID: d.id, Usage: readUsage(d.usage)}); err != nil {
			return err
		}
	}
	return d.output(output)
}

// output reads the answer in either of the two result formats, "message" and "text".
func (d *decoder) output(raw []byte) error {
	var said, reason []byte
	m := rawjson.Members(raw)
	for m.Next() {
		switch string(m.Key) {
		case "choices":
			if err := d.list(m.Value); err != nil {
				return err
			}
		case "text":
			said = m.Value
		case "finish_reason":
			reason = m.Value
		case "search_info":
			d.search(m.Value)
		}
	}
	if m.Err() != nil {
		return llm.Invalid(m.Err())
	}
	if said == nil || rawjson.IsNull(said) {
		return nil
	}
	c := d.choice(0)
	if err := c.say(d.out.Unquote(said), nil); err != nil {
		return err
	}
	c.ended(reason)
	return nil
}

func (d *decoder) list(raw []byte) error {
	m := rawjson.Members(raw)
	for n := 0; m.Next(); n++ {
		if n == llm.MaxChoices {
			return llm.Invalid(errors.New("too many choices"))
		}
		if err := d.one(n, m.Value); err != nil {
			return err
		}
	}
	if m.Err() != nil {
		return llm.Invalid(m.Err())
	}
	return nil
}

func (d *decoder) one(n int, raw []byte) error {
	var message, reason, probs []byte
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "index":
			if i, err := rawjson.Int(m.Value); err == nil && 0 <= i && i < llm.MaxChoices {
				n = int(i)
			}
		case "message":
			message = m.Value
		case "finish_reason":
			reason = m.Value
		case "logprobs":
			probs = m.Value
		}
	}
	c := d.choice(n)
	if err := c.message(message, probs); err != nil {
		return err
	}
	c.ended(reason)
	return nil
}

func (d *decoder) choice(n int) *choice {
	for n >= len(d.choices) {
		d.choices = append(d.choices, &choice{d: d, index: len(d.choices)})
	}
	return d.choices[n]
}

// search remembers what a web search found, once: later events repeat it.
func (d *decoder) search(raw []byte) {
	if d.sources != nil {
		return
	}
	for e := rawjson.Members(llm.Find(raw, "search_results")); e.Next(); {
		cite := llm.Citation{From: Dialect, Raw: bytes.Clone(e.Value)}
		cite.URL, cite.Title = llm.TextOf(llm.Find(e.Value, "url")), llm.TextOf(llm.Find(e.Value, "title"))
		if cite.URL != "" {
			d.sources = append(d.sources, cite)
		}
	}
}

func (d *decoder) finish() error {
	f := llm.Finish{Usage: readUsage(d.usage), RawUsage: bytes.Clone(d.usage)}
	for _, c := range d.choices {
		if err := c.end(); err != nil {
			return err
		}
		f.Stops = append(f.Stops, c.stop)
	}
	return d.out.Finish(f)
}

// stops are the finish reasons (wire-facts §5).
var stops = map[string]llm.StopReason{
	"stop": llm.StopEnd, "length": llm.StopLength, "tool_calls": llm.StopToolCalls, "content_filter": llm.StopFiltered,
}

func stopOf(word string) llm.Stop {
	s := llm.Stop{Reason: llm.StopUnknown, Raw: word}
	if r, ok := stops[word]; ok {
		s.Reason = r
	}
	return s
}
