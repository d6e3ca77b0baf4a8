package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/admin"
	"github.com/burncloud/burncloud/gateway"
	"github.com/burncloud/burncloud/upstream"
)

// handler is the whole HTTP face: the data plane by path prefix, health, and the control plane for the rest.
func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("/", s.control.Handler())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-s.draining:
			w.Header().Set("Connection", "close") // the next call is somebody else's
		default:
		}
		if gateway.Handles(r.URL.Path) {
			s.gateway.ServeHTTP(w, r)
			return
		}
		if s.books.Given() { // what is changed here the heir would not know
			writeJSON(w, http.StatusServiceUnavailable, map[string]string{"error": "another process has taken over: ask again"})
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// controlPlane is the control plane over this program's parts.
func (s *server) controlPlane() *admin.Server {
	return &admin.Server{
		Channels: s.store, Groups: s.store, Routes: s.store, Tokens: s.store, Users: s.store, Prices: s.store,
		Logs: s.store, Transcripts: s.keeper, Trails: s.store, Settings: s.store, Management: s.store, Setup: s.store, Use: s.store,
		Accounts: s.store, Access: s.store, Console: s.store, Invitations: s.store, Own: s.store, Views: s.store, Audit: s.store,
		Usage: s.store, Counts: s.store, Events: s.store, Snapshots: s.snapshots, Hub: s.hub, Backlog: &s.books, Metrics: s.metricsHandler(),
		Balances: s.ledger, Treasury: s.ledger, Redemptions: s.store, Statements: s.store, Doctor: s.doctor, Corrections: s.store, Corrector: s.ledger, Parts: s.inspection().look, Journal: &s.books, Applied: s.store,
		Reload: s.snapshots, Test: s.gateway, Health: s.live, Load: s.gateway, Certificates: s.gateway, Asker: s.gateway, History: s.store, Decide: s.gateway, Providers: providers{},
		Catalogue: s.published, Environment: s.opts.environment(time.Now()),
		AdminToken: burncloud.Secret(s.opts.adminToken), Version: version, Now: time.Now, Log: s.logger,
	}
}

// readiness is the body of /readyz.
type readiness struct {
	Ready    bool     `json:"ready"`
	Reasons  []string `json:"reasons"`
	Snapshot int64    `json:"snapshot_version"`
	Age      float64  `json:"snapshot_age_seconds"`
	LogLag   uint64   `json:"log_lag_records"`
}

// ready says whether calls are served well, and if not, why.
func (s *server) ready(w http.ResponseWriter, _ *http.Request) {
	st := s.snapshots.Status()
	r := readiness{Reasons: []string{}, Snapshot: st.Version, Age: st.Age.Seconds(), LogLag: s.books.Lag()}
	select {
	case <-s.draining:
		r.Reasons = append(r.Reasons, "draining")
	default:
	}
	if err := s.books.Healthy(); err != nil {
		r.Reasons = append(r.Reasons, "journal: "+err.Error())
	}
	r.Ready = len(r.Reasons) == 0
	status := http.StatusOK
	if !r.Ready {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, r)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may have left
}

// prepareSetup makes the one-time link when there is no administrator and no token to automate with.
func (s *server) prepareSetup(ctx context.Context) error {
	if s.opts.adminToken != "" {
		return nil
	}
	token, err := s.control.NewSetupToken(ctx)
	if err != nil {
		return fmt.Errorf("prepare the set-up link: %w", err)
	}
	if token != "" {
		s.setupURL = s.url() + admin.SetupPath(token)
	}
	return nil
}

// providers shows the provider table to the control plane.
type providers struct{}

// Providers lists the table, sorted by name.
func (providers) Providers() []admin.Provider {
	all := upstream.All()
	list := make([]admin.Provider, len(all))
	for i, p := range all {
		list[i] = admin.Provider{Name: string(p.Name), Label: p.Title, BaseURL: p.BaseURL, Dialect: string(p.Main())}
	}
	return list
}
