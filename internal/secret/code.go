package secret

import (
	"crypto/rand"
	"strings"
)

// codeAlphabet is Crockford's: no letter that is misread for another.
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const codeSize = 20 // 95 random bits and five that check them

// NewCode returns a fresh code for people to type: five groups of four letters and digits.
func NewCode() string {
	var b [codeSize]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand crashes the program instead
	for i := range b {
		b[i] = codeAlphabet[b[i]&31]
	}
	b[codeSize-1] = codeCheck(b[:codeSize-1])
	var out strings.Builder
	for i, c := range b {
		if i > 0 && i%4 == 0 {
			out.WriteByte('-')
		}
		out.WriteByte(c)
	}
	return out.String()
}

// PlainCode returns the code as it is hashed, whatever its case, dashes and spaces, and with letters put right that are
// misread. ok is false if it cannot have come from NewCode.
func PlainCode(typed string) (plain string, ok bool) {
	b := make([]byte, 0, codeSize)
	for _, r := range strings.ToUpper(typed) {
		switch r {
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		case '-', ' ', '\t', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014':
			continue
		}
		if r > 'Z' || len(b) == codeSize || strings.IndexByte(codeAlphabet, byte(r)) < 0 {
			return "", false
		}
		b = append(b, byte(r))
	}
	return string(b), len(b) == codeSize && b[codeSize-1] == codeCheck(b[:codeSize-1])
}

// codeCheck tells nearly every wrong character, and nearly every two that changed places.
func codeCheck(b []byte) byte {
	sum := 0
	for _, c := range b {
		sum = (sum*3 + strings.IndexByte(codeAlphabet, c)) % 31
	}
	return codeAlphabet[sum]
}
