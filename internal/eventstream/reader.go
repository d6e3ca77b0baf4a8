package eventstream

import (
	"io"
)

const firstBuffer = 4 << 10

// Reader reads the frames of a stream. It is not safe for concurrent use.
type Reader struct {
	r       io.Reader
	buf     []byte
	headers []Header
	err     error
}

// NewReader makes a reader of r. It reads no further than the frame that is asked for.
func NewReader(r io.Reader) *Reader { return &Reader{r: r, buf: make([]byte, 0, firstBuffer)} }

// Next returns the next frame, valid until the next call. The error is io.EOF between frames, io.ErrUnexpectedEOF inside
// one, an ErrFrame, or that of the underlying reader as it is. Errors are permanent.
func (r *Reader) Next() (Message, error) {
	if r.err != nil {
		return Message{}, r.err
	}
	m, err := r.next()
	r.err = err
	return m, err
}

func (r *Reader) next() (Message, error) {
	r.buf = r.buf[:0]
	if err := r.fill(preludeLen); err != nil {
		return Message{}, err
	}
	total, headers, err := lengths(r.buf)
	if err != nil {
		return Message{}, err
	}
	if err := r.fill(total); err != nil {
		return Message{}, err
	}
	m, err := parse(r.buf, headers, r.headers)
	if err != nil {
		return Message{}, err
	}
	r.headers = m.Headers
	return m, nil
}

// fill reads until buf has n bytes. The buffer grows with what has come, not with what a frame says it will be.
func (r *Reader) fill(n int) error {
	for len(r.buf) < n {
		if len(r.buf) == cap(r.buf) {
			r.buf = append(make([]byte, 0, 2*cap(r.buf)), r.buf...)
		}
		part := r.buf[len(r.buf):min(n, cap(r.buf))]
		got, err := io.ReadFull(r.r, part)
		r.buf = r.buf[:len(r.buf)+got]
		if err == io.EOF && len(r.buf) > 0 {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
	}
	return nil
}
