package responses

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// Limits on what one stream may make the decoder hold, in bytes: one event (the last one repeats the whole answer, with
// pictures), and the events that wait because they belong to an item that is not open yet.
const (
	maxEvent   = 32 << 20
	maxWaiting = 8 << 20
	maxReplay  = 64 << 20 // of waiting events looked at again, over the whole stream
)

// Members of events that are read.
var eventNames = rawjson.NewNames("type", "output_index", "content_index", "summary_index", "delta", "item", "response",
	"text", "refusal", "part", "arguments", "input", "annotation", "logprobs", "error")

const (
	evType = iota
	evOutput
	evContent
	evSummary
	evDelta
	evItem
	evResponse
	evText
	evRefusal
	evPart
	evArguments
	evInput
	evAnnotation
	evLogprobs
	evError
	evCount
)

// event is one event of a stream as it is written.
type event struct {
	typ   []byte
	data  []byte
	spans *[evCount]rawjson.Span
}

func (e *event) is(typ string) bool { return string(e.typ) == typ }

func (e *event) raw(member int) []byte { return e.spans[member].Of(e.data) }

// index is a position, -1 if the event has none.
func (e *event) index(member int) int {
	n, err := rawjson.Int(e.raw(member))
	if err != nil || n < 0 || n > maxIndex {
		return -1
	}
	return int(n)
}

// DecodeStream reads a streamed answer. Items are told apart by output_index alone: GitHub Copilot changes their ids
// from event to event (recorded). Texts that come whole are taken where there were no deltas, and ignored where there
// were (litellm#41109). A body that is one JSON object is read as a whole answer.
func (b Back) DecodeStream(req *llm.Request, t *llm.Target, r io.Reader) iter.Seq2[llm.Event, error] {
	return func(yield func(llm.Event, error) bool) {
		br := bufio.NewReader(r)
		if firstByte(br) == '{' {
			b.playWhole(req, t, br, yield)
			return
		}
		for e, err := range req.Unwrap(events(originOf(t), br)) {
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// firstByte looks at the first byte after white space, 0 for none.
func firstByte(br *bufio.Reader) byte {
	for {
		c, err := br.ReadByte()
		if err != nil {
			return 0
		}
		if c > ' ' {
			_ = br.UnreadByte() // just read
			return c
		}
	}
}

func (b Back) playWhole(req *llm.Request, t *llm.Target, r io.Reader, yield func(llm.Event, error) bool) {
	body, err := io.ReadAll(io.LimitReader(r, maxEvent+1))
	switch {
	case err != nil:
		yield(llm.Event{}, llm.Cut(err))
		return
	case len(body) > maxEvent:
		yield(llm.Event{}, llm.Invalid(sse.ErrTooLong))
		return
	}
	resp, err := b.DecodeResponse(req, t, body)
	if err != nil {
		yield(llm.Event{}, err)
		return
	}
	for e, err := range resp.Events() {
		if !yield(e, err) {
			return
		}
	}
}

// streamDecoder turns the events of one answer into canonical ones.
type streamDecoder struct {
	origin  llm.Origin
	yield   func(llm.Event, error) bool
	gone    bool // the consumer has left, or the sequence is over
	started bool
	next    int  // index of the next part
	isOpen  bool // a part is open
	calls   bool
	refused bool
	cur     *current
	waiting [][]byte // events of other items than cur
	held    int      // bytes in waiting
	replay  int      // bytes that came out of waiting so far
	spans   [evCount]rawjson.Span
	scratch []byte
	err     error // what ended the stream
}

func events(origin llm.Origin, r io.Reader) iter.Seq2[llm.Event, error] {
	return func(yield func(llm.Event, error) bool) {
		d := &streamDecoder{origin: origin, yield: yield}
		if err := d.run(sse.NewReader(r, maxEvent)); err != nil && !d.gone {
			yield(llm.Event{}, err)
		}
	}
}

// run reads events until the answer ends, and returns why if it did not end well.
func (d *streamDecoder) run(r *sse.Reader) error {
	var garbled error
	for !d.gone && d.err == nil {
		ev, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			if garbled != nil && !d.started {
				return llm.Invalid(garbled)
			}
			return llm.Cut(nil)
		case errors.Is(err, sse.ErrTooLong):
			return llm.Invalid(err)
		case err != nil:
			return llm.Cut(err)
		case string(ev.Data) == "[DONE]":
			return llm.Cut(errors.New("[DONE] without an event that ends the answer"))
		}
		if err := d.frame(ev.Name, ev.Data); err != nil {
			garbled = err // skipped: a host's stray words are no reason to lose an answer
		}
	}
	return d.err
}

// frame reads one event. An error means that it is not one of the dialect.
func (d *streamDecoder) frame(name, data []byte) error {
	if _, err := rawjson.Scan(data, eventNames, d.spans[:]); err != nil {
		return err
	}
	e := event{data: data, spans: &d.spans}
	if typ := unquoted(e.raw(evType)); typ != nil {
		name = typ
	}
	e.typ = name
	d.handle(&e)
	return nil
}

func (d *streamDecoder) handle(e *event) {
	switch string(e.typ) {
	case "response.created", "response.in_progress", "response.queued":
		d.start(e.raw(evResponse))
		return
	case "response.completed", "response.incomplete", "response.failed", "response.cancelled":
		d.end(e)
		return
	case "error":
		d.err = readReport(e.data, reportDepth).failure(0, nil)
		return
	}
	if raw := present(e.raw(evError)); raw != nil {
		d.err = readReport(raw, reportDepth).failure(0, nil)
		return
	}
	index := e.index(evOutput)
	if index < 0 || !e.says() {
		return // progress of hosted tools, keepalive, and what is newer than this codec
	}
	d.start(nil)
	if d.cur != nil && d.cur.index != index {
		d.wait(e.data)
		return
	}
	d.itemEvent(e, index)
	if d.cur == nil {
		d.resume()
	}
}

// start yields the first event, once.
func (d *streamDecoder) start(response []byte) {
	if d.started {
		return
	}
	d.started = true
	var s llm.Start
	if len(response) > 0 {
		if a, err := readAnswer(response); err == nil {
			s.ID, s.Model = a.id, a.model
		}
	}
	d.emit(llm.Event{Kind: llm.EventStart, Start: &s})
}

// wait keeps an event of an item whose turn has not come: parts do not interleave.
func (d *streamDecoder) wait(data []byte) {
	d.held += len(data)
	if d.held > maxWaiting {
		d.err = llm.Invalid(errors.New("too much of an item came before the one before it was done"))
		return
	}
	d.waiting = append(d.waiting, bytes.Clone(data))
}

// resume replays what waited for an item to be done. What belongs to yet another item waits again.
func (d *streamDecoder) resume() {
	for len(d.waiting) > 0 && d.cur == nil && d.err == nil && !d.gone {
		list := d.waiting
		d.waiting, d.held = nil, 0
		for _, data := range list {
			if d.replay += len(data); d.replay > maxReplay {
				d.err = llm.Invalid(errors.New("the items of the answer are entangled"))
				return
			}
			var spans [evCount]rawjson.Span
			if _, err := rawjson.Scan(data, eventNames, spans[:]); err != nil {
				continue // it was read before
			}
			e := event{data: data, spans: &spans, typ: unquoted(spans[evType].Of(data))}
			if index := e.index(evOutput); d.cur == nil || d.cur.index == index {
				d.itemEvent(&e, index)
			} else {
				d.wait(data)
			}
		}
	}
}

// end reads the event that ends the answer. Where no item came before it, its output is the answer.
func (d *streamDecoder) end(e *event) {
	response := e.raw(evResponse)
	a, err := readAnswer(orNull(response))
	if err != nil {
		d.err = llm.Invalid(err)
		return
	}
	if e.is("response.failed") || e.is("response.cancelled") {
		a.status = string(e.typ[len("response."):])
	}
	if fault := a.failed(); fault != nil {
		d.err = fault
		return
	}
	d.start(response)
	for d.cur != nil && d.err == nil && !d.gone { // items that were never done
		d.finishItem(nil)
		d.resume()
	}
	if d.next == 0 && len(a.output) > 0 && a.output[0] == '[' {
		for c := rawjson.Members(a.output); c.Next(); {
			it := readItem(c.Value)
			d.whole(&it)
		}
	}
	if d.err != nil {
		return
	}
	d.finish(&a)
}

func (d *streamDecoder) finish(a *answer) {
	fin := llm.Finish{Stops: []llm.Stop{a.stop(d.calls, d.refused)}}
	if a.usage != nil {
		fin.Usage, fin.RawUsage = ReadUsage(a.usage), llm.KeepRaw(a.usage)
	}
	d.emit(llm.Event{Kind: llm.EventFinish, Finish: &fin})
	d.gone = true
}

// emit yields an event unless the consumer has left.
func (d *streamDecoder) emit(e llm.Event) {
	if !d.gone && !d.yield(e, nil) {
		d.gone = true
	}
}

func (d *streamDecoder) open(p llm.Part) {
	d.isOpen = true
	switch p.(type) {
	case llm.ToolCall:
		d.calls = true
	case llm.Refusal:
		d.refused = true
	}
	d.emit(llm.Event{Kind: llm.EventOpen, Index: d.next, Part: p})
	d.next++
}

// delta yields text given as a raw JSON string, and probabilities with it.
func (d *streamDecoder) delta(raw []byte, probs []llm.Logprob) (said bool) {
	text, err := jsontext.AppendUnquote(d.scratch[:0], raw)
	if err != nil && len(text) == 0 {
		return false
	}
	d.scratch = text[:0]
	if len(text) == 0 && probs == nil {
		return false
	}
	d.emit(llm.Event{Kind: llm.EventDelta, Index: d.next - 1, Text: text, Logprobs: probs})
	return true
}

func (d *streamDecoder) text(s string) {
	if s != "" {
		d.emit(llm.Event{Kind: llm.EventDelta, Index: d.next - 1, Text: []byte(s)})
	}
}

func (d *streamDecoder) close() {
	if d.isOpen {
		d.isOpen = false
		d.emit(llm.Event{Kind: llm.EventClose, Index: d.next - 1})
	}
}

// whole yields an item that came in one piece.
func (d *streamDecoder) whole(it *outItem) {
	for _, p := range it.parts(d.origin) {
		d.part(p)
	}
}

// part yields a part that came in one piece.
func (d *streamDecoder) part(p llm.Part) {
	one := llm.Response{Choices: []llm.Choice{{Parts: []llm.Part{p}}}}
	for e := range one.Events() {
		switch e.Kind {
		case llm.EventOpen:
			d.open(e.Part)
		case llm.EventDelta:
			e.Index = d.next - 1
			d.emit(e)
		case llm.EventClose:
			d.close()
		}
	}
}
