package snapshot_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// shelf is a Source whose content the test changes.
type shelf struct {
	mu      sync.Mutex
	version int64
	bad     bool
	err     error
	loads   int
}

func (s *shelf) set(version int64, bad bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version, s.bad, s.err = version, bad, err
}

func (s *shelf) loaded() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loads
}

func (s *shelf) LoadConfig(context.Context) (*burncloud.Config, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loads++
	cfg := sample()
	cfg.Version = s.version
	if s.bad {
		cfg.Channels[0].Weight = -1
	}
	return cfg, s.err
}

func (s *shelf) ConfigVersion(context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version, s.err
}

func newHolder(s *shelf, hooks ...func(*snapshot.Snapshot)) *snapshot.Holder {
	return snapshot.NewHolder(snapshot.Options{Source: s, Logger: slog.New(slog.DiscardHandler), OnSwap: hooks})
}

func TestReload(t *testing.T) {
	ctx, src, swaps := t.Context(), &shelf{version: 1}, 0
	h := newHolder(src, func(s *snapshot.Snapshot) { swaps++ })
	if st := h.Status(); h.Load() != nil || st.Version != 0 || st.LastError == nil {
		t.Fatalf("before the first load: %+v", st)
	}
	if v, err := h.Reload(ctx); v != 1 || err != nil || h.Load().Version != 1 || h.Load().BuiltAt.IsZero() {
		t.Fatalf("first: %d, %v", v, err)
	}
	old := h.Load()
	if _, err := h.Reload(ctx); err != nil || h.Load() == old {
		t.Fatalf("an equal version is not rebuilt: %v", err)
	}
	old = h.Load()
	src.set(2, true, nil)
	v, err := h.Reload(ctx)
	var faults burncloud.Faults
	if v != 1 || !errors.As(err, &faults) || h.Load() != old {
		t.Fatalf("a bad configuration: %d, %v", v, err)
	}
	if st := h.Status(); st.Version != 1 || !errors.As(st.LastError, &faults) || st.LastErrorAt.IsZero() {
		t.Fatalf("status after a bad configuration: %+v", st)
	}
	down := errors.New("database is down")
	src.set(3, false, down)
	if v, err := h.Reload(ctx); v != 1 || !errors.Is(err, down) || h.Load() != old {
		t.Fatalf("a dead source: %d, %v", v, err)
	}
	src.set(3, false, nil)
	if v, err := h.Reload(ctx); v != 3 || err != nil || h.Status().LastError != nil {
		t.Fatalf("recovery: %d, %v, %+v", v, err, h.Status())
	}
	if swaps != 3 {
		t.Errorf("%d hook calls, want 3", swaps)
	}
}

func TestSwapUnderReaders(t *testing.T) {
	src := &shelf{version: 1}
	h := newHolder(src)
	if _, err := h.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var readers, writers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			last := int64(0)
			for {
				select {
				case <-stop:
					return
				default:
				}
				s := h.Load()
				c, ok := s.Caller(hash("1"))
				if !ok || s.Pool(c.Group, "smart") == nil || s.Version < last {
					t.Error("a reader saw half a snapshot, or an older one")
					return
				}
				last = s.Version
			}
		})
	}
	for range 2 {
		writers.Go(func() {
			for i := range 50 {
				src.mu.Lock()
				src.version, src.bad = src.version+1, i%3 == 0
				src.mu.Unlock()
				_, _ = h.Reload(t.Context()) // the bad ones fail on purpose
				h.Status()
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
}

func TestPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		src := &shelf{version: 1}
		h := newHolder(src)
		done := make(chan struct{})
		go func() { defer close(done); h.Poll(ctx, time.Second) }()
		step := func(d time.Duration, version int64, loads int, lastErr string) {
			t.Helper()
			time.Sleep(d)
			synctest.Wait()
			st, text := h.Status(), ""
			if st.LastError != nil {
				text = st.LastError.Error()
			}
			if n := src.loaded(); st.Version != version || n != loads || !strings.Contains(text, lastErr) || (lastErr == "") != (text == "") {
				t.Fatalf("got version %d, %d loads, error %q; want %d, %d, %q", st.Version, n, text, version, loads, lastErr)
			}
		}
		step(0, 1, 1, "") // at once
		step(10*time.Second+time.Millisecond, 1, 1, "")
		src.set(2, false, nil)
		step(time.Second, 2, 2, "")
		if age := h.Status().Age; age < 0 || age >= time.Second {
			t.Errorf("age %v", age)
		}
		src.set(3, true, nil)
		step(time.Second, 2, 3, "ch_b")
		step(4*time.Second, 2, 3, "ch_b") // rests
		step(time.Second, 2, 4, "ch_b")   // tried again after five
		src.set(4, true, nil)
		step(time.Second, 2, 5, "ch_b") // another version is tried at once
		src.set(5, false, nil)
		step(time.Second, 5, 6, "")
		src.set(5, false, errors.New("down"))
		step(time.Second, 5, 6, "down")
		src.set(5, false, nil)
		step(time.Second, 5, 6, "")
		src.set(6, true, nil)
		step(time.Second, 5, 7, "ch_b")
		src.set(5, false, nil) // the operator went back to what is served
		step(time.Second, 5, 7, "")
		cancel()
		<-done
	})
}
