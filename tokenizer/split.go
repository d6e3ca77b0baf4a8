package tokenizer

import "unicode/utf8"

// splitO200k finds the end of the piece of text that begins at i, as the pattern of o200k_base does:
//
//	[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
//	[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
//	\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
func splitO200k(text []byte, i int) int {
	c, n := at(text, i)
	if end := wordO200k(text, i, c, n); end > 0 {
		return end
	}
	if c&number != 0 {
		return digits(text, i+n)
	}
	if end := symbols(text, i, c, true); end > 0 {
		return end
	}
	return spaces(text, i)
}

// wordO200k tries the first two branches. A character may stand before the word; greedy as the pattern is, that is
// tried first. A mark can be both, so that there are two readings.
func wordO200k(text []byte, i int, c class, n int) int {
	prefix := c&(letter|number|line) == 0
	inside := c&(letter|mark) != 0
	for _, branch := range [...]func([]byte, int) int{lowered, raised} {
		if prefix && i+n < len(text) {
			if end := branch(text, i+n); end > 0 {
				return contraction(text, end)
			}
		}
		if inside {
			if end := branch(text, i); end > 0 {
				return contraction(text, end)
			}
		}
	}
	return 0
}

// lowered is a word of the first branch: capitals, then at least one that is none. Letters without case count as
// either, so the last of those may be given back by the capitals.
func lowered(text []byte, start int) int {
	i, caseless := start, 0
	for i < len(text) {
		c, n := at(text, i)
		if c&(upper|other|mark) == 0 {
			break
		}
		i += n
		if c&(other|mark) != 0 {
			caseless = i
		}
	}
	if end := run(text, i, lower|other|mark); end > i {
		return end
	}
	return caseless
}

// raised is a word of the second branch, where the first did not match: capitals only.
func raised(text []byte, start int) int {
	if end := run(text, start, upper|other|mark); end > start {
		return end
	}
	return 0
}

// splitCl100k finds the end of the piece of text that begins at i, as the pattern of cl100k_base does:
//
//	(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
func splitCl100k(text []byte, i int) int {
	if end := contraction(text, i); end > i {
		return end
	}
	c, n := at(text, i)
	switch {
	case c&letter != 0:
		return run(text, i+n, letter)
	case c&number != 0:
		return digits(text, i+n)
	case c&line == 0:
		if end := run(text, i+n, letter); end > i+n {
			return end
		}
	}
	if end := symbols(text, i, c, false); end > 0 {
		return end
	}
	return spaces(text, i)
}

// contraction is the end of an English one ('s, 't, 're, 've, 'm, 'll, 'd) at i, or i.
func contraction(text []byte, i int) int {
	if len(text)-i < 2 || text[i] != '\'' {
		return i
	}
	switch a := text[i+1] | 0x20; a {
	case 's', 't', 'm', 'd':
		return i + 2
	case 'r', 'v', 'l':
		if len(text)-i < 3 {
			return i
		}
		if b := text[i+2] | 0x20; b == 'e' && a != 'l' || b == 'l' && a == 'l' {
			return i + 3
		}
	}
	if r, n := utf8.DecodeRune(text[i+1:]); r == 'ſ' { // which is an s without regard to case
		return i + 1 + n
	}
	return i
}

// digits is the end of a number of which one digit has been seen: three are a piece.
func digits(text []byte, i int) int {
	for range 2 {
		if i == len(text) {
			break
		}
		c, n := at(text, i)
		if c&number == 0 {
			break
		}
		i += n
	}
	return i
}

// symbols is the end of a run of them, with a blank before it and line ends (and slashes) behind it; 0 if there is none.
func symbols(text []byte, i int, c class, slashes bool) int {
	start := i
	if text[i] == ' ' {
		start++
	} else if c&space != 0 {
		return 0
	}
	end := start
	for end < len(text) {
		c, n := at(text, end)
		if c&(letter|number|space) != 0 {
			break
		}
		end += n
	}
	if end == start {
		return 0
	}
	for end < len(text) && (text[end] == '\r' || text[end] == '\n' || slashes && text[end] == '/') {
		end++
	}
	return end
}

// spaces is the end of white space: behind the last line end, else before the last one that belongs to what follows.
func spaces(text []byte, i int) int {
	start, last, lines := i, i, 0
	for i < len(text) {
		c, n := at(text, i)
		if c&space == 0 {
			break
		}
		last = i
		i += n
		if c&line != 0 {
			lines = i
		}
	}
	switch {
	case lines > 0:
		return lines
	case i == len(text) || last == start:
		return i
	}
	return last
}
