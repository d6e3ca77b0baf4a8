package tokenizer

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// class is what the splitters must know of a character: a set of bits.
type class uint8

// Classes, in the words of the patterns.
const (
	upper  class = 1 << iota // \p{Lu}, \p{Lt}
	lower                    // \p{Ll}
	other                    // \p{Lm}, \p{Lo}
	mark                     // \p{M}
	number                   // \p{N}
	space                    // \s
	line                     // \r, \n

	letter = upper | lower | other
)

// classes are those of the characters of the basic plane.
var classes = sync.OnceValue(func() *[1 << 16]class {
	var all [1 << 16]class
	for r := range all {
		all[r] = find(rune(r))
	}
	return &all
})

// ascii is the same for the first characters, without the way through memory.
var ascii = func() (all [utf8.RuneSelf]class) {
	for r := range all {
		all[r] = find(rune(r))
	}
	return all
}()

func find(r rune) class {
	switch {
	case r == '\r' || r == '\n':
		return line | space
	case unicode.In(r, unicode.Lu, unicode.Lt):
		return upper
	case unicode.Is(unicode.Ll, r):
		return lower
	case unicode.In(r, unicode.Lm, unicode.Lo):
		return other
	case unicode.Is(unicode.M, r):
		return mark
	case unicode.Is(unicode.N, r):
		return number
	case unicode.Is(unicode.White_Space, r):
		return space
	}
	return 0
}

// at gives the class and the length of the character at i. Bytes that are no UTF-8 are symbols.
func at(text []byte, i int) (class, int) {
	c := text[i]
	if c < utf8.RuneSelf {
		return ascii[c], 1
	}
	r, n := utf8.DecodeRune(text[i:])
	if r < 1<<16 {
		return classes()[r], n
	}
	return find(r), n
}

// run is the end of the longest run of characters of the classes that begins at i.
func run(text []byte, i int, of class) int {
	for i < len(text) {
		c, n := at(text, i)
		if c&of == 0 {
			break
		}
		i += n
	}
	return i
}
