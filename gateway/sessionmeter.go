package gateway

import (
	"bytes"
	"encoding/binary"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/wire/openai"
)

// sessionMeter reads the frames that an upstream sends over a WebSocket (RFC 6455 §5.2) and sums up the usage of the
// responses in them. It never holds more than one message, and passes over what is too long to be a report.
type sessionMeter struct {
	pending []byte // the head of a frame, or less
	skip    uint64 // bytes of payload still to come
	keep    bool   // they are part of a text message worth reading
	final   bool   // they are the end of it
	message []byte
	usage   burncloud.Usage
	raw     []byte

	answering bool // a response has begun and is not done
}

// maxReport is the longest message that is looked into, in bytes.
const maxReport = 1 << 20

// Write takes the next bytes of the connection. It never fails: metering must not end a session.
func (m *sessionMeter) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		if m.skip > 0 {
			b = m.payload(b)
			continue
		}
		m.pending = append(m.pending, b[0])
		b = b[1:]
		m.head()
	}
	return n, nil
}

// head starts a frame once its head is whole.
func (m *sessionMeter) head() {
	h := m.pending
	if len(h) < 2 {
		return
	}
	size, length := 2, uint64(h[1]&0x7f)
	switch length {
	case 126:
		size = 4
	case 127:
		size = 10
	}
	masked := h[1]&0x80 != 0
	if masked {
		size += 4
	}
	if len(h) < size {
		return
	}
	switch length {
	case 126:
		length = uint64(binary.BigEndian.Uint16(h[2:]))
	case 127:
		length = binary.BigEndian.Uint64(h[2:])
	}
	m.begin(h[0], length, masked)
	m.pending = h[:0]
}

// begin takes the frame's first byte: opcodes 0 (continuation) and 1 (text) are messages, others pass by.
func (m *sessionMeter) begin(first byte, length uint64, masked bool) {
	opcode := first & 0x0f
	if opcode == 1 {
		m.message = m.message[:0]
	}
	m.keep = opcode <= 1 && !masked && uint64(len(m.message))+length <= maxReport
	m.final = first&0x80 != 0 && opcode <= 1
	m.skip = length
	if length == 0 {
		m.ended()
	}
}

func (m *sessionMeter) payload(b []byte) []byte {
	n := int(min(m.skip, uint64(len(b))))
	if m.keep {
		m.message = append(m.message, b[:n]...)
	}
	if m.skip -= uint64(n); m.skip == 0 {
		m.ended()
	}
	return b[n:]
}

// ended reads a whole message.
func (m *sessionMeter) ended() {
	if !m.final || !m.keep {
		return
	}
	switch {
	case bytes.Contains(m.message, []byte(`"response.created"`)):
		m.answering = true
	case bytes.Contains(m.message, []byte(`"response.done"`)):
		m.answering = false
		if raw := openai.SessionUsage(m.message); raw != nil {
			m.raw = append(m.raw[:0], raw...)
			m.usage = m.usage.Plus(openai.ReadUsage(raw))
		}
	}
	m.message = m.message[:0]
}
