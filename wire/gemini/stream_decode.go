package gemini

import (
	"errors"
	"io"
	"iter"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// DecodeStream reads a stream of chunks, as server-sent events or as one JSON array. The stream has no end of its own:
// one that ends after a finish reason is whole, any other was cut.
func (b Back) DecodeStream(req *llm.Request, t *llm.Target, r io.Reader) iter.Seq2[llm.Event, error] {
	return req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := decoder{req: req, yield: yield}
		in := chunkReader{r: r}
		for {
			data, err := in.Next()
			switch {
			case err == nil:
				err = d.chunk(data)
				if in.tail && burncloud.AsError(err).Kind == burncloud.KindUpstreamInvalid {
					err = llm.Cut(err)
				}
			case err == io.EOF:
				d.end(false)
				return
			case err == errTooLong:
				err = llm.Invalid(err)
			default:
				err = llm.Cut(err)
			}
			if err != nil {
				d.fail(err)
			}
			if d.stopped {
				return
			}
		}
	})
}

// DecodeResponse reads a whole answer; some backends send a stream's array instead.
func (b Back) DecodeResponse(req *llm.Request, t *llm.Target, body []byte) (*llm.Response, error) {
	return llm.Collect(req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := decoder{req: req, yield: yield}
		if jsontext.Value(body).Kind() != '[' {
			d.whole(body)
			return
		}
		c := rawjson.Members(body)
		for c.Next() {
			if err := d.chunk(c.Value); err != nil {
				d.fail(err)
				return
			}
		}
		if err := c.Err(); err != nil {
			d.fail(llm.Invalid(err))
			return
		}
		d.end(true)
	}))
}

// decoder turns chunks into events. A whole answer is one chunk.
type decoder struct {
	req     *llm.Request
	yield   func(llm.Event, error) bool
	stopped bool // nothing may be yielded any more
	started bool
	id      string
	choices []choice
	blocked llm.Stop // why the prompt was refused
	usage   counts
	raw     llm.Raw // usageMetadata, the last that counted
	calls   int     // made up ids so far
	text    []byte  // unquoted text of the current part
}

// choice is one candidate while it is read.
type choice struct {
	open   llm.Part // nil = none
	index  int      // of the open part, or of the next one
	signed bool
	calls  bool
	stop   llm.Stop
	partial
	citations
}

func (d *decoder) whole(body []byte) {
	if err := d.chunk(body); err != nil {
		d.fail(err)
		return
	}
	d.end(true)
}

// fail ends the sequence with an error.
func (d *decoder) fail(err error) {
	if !d.stopped {
		d.stopped = true
		d.yield(llm.Event{}, err)
	}
}

func (d *decoder) emit(e llm.Event) {
	if !d.stopped && !d.yield(e, nil) {
		d.stopped = true
	}
}

// chunk reads one GenerateContentResponse.
func (d *decoder) chunk(data []byte) error {
	if string(data) == "[DONE]" { // not Google's, but of hosts that imitate it
		return nil
	}
	var candidates, usage, feedback, model, id []byte
	c := rawjson.Members(data)
	for c.Next() {
		switch string(c.Key) {
		case "candidates":
			candidates = c.Value
		case "usageMetadata":
			usage = c.Value
		case "promptFeedback":
			feedback = c.Value
		case "modelVersion":
			model = c.Value
		case "responseId":
			id = c.Value
		case "error":
			if !rawjson.IsNull(c.Value) {
				return errorIn(data)
			}
		}
	}
	if err := c.Err(); err != nil {
		return llm.Invalid(err)
	}
	d.count(usage)
	d.start(id, model)
	if feedback != nil {
		d.feedback(feedback)
	}
	if candidates == nil {
		return nil
	}
	return d.candidates(candidates)
}

func (d *decoder) candidates(raw []byte) error {
	c := rawjson.Members(raw)
	for c.Next() && !d.stopped {
		if err := d.candidate(c.Value); err != nil {
			return err
		}
	}
	if err := c.Err(); err != nil {
		return llm.Invalid(err)
	}
	return nil
}

// errorIn is the error that an answer with a status of success reports.
func errorIn(data []byte) error { return decodeError(http.StatusOK, nil, data) }

func (d *decoder) count(raw []byte) {
	before := d.usage
	d.usage.read(raw)
	if d.usage != before {
		d.raw = append(d.raw[:0], raw...)
	}
}

func (d *decoder) start(id, model []byte) {
	if d.started {
		return
	}
	d.started = true
	s := llm.Start{ID: llm.TextOf(id), Model: llm.TextOf(model), Usage: burncloud.Usage{}}
	d.id = s.ID
	if u := d.usage.buckets(); u.Prompt() > 0 {
		s.Usage = burncloud.Usage{Input: u.Input, CacheRead: u.CacheRead, AudioIn: u.AudioIn, ImageIn: u.ImageIn}
	}
	d.emit(llm.Event{Kind: llm.EventStart, Start: &s})
}

func (d *decoder) feedback(raw []byte) {
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "blockReason":
			d.blocked.Raw = enum(c.Value, "", blockNames)
		case "blockReasonMessage":
			d.blocked.Detail = llm.TextOf(c.Value)
		}
	}
}

// refused reports whether the prompt was. Some backends explain that without a reason (recorded:
// gemini/generateContent).
func (d *decoder) refused() bool {
	b := &d.blocked
	if b.Raw == "BLOCK_REASON_UNSPECIFIED" || b.Raw == "" && b.Detail != "" && len(d.choices) == 0 {
		b.Raw = "OTHER"
	}
	return b.Raw != ""
}

// end finishes the answer. whole says that there is no more to come because nothing can be missing.
func (d *decoder) end(whole bool) {
	if d.stopped {
		return
	}
	refused := d.refused()
	finished := len(d.choices) > 0 && whole
	for i := range d.choices {
		finished = finished || d.choices[i].stop.Raw != ""
	}
	switch {
	case finished || refused:
	case whole:
		d.fail(llm.Invalid(errNoCandidates))
		return
	default:
		d.fail(llm.Cut(nil))
		return
	}
	f := llm.Finish{Usage: d.usage.buckets()}
	if d.raw != nil {
		f.RawUsage = d.raw
	}
	for i := range d.choices {
		c := &d.choices[i]
		d.endCall(i, c)
		d.close(i, c)
		c.stop.Reason = llm.StopOf(c.stop.Reason, c.calls)
		f.Stops = append(f.Stops, c.stop)
	}
	if refused {
		d.blocked.Reason = llm.StopFiltered
		if len(f.Stops) == 0 {
			f.Stops = []llm.Stop{{}}
		}
		for i := range f.Stops {
			if f.Stops[i].Raw == "" {
				f.Stops[i] = d.blocked
			}
		}
	}
	d.emit(llm.Event{Kind: llm.EventFinish, Finish: &f})
	d.stopped = true
}

var (
	errNoCandidates = errors.New("the answer has no candidates")
	errNoVector     = errors.New("the answer has no vector")
)
