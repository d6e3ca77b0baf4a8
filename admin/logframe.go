package admin

import (
	"bytes"
	"encoding/binary"
	"mime"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/sse"
)

// cutter returns how long the first event of a stream is, 0 where it is not whole.
type cutter func(rest []byte) (n int)

// cutters cut streams into events, by their media type.
var cutters = map[string]cutter{
	"text/event-stream": func(rest []byte) int {
		var s sse.Splitter
		n, ok := s.Next(rest)
		if !ok {
			return 0
		}
		return n
	},
	"application/x-ndjson":               func(rest []byte) int { return bytes.IndexByte(rest, '\n') + 1 },
	"application/vnd.amazon.eventstream": cutBinary,
}

// Lengths of the parts of a binary frame.
const (
	binaryPrelude = 12 // length of the frame, of its headers, checksum
	binaryCheck   = 4
)

// cutBinary reads no checksum: what was hidden in the frame does not have the one that it came with.
func cutBinary(rest []byte) int {
	if len(rest) < binaryPrelude {
		return 0
	}
	n := int64(binary.BigEndian.Uint32(rest))
	if n < binaryPrelude+binaryCheck || n > int64(len(rest)) {
		return 0
	}
	return int(n)
}

// payload is what a binary frame says.
func payload(frame []byte) []byte {
	headers := int64(binary.BigEndian.Uint32(frame[4:]))
	if headers > int64(len(frame)-binaryPrelude-binaryCheck) {
		return frame
	}
	return frame[binaryPrelude+headers : len(frame)-binaryCheck]
}

// framesOf are the events of a body that is a stream, each with the time of the piece in which it ended. What is left at the end
// is one more.
func framesOf(b *burncloud.Body) []Frame {
	media, _, _ := mime.ParseMediaType(b.ContentType)
	cut := cutters[media]
	out := []Frame{}
	if cut == nil || len(b.Marks) == 0 {
		return out
	}
	binary := media == "application/vnd.amazon.eventstream"
	marks, pieceEnd := b.Marks, b.Marks[0].Bytes
	for at := 0; at < len(b.Data); {
		n := cut(b.Data[at:])
		torn := n == 0
		if torn {
			n = len(b.Data) - at
		}
		text := b.Data[at : at+n]
		if binary && !torn {
			text = payload(text)
		}
		at += n
		for pieceEnd < at && len(marks) > 1 {
			marks = marks[1:]
			pieceEnd += marks[0].Bytes
		}
		out = append(out, Frame{milliseconds(marks[0].At), n, strings.ToValidUTF8(string(text), "\uFFFD")})
	}
	return out
}
