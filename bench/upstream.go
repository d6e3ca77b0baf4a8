package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"sync"
	"time"
)

// maxRequest bounds a request to the simulated provider, in bytes.
const maxRequest = 8 << 20

// provider is a simulated provider on a bare socket: it writes bytes that were rendered before, one write per event, so
// that it costs little next to what it measures.
type provider struct{ rendered sync.Map } // *rendering by model and whether usage was asked for

// rendering is a response ready to be written.
type rendering struct {
	gap    time.Duration
	writes [][]byte
}

// runUpstream serves until standard input ends, and prints its address first.
func runUpstream() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	announce(l)
	p := new(provider)
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			if err := p.serve(conn); err != nil && !errors.Is(err, io.EOF) {
				fmt.Fprintln(os.Stderr, "upstream:", err)
			}
		}()
	}
}

// announce tells the parent where we listen, and ends the process when the parent is gone.
func announce(l net.Listener) {
	fmt.Println(l.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
}

// serve answers one connection's requests.
func (p *provider) serve(conn net.Conn) error {
	r := bufio.NewReaderSize(conn, 64<<10)
	var body []byte
	for {
		n, err := readRequestHead(r)
		if err != nil {
			return err
		}
		if cap(body) < n {
			body = make([]byte, n)
		}
		body = body[:n]
		if _, err := io.ReadFull(r, body); err != nil {
			return err
		}
		answer, err := p.find(body)
		if err != nil {
			return err
		}
		if err := answer.send(conn); err != nil {
			return nil // the client left
		}
	}
}

// readRequestHead reads past a request's header and returns the length of its body.
func readRequestHead(r *bufio.Reader) (int, error) {
	length := 0
	for first := true; ; first = false {
		line, err := r.ReadSlice('\n')
		if err != nil {
			if first && len(line) > 0 {
				err = io.ErrUnexpectedEOF
			}
			return 0, err
		}
		if len(line) <= 2 {
			return length, nil
		}
		if value, ok := headerValue(line, "content-length"); ok {
			if length, err = strconv.Atoi(string(value)); err != nil || length < 0 || length > maxRequest {
				return 0, fmt.Errorf("content-length %q", value)
			}
		}
	}
}

// headerValue is the value of a header line if it has the name, which is given in lower case.
func headerValue(line []byte, name string) ([]byte, bool) {
	if len(line) <= len(name) || line[len(name)] != ':' || !bytes.EqualFold(line[:len(name)], []byte(name)) {
		return nil, false
	}
	return bytes.TrimSpace(line[len(name)+1:]), true
}

// find is the response to a request body.
func (p *provider) find(body []byte) (*rendering, error) {
	_, rest, _ := bytes.Cut(body, []byte(`"model":"`))
	model, _, ok := bytes.Cut(rest, []byte(`"`))
	if !ok {
		return nil, errors.New("request without a model")
	}
	usage := bytes.Contains(body, []byte(`"include_usage":true`))
	key := fmt.Sprint(string(model), usage)
	if r, ok := p.rendered.Load(key); ok {
		return r.(*rendering), nil
	}
	s, err := parseSpec(string(model))
	if err != nil {
		return nil, err
	}
	r := render(s, usage)
	p.rendered.Store(key, r)
	return r, nil
}

// render makes the writes of a response: one for a whole answer, one per event for a stream.
func render(s spec, usage bool) *rendering {
	const common = "HTTP/1.1 200 OK\r\nDate: Thu, 09 Oct 2025 08:53:20 GMT\r\nx-request-id: req_bench\r\nopenai-processing-ms: 1\r\n"
	if !s.stream {
		body := s.answer()
		head := fmt.Sprintf("%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", common, len(body))
		return &rendering{gap: s.gap, writes: [][]byte{append([]byte(head), body...)}}
	}
	r := &rendering{gap: s.gap}
	head := common + "Content-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
	for _, f := range s.frames(usage) {
		r.writes = append(r.writes, fmt.Appendf(nil, "%s%x\r\n%s\r\n", head, len(f), f))
		head = ""
	}
	last := len(r.writes) - 1
	r.writes[last] = append(r.writes[last], "0\r\n\r\n"...)
	return r
}

// send writes the response. Writes that are late are made up for, so that the rate is the one asked for.
func (r *rendering) send(w io.Writer) error {
	began := time.Now()
	for i, b := range r.writes {
		if r.gap > 0 {
			time.Sleep(time.Until(began.Add(time.Duration(i+1) * r.gap)))
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}
