package gemini

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/burncloud/burncloud/internal/sse"
)

const (
	firstBuffer  = 8 << 10
	maxEmptyRead = 100
	// maxChunk is the longest chunk that is taken, in bytes: pictures come inline.
	maxChunk = 32 << 20
)

var errTooLong = fmt.Errorf("a chunk of more than %d bytes", maxChunk)

// chunkReader reads the JSON objects of a streamed answer, however it is framed: as server-sent events, as one JSON
// array, or as a single object. In the midst of events it takes bare JSON too, which is how some backends report that
// they failed (recorded: vertex/generateContent).
type chunkReader struct {
	r       io.Reader
	next    func(buf []byte) (int, bool)
	buf     []byte // buf[start:] is read but not yet returned
	start   int
	scratch []byte
	tail    bool // the last object was not ended when the stream was
	err     error
}

// Next returns the next object, valid until the next call. io.EOF is the end of the stream, whole or not.
func (c *chunkReader) Next() ([]byte, error) {
	for c.next == nil {
		if !c.choose() {
			return nil, c.err
		}
	}
	for {
		frame, err := c.frame()
		if err != nil {
			return nil, err
		}
		if data := c.data(frame); len(data) > 0 {
			return data, nil
		}
	}
}

// choose finds out the framing from the first byte that is not white space.
func (c *chunkReader) choose() bool {
	c.start = len(c.buf) - len(bytes.TrimLeft(c.buf, " \t\r\n"))
	switch rest := c.buf[c.start:]; {
	case len(rest) == 0:
		if c.err != nil {
			return false
		}
		c.fill()
	case rest[0] == '[' || rest[0] == '{':
		c.next = new(ArraySplitter).Next
	default:
		c.next = new(sse.Splitter).Next
	}
	return true
}

func (c *chunkReader) frame() ([]byte, error) {
	for {
		rest := c.buf[c.start:]
		n, ok := c.next(rest)
		switch {
		case n > maxChunk || !ok && len(rest) > maxChunk:
			c.err = errTooLong
			return nil, c.err
		case ok:
			c.start += n
			return rest[:n], nil
		case c.err == nil:
			c.fill()
		case errors.Is(c.err, io.EOF) && len(rest) > 0:
			c.start, c.tail = len(c.buf), true
			return rest, nil
		default:
			return nil, c.err
		}
	}
}

// data is the object in a frame, nil if it has none.
func (c *chunkReader) data(frame []byte) []byte {
	if e := element(frame); len(e) == 0 || e[0] == '{' {
		return e
	}
	ev, scratch := sse.Parse(frame, c.scratch)
	c.scratch = scratch
	return bytes.TrimSpace(ev.Data)
}

// fill reads once more into buf, which is moved to the front or doubled when it is full.
func (c *chunkReader) fill() {
	if len(c.buf) == cap(c.buf) {
		c.grow()
	}
	for range maxEmptyRead {
		n, err := c.r.Read(c.buf[len(c.buf):cap(c.buf)])
		c.buf = c.buf[:len(c.buf)+n]
		c.err = err
		if n > 0 || err != nil {
			return
		}
	}
	c.err = io.ErrNoProgress
}

func (c *chunkReader) grow() {
	rest := c.buf[c.start:]
	c.start = 0
	if cap(c.buf) > 0 && len(rest) <= cap(c.buf)/2 {
		c.buf = c.buf[:copy(c.buf[:cap(c.buf)], rest)]
		return
	}
	size := min(max(2*cap(c.buf), firstBuffer), maxChunk+1)
	c.buf = append(make([]byte, 0, size), rest...)
}
