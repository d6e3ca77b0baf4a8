package sse

import (
	"errors"
	"io"
)

// DefaultLimit is the longest frame a Reader accepts unless told otherwise, in bytes.
const DefaultLimit = 1 << 20

// ErrTooLong is returned for a frame longer than the limit. The stream cannot
// be read on.
var ErrTooLong = errors.New("event longer than the limit")

const (
	firstBuffer  = 8 << 10
	maxEmptyRead = 100
)

// Reader reads the events of a stream. It is not safe for concurrent use.
type Reader struct {
	r       io.Reader
	limit   int
	split   Splitter
	buf     []byte // buf[start:] is read but not yet returned
	start   int
	scratch []byte
	err     error // what ended the stream, once all complete frames are out
}

// NewReader makes a reader of r with a limit on the length of one frame in
// bytes; 0 means DefaultLimit.
func NewReader(r io.Reader, limit int) *Reader {
	if limit <= 0 {
		limit = DefaultLimit
	}
	return &Reader{r: r, limit: limit}
}

// Next returns the next event that has data, valid until the next call. Frames
// without a data field (comments, stray blank lines) are passed over. At the
// clean end of the stream an event that lacks its blank line is returned
// before io.EOF; after any other error of the underlying reader, which is
// returned as it is, such a fragment is dropped. Errors are permanent.
func (r *Reader) Next() (Event, error) {
	for {
		n, ok := r.split.Next(r.buf[r.start:])
		switch {
		case ok:
		case len(r.buf)-r.start > r.limit:
			r.err = ErrTooLong
			return Event{}, r.err
		case r.err == nil:
			r.fill()
			continue
		case r.err == io.EOF && r.start < len(r.buf):
			n = len(r.buf) - r.start
			r.split = Splitter{}
		default:
			return Event{}, r.err
		}
		if n > r.limit {
			r.err = ErrTooLong
			return Event{}, r.err
		}
		frame := r.buf[r.start : r.start+n]
		r.start += n
		var ev Event
		if ev, r.scratch = Parse(frame, r.scratch); ev.Data != nil {
			return ev, nil
		}
	}
}

// fill reads once more into buf, which is moved to the front or doubled when
// it is full, up to one byte over the limit.
func (r *Reader) fill() {
	if len(r.buf) == cap(r.buf) {
		r.grow()
	}
	for range maxEmptyRead {
		n, err := r.r.Read(r.buf[len(r.buf):cap(r.buf)])
		r.buf = r.buf[:len(r.buf)+n]
		r.err = err
		if n > 0 || err != nil {
			return
		}
	}
	r.err = io.ErrNoProgress
}

func (r *Reader) grow() {
	rest := r.buf[r.start:]
	r.start = 0
	size := min(max(2*cap(r.buf), firstBuffer), max(r.limit+1, firstBuffer))
	if len(rest) <= cap(r.buf)/2 && cap(r.buf) > 0 || size == cap(r.buf) {
		r.buf = r.buf[:copy(r.buf[:cap(r.buf)], rest)]
		return
	}
	r.buf = append(make([]byte, 0, size), rest...)
}
