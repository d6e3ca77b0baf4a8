package gateway

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
)

// How long a client may take to send its body: a flat part, and a second for each further 64 KiB.
const (
	bodyPatience = 30 * time.Second
	bodyRate     = 64 << 10
	bodyRest     = 5 * time.Second // for what is left of the body of a request that is refused
)

// buffers pools byte slices by size class. Only plain bytes are pooled, and only by their last owner.
type buffers struct{ classes [len(classSizes)]sync.Pool }

var classSizes = [...]int{4 << 10, 16 << 10, 32 << 10, 64 << 10, 256 << 10, 1 << 20}

// buffer is a pooled slice. keep prevents its return, when somebody else may still read it.
type buffer struct {
	b    []byte
	pool *sync.Pool
	keep bool
}

// bytes are what the buffer holds; there may be no buffer.
func (b *buffer) bytes() []byte {
	if b == nil {
		return nil
	}
	return b.b
}

// get returns a buffer with room for n bytes; beyond the largest class it is not pooled.
func (p *buffers) get(n int) *buffer {
	for i, size := range classSizes {
		if n > size {
			continue
		}
		if b, ok := p.classes[i].Get().(*buffer); ok {
			b.b = b.b[:0]
			return b
		}
		return &buffer{b: make([]byte, 0, size), pool: &p.classes[i]}
	}
	return &buffer{b: make([]byte, 0, n)}
}

// release returns the buffer to its pool. A nil buffer is fine.
func (b *buffer) release() {
	if b != nil && b.pool != nil && !b.keep {
		b.pool.Put(b)
	}
}

// readBody reads the whole request body under the configured limit.
func (c *call) readBody() *burncloud.Error {
	limit := c.view.Settings().MaxBodyBytes
	if enc := c.r.Header.Get("Content-Encoding"); enc != "" && enc != "identity" {
		return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: fmt.Sprintf("content-encoding %q is not supported: send the body as it is", clip(enc, 40))}
	}
	n := c.r.ContentLength
	if n > limit {
		return tooLarge(limit)
	}
	began := c.g.Now()
	defer func() { c.waited += c.g.Now().Sub(began) }()
	_ = c.control.SetReadDeadline(began.Add(bodyPatience + time.Duration(max(n, 0)/bodyRate)*time.Second))
	err := c.fill(n, limit)
	if err == nil {
		_ = c.control.SetReadDeadline(time.Time{})
		c.bodyRead = true
	}
	c.rec.BytesIn = int64(len(c.body.b))
	return err
}

// fill reads the body into a pooled buffer; a body of unknown length (n < 0) grows as it comes.
func (c *call) fill(n, limit int64) *burncloud.Error {
	var err error
	if n >= 0 {
		c.body = c.g.buffers.get(int(n))
		c.body.b = c.body.b[:n]
		_, err = io.ReadFull(c.r.Body, c.body.b)
	} else {
		c.body = c.g.buffers.get(classSizes[1])
		c.body.b, err = readUpTo(c.r.Body, c.body.b, limit)
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errTooLong):
		return tooLarge(limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "the request body did not arrive in time", Err: err}
	case c.gone():
		return &burncloud.Error{Kind: burncloud.KindCanceled, Message: "the client left while sending the request", Err: err}
	}
	return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "the request body ended before its announced length", Err: err}
}

func tooLarge(limit int64) *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindTooLarge, Message: fmt.Sprintf("the request body exceeds the limit of %d bytes", limit)}
}

var errTooLong = errors.New("longer than allowed")

// readUpTo appends r to dst until EOF; more than limit bytes are errTooLong.
func readUpTo(r io.Reader, dst []byte, limit int64) ([]byte, error) {
	for {
		if len(dst) == cap(dst) {
			dst = append(dst, 0)[:len(dst)]
		}
		n, err := r.Read(dst[len(dst):cap(dst)])
		dst = dst[:len(dst)+n]
		if int64(len(dst)) > limit {
			return dst, errTooLong
		}
		if err == io.EOF {
			return dst, nil
		}
		if err != nil {
			return dst, err
		}
	}
}
