// Package eventstream reads and writes AWS event streams (application/vnd.amazon.eventstream).
package eventstream

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// Limits of a frame, in bytes. AWS allows headers of 128 KiB and payloads of 24 MiB.
const (
	MaxHeaders = 128 << 10
	MaxPayload = 24 << 20
)

const (
	preludeLen = 12 // total length, headers length, CRC of the two
	crcLen     = 4
	minFrame   = preludeLen + crcLen
	typeString = 7
)

// ErrFrame is wrapped by the errors for bytes that are not a frame: the stream cannot be read on.
var ErrFrame = errors.New("not a frame of an event stream")

func bad(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrFrame}, args...)...)
}

// Message is one frame. What Headers and Payload hold is valid until the next frame is read.
type Message struct {
	Headers []Header
	Payload []byte
}

// Header is one header whose value is a string; those of other types are not kept.
type Header struct{ Name, Value []byte }

// Get returns the value of a header, nil if there is none.
func (m *Message) Get(name string) []byte {
	for _, h := range m.Headers {
		if string(h.Name) == name {
			return h.Value
		}
	}
	return nil
}

// lengths checks a prelude and returns what it says.
func lengths(prelude []byte) (total, headers int, err error) {
	t, h := binary.BigEndian.Uint32(prelude), binary.BigEndian.Uint32(prelude[4:])
	if got, want := crc32.ChecksumIEEE(prelude[:8]), binary.BigEndian.Uint32(prelude[8:]); got != want {
		return 0, 0, bad("prelude has checksum %08x, not %08x", got, want)
	}
	if h > MaxHeaders || t < minFrame || t-minFrame < h || t-minFrame-h > MaxPayload {
		return 0, 0, bad("length %d with headers of %d", t, h)
	}
	return int(t), int(h), nil
}

// parse takes a complete frame with a good prelude apart. headers is reused.
func parse(frame []byte, headersLen int, headers []Header) (Message, error) {
	end := len(frame) - crcLen
	if got, want := crc32.ChecksumIEEE(frame[:end]), binary.BigEndian.Uint32(frame[end:]); got != want {
		return Message{}, bad("checksum is %08x, not %08x", got, want)
	}
	m := Message{Headers: headers[:0], Payload: frame[preludeLen+headersLen : end]}
	for b := frame[preludeLen : preludeLen+headersLen]; len(b) > 0; {
		n := 1 + int(b[0])
		if n == 1 || len(b) < n+1 {
			return Message{}, bad("header name")
		}
		name, kind := b[1:n], b[n]
		b = b[n+1:]
		skip, size, ok := valueLen(kind, b)
		if !ok || len(b) < skip+size {
			return Message{}, bad("header value of type %d", kind)
		}
		if kind == typeString {
			m.Headers = append(m.Headers, Header{Name: name, Value: b[skip : skip+size]})
		}
		b = b[skip+size:]
	}
	return m, nil
}

// fixed are the sizes of header values by their type, -1 for those with a length before them.
var fixed = [...]int{0, 0, 1, 2, 4, 8, -1, -1, 8, 16}

// valueLen returns how many bytes of length precede a value, and its size.
func valueLen(kind byte, b []byte) (skip, size int, ok bool) {
	if int(kind) >= len(fixed) {
		return 0, 0, false
	}
	if size = fixed[kind]; size >= 0 {
		return 0, size, true
	}
	if len(b) < 2 {
		return 0, 0, false
	}
	return 2, int(binary.BigEndian.Uint16(b)), true
}
