// Package sse splits, reads and writes event streams (text/event-stream).
package sse

import "bytes"

// Splitter finds where the first frame of a growing buffer ends, without
// looking twice at a byte. A frame is everything up to and including the blank
// line that ends an event: comments and stray blank lines are (in) frames too,
// so that all frames together are the stream, byte for byte.
//
// The zero value is ready. A Splitter is a plain value; it keeps no buffer.
type Splitter struct {
	pos    int  // bytes before pos hold no end of a frame
	inLine bool // the byte before pos does not end a line
}

// Next returns the length of the first complete frame of buf. If there is none
// it returns false, and wants to be called again with the same bytes and more
// of them. After true it is ready for the bytes that follow the frame.
//
// Lines end with LF, CRLF or CR. A CR at the end of buf is not complete: what
// follows may be its LF, and frames must not depend on how the bytes arrived.
func (s *Splitter) Next(buf []byte) (n int, ok bool) {
	i := s.pos
	for i < len(buf) {
		e := i
		if s.inLine || buf[i] != '\n' && buf[i] != '\r' {
			s.inLine = true
			if e = lineEnd(buf, i); e < 0 {
				i = len(buf)
				break
			}
		}
		next := e + 1
		if buf[e] == '\r' {
			if next == len(buf) {
				i = e
				break
			}
			if buf[next] == '\n' {
				next++
			}
		}
		if !s.inLine {
			*s = Splitter{}
			return next, true
		}
		s.inLine = false
		i = next
	}
	s.pos = i
	return 0, false
}

// lineEnd returns the index of the first CR or LF at or after i, or -1. It
// looks for one and then for the other in windows, so that a stream that uses
// only one of them does not have the rest of the buffer searched at each line.
func lineEnd(buf []byte, i int) int {
	for size := 512; i < len(buf); size *= 2 {
		w := buf[i:min(i+size, len(buf))]
		lf := bytes.IndexByte(w, '\n')
		if lf >= 0 {
			w = w[:lf]
		}
		if cr := bytes.IndexByte(w, '\r'); cr >= 0 {
			return i + cr
		}
		if lf >= 0 {
			return i + lf
		}
		i += len(w)
	}
	return -1
}

// Event is what a frame says.
type Event struct {
	Name []byte // of the event field; empty means "message"
	Data []byte // nil if there is no data field, as in frames that are only comments; then there is no event
}

// Parse reads a frame, complete or cut off by the end of the stream. Name and
// Data are views into frame; only where several data lines have to be joined
// (with LF) Data is a view into scratch. It returns scratch, which it allocates
// anew if it needs one as long as the frame; pass it to the next call once Data
// is done with. id, retry, comments and unknown fields are ignored, and so is a
// byte order mark before the first line.
func Parse(frame, scratch []byte) (Event, []byte) {
	var ev Event
	joined := false
	rest := bytes.TrimPrefix(frame, []byte("\xef\xbb\xbf"))
	for len(rest) > 0 {
		var line []byte
		line, rest = cutLine(rest)
		name, value := field(line)
		switch {
		case string(name) == "event":
			ev.Name = value
		case string(name) != "data":
		case ev.Data == nil:
			ev.Data = value
		default:
			if !joined {
				joined = true
				if cap(scratch) < len(frame) {
					scratch = make([]byte, 0, len(frame))
				}
				ev.Data = append(scratch[:0], ev.Data...)
			}
			ev.Data = append(append(ev.Data, '\n'), value...)
		}
	}
	return ev, scratch
}

// cutLine cuts the first line off b, its ending dropped.
func cutLine(b []byte) (line, rest []byte) {
	e := lineEnd(b, 0)
	if e < 0 {
		return b, nil
	}
	line, rest = b[:e], b[e+1:]
	if b[e] == '\r' && len(rest) > 0 && rest[0] == '\n' {
		rest = rest[1:]
	}
	return line, rest
}

// field splits a line at its colon, one space after it dropped. The value is
// never nil; the name of a comment is empty.
func field(line []byte) (name, value []byte) {
	i := bytes.IndexByte(line, ':')
	if i < 0 {
		return line, line[len(line):]
	}
	value = line[i+1:]
	if len(value) > 0 && value[0] == ' ' {
		value = value[1:]
	}
	return line[:i], value
}

// Append appends one event to dst. Line breaks in data, of any of the three
// sorts, become several data lines, so that nothing in it can end the event or
// add a field; line breaks in the name are dropped. An empty name writes no
// event field.
func Append(dst []byte, event string, data []byte) []byte {
	if event != "" {
		dst = append(dst, "event: "...)
		for i := range len(event) {
			if c := event[i]; c != '\n' && c != '\r' {
				dst = append(dst, c)
			}
		}
		dst = append(dst, '\n')
	}
	for {
		e := lineEnd(data, 0)
		if e < 0 {
			break
		}
		dst = append(dst, "data: "...)
		dst = append(dst, data[:e]...)
		dst = append(dst, '\n')
		_, data = cutLine(data)
	}
	dst = append(dst, "data: "...)
	dst = append(dst, data...)
	return append(dst, "\n\n"...)
}
