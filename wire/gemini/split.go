package gemini

// ArraySplitter cuts a stream that is one JSON array, `[{…}\r\n,\r\n{…}]`, into frames as sse.Splitter cuts event
// streams: each frame ends with the closing brace of an element, and all frames together, with what is left at the
// end, are the stream byte for byte. The zero value is ready.
type ArraySplitter struct {
	pos    int // bytes before pos were looked at
	depth  int // of open braces and brackets inside the element
	text   bool
	escape bool
}

// Next returns the length of the first complete frame of buf. If there is none it returns false, and wants to be
// called again with the same bytes and more of them.
func (s *ArraySplitter) Next(buf []byte) (n int, ok bool) {
	for i := s.pos; i < len(buf); i++ {
		c := buf[i]
		switch {
		case s.escape:
			s.escape = false
		case s.text:
			s.escape = c == '\\'
			s.text = c != '"'
		case c == '"':
			s.text = s.depth > 0 // between elements a quote opens nothing
		case c == '{' || c == '[' && s.depth > 0:
			s.depth++
		case (c == '}' || c == ']') && s.depth > 0:
			if s.depth--; s.depth == 0 {
				*s = ArraySplitter{}
				return i + 1, true
			}
		}
	}
	s.pos = len(buf)
	return 0, false
}

// element returns the object of a frame without what separates it from its neighbours.
func element(frame []byte) []byte {
	i, j := 0, len(frame)
	for i < j && isSeparator(frame[i]) {
		i++
	}
	for i < j && isSeparator(frame[j-1]) {
		j--
	}
	return frame[i:j]
}

func isSeparator(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', '[', ']':
		return true
	}
	return false
}
