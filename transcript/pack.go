// Package transcript keeps what was said in calls: off the calls' way, apart from the log, and for a time of its own.
package transcript

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/burncloud/burncloud"
)

// packed is the head of a packed transcript; the bytes of the bodies follow in the order of Transcript.Bodies.
type packed struct {
	burncloud.Transcript
	Kept []int `json:"kept"` // bytes of each; alike = those of the first body once more
}

// alike stands for a body that is byte for byte the client's request, as what is relayed upstream often is.
const alike = -1

// maxUnpacked bounds what one transcript may unpack to.
const maxUnpacked = 1 << 30

var errDamaged = errors.New("a kept transcript is damaged")

// pack is the transcript as it is stored: compressed, the length of the head (uvarint), the head as JSON, the bodies.
func pack(t *burncloud.Transcript) ([]byte, error) {
	h := packed{Transcript: *t}
	bodies := t.Bodies()
	for i, b := range bodies {
		n := len(b.Data)
		if i > 0 && n > 0 && bytes.Equal(b.Data, bodies[0].Data) {
			n = alike
		}
		h.Kept = append(h.Kept, n)
	}
	head, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	_, _ = z.Write(binary.AppendUvarint(nil, uint64(len(head)))) // the buffer takes everything
	_, _ = z.Write(head)
	for i, b := range bodies {
		if h.Kept[i] != alike {
			_, _ = z.Write(b.Data)
		}
	}
	err = z.Close()
	return out.Bytes(), err
}

// unpack is the reverse of pack.
func unpack(raw []byte) (*burncloud.Transcript, error) {
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	all, err := io.ReadAll(io.LimitReader(z, maxUnpacked))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	n, at := binary.Uvarint(all)
	if at <= 0 || n > uint64(len(all)-at) {
		return nil, errDamaged
	}
	var h packed
	if err := json.Unmarshal(all[at:at+int(n)], &h); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	rest, bodies := all[at+int(n):], h.Bodies()
	if len(h.Kept) != len(bodies) {
		return nil, errDamaged
	}
	for i, b := range bodies {
		switch n := h.Kept[i]; {
		case n == alike:
			b.Data = bodies[0].Data
		case n < 0 || n > len(rest):
			return nil, errDamaged
		default:
			b.Data, rest = rest[:n:n], rest[n:]
		}
	}
	return &h.Transcript, nil
}
