package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/admin"
	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/catalogue"
	"github.com/burncloud/burncloud/gateway"
	"github.com/burncloud/burncloud/internal/onewrite"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
	"github.com/burncloud/burncloud/limit"
	"github.com/burncloud/burncloud/metrics"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/store"
	"github.com/burncloud/burncloud/transcript"
	"github.com/burncloud/burncloud/upstream"
)

const (
	pollEvery     = time.Second     // for configuration changed by others
	settleTime    = 5 * time.Second // for the error events and records of calls that are cut off
	headerWait    = 10 * time.Second
	keepAliveWait = 120 * time.Second
	maxHeader     = 32 << 10
	// heapGrowth is GOGC unless the environment sets one: on a heap as small as ours the default would spend a
	// quarter of the CPU on collecting (docs/architecture.md).
	heapGrowth = 400
)

// server is the running program. Its parts are opened in the order of the fields and closed in reverse.
type server struct {
	opts       *options
	getenv     func(string) string
	logger     *slog.Logger
	store      *store.DB
	bodies     *store.Transcripts
	keeper     *transcript.Keeper // of the bodies
	books      books              // the journal and what posts it
	hub        *admin.Hub
	published  []catalogue.Entry // prices of providers
	counts     *metrics.Calls
	ledger     *ledger.Ledger
	doctor     *ledger.Doctor
	transports *upstream.Transports
	live       *route.Live
	snapshots  *snapshot.Holder
	gateway    *gateway.Gateway
	control    *admin.Server
	parent     *kin // whose listener and books this process takes over; nil = nobody's
	listener   net.Listener
	http       *http.Server

	metricsListener net.Listener // nil = none
	metricsHTTP     *http.Server

	background sync.WaitGroup
	stop       context.CancelFunc
	draining   chan struct{}
	cut        context.CancelCauseFunc // ends all calls
	setupURL   string                  // the one-time link of a first start, "" otherwise
}

// newLogger logs to stderr in the format asked for. The standard logger is silent: net/http's transport uses it to quote
// what an upstream sent unasked, which may be a key.
func newLogger(p *program, o *options) *slog.Logger {
	log.SetOutput(io.Discard)
	opts := &slog.HandlerOptions{Level: o.logLevel}
	if o.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, opts))
	}
	return slog.New(slog.NewTextHandler(p.stderr, opts))
}

// openServer opens everything and listens; serve must follow, or close.
func openServer(ctx context.Context, p *program, o *options) (_ *server, err error) {
	if p.getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
	s := &server{opts: o, getenv: p.getenv, logger: newLogger(p, o), draining: make(chan struct{}), hub: admin.NewHub()}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if s.parent, s.listener, s.metricsListener, err = inherit(p.getenv); err != nil {
		return nil, err
	}
	if err := s.openStore(ctx); err != nil {
		return nil, err
	}
	if err := s.openConfig(ctx); err != nil {
		return nil, err
	}
	if err := s.openBooks(ctx); err != nil {
		return nil, err
	}
	s.gateway = &gateway.Gateway{
		Snapshots: s.snapshots, Live: s.live, Limits: limit.New(time.Now), Transports: s.transports, Log: s.counts, Books: s.ledger, Balances: s.ledger,
		Repeats: s.store, Transcripts: s.keeper, Logger: s.logger, Now: time.Now,
		Instance: burncloud.NewID("gw", time.Now()),
	}
	s.control = s.controlPlane()
	calls, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	s.cut = cut
	s.http = &http.Server{
		BaseContext: func(net.Listener) context.Context { return calls }, ConnContext: onewrite.Context,
		Handler: s.handler(), ReadHeaderTimeout: headerWait, IdleTimeout: keepAliveWait, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(s.logger.Handler(), slog.LevelDebug),
	}
	if s.listener == nil {
		if s.listener, err = net.Listen("tcp", o.listen); err != nil {
			return nil, err
		}
	}
	if err := s.listenMetrics(); err != nil {
		return nil, err
	}
	if err := s.prepareSetup(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// openStore opens the key and the store in the data directory.
func (s *server) openStore(ctx context.Context) error {
	dir := s.opts.dataDir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	master := []byte(s.opts.masterKey)
	if len(master) == 0 {
		var err error
		if master, err = secret.LoadMasterKey(filepath.Join(dir, "master.key")); err != nil {
			return err
		}
	}
	keyring, err := secret.NewKeyring(master)
	if err != nil {
		return err
	}
	s.store, err = store.Open(ctx, store.Options{
		Path: filepath.Join(dir, "burncloud.db"), Keyring: keyring, Now: time.Now,
		Check: func(cfg *burncloud.Config) error {
			_, err := snapshot.Build(cfg, upstream.Check)
			return err
		},
	})
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	s.bodies = store.NewTranscripts(filepath.Join(dir, "bodies.db"), keyring)
	s.keeper = transcript.New(s.bodies, s.logger)
	return nil
}

// openConfig reads the configuration and the targets' health.
func (s *server) openConfig(ctx context.Context) error {
	s.transports = &upstream.Transports{}
	s.live = route.NewLive(time.Now, rand.IntN)
	targets, err := s.store.Health(ctx)
	if err != nil {
		return fmt.Errorf("read the targets' health: %w", err)
	}
	s.live.Restore(targets)
	if s.published, err = catalogue.Load(); err != nil {
		return err
	}
	s.snapshots = snapshot.NewHolder(snapshot.Options{
		List:   catalogue.List(s.published),
		Source: s.store, Check: upstream.Check, Logger: s.logger, Now: time.Now,
		OnSwap: []func(*snapshot.Snapshot){s.live.Prune, s.pruneTransports, func(snap *snapshot.Snapshot) { s.hub.Version(snap.Version) }},
	})
	if _, err := s.snapshots.Reload(ctx); err != nil {
		return fmt.Errorf("read the configuration: %w", err)
	}
	return nil
}

// openBooks opens the journal, which a parent lets go of when everything else is ready.
// Then it settles what a dead process left open, or adopts it from the parent.
func (s *server) openBooks(ctx context.Context) (err error) {
	s.books.store, s.books.logger, s.books.posted = s.store, s.logger, s.hub.Calls
	s.books.options = journal.Options{Dir: filepath.Join(s.opts.dataDir, "journal"), Durability: s.opts.durability, Logger: s.logger}
	if err := s.parent.release(); err != nil {
		return err
	}
	if err := s.books.open(ctx); err != nil {
		return err
	}
	s.openMetrics()
	s.ledger, err = ledger.Open(ctx, ledger.Options{
		Journal: &s.books, Calls: countedCalls{s.counts, &s.books}, Store: s.store, Logger: s.logger,
		Living: s.parent != nil, Budget: s.budget,
	})
	if err != nil {
		return err
	}
	s.doctor = &ledger.Doctor{Books: s.store, Journal: &s.books, Ledger: s.ledger, Logger: s.logger}
	if s.parent != nil {
		return nil // calls of the parent are under way
	}
	return s.store.RecoverRepeats(ctx)
}

// pruneTransports closes the connections that no channel needs any more.
func (s *server) pruneTransports(snap *snapshot.Snapshot) {
	s.transports.Retain(slices.Collect(snap.Channels()))
}

// url is the address that a person on this machine can open.
func (s *server) url() string {
	addr := s.listener.Addr().(*net.TCPAddr)
	host := addr.IP.String()
	if addr.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, fmt.Sprint(addr.Port))
}

// giveBack returns to the system what only starting needed. Pools let go at the second collection.
func giveBack() {
	runtime.GC()
	debug.FreeOSMemory()
}

// serve runs until ctx ends, then drains and closes.
func (s *server) serve(ctx context.Context) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = cancel
	s.background.Go(func() { s.snapshots.Poll(work, pollEvery) })
	s.background.Go(func() {
		calllog.Retain(work, s.store, func() calllog.Days {
			set := s.snapshots.Load().Settings()
			return calllog.Days{Rows: set.RetentionDays, Sums: set.RollupRetentionDays}
		}, s.logger)
	})
	s.background.Go(func() { calllog.Derive(work, s.store, s.logger) })
	s.background.Go(func() { s.keeper.Run(work) })
	s.background.Go(func() {
		s.keeper.Retain(work, func() transcript.Bounds {
			set := s.snapshots.Load().Settings()
			return transcript.Bounds{Hours: set.RecordHours, Bytes: set.RecordSpace}
		})
	})
	s.background.Go(func() { s.keepHealth(work) })
	s.background.Go(func() { s.gateway.Watch(work) })
	if s.metricsHTTP != nil {
		s.background.Go(func() { _ = s.metricsHTTP.Serve(s.metricsListener) }) // until it is closed
	}
	s.books.post()
	s.background.Go(func() { s.ledger.Run(work) })
	checking, leaveOff := context.WithCancel(work)
	s.background.Go(func() { s.doctor.Run(checking) })
	defer leaveOff()
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(onewrite.Listener{Listener: s.listener}) }()
	s.logger.Info("serving", "url", s.url(), "version", version, "snapshot", s.snapshots.Load().Version)
	s.serving()
	notifyManager(s.getenv, "READY=1")
	s.background.Go(giveBack)
	upgrade, stop := upgradeSignal()
	defer stop()
	for {
		select {
		case err := <-failed:
			s.close()
			return err
		case <-upgrade:
			if err := s.handOver(); err != nil {
				s.logger.Error("the new process did not take over: this one serves on", "error", err)
				continue
			}
			leaveOff() // of this journal the heir's postings are ahead
			if s.metricsHTTP != nil {
				_ = s.metricsHTTP.Close()
			}
			_ = s.listener.Close() // new connections are the heir's; those that are kept alive may bring a call within the grace
		case <-ctx.Done():
		}
		return s.drain()
	}
}

// drain takes new calls until load balancers have seen that the gateway is not ready, lets running calls finish, within
// bounds, cuts off the others with an error and a record of each, and closes.
func (s *server) drain() error {
	close(s.draining)
	s.hub.Close() // streams of events would last for ever
	s.logger.Info("draining", "grace", s.opts.grace, "for_at_most", s.opts.drain)
	time.Sleep(s.opts.grace)
	end := time.Now().Add(s.opts.drain)
	err := s.shutdown(s.opts.drain)
	if err != nil {
		s.cut(gateway.ShuttingDown())
		err = fmt.Errorf("calls were cut off: %w", err)
		if late := s.shutdown(settleTime); late != nil {
			err = errors.Join(err, s.http.Close())
		}
	}
	s.gateway.EndDrains(time.Until(end))   // of clients that left, whom Shutdown does not know either
	s.gateway.EndSessions(time.Until(end)) // WebSockets, which Shutdown does not know
	s.close()
	return err
}

// shutdown closes the listener and waits for running calls.
func (s *server) shutdown(atMost time.Duration) error {
	bounded, cancel := context.WithTimeout(context.Background(), atMost)
	defer cancel()
	return s.http.Shutdown(bounded)
}

// close stops the background work and closes what was opened.
func (s *server) close() {
	if s.stop != nil {
		s.stop()
	}
	if s.cut != nil {
		s.cut(nil)
	}
	s.parent.close()
	if s.metricsHTTP != nil {
		_ = s.metricsHTTP.Close()
		_ = s.metricsListener.Close() // where it was never served
	}
	s.background.Wait()
	if s.listener != nil {
		_ = s.listener.Close()
	}
	if s.transports != nil {
		s.transports.Close()
	}
	s.books.close()
	if s.bodies != nil {
		if err := s.bodies.Close(); err != nil {
			s.logger.Error("close the bodies of calls", "error", err)
		}
	}
	if s.store != nil {
		if err := s.store.Close(); err != nil {
			s.logger.Error("close the database", "error", err)
		}
	}
}

func runServe(ctx context.Context, p *program, args []string) error {
	o, err := parse(p, args, nil)
	if err != nil {
		return err
	}
	s, err := openServer(ctx, p, o)
	if err != nil {
		return err
	}
	if s.setupURL != "" {
		fmt.Fprintf(p.stderr, "\nfirst start: open this link within 30 minutes to make the administrator\n  %s\n\n", s.setupURL)
	}
	return s.serve(ctx)
}
