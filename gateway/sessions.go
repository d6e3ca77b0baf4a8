package gateway

import (
	"io"
	"sync"
	"time"
)

// sessions are the WebSocket sessions that are open: the HTTP server forgets their connections, and would not wait for
// their records.
type sessions struct {
	mu    sync.Mutex
	over  bool
	open  map[io.Closer]bool // whether a response is under way
	ended sync.WaitGroup
}

// begin notes a session; false says that no more are to be opened.
func (s *sessions) begin(conn io.Closer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return false
	}
	if s.open == nil {
		s.open = map[io.Closer]bool{}
	}
	s.open[conn] = false
	s.ended.Add(1)
	return true
}

// refused reports whether no more are to be opened.
func (s *sessions) refused() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over
}

// answering notes whether a response is under way in a session, which ends after its response when all are to end.
func (s *sessions) answering(conn io.Closer, yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[conn] = yes; s.over && !yes {
		_ = conn.Close()
	}
}

// close closes all that are open, or only those without a response under way.
func (s *sessions) close(all bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	for conn, answering := range s.open {
		if all || !answering {
			_ = conn.Close()
		}
	}
}

// end forgets a session, which is recorded.
func (s *sessions) end(conn io.Closer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, conn)
	s.ended.Done()
}

// EndSessions closes all WebSocket sessions and returns when they are recorded. One whose response is under way is closed after it,
// or when the time is over. No more are opened. It is for the end of the process, before the recorder is closed.
func (g *Gateway) EndSessions(atMost time.Duration) {
	g.sessions.close(false)
	cut := time.AfterFunc(atMost, func() { g.sessions.close(true) })
	defer cut.Stop()
	g.sessions.ended.Wait()
}
