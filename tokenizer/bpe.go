package tokenizer

import "math"

// shortPiece is the longest piece, in bytes, that is merged by looking through all its pairs again and again. Longer ones
// have a heap: that costs n log n whatever is in them.
const shortPiece = 48

// tokens is how many tokens a piece has. Where ids is not nil, they are appended to it.
func (v *vocabulary) tokens(piece []byte, ids *[]uint32) int {
	if r := v.rank(piece); r != noRank {
		if ids != nil {
			*ids = append(*ids, r)
		}
		return 1
	}
	if len(piece) <= shortPiece {
		return v.mergeShort(piece, ids)
	}
	m, _ := v.merges.Get().(*merge)
	if m == nil {
		m = new(merge)
	}
	defer v.merges.Put(m)
	return m.merge(v, piece, ids)
}

// part is a token to be: where it begins, and the rank that it would have together with the next one.
type part struct{ start, rank uint32 }

// mergeShort joins the pair of the lowest rank until no two neighbours are a token.
func (v *vocabulary) mergeShort(piece []byte, ids *[]uint32) int {
	var room [shortPiece + 1]part
	n := len(piece)
	all := room[:n+1]
	for i := range n {
		all[i] = part{uint32(i), noRank}
		if i+2 <= n {
			all[i].rank = v.rank(piece[i : i+2])
		}
	}
	all[n] = part{uint32(n), noRank}
	pair := func(i int) uint32 {
		if i+2 >= len(all) {
			return noRank
		}
		return v.rank(piece[all[i].start:all[i+2].start])
	}
	for {
		best := 0
		for i := range all {
			if all[i].rank < all[best].rank {
				best = i
			}
		}
		if all[best].rank == noRank {
			break
		}
		all = append(all[:best+1], all[best+2:]...)
		all[best].rank = pair(best)
		if best > 0 {
			all[best-1].rank = pair(best - 1)
		}
	}
	if ids != nil {
		for i := range len(all) - 1 {
			*ids = append(*ids, v.rank(piece[all[i].start:all[i+1].start]))
		}
	}
	return len(all) - 1
}

// merge is the work space for a long piece: a list of parts, and a heap of the pairs that are tokens. A pair that is no
// longer there stays in the heap until it comes up.
type merge struct {
	parts []link
	heap  []uint64 // rank, and below it the position, so that of equal ranks the leftmost comes first
}

// link is a part in a list. Positions are those of its first byte.
type link struct {
	prev, next uint32 // next is the end of the part
	rank       uint32 // of the part and its next together
}

func (m *merge) merge(v *vocabulary, piece []byte, ids *[]uint32) int {
	n := uint32(len(piece))
	m.parts, m.heap = m.parts[:0], m.heap[:0]
	for i := range n {
		m.parts = append(m.parts, link{prev: i - 1, next: i + 1, rank: noRank})
	}
	m.parts[0].prev = math.MaxUint32
	for i := range n - 1 {
		m.pair(v, piece, i)
	}
	count := int(n)
	for len(m.heap) > 0 {
		top := m.pop()
		i := uint32(top)
		p := &m.parts[i]
		if p.rank != uint32(top>>32) {
			continue // it was merged away, or is another pair now
		}
		gone := &m.parts[p.next]
		gone.rank, p.next = noRank, gone.next
		if p.next < n {
			m.parts[p.next].prev = i
		}
		count--
		m.pair(v, piece, i)
		if p.prev != math.MaxUint32 {
			m.pair(v, piece, p.prev)
		}
	}
	if ids != nil {
		for i := uint32(0); i < n; i = m.parts[i].next {
			*ids = append(*ids, v.rank(piece[i:m.parts[i].next]))
		}
	}
	return count
}

// pair looks the part at i and its next up together.
func (m *merge) pair(v *vocabulary, piece []byte, i uint32) {
	p := &m.parts[i]
	p.rank = noRank
	if int(p.next) == len(piece) {
		return
	}
	if p.rank = v.rank(piece[i:m.parts[p.next].next]); p.rank != noRank {
		m.push(uint64(p.rank)<<32 | uint64(i))
	}
}

func (m *merge) push(x uint64) {
	h := append(m.heap, x)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if h[up] <= x {
			break
		}
		h[i], i = h[up], up
	}
	h[i] = x
	m.heap = h
}

func (m *merge) pop() uint64 {
	h := m.heap
	top, x := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	for i := 0; len(h) > 0; {
		down := 2*i + 1
		if down >= len(h) {
			h[i] = x
			break
		}
		if down+1 < len(h) && h[down+1] < h[down] {
			down++
		}
		if x <= h[down] {
			h[i] = x
			break
		}
		h[i], i = h[down], down
	}
	m.heap = h
	return top
}
