package gateway

import (
	"io"
	"sync"
)

// sessions are the WebSocket sessions that are open: the HTTP server forgets their connections, and would not wait for
// their records.
type sessions struct {
	mu    sync.Mutex
	over  bool
	open  map[io.Closer]struct{}
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
		s.open = map[io.Closer]struct{}{}
	}
	s.open[conn] = struct{}{}
	s.ended.Add(1)
	return true
}

// refused reports whether no more are to be opened.
func (s *sessions) refused() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over
}

// end forgets a session, which is recorded.
func (s *sessions) end(conn io.Closer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, conn)
	s.ended.Done()
}

// EndSessions closes all WebSocket sessions and returns when they are recorded. No more are opened. It is for the end of
// the process, before the recorder is closed.
func (g *Gateway) EndSessions() {
	g.sessions.mu.Lock()
	g.sessions.over = true
	for conn := range g.sessions.open {
		_ = conn.Close()
	}
	g.sessions.mu.Unlock()
	g.sessions.ended.Wait()
}
