package upstream

import (
	"bytes"
	"regexp"

	"github.com/burncloud/burncloud"
)

// Mask hides secrets in bytes that are to be kept, in their place: where everything else stands does not change. It is safe for
// concurrent use.
type Mask struct {
	whole [][]byte        // secrets that are shorter than a fragment
	known map[string]bool // fragments of all others, as programs write them
	first [1 << 16]bool   // whether a known fragment begins with these two bytes
}

// NewMask returns the mask of the secrets, and of whatever looks like a key.
func NewMask(secrets []burncloud.Secret) *Mask {
	m := &Mask{known: map[string]bool{}}
	for _, s := range secrets {
		for _, part := range parts(s.Reveal()) {
			if len(part) < 4 { // no secret, and would tear words apart
				continue
			}
			for _, form := range forms(part) {
				m.add(form)
			}
		}
	}
	return m
}

func (m *Mask) add(form string) {
	if len(form) < fragment {
		m.whole = append(m.whole, []byte(form))
	}
	for i := 0; i+fragment <= len(form); i++ {
		m.known[form[i:i+fragment]] = true
		m.first[pair([]byte(form[i:]))] = true
	}
}

// pair is the first two bytes as an index.
func pair(b []byte) uint16 { return uint16(b[0])<<8 | uint16(b[1]) }

// Hide hides them in b.
func (m *Mask) Hide(b []byte) {
	for i := 0; i+fragment <= len(b); i++ {
		if !m.first[pair(b[i:])] || !m.known[string(b[i:i+fragment])] {
			continue
		}
		end := i + fragment
		for end < len(b) && m.known[string(b[end+1-fragment:end+1])] {
			end++
		}
		cover(b[i:end])
		i = end - 1
	}
	for _, s := range m.whole {
		for at := 0; ; {
			i := bytes.Index(b[at:], s)
			if i < 0 {
				break
			}
			cover(b[at+i : at+i+len(s)])
			at += i + len(s)
		}
	}
	coverKeys(b)
}

func cover(b []byte) {
	for i := range b {
		b[i] = '*'
	}
}

// keyHere is keyPattern where it begins.
var keyHere = regexp.MustCompile(`\A(?:` + keyPattern.String() + `)`)

// longestKey is how far a key is looked for, in bytes: an RSA key of 16384 bits has less.
const longestKey = 16 << 10

// coverKeys hides what keyPattern matches. Looking for how its alternatives begin is a hundred times faster than the pattern.
func coverKeys(b []byte) {
	for i := 0; i < len(b); i++ {
		starts := keyStarts[b[i]|0x20]
		if starts == nil || b[i] != '-' && i > 0 && wordByte(b[i-1]) || !beginsKey(b[i:], starts) {
			continue
		}
		if at := keyHere.FindIndex(b[i:min(len(b), i+longestKey)]); at != nil {
			cover(b[i : i+at[1]])
			i += at[1] - 1
		}
	}
}

// keyStarts are how the alternatives of keyPattern begin, by the first byte in lower case. hexKey stands for one that begins with
// 32 hexadecimal digits.
var keyStarts = func() (all [256][]string) {
	starts := []string{"bearer", "aiza", "ya29.", "akia", "asia", "absk", "-----begin ", "eyj"}
	for _, s := range []string{"sk", "gsk", "xai", "fw", "pplx", "hf", "tgp", "rk", "nvapi", "r8"} {
		starts = append(starts, s+"-", s+"_")
	}
	for _, s := range starts {
		all[s[0]|0x20] = append(all[s[0]|0x20], s)
	}
	for _, digit := range []byte("0123456789abcdef") {
		all[digit|0x20] = append(all[digit|0x20], hexKey)
	}
	return all
}()

const (
	hexKey       = "."
	hexKeyDigits = 32
)

func beginsKey(b []byte, starts []string) bool {
	for _, s := range starts {
		if s == hexKey {
			if len(b) > hexKeyDigits && b[hexKeyDigits] == '.' {
				return true
			}
			continue
		}
		if len(b) >= len(s) && bytes.EqualFold(b[:len(s)], []byte(s)) {
			return true
		}
	}
	return false
}

// wordByte reports whether the byte is part of a word, as \b has it.
func wordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
