// Package onewrite lets a handler send what net/http writes in three pieces, a chunk's head, its bytes and its end, in one. Each
// piece would be a system call and a packet.
package onewrite

import (
	"context"
	"net"
)

// Listener makes connections that can hold back what is written.
type Listener struct{ net.Listener }

// Accept waits for the next connection.
func (l Listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &Conn{TCPConn: tcp}, err
	}
	return c, err
}

// key is where Context keeps the connection.
type key struct{}

// Context is for http.Server.ConnContext.
func Context(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, key{}, c)
}

// Of is the connection of a request's context; nil if it is none of a Listener's.
func Of(ctx context.Context) *Conn {
	c, _ := ctx.Value(key{}).(*Conn)
	return c
}

// Conn is a server's connection. Hold, Release and what is written between them are one goroutine's. A nil Conn holds nothing back.
type Conn struct {
	*net.TCPConn
	holds bool
	held  []byte
}

// Hold begins to keep what is written, in buf until Release.
func (c *Conn) Hold(buf []byte) {
	if c != nil {
		c.holds, c.held = true, buf[:0]
	}
}

// Release sends what was kept. Its error is that of the whole.
func (c *Conn) Release() (err error) {
	if c == nil || !c.holds {
		return nil
	}
	if len(c.held) > 0 {
		_, err = c.TCPConn.Write(c.held)
	}
	c.holds, c.held = false, nil
	return err
}

// Write writes, or keeps what is to be written.
func (c *Conn) Write(b []byte) (int, error) {
	if !c.holds {
		return c.TCPConn.Write(b)
	}
	c.held = append(c.held, b...)
	return len(b), nil
}
