package snapshot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/burncloud/burncloud"
)

// retryFailed is how long a version that did not load or build is left alone by Poll.
const retryFailed = 5 * time.Second

// Source is where the configuration is stored.
type Source interface {
	// LoadConfig reads the whole configuration at one moment.
	LoadConfig(context.Context) (*burncloud.Config, error)
	// ConfigVersion reads only its version, which every write changes.
	ConfigVersion(context.Context) (int64, error)
}

// Options are what a Holder is made of. Source is required.
type Options struct {
	Source Source
	Check  func(*burncloud.Channel) []burncloud.Fault // see Build; nil checks nothing
	List   []burncloud.Price                          // what providers charge where the configuration does not say; never changed
	Logger *slog.Logger                               // nil = slog.Default()
	Now    func() time.Time                           // nil = time.Now
	// OnSwap is called in order, one swap at a time, after a new snapshot is in place: here live state that the new
	// configuration no longer names is dropped. A hook must not call Reload.
	OnSwap []func(*Snapshot)
}

// Holder keeps the current Snapshot and replaces it while calls are served.
type Holder struct {
	opts    Options
	current atomic.Pointer[Snapshot]
	reload  sync.Mutex // held through load, build, swap and hooks

	failed *int64    // guarded by reload: the version that failed last, nil after a success
	tried  time.Time // guarded by reload: when

	mu      sync.Mutex // guards what follows
	lastErr error
	errAt   time.Time
}

// Status is what /readyz and the API tell of the configuration.
type Status struct {
	Version     int64         // being served; 0 before the first load
	Age         time.Duration // since the served snapshot was built; 0 before the first load
	LastError   error         // why the stored configuration is not the served one; nil when it is
	LastErrorAt time.Time
}

// NewHolder returns a Holder that holds nothing yet: Reload or Poll loads the first snapshot.
func NewHolder(opts Options) *Holder {
	if opts.Logger == nil {
		opts.Logger = slog.Default()
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Holder{opts: opts}
}

// Load returns the current snapshot, nil before the first one. A call takes it once and keeps it.
func (h *Holder) Load() *Snapshot { return h.current.Load() }

// Reload loads and builds the stored configuration and swaps it in, even when its version is the served one. On an
// error the old snapshot stays and its version is returned; a configuration that does not build gives
// burncloud.Faults.
func (h *Holder) Reload(ctx context.Context) (version int64, err error) {
	h.reload.Lock()
	defer h.reload.Unlock()
	return h.reloadLocked(ctx)
}

func (h *Holder) reloadLocked(ctx context.Context) (int64, error) {
	cfg, err := h.opts.Source.LoadConfig(ctx)
	if err != nil {
		err = fmt.Errorf("load configuration: %w", err)
		h.note(err)
		return h.version(), err
	}
	version := cfg.Version // cfg belongs to the snapshot from here on
	s, err := build(cfg, h.opts.Check, h.opts.List)
	if err != nil {
		h.setFailed(version)
		h.note(err)
		return h.version(), err
	}
	s.BuiltAt = h.opts.Now()
	h.current.Store(s)
	h.failed = nil
	h.note(nil)
	for _, hook := range h.opts.OnSwap {
		hook(s)
	}
	h.opts.Logger.Info("configuration swapped", "version", version)
	return version, nil
}

// Poll reads the stored version every so often, and reloads when it is not the served one, until ctx ends. A version
// that failed is tried again after five seconds at the earliest.
func (h *Holder) Poll(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		h.pollOnce(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (h *Holder) pollOnce(ctx context.Context) {
	version, err := h.opts.Source.ConfigVersion(ctx)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		h.note(fmt.Errorf("read configuration version: %w", err))
		return
	}
	h.reload.Lock() // a Reload under way may be about to serve this very version
	defer h.reload.Unlock()
	if s := h.Load(); s != nil && s.Version == version {
		h.failed = nil
		h.note(nil)
		return
	}
	if h.failed != nil && *h.failed == version && h.opts.Now().Sub(h.tried) < retryFailed {
		return
	}
	if _, err := h.reloadLocked(ctx); err != nil {
		h.setFailed(version)
	}
}

// setFailed remembers which version not to try again at once. The reload lock is held.
func (h *Holder) setFailed(version int64) { h.failed, h.tried = &version, h.opts.Now() }

// note keeps the newest error for Status, nil when all is well, and logs it when it is news.
func (h *Holder) note(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err == nil {
		h.lastErr, h.errAt = nil, time.Time{}
		return
	}
	if h.lastErr == nil || h.lastErr.Error() != err.Error() {
		h.opts.Logger.Error("configuration not taken over, the old one stays", "err", err)
	}
	h.lastErr, h.errAt = err, h.opts.Now()
}

func (h *Holder) version() int64 {
	if s := h.Load(); s != nil {
		return s.Version
	}
	return 0
}

// Status reports what is served and what went wrong since.
func (h *Holder) Status() Status {
	h.mu.Lock()
	st := Status{LastError: h.lastErr, LastErrorAt: h.errAt}
	h.mu.Unlock()
	if s := h.Load(); s != nil {
		st.Version, st.Age = s.Version, h.opts.Now().Sub(s.BuiltAt)
	} else if st.LastError == nil {
		st.LastError = errNotLoaded
	}
	return st
}

var errNotLoaded = errors.New("no configuration was loaded yet")
