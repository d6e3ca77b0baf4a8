package sim

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
)

// misbehaveEarly does what happens before the request is looked at. It says whether that was all.
func (x *exchange) misbehaveEarly() bool {
	switch {
	case x.knobs.Reset:
		x.fault = "reset"
		x.reset()
		return true
	case x.knobs.Hang:
		x.fault = "hang"
		x.untilGone()
		return true
	case x.knobs.Garbage == InfoFlood:
		x.fault = string(InfoFlood)
		for range 16 {
			x.w.WriteHeader(http.StatusEarlyHints)
		}
	}
	return false
}

// reset closes the connection so that the client sees it reset. Where the connection cannot be had (HTTP/2), aborting the
// stream is the nearest thing.
func (x *exchange) reset() {
	conn, _, err := x.rc.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // at worst the close is a polite one
	}
	_ = conn.Close()
}

// brokenOff applies the faults that come after so many chunks, and says whether the stream is over.
func (x *exchange) brokenOff(sent int) bool {
	now := func(after int) bool { return after > 0 && sent == after || after < 0 && sent == 0 }
	k := &x.knobs
	switch {
	case now(k.CutAfter):
		x.fault = "cut"
		x.status(http.StatusOK)
		x.flush()
		panic(http.ErrAbortHandler)
	case now(k.EndAfter):
		x.fault = "end"
		x.status(http.StatusOK)
		return true
	case now(k.ErrorAfter):
		x.fault = "error-in-stream"
		x.v.seq = sent
		x.buf = x.streamError.append(x.buf, &x.v)
		x.send()
		return true
	case now(k.HangAfter):
		x.fault = "hang-after"
		x.status(http.StatusOK)
		x.flush()
		x.untilGone()
		return true
	}
	return false
}

// page is what proxies say for themselves.
const page = "<html>\r\n<head><title>%[1]s</title></head>\r\n<body>\r\n<center><h1>%[1]s</h1></center>\r\n" +
	"<hr><center>sim</center>\r\n</body>\r\n</html>\r\n"

// garbled sends what the Garbage and DripHead knobs want in place of an answer, and says whether it did.
func (x *exchange) garbled(d delivery) bool {
	g := x.knobs.Garbage
	if x.knobs.DripHead > 0 {
		x.fault = "drip-head"
		x.dripHead(d.kind, x.whole(d))
		return true
	}
	switch g {
	case HTMLOK, HTMLGateway, EmptyBody, TruncatedJSON, LongLength, Gzip, GzipCut, GzipBomb, Trailers:
		x.fault = string(g)
	default:
		return false
	}
	if !x.wait(x.knobs.FirstToken, "") {
		return true
	}
	h := x.w.Header()
	switch g {
	case HTMLOK:
		x.plain(http.StatusOK, "text/html", fmt.Appendf(nil, page, "Welcome"))
	case HTMLGateway:
		x.plain(http.StatusBadGateway, "text/html", fmt.Appendf(nil, page, "502 Bad Gateway"))
	case EmptyBody:
		x.plain(http.StatusOK, d.kind, nil)
	case TruncatedJSON:
		body := x.whole(d)
		x.plain(http.StatusOK, d.kind, body[:len(body)/2])
	case LongLength:
		body := x.whole(d)
		h.Set("Content-Length", strconv.Itoa(len(body)+100))
		x.plain(http.StatusOK, d.kind, body)
	case Gzip, GzipCut, GzipBomb:
		h.Set("Content-Encoding", "gzip")
		x.packed(g, d)
	case Trailers:
		h.Set("Trailer", "X-Sim-Checksum")
		x.status(http.StatusOK)
		x.flush() // trailers need a chunked body
		x.finish(x.whole(d))
		h.Set("X-Sim-Checksum", "0")
	}
	return true
}

// plain sends an answer that is not counted as finished.
func (x *exchange) plain(status int, contentType string, body []byte) {
	x.w.Header().Set("Content-Type", contentType)
	x.status(status)
	_ = x.write(body) // a client that left is told nothing
}

// whole renders everything a right answer would send.
func (x *exchange) whole(d delivery) []byte {
	if d.frames == nil {
		x.sentBytes = d.text
		return d.body
	}
	x.buf = append(x.buf[:0], x.p.shape.preamble...)
	for i := range d.frames {
		x.render(i, &d.frames[i])
		x.sentBytes += d.frames[i].size()
	}
	x.chunks = len(d.frames)
	return append(x.buf, x.ending...)
}

// packed sends a gzipped answer: right, cut, or a bomb.
func (x *exchange) packed(g Garbage, d delivery) {
	x.status(http.StatusOK)
	if g == GzipBomb {
		size := x.knobs.Huge
		if size == 0 {
			size = 64 << 20
		}
		z := gzip.NewWriter(x.w)
		_, _ = io.Copy(z, io.LimitReader(blanks{}, int64(size))) // the client may well leave before the end
		_ = z.Close()
		return
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(x.whole(d)) // a buffer takes everything
	_ = z.Close()
	if g == GzipCut {
		_ = x.write(b.Bytes()[:b.Len()/2])
		return
	}
	x.finish(b.Bytes())
}

// blanks reads as blanks without end.
type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// dripHead sends a whole response byte by byte, status line first, and closes the connection.
func (x *exchange) dripHead(contentType string, body []byte) {
	conn, _, err := x.rc.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 has no bytes of head to drip
	}
	defer func() { _ = conn.Close() }()
	x.note(func(s *Served) { s.Status = http.StatusOK })
	raw := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nConnection: close\r\n\r\n", contentType)
	for _, c := range append(raw, body...) {
		if !x.wait(x.knobs.DripHead, "") {
			return
		}
		if _, err := conn.Write([]byte{c}); err != nil {
			now := x.p.opts.Now()
			x.note(func(s *Served) { s.Gone = now })
			return
		}
	}
	x.note(func(s *Served) { s.Finished = true })
}
