package gemini

import (
	"strconv"
	"unicode/utf8"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// maxKept is how much of an answer's text is kept to turn positions in bytes into positions in characters.
const maxKept = 1 << 20

// citations is what a candidate's citations need to know: they point into its text by bytes.
type citations struct {
	kept  []byte // its text so far, without thoughts
	chars int    // its length in characters
	base  int    // where the open text begins, in characters
	cited []llm.Citation
}

func (c *citations) keep(text []byte) {
	c.chars += utf8.RuneCount(text)
	c.kept = append(c.kept, text[:min(len(text), maxKept-len(c.kept))]...)
}

// char is the position in characters, in the text that is open or was the last.
func (c *citations) char(at int64) int {
	if at <= 0 {
		return 0
	}
	n := utf8.RuneCount(c.kept[:min(at, int64(len(c.kept)))])
	return max(0, n-c.base)
}

// fresh reports whether a citation was not made yet: recitation notes grow from chunk to chunk.
func (c *citations) fresh(x llm.Citation) bool {
	for _, y := range c.cited {
		if x.URL == y.URL && x.Source == y.Source && x.Start == y.Start && x.End == y.End && x.Title == y.Title {
			return false
		}
	}
	c.cited = append(c.cited, x)
	return true
}

// maxCitations bounds the citations of one candidate.
const maxCitations = 512

// cite emits the citations of a chunk: with the text that is open, else with an empty one after it.
func (d *decoder) cite(i int, grounding, cited []byte) {
	if grounding == nil && cited == nil {
		return
	}
	c := &d.choices[i]
	list := append(c.grounded(grounding), c.recited(cited)...)
	for _, x := range list {
		if len(c.cited) >= maxCitations || !c.fresh(x) {
			continue
		}
		if _, ok := c.open.(llm.Text); !ok {
			base := c.base
			d.open(i, llm.Text{})
			c.base = base
		}
		d.emit(llm.Event{Kind: llm.EventDelta, Choice: i, Index: c.index, Citation: &x})
	}
}

// grounded reads groundingMetadata: sources, and which of them back which text.
func (c *citations) grounded(raw []byte) []llm.Citation {
	var sources, out []llm.Citation
	var supports []byte
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "groundingChunks":
			for s := rawjson.Members(m.Value); s.Next(); {
				sources = append(sources, readSource(s.Value))
			}
		case "groundingSupports":
			supports = m.Value
		}
	}
	used := make([]bool, len(sources))
	for s := rawjson.Members(supports); s.Next() && len(out) < maxCitations; {
		var start, end int
		var indices []byte
		for m := rawjson.Members(s.Value); m.Next(); {
			switch string(m.Key) {
			case "segment":
				start, end = c.segment(m.Value)
			case "groundingChunkIndices":
				indices = m.Value
			}
		}
		for k := rawjson.Members(indices); k.Next(); {
			if n := count(k.Value); n < int64(len(sources)) {
				x := sources[n]
				x.Start, x.End = start, end
				used[n] = true
				out = append(out, x)
			}
		}
	}
	for n, x := range sources {
		if !used[n] {
			out = append(out, x)
		}
	}
	return out
}

// segment reads a range. Its ends are bytes of the text.
func (c *citations) segment(raw []byte) (start, end int) {
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "startIndex":
			start = c.char(count(m.Value))
		case "endIndex":
			end = c.char(count(m.Value))
		}
	}
	return start, end
}

// readSource reads an element of groundingChunks: {web:{uri,title}} or {retrievedContext:{…}}.
func readSource(raw []byte) llm.Citation {
	x := llm.Citation{From: Dialect}
	for m := rawjson.Members(raw); m.Next(); {
		for k := rawjson.Members(m.Value); k.Next(); {
			switch string(k.Key) {
			case "uri":
				x.URL = llm.TextOf(k.Value)
			case "title":
				x.Title = llm.TextOf(k.Value)
			case "text":
				x.Quote = llm.TextOf(k.Value)
			case "fileSearchStore", "documentName":
				x.Source = llm.TextOf(k.Value)
			}
		}
	}
	return x
}

// recited reads citationMetadata, whose list has two names (recorded: gemini and vertex).
func (c *citations) recited(raw []byte) []llm.Citation {
	var out []llm.Citation
	for m := rawjson.Members(raw); m.Next(); {
		if k := string(m.Key); k != "citationSources" && k != "citations" {
			continue
		}
		for s := rawjson.Members(m.Value); s.Next() && len(out) < maxCitations; {
			x := llm.Citation{From: Dialect}
			for k := rawjson.Members(s.Value); k.Next(); {
				switch string(k.Key) {
				case "uri":
					x.URL = llm.TextOf(k.Value)
				case "title":
					x.Title = llm.TextOf(k.Value)
				}
			}
			x.Start, x.End = c.segment(s.Value)
			out = append(out, x)
		}
	}
	return out
}

// grounding gathers the citations of an answer for a client.
type grounding struct {
	kept []byte // text so far
	base int    // where in it the last part with text begins
	list []llm.Citation
	at   []int // base of each citation
}

func (g *grounding) text(t []byte) { g.kept = append(g.kept, t[:min(len(t), maxKept-len(g.kept))]...) }

func (g *grounding) cite(x llm.Citation) {
	if x.URL != "" || x.Source != "" || x.Title != "" {
		g.list, g.at = append(g.list, x), append(g.at, g.base)
	}
}

// write writes groundingMetadata, unless nothing is cited.
func (g *grounding) write(w *llm.Writer) {
	if len(g.list) == 0 {
		return
	}
	w.OpenKey("groundingMetadata", '{')
	w.OpenKey("groundingChunks", '[')
	for _, x := range g.list {
		w.Open('{')
		if x.Source == "" || x.URL != "" {
			w.OpenKey("web", '{')
		} else {
			w.OpenKey("retrievedContext", '{')
			w.StrIf("text", x.Quote)
			w.Str("documentName", x.Source)
		}
		w.StrIf("uri", x.URL)
		w.StrIf("title", x.Title)
		w.Close('}')
		w.Close('}')
	}
	w.Close(']')
	w.OpenKey("groundingSupports", '[')
	for i, x := range g.list {
		g.support(w, i, x)
	}
	w.Close(']')
	w.Close('}')
}

func (g *grounding) support(w *llm.Writer, i int, x llm.Citation) {
	part := g.kept[min(g.at[i], len(g.kept)):]
	start, end := byteAt(part, x.Start), byteAt(part, x.End)
	if x.Start == 0 && x.End == 0 {
		end = len(part)
	}
	w.Open('{')
	w.OpenKey("segment", '{')
	w.Int("startIndex", int64(g.at[i]+start))
	w.Int("endIndex", int64(g.at[i]+end))
	if start < end {
		w.Text("text", part[start:end])
	}
	w.Close('}')
	w.OpenKey("groundingChunkIndices", '[')
	w.Buf = strconv.AppendInt(w.Buf, int64(i), 10)
	w.Close(']')
	w.Close('}')
}

// byteAt is the position in bytes of a character.
func byteAt(text []byte, char int) int {
	at := 0
	for ; char > 0 && at < len(text); char-- {
		_, n := utf8.DecodeRune(text[at:])
		at += n
	}
	return at
}
