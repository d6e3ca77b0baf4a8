package tokenizer

import "unicode/utf8"

// Sizes of windows, in bytes. What is longer than a window without a place to split it is cut there, which costs a token or two
// each time. Real words are never as long.
const (
	streamWindow = 1 << 10
	wholeWindow  = 64 << 10
	eager        = 256 // a window is not split before it has this much
)

// Counter counts a text that arrives in parts, holding its last few words and nothing else. It allocates nothing; a text has
// the same tokens however it was cut. Family.Counter begins one. It must not be copied.
type Counter struct {
	window
	family *Family
	room   [streamWindow]byte
}

// Counter is a counter of a text in the family's tokens. It fills in c, so that it can be part of something larger.
func (f *Family) Counter(c *Counter) {
	c.family, c.window = f, window{v: f.vocabulary(), next: eager}
}

// Write takes the next part of the text.
func (c *Counter) Write(text []byte) {
	if c.buf == nil {
		c.buf = c.room[:0]
	}
	for len(text) > 0 {
		n := copy(c.buf[len(c.buf):cap(c.buf)], text)
		c.buf = c.buf[:len(c.buf)+n]
		text = text[n:]
		c.settle()
	}
}

// Break says that what comes next is another text.
func (c *Counter) Break() {
	c.sum.merge(c.pending())
	c.buf, c.next = c.buf[:0], eager
}

// Tokens is the count so far, as if the text ended here.
func (c *Counter) Tokens() int64 {
	s := c.pending()
	s.merge(c.sum)
	return c.family.weigh(&s)
}

// Count counts a whole text.
func (f *Family) Count(text string) int64 {
	var s sums
	f.count(&s, text)
	return f.weigh(&s)
}

func (f *Family) count(s *sums, text string) {
	if text == "" {
		return
	}
	v := f.vocabulary()
	room, _ := v.windows.Get().(*[wholeWindow]byte)
	if room == nil {
		room = new([wholeWindow]byte)
	}
	defer v.windows.Put(room)
	w := window{v: v, buf: room[:0], next: wholeWindow}
	for len(text) > 0 {
		n := copy(w.buf[len(w.buf):cap(w.buf)], text)
		w.buf = w.buf[:len(w.buf)+n]
		text = text[n:]
		w.settle()
	}
	s.merge(w.sum)
	s.merge(w.pending())
}

// window is the end of a text whose beginning is counted.
type window struct {
	v    *vocabulary
	buf  []byte
	next int // length at which it is worth splitting again
	sum  sums
}

// settle counts what no further text can change, once there is enough of it.
func (w *window) settle() {
	if len(w.buf) < min(w.next, cap(w.buf)) {
		return
	}
	used := w.certain()
	if used == 0 && len(w.buf) == cap(w.buf) {
		whole := w.buf[:len(w.buf)-broken(w.buf)]
		w.sum.merge(w.all(whole))
		used = len(whole)
	}
	w.buf = w.buf[:copy(w.buf, w.buf[used:])]
	w.next = max(eager, 2*len(w.buf))
}

// certain counts all pieces but the last two, and returns their length. More text can lengthen the last one, or join it
// with the one before (a capital, a contraction, a line end in white space), but reaches no further.
func (w *window) certain() int {
	text := w.buf[:len(w.buf)-broken(w.buf)]
	var starts [2]int // of the pieces before the one that begins at i
	pieces := 0
	for i := 0; i < len(text); pieces++ {
		if pieces >= 2 {
			w.piece(text[starts[0]:starts[1]], &w.sum)
		}
		starts[0], starts[1] = starts[1], i
		i = w.v.split(text, i)
	}
	if pieces < 3 {
		return 0
	}
	return starts[0]
}

// pending is what the window holds, were the text to end here.
func (w *window) pending() sums { return w.all(w.buf) }

func (w *window) all(text []byte) (s sums) {
	for i := 0; i < len(text); {
		end := w.v.split(text, i)
		w.piece(text[i:end], &s)
		i = end
	}
	return s
}

// broken is the length of the character at the end of the text that is not whole yet.
func broken(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if b := text[len(text)-n]; utf8.RuneStart(b) {
			if utf8.FullRune(text[len(text)-n:]) {
				return 0
			}
			return n
		}
	}
	return 0
}
