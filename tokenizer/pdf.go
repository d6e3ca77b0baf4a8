package tokenizer

import (
	"bytes"
	"compress/zlib"
	"io"
	"strconv"
)

// Bounds of counting the pages of a PDF.
const (
	mostPages    = 1000     // that any provider reads of one file
	leastPage    = 4 << 10  // bytes; a page that cannot be counted is taken for no smaller
	mostInflated = 16 << 20 // bytes of all its compressed objects together
	mostStreams  = 4 << 10  // of compressed objects
	dictBytes    = 64 << 10 // in which an object has to say what it is
)

// Pages counts the pages of a PDF by its page objects, those in compressed streams included. Nothing is drawn, and objects that a later
// revision replaces count once. exact is false, and the number a bound by its size, where it is no PDF, encrypted or damaged.
func Pages(b []byte) (pages int64, exact bool) {
	bound := min(mostPages, ceil(int64(len(b)), leastPage))
	if !bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-")) || bytes.Contains(b, []byte("/Encrypt")) {
		return max(1, bound), false
	}
	d := pdf{pages: map[int64]struct{}{}, inflated: mostInflated}
	d.objects(b)
	if d.damaged || len(d.pages) == 0 {
		return max(1, bound, int64(len(d.pages))), false
	}
	return int64(len(d.pages)), true
}

// pdf is a count under way.
type pdf struct {
	pages    map[int64]struct{} // numbers of the objects that are pages
	inflated int64              // bytes that may still be inflated
	streams  int                // of compressed objects, that were looked into
	zlib     io.ReadCloser
	endless  bool // a stream has no end, so that no end of another one is to be looked for
	damaged  bool
}

// objects goes through what stands between "obj" and "endobj".
func (d *pdf) objects(b []byte) {
	for len(d.pages) <= mostPages {
		i := bytes.Index(b, []byte(" obj"))
		if i < 0 {
			return
		}
		number, ok := numberBefore(b[:i])
		b = b[i+len(" obj"):]
		if !ok {
			continue
		}
		dict := dictionary(b)
		switch {
		case isType(dict, "/Page"):
			d.pages[number] = struct{}{}
		case isType(dict, "/ObjStm"):
			d.compressed(dict, b[len(dict):])
		}
		b = d.skip(b[len(dict):])
	}
}

// dictionary is the text of an object up to its stream or its end. What it looks at is in proportion to what it finds.
func dictionary(b []byte) []byte {
	for window := 64; ; window *= 2 {
		part := b[:min(len(b), window, dictBytes)]
		end := len(part)
		for _, word := range [...]string{"endobj", "stream"} {
			if i := bytes.Index(part[:end], []byte(word)); i >= 0 {
				end = i
			}
		}
		if end < len(part) || len(part) < window || window >= dictBytes {
			return part[:end]
		}
	}
}

// skip passes a stream over.
func (d *pdf) skip(b []byte) []byte {
	if d.endless || !bytes.HasPrefix(b, []byte("stream")) {
		return b
	}
	i := bytes.Index(b, []byte("endstream"))
	if i < 0 {
		d.endless = true
		return b
	}
	return b[i:]
}

// numberBefore reads the number of an object from "12 0", with which the text ends.
func numberBefore(b []byte) (int64, bool) {
	b = b[max(0, len(b)-24):]
	i := bytes.LastIndexByte(b, ' ')
	if i < 0 || i+1 == len(b) || len(bytes.Trim(b[i+1:], "0123456789")) > 0 {
		return 0, false
	}
	b = b[:i]
	first := len(b)
	for first > 0 && b[first-1] >= '0' && b[first-1] <= '9' {
		first--
	}
	n, err := strconv.ParseInt(string(b[first:]), 10, 64)
	return n, err == nil
}

// isType reports whether a dictionary says "/Type" and then the name, which goes no further.
func isType(dict []byte, name string) bool {
	for {
		i := bytes.Index(dict, []byte("/Type"))
		if i < 0 {
			return false
		}
		dict = bytes.TrimLeft(dict[i+len("/Type"):], " \t\r\n\f\x00")
		if rest, ok := bytes.CutPrefix(dict, []byte(name)); ok && (len(rest) == 0 || !regular(rest[0])) {
			return true
		}
	}
}

// regular reports whether a byte goes on with a name.
func regular(c byte) bool { return bytes.IndexByte([]byte(" \t\r\n\f\x00/<>[]()%{}"), c) < 0 }

// compressed looks into a stream of objects: pairs of number and place, then the objects.
func (d *pdf) compressed(dict, b []byte) {
	n, ok := entry(dict, "/N")
	first, ok2 := entry(dict, "/First")
	rest, ok3 := bytes.CutPrefix(b, []byte("stream"))
	if !ok || !ok2 || !ok3 || !bytes.Contains(dict, []byte("/FlateDecode")) || bytes.Contains(dict, []byte("/DecodeParms")) {
		d.damaged = true
		return
	}
	text := d.inflate(bytes.TrimLeft(rest, "\r\n"))
	if int64(len(text)) < first {
		d.damaged = true
		return
	}
	pairs, before := bytes.Fields(text[:first]), int64(0)
	for i := int64(0); i < n && 2*i+1 < int64(len(pairs)) && len(d.pages) <= mostPages; i++ {
		number, err := strconv.ParseInt(string(pairs[2*i]), 10, 64)
		at, err2 := strconv.ParseInt(string(pairs[2*i+1]), 10, 64)
		if err != nil || err2 != nil || at < before || at > int64(len(text))-first {
			d.damaged = true
			return
		}
		before = at
		end := int64(len(text))
		if 2*i+3 < int64(len(pairs)) {
			if next, err := strconv.ParseInt(string(pairs[2*i+3]), 10, 64); err == nil && next >= at && next <= end-first {
				end = first + next
			}
		}
		object := text[first+at : end]
		if isType(object[:min(len(object), dictBytes)], "/Page") {
			d.pages[number] = struct{}{}
		}
	}
}

// entry reads a whole number of a dictionary.
func entry(dict []byte, name string) (int64, bool) {
	for {
		i := bytes.Index(dict, []byte(name))
		if i < 0 {
			return 0, false
		}
		dict = dict[i+len(name):]
		if len(dict) == 0 || regular(dict[0]) && (dict[0] < '0' || dict[0] > '9') {
			continue // the beginning of another name
		}
		text := bytes.TrimLeft(dict, " \t\r\n\f\x00")
		end := 0
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		n, err := strconv.ParseInt(string(text[:end]), 10, 32)
		return n, err == nil
	}
}

// inflate is a stream's content, as far as it may be looked at; what is longer, or damaged, is noted.
func (d *pdf) inflate(b []byte) []byte {
	if d.streams++; d.streams > mostStreams {
		d.damaged = true
		return nil
	}
	var err error
	if again, ok := d.zlib.(zlib.Resetter); ok {
		err = again.Reset(bytes.NewReader(b), nil)
	} else {
		d.zlib, err = zlib.NewReader(bytes.NewReader(b))
	}
	if err != nil {
		d.zlib, d.damaged = nil, true
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(d.zlib, d.inflated+1))
	if d.inflated -= int64(len(text)); err != nil || d.inflated < 0 {
		d.damaged = true
		d.inflated = max(0, d.inflated)
	}
	return text
}
