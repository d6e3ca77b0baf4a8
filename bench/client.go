package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"
)

// callTime bounds one call.
const callTime = 60 * time.Second

// client is one keep-alive connection. It parses no more of HTTP/1.1 than it needs, to cost little next to its target.
type client struct {
	addr string
	conn net.Conn
	r    *bufio.Reader
	got  int // bytes of the last answer that were right
}

// job is one kind of call, ready to be sent to one target.
type job struct {
	request []byte // with its header
	want    []byte // the right body of the answer
	events  int    // in it
}

func newJob(t *target, s spec, size int) *job {
	body := s.request(size)
	head := fmt.Sprintf("POST /v1/chat/completions HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\nAccept: */*\r\nContent-Type: application/json\r\n"+
		"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n", t.addr, t.key, len(body))
	return &job{request: append([]byte(head), body...), want: s.body(), events: s.events()}
}

// do makes a call and compares the answer. After an error the connection is made anew by the next call.
func (c *client) do(j *job) error {
	c.got = 0
	err := c.try(j)
	if err != nil {
		c.close()
	}
	return err
}

// events is how many events of the job's stream arrived with the last call, in part if it failed.
func (c *client) events(j *job) int {
	if c.got == len(j.want) {
		return j.events
	}
	return bytes.Count(j.want[:c.got], []byte("\n\n"))
}

func (c *client) try(j *job) error {
	if c.conn == nil {
		conn, err := net.DialTimeout("tcp", c.addr, callTime)
		if err != nil {
			return err
		}
		c.conn, c.r = conn, bufio.NewReaderSize(conn, 32<<10)
	}
	if err := c.conn.SetDeadline(time.Now().Add(callTime)); err != nil {
		return err
	}
	if _, err := c.conn.Write(j.request); err != nil {
		return err
	}
	length, err := c.head()
	if err != nil {
		return err
	}
	if length >= 0 {
		return c.compare(length, j.want)
	}
	return c.chunked(j.want)
}

func (c *client) close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

// head reads a response's head and returns the length of the body, -1 when it is chunked.
func (c *client) head() (int, error) {
	length, bad := 0, ""
	for first := true; ; first = false {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		if first && !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) {
			bad = string(bytes.TrimSpace(line))
		}
		if len(line) <= 2 {
			break
		}
		if v, ok := headerValue(line, "content-length"); ok {
			if length, err = strconv.Atoi(string(v)); err != nil {
				return 0, err
			}
		} else if _, ok := headerValue(line, "transfer-encoding"); ok {
			length = -1
		}
	}
	if bad != "" {
		text, _ := c.r.Peek(min(max(length, 0), 300))
		return 0, fmt.Errorf("%s: %s", bad, text)
	}
	return length, nil
}

var errAltered = errors.New("the answer is not what the provider sent")

// chunked compares a chunked body with what it should be.
func (c *client) chunked(want []byte) error {
	for {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 16, 31)
		if err != nil {
			return err
		}
		n := int(size)
		if n > len(want) {
			return errAltered
		}
		if err := c.compare(n, want[:n]); err != nil {
			return err
		}
		if _, err := c.r.Discard(len("\r\n")); err != nil {
			return err
		}
		if n == 0 {
			if len(want) > 0 {
				return fmt.Errorf("%w: %d bytes are missing", errAltered, len(want))
			}
			return nil
		}
		want = want[n:]
	}
}

// compare reads n bytes, which should be want.
func (c *client) compare(n int, want []byte) error {
	if n != len(want) {
		return errAltered
	}
	for n > 0 {
		if _, err := c.r.Peek(1); err != nil {
			return err
		}
		b, err := c.r.Peek(min(n, c.r.Buffered()))
		if err != nil {
			return err
		}
		if !bytes.Equal(b, want[:len(b)]) {
			return errAltered
		}
		if _, err := c.r.Discard(len(b)); err != nil {
			return err
		}
		c.got += len(b)
		want, n = want[len(b):], n-len(b)
	}
	return nil
}
