package rawjson

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth is how many levels of objects and arrays are accepted, the
// outermost included.
const MaxDepth = 64

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// zeroBytes has the high bit of the lowest zero byte of w set; bits below it
// are clear, bits above it mean nothing.
func zeroBytes(w uint64) uint64 { return (w - ones) &^ w & highs }

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// stringEnd returns the index of the quote that closes the string whose text
// starts at i, or -1. Short strings (keys) are found eight bytes at a time,
// long ones by the vector code of bytes.IndexByte.
func stringEnd(b []byte, i int) int {
	for n := 0; n < 4 && i+8 <= len(b); n++ {
		w := binary.LittleEndian.Uint64(b[i:])
		m := zeroBytes(w^'"'*ones) | zeroBytes(w^'\\'*ones)
		if m == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(m) >> 3
		if b[i] == '"' {
			return i
		}
		i += 2
	}
	for i < len(b) {
		k := bytes.IndexByte(b[i:], '"')
		if k < 0 {
			return -1
		}
		q := i + k
		p := q
		for p > i && b[p-1] == '\\' {
			p--
		}
		if (q-p)&1 == 0 {
			return q
		}
		i = q + 1
	}
	return -1
}

// skipValue returns the index after the value at i. Scalars are checked
// fully, except for what stands inside strings; of objects and arrays only
// that strings end and brackets match, up to depth levels.
func skipValue(b []byte, i, depth int) (int, fault) {
	if i >= len(b) {
		return i, truncated(b)
	}
	switch c := b[i]; {
	case c == '"':
		end := stringEnd(b, i+1)
		if end < 0 {
			return i, truncated(b)
		}
		return end + 1, fault{}
	case c == '{' || c == '[':
		return skipNested(b, i, depth)
	case c == 't':
		return skipLiteral(b, i, "true")
	case c == 'f':
		return skipLiteral(b, i, "false")
	case c == 'n':
		return skipLiteral(b, i, "null")
	case c == '-' || '0' <= c && c <= '9':
		return skipNumber(b, i)
	}
	return i, unexpected(b, i, "a value")
}

// skipNested skips the object or array at i. One bit a level remembers which
// bracket is open, hence MaxDepth.
func skipNested(b []byte, i, depth int) (int, fault) {
	var open uint64
	level := 0
	for i < len(b) {
		switch c := b[i]; c {
		case '"':
			i = stringEnd(b, i+1)
			if i < 0 {
				return 0, truncated(b)
			}
		case '{', '[':
			if level++; level > depth {
				return i, fault{KindTooDeep, i, "nested deeper than 64 levels"}
			}
			open = open<<1 | uint64(c>>5&1) // '{' is 0x7b, '[' is 0x5b
		case '}', ']':
			if open&1 != uint64(c>>5&1) {
				return i, fault{KindBrackets, i, "mismatched brackets"}
			}
			open >>= 1
			if level--; level == 0 {
				return i + 1, fault{}
			}
		}
		i++
	}
	return i, truncated(b)
}

func skipLiteral(b []byte, i int, want string) (int, fault) {
	for k := range len(want) {
		if i+k >= len(b) || b[i+k] != want[k] {
			return i, unexpected(b, i+k, want)
		}
	}
	return i + len(want), fault{}
}

func skipNumber(b []byte, i int) (int, fault) {
	if b[i] == '-' {
		i++
	}
	end := skipDigits(b, i)
	if end == i {
		return i, unexpected(b, i, "a digit")
	}
	if b[i] == '0' && end > i+1 {
		return i, fault{KindSyntax, i, "number with a leading zero"}
	}
	i = end
	if i < len(b) && b[i] == '.' {
		if end = skipDigits(b, i+1); end == i+1 {
			return i, unexpected(b, end, "a digit")
		}
		i = end
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if end = skipDigits(b, i); end == i {
			return i, unexpected(b, end, "a digit")
		}
		i = end
	}
	return i, fault{}
}

func skipDigits(b []byte, i int) int {
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	return i
}

// plain reports whether the text of a string is ASCII that needs no closer look.
func plain(s []byte) bool {
	for _, c := range s {
		if c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// specials is zeroBytes for control characters and backslashes.
func specials(w uint64) uint64 {
	return ((w - ' '*ones) | (w ^ '\\'*ones - ones)) &^ w & highs
}

// special returns the index at or after i of the first control character or
// backslash, or len(s).
func special(s []byte, i int) int {
	for ; i+16 <= len(s); i += 16 {
		v := binary.LittleEndian.Uint64(s[i:])
		w := binary.LittleEndian.Uint64(s[i+8:])
		if specials(v)|specials(w) == 0 {
			continue
		}
		if m := specials(v); m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
		return i + 8 + bits.TrailingZeros64(specials(w))>>3
	}
	for i < len(s) && s[i] >= ' ' && s[i] != '\\' {
		i++
	}
	return i
}

// checkText checks what stands between the quotes of a string: no control
// characters, known escapes; if strict also UTF-8 and whole surrogate pairs.
// base is the offset of s for the fault.
func checkText(s []byte, base int, strict bool) fault {
	for i := special(s, 0); i < len(s); i = special(s, i) {
		if s[i] < ' ' {
			return fault{KindControl, base + i, "control character in a string"}
		}
		r, n := escape(s[i:])
		if n == 0 {
			return fault{KindEscape, base + i, "bad escape in a string"}
		}
		if strict && utf16.IsSurrogate(r) {
			return fault{KindEscape, base + i, "half of a surrogate pair in a string"}
		}
		i += n
	}
	if strict && !utf8.Valid(s) {
		return fault{KindUTF8, base, "string is not UTF-8"}
	}
	return fault{}
}

// escape decodes the escape at the start of s, a surrogate pair as one. It
// returns the length consumed, 0 if it is malformed; a lone surrogate is
// returned as it is.
func escape(s []byte) (rune, int) {
	if len(s) < 2 {
		return 0, 0
	}
	switch s[1] {
	case '"', '\\', '/':
		return rune(s[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r := hex4(s)
		if r < 0 {
			return 0, 0
		}
		if utf16.IsSurrogate(r) {
			if pair := utf16.DecodeRune(r, hex4(s[6:])); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return r, 6
	}
	return 0, 0
}

// hex4 reads the \uXXXX at the start of s, or returns -1.
func hex4(s []byte) rune {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return -1
	}
	var r rune
	for _, c := range s[2:6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}

// appendText appends the unescaped text of a string that checkText accepted.
func appendText(dst, s []byte) []byte {
	for i := 0; i < len(s); {
		k := bytes.IndexByte(s[i:], '\\')
		if k < 0 {
			return append(dst, s[i:]...)
		}
		dst = append(dst, s[i:i+k]...)
		r, n := escape(s[i+k:])
		dst = utf8.AppendRune(dst, r)
		i += k + n
	}
	return dst
}
