package tokenizer

import (
	"bytes"
	"compress/zlib"
	_ "embed" // the vocabularies
	"encoding/binary"
	"io"
	"math/bits"
	"sync"
)

// The vocabularies as tools/vocab writes them.
var (
	//go:embed o200k_base.bin
	packedO200k string
	//go:embed cl100k_base.bin
	packedCl100k string
)

// The vocabularies, unpacked at the first use: some 30 ms and 8 MB, and half of that.
var (
	o200k  = sync.OnceValue(func() *vocabulary { return unpack(packedO200k, 1<<19, splitO200k) })
	cl100k = sync.OnceValue(func() *vocabulary { return unpack(packedCl100k, 1<<18, splitCl100k) })
)

// noRank is the rank of what is no token.
const noRank = ^uint32(0)

// vocabulary maps tokens to their ranks. Its tables hold no pointers for the garbage collector to follow.
type vocabulary struct {
	split   func(text []byte, at int) int // end of the piece that begins at at; merges stay inside of pieces
	text    []byte                        // all tokens, one after the other
	ends    []uint32                      // of the token of a rank in text
	table   []uint64                      // open addressing: the hash's upper half, and the rank + 1
	longest int                           // bytes of the longest token
	merges  sync.Pool                     // of *merge
	windows sync.Pool                     // of *[wholeWindow]byte
}

// unpack reads a vocabulary into a table of the given size, a power of two. It cannot fail but by a broken build.
func unpack(packed string, size int, split func([]byte, int) int) *vocabulary {
	z, err := zlib.NewReader(bytes.NewReader([]byte(packed)))
	if err != nil {
		panic("tokenizer: " + err.Error())
	}
	list, err := io.ReadAll(z)
	if err != nil {
		panic("tokenizer: " + err.Error())
	}
	v := &vocabulary{split: split, text: list[:0], ends: make([]uint32, 0, size/2), table: make([]uint64, size)}
	for len(list) > 0 { // the text moves over the lengths before it
		n := int(list[0])
		v.text = append(v.text, list[1:1+n]...)
		list = list[1+n:]
		v.ends = append(v.ends, uint32(len(v.text)))
		v.longest = max(v.longest, n)
		v.insert(v.text[len(v.text)-n:], uint32(len(v.ends)))
	}
	v.text = bytes.Clone(v.text)
	return v
}

func (v *vocabulary) insert(token []byte, entry uint32) {
	h := hash(token)
	at := h & uint64(len(v.table)-1)
	for v.table[at] != 0 {
		at = (at + 1) & uint64(len(v.table)-1)
	}
	v.table[at] = h&^(1<<32-1) | uint64(entry)
}

// rank finds a token.
func (v *vocabulary) rank(token []byte) uint32 {
	if len(token) > v.longest {
		return noRank
	}
	h := hash(token)
	for at := h & uint64(len(v.table)-1); ; at = (at + 1) & uint64(len(v.table)-1) {
		e := v.table[at]
		if e == 0 {
			return noRank
		}
		if e>>32 == h>>32 && string(v.token(uint32(e)-1)) == string(token) {
			return uint32(e) - 1
		}
	}
}

// token is the text of a rank.
func (v *vocabulary) token(rank uint32) []byte {
	start := uint32(0)
	if rank > 0 {
		start = v.ends[rank-1]
	}
	return v.text[start:v.ends[rank]]
}

// hash mixes eight bytes at a time. What is hashed is compared as well, so that a collision costs time only.
func hash(b []byte) uint64 {
	const k = 0x9e3779b97f4a7c15
	h := uint64(len(b)) * k
	for ; len(b) >= 8; b = b[8:] {
		h = mix(h ^ binary.LittleEndian.Uint64(b))
	}
	var rest uint64
	for i, x := range b {
		rest |= uint64(x) << (8 * i)
	}
	return mix(h ^ rest)
}

func mix(h uint64) uint64 {
	hi, lo := bits.Mul64(h^0xa0761d6478bd642f, 0xe7037ed1a0b428db)
	return hi ^ lo
}
