package sim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
)

// Server serves providers on one port of the loopback interface, each below a path prefix of its own.
type Server struct {
	urls map[*Provider]string
	http *http.Server
	done chan struct{}
	cut  context.CancelFunc // ends requests whose connection the server no longer has
	once sync.Once
	err  error // of serving; read after done

	mu     sync.Mutex // orders the last Add before Wait
	closed bool
	wg     sync.WaitGroup
}

// Start listens on a free port of 127.0.0.1 and serves the providers until [Server.Close].
func Start(providers ...*Provider) (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("sim: %w", err)
	}
	s := &Server{urls: make(map[*Provider]string), done: make(chan struct{})}
	mux := http.NewServeMux()
	taken := make(map[string]bool)
	for _, p := range providers {
		name := p.opts.Name
		for i := 2; taken[name]; i++ {
			name = p.opts.Name + "-" + strconv.Itoa(i)
		}
		taken[name] = true
		mux.Handle("/"+name+"/", s.counted(http.StripPrefix("/"+name, p)))
		s.urls[p] = "http://" + l.Addr().String() + "/" + name + p.shape.bases[0]
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cut = cancel
	s.http = &http.Server{Handler: mux, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() {
		defer close(s.done)
		s.err = s.http.Serve(l)
	}()
	return s, nil
}

// counted lets Close wait for handlers, which [http.Server.Close] does not.
func (s *Server) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.enter() {
			panic(http.ErrAbortHandler)
		}
		defer s.wg.Done()
		next.ServeHTTP(w, r)
	})
}

// enter counts a handler in, unless the server is closed.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.wg.Add(1)
	}
	return !s.closed
}

// URL is the base URL of a provider given to [Start], to which /chat/completions and the like are joined.
func (s *Server) URL(p *Provider) string { return s.urls[p] }

// Close cuts every connection, hung ones too, and returns when the last handler has.
func (s *Server) Close() error {
	s.once.Do(func() {
		err := s.http.Close()
		s.cut()
		<-s.done
		s.mu.Lock()
		s.closed = true
		s.mu.Unlock()
		s.wg.Wait()
		if errors.Is(s.err, http.ErrServerClosed) {
			s.err = err
		}
	})
	return s.err
}
