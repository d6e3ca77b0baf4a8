package openai

import "bytes"

// variables are the members whose text differs between the events of one answer (recorded: openai/chat, deepseek/chat).
var variables = [...]string{`"content":"`, `"reasoning_content":"`, `"reasoning":"`, `"text":"`, `"arguments":"`, obfuscation}

// obfuscation hides the length of a text from whoever listens in.
const obfuscation = `"obfuscation":"`

// maxHoles is how many texts of an event may differ.
const maxHoles = 4

// pattern is an event that was scanned as a whole and found to say nothing but content. Another that differs from it only
// inside of strings must be judged alike, and to see that costs a tenth of a scan.
type pattern struct {
	frame []byte
	holes [maxHoles]hole
	count int

	text  int    // the hole of what the first choice says, -1 = there is none; once it is marked
	plain bool   // the fixed parts say nothing else; once it is marked
	said  []byte // by the text of the frame that fitted last
	other bool   // that frame said something else too
}

// hole is where a text stands in a frame, without its quotes. Noise is no part of the answer.
type hole struct {
	start, end int
	noise      bool
}

// learn remembers the event if it is one line. It must be whole JSON, or the names of the variables might not be names.
func (p *pattern) learn(frame []byte) {
	p.count, p.text, p.plain = 0, -1, false
	line := bytes.TrimRight(frame, "\r\n")
	if !bytes.HasPrefix(line, []byte("data:")) || bytes.ContainsAny(line, "\r\n") {
		return
	}
	p.frame = append(p.frame[:0], frame...)
	for at := 0; p.count < maxHoles; {
		i := bytes.Index(p.frame[at:], []byte(`":"`))
		if i < 0 {
			return
		}
		start := at + i + len(`":"`)
		n := textEnd(p.frame[start:])
		if n < 0 {
			return
		}
		if v := variable(p.frame[:start]); v != "" {
			p.holes[p.count] = hole{start, start + n, v == obfuscation}
			p.count++
		}
		at = start + n
	}
}

// variable is the variable whose text begins where b ends, "" if that is none.
func variable(b []byte) string {
	for _, v := range variables {
		if bytes.HasSuffix(b, []byte(v)) {
			return v
		}
	}
	return ""
}

// mark tells a pattern that has just learned the frame which of its holes is the text, and whether the frame is plain. A
// pattern that does not vary in its text is of no use to whoever asks for the text.
func (p *pattern) mark(frame, value []byte, plain bool) {
	p.plain = plain
	if len(value) == 0 || p.count == 0 {
		return
	}
	for i, h := range p.holes[:p.count] {
		if &frame[h.start-1] == &value[0] {
			p.text = i
			return
		}
	}
	p.count = 0
}

// fits reports whether the frame differs from the pattern only in the texts of variables.
func (p *pattern) fits(frame []byte) bool {
	if p.count == 0 {
		return false
	}
	at, said, other := 0, frame[:0], !p.plain
	for i, h := range p.holes[:p.count] {
		fixed := p.frame[at:h.start]
		if !bytes.HasPrefix(frame, fixed) {
			return false
		}
		frame = frame[len(fixed):]
		n := textEnd(frame)
		if n < 0 {
			return false
		}
		if i == p.text {
			said = frame[:n]
		} else if n > 0 && !h.noise {
			other = true
		}
		frame, at = frame[n:], h.end
	}
	p.said, p.other = said, other
	return bytes.Equal(frame, p.frame[at:])
}

// textEnd returns where the closing quote is of the string whose text b begins with, or -1 if the string is not a right
// one.
func textEnd(b []byte) int {
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return i
		case c < ' ':
			return -1
		case c == '\\':
			n := escapeSize(b[i:])
			if n == 0 {
				return -1
			}
			i += n - 1
		}
	}
	return -1
}

// escapeSize is the length of the escape that b begins with, 0 if there is no such escape.
func escapeSize(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(b) >= 6 && isHex(b[2]) && isHex(b[3]) && isHex(b[4]) && isHex(b[5]) {
			return 6
		}
	}
	return 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}
