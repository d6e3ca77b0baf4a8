package tokenizer

import "unicode/utf8"

// kind is a sort of text in which vocabularies differ from each other.
type kind uint8

// Kinds. A piece has the kind of its first letter or digit.
const (
	words      kind = iota // of ASCII letters
	alphabets              // other letters with relatives in Europe: accents, Greek, Cyrillic
	ideographs             // Chinese, Japanese, Korean
	scripts                // all other letters
	numbers                // OpenAI has a token for up to three digits
	punctuation
	signs  // symbols beyond ASCII, emoji among them
	blanks // white space alone
	figures
	kinds
)

// sums are tokens of a vocabulary by kind; under figures are digits, each for itself.
type sums [kinds]int64

func (s *sums) merge(t sums) {
	for i := range s {
		s[i] += t[i]
	}
}

// piece counts one piece.
func (w *window) piece(piece []byte, s *sums) {
	k := kindOf(piece)
	s[k] += int64(w.v.tokens(piece, nil))
	if k == numbers {
		s[figures] += int64(utf8.RuneCount(piece))
	}
}

func kindOf(piece []byte) kind {
	found := blanks
	for i := 0; i < len(piece) && i < 2*utf8.UTFMax; {
		c, n := at(piece, i)
		switch {
		case c&(letter|mark) != 0:
			return alphabet(piece[i:])
		case c&number != 0:
			return numbers
		case c&space != 0:
		case n == 1:
			found = punctuation
		default:
			return signs
		}
		i += n
	}
	return found
}

func alphabet(text []byte) kind {
	r, n := utf8.DecodeRune(text)
	switch {
	case n == 1:
		return words
	case r < 0x530:
		return alphabets
	case r >= 0x2e80 && r < 0xa4d0, r >= 0xac00 && r < 0xd7ff, r >= 0xf900 && r < 0xfb00, r >= 0xff66 && r < 0xffe0, r >= 0x20000 && r < 0x40000:
		return ideographs
	}
	return scripts
}
