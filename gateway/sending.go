package gateway

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// sending counts the connections that were got for a request and have not finished to send it. net/http reads the body
// between the two, on another goroutine, and may be at it still when the answer is there. It does so once for every
// connection it gets: it tries again where an idle one turns out dead. A connection that was got and never used counts for
// ever.
//
// Wrapping the body would tell as much, but net/http sends a body that it does not know apart from the header, in a write
// of its own.
type sending struct{ open atomic.Int32 }

// watch returns the context for the request that is to be watched.
func (s *sending) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:      func(httptrace.GotConnInfo) { s.open.Add(1) },
		WroteRequest: func(httptrace.WroteRequestInfo) { s.open.Add(-1) },
	})
}

// done reports whether nobody reads the body any more. It is for the time after RoundTrip, which starts no more sending.
func (s *sending) done() bool { return s.open.Load() == 0 }
