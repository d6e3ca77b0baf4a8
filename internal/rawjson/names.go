package rawjson

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"
)

const (
	maxName = 40
	// maxRawKey is the longest spelling of a name: every letter as \uXXXX.
	maxRawKey = 6 * maxName
)

// Names is an immutable set of known top-level keys. It may be shared by any
// number of goroutines.
type Names struct {
	list  []string
	byLen [maxName + 1][]int
}

// NewNames makes a set; the position of a name is its index in the spans of
// Scan. It panics on a name that is not 1 to 40 printable ASCII characters
// without quote and backslash, or is given twice: sets are part of the program.
func NewNames(names ...string) *Names {
	n := &Names{list: slices.Clone(names)}
	for i, s := range names {
		if s == "" || len(s) > maxName || !plain([]byte(s)) {
			panic(fmt.Sprintf("rawjson: unfit name %q", s))
		}
		if k, exact := n.find([]byte(s)); k >= 0 && exact {
			panic(fmt.Sprintf("rawjson: name %q given twice", s))
		}
		n.byLen[len(s)] = append(n.byLen[len(s)], i)
	}
	return n
}

// Len returns the number of names.
func (n *Names) Len() int { return len(n.list) }

// find returns the index of an unescaped key, or of the name it differs from
// only by case (exact is false then), or -1. Case means Unicode simple folding,
// as encoding/json has it: there the key "ſtream" sets a field named stream.
func (n *Names) find(key []byte) (i int, exact bool) {
	variant := -1
	if !ascii(key) {
		for i, s := range n.list {
			if foldEqual(key, s) {
				return i, false
			}
		}
		return -1, false
	}
	if len(key) > maxName {
		return -1, false
	}
	for _, i := range n.byLen[len(key)] {
		s := n.list[i]
		if string(key) == s {
			return i, true
		}
		if key[0]|0x20 == s[0]|0x20 && foldEqual(key, s) {
			variant = i
		}
	}
	return variant, false
}

// foldEqual is bytes.EqualFold; the conversion stays on the stack because a
// name is short.
func foldEqual(key []byte, name string) bool {
	var buf [maxName]byte
	return bytes.EqualFold(key, buf[:copy(buf[:], name)])
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
