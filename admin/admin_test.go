package admin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/admin"
	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/catalogue"
	"github.com/burncloud/burncloud/internal/emptydb"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/store"
	"github.com/burncloud/burncloud/transcript"
)

const bootstrap = "a-bootstrap-token-for-tests"

// listed is a catalogue of published prices.
const listed = `[
	{"provider":"openai","source":"https://example.com/prices","date":"2026-05-01","verified":"seen","currency":"USD","models":[
		{"model":"m-up","amounts":{"input":"0.3","output":"0.6"}},
		{"model":"both","amounts":{"input":"1","output":"2","cache_read":"0.1"},"tiers":[{"above_tokens":1000,"amounts":{"input":"2","output":"3"}}]},
		{"model":"pictures","amounts":{"per_image":"0.04"}}]},
	{"provider":"custom","source":"https://example.com/yuan","date":"2026-04-01","verified":"reported","by":"a list","currency":"CNY","note":"by day","models":[
		{"model":"both","context":1000,"max_output":100,"amounts":{"input":"2","output":"8"}},{"model":"gift","free":true}]},
	{"provider":"gemini","source":"https://example.com/two","date":"2026-04-01","verified":"reported","by":"a list","currency":"CNY","models":[{"model":"two","amounts":{"input":"7","output":"14"}}]},
	{"provider":"gemini","source":"https://example.com/two","date":"2026-04-01","verified":"seen","currency":"USD","until":"2027-01-01","models":[{"model":"two","amounts":{"input":"3","output":"4"}}]},
	{"provider":"gemini","source":"https://example.com/two","date":"2026-04-01","verified":"seen","currency":"USD","from":"2027-01-01","models":[{"model":"two","amounts":{"input":"6","output":"8"}}]},
	{"provider":"custom","source":"https://example.com/old","date":"2026-03-01","verified":"seen","currency":"USD","until":"2026-04-15","models":[{"model":"old","amounts":{"input":"2","output":"8"}}]}]`

// world is a control plane over real HTTP and a real database.
type world struct {
	t     testing.TB
	books *ledger.Ledger
	db    *store.DB
	said  *transcript.Keeper
	admin *admin.Server
	url   string
	path  string // of the database
	log   *logBuffer

	mu      sync.Mutex
	now     time.Time
	reloads int
	refuse  burncloud.Faults // what Check says to writes
	broken  error            // what Reload says
	seen    []string         // every response body, for the search for secrets

	shown map[burncloud.ChannelID]*burncloud.Certificate // by upstreams
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), log: &logBuffer{}}
	keys, err := secret.NewKeyring(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	w.path = filepath.Join(t.TempDir(), "test.db")
	emptydb.At(t, w.path)
	w.db, err = store.Open(t.Context(), store.Options{Path: w.path, Keyring: keys, Now: w.clock, Check: w.check})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close() })
	list, err := catalogue.Read([]byte(listed))
	if err != nil {
		t.Fatal(err)
	}
	books, doctor, j := openBooks(t, w.db)
	w.books = books
	said := store.NewTranscripts(filepath.Join(filepath.Dir(w.path), "bodies.db"), keys)
	t.Cleanup(func() { _ = said.Close() })
	w.said = transcript.New(said, slog.New(slog.DiscardHandler))
	w.admin = &admin.Server{
		Catalogue: list,
		Balances:  books, Treasury: books, Redemptions: w.db, Statements: w.db, Doctor: doctor, Corrections: w.db, Corrector: books, Journal: j, Applied: w.db,
		Channels: w.db, Groups: w.db, Routes: w.db, Tokens: w.db, Users: w.db, Prices: w.db, Logs: w.db, Transcripts: w.said, Trails: w.db, Settings: w.db,
		Management: w.db, Setup: w.db, Accounts: w.db, Access: w.db, Console: w.db, Invitations: w.db, Own: w.db, Views: w.db, Audit: w.db, Use: w.db, Reload: w, Test: provider{}, Health: provider{}, Providers: provider{},
		History: w.db, Decide: provider{}, Load: provider{}, Certificates: w, Asker: provider{}, Usage: w.db, Counts: w.db, Events: w.db, Snapshots: w, Hub: admin.NewHub(), Backlog: provider{},
		Metrics:    http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "# none\n") }),
		AdminToken: bootstrap, Now: w.clock, Log: slog.New(slog.NewTextHandler(w.log, nil)),
	}
	server := httptest.NewServer(w.admin.Handler())
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// Certificate is what the test says that the channel's upstream showed.
func (w *world) Certificate(id burncloud.ChannelID) *burncloud.Certificate { return w.shown[id] }

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Millisecond)
	return w.now
}

func (w *world) check(*burncloud.Config) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuse != nil {
		return w.refuse
	}
	return nil
}

// Reload counts, and reads the version that the data plane would.
func (w *world) Reload(ctx context.Context) (int64, error) {
	w.mu.Lock()
	w.reloads++
	err := w.broken
	w.mu.Unlock()
	if err != nil {
		return 0, err
	}
	return w.db.ConfigVersion(ctx)
}

// Load is the stored configuration, built.
func (w *world) Load() *snapshot.Snapshot {
	cfg, err := w.db.LoadConfig(w.t.Context())
	if err != nil {
		w.t.Error(err)
		return nil
	}
	snap, err := snapshot.Build(cfg, func(*burncloud.Channel) []burncloud.Fault { return nil })
	if err != nil {
		w.t.Error(err)
	}
	return snap
}

func (w *world) reloadCount() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.reloads
}

// provider is what stands upstream of the control plane.
type provider struct{}

func (provider) Lag() uint64 { return 7 }

func (provider) TestChannel(_ context.Context, _ burncloud.ChannelID, key burncloud.KeyID, m burncloud.ModelName, stream bool) (burncloud.ChannelTest, error) {
	if m == "missing" {
		return burncloud.ChannelTest{Model: m, Status: 404, ErrorKind: burncloud.KindUpstreamMissing, Error: "no such model"}, nil
	}
	answer := "whole"
	if stream {
		answer = "streamed"
	}
	return burncloud.ChannelTest{OK: true, KeyID: key, Model: m, Status: 200, Answer: answer, Duration: 1500 * time.Microsecond, Usage: burncloud.Usage{Input: 3, Output: 1}}, nil
}

func (provider) UpstreamModels(context.Context, burncloud.ChannelID) ([]burncloud.ModelName, error) {
	return []burncloud.ModelName{"m-1", "m-2"}, nil
}

func (provider) Health(burncloud.ChannelID) burncloud.Health {
	return burncloud.Health{State: burncloud.Degraded, Reason: "one key refused", Since: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}
}

func (provider) Targets(id burncloud.ChannelID) []burncloud.TargetHealth {
	return []burncloud.TargetHealth{{TargetKey: burncloud.TargetKey{Channel: id, Key: "key_1", Model: "m"}, State: burncloud.Dead, Reason: "why", Failures: 5}}
}

func (provider) UpstreamBalance(_ context.Context, id burncloud.ChannelID, key burncloud.KeyID) (burncloud.UpstreamBalance, error) {
	if key == "key_none" {
		return burncloud.UpstreamBalance{}, &burncloud.Error{Kind: burncloud.KindUnsupported, Message: "OpenAI tells no balance to a program"}
	}
	return burncloud.UpstreamBalance{Key: "key_1", Time: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), Amounts: []burncloud.CurrencyAmount{{Currency: "CNY", Amount: 110_500_000_000}}}, nil
}

func (provider) TestDraft(_ context.Context, ch *burncloud.Channel, m burncloud.ModelName, _ bool) (burncloud.ChannelTest, error) {
	return burncloud.ChannelTest{OK: true, KeyID: "key_draft", Model: m, Status: 200, Answer: drafted(ch)}, nil
}

func (provider) DraftModels(_ context.Context, ch *burncloud.Channel) ([]burncloud.ModelName, error) {
	if ch.BaseURL == "http://faulty" {
		return nil, burncloud.Faults{{Field: "base_url", Message: "is faulty"}}
	}
	return []burncloud.ModelName{burncloud.ModelName(drafted(ch))}, nil
}

// drafted says which draft arrived, without its keys.
func drafted(ch *burncloud.Channel) string {
	sum := 0
	for _, k := range ch.Keys {
		sum += len(k.Value.Reveal())
	}
	return fmt.Sprintf("%s %s with %d keys of %d bytes", ch.Provider, ch.BaseURL, len(ch.Keys), sum)
}

func (provider) ChannelLoad(burncloud.ChannelID) burncloud.Load {
	return burncloud.Load{Requests: 3, Tokens: 400, UnderWay: 2}
}

func (provider) Decide(q *burncloud.Question) (*burncloud.Decision, error) {
	if q.Model == "missing" {
		return nil, &burncloud.Error{Kind: burncloud.KindNotFound, Message: "none"}
	}
	d := &burncloud.Decision{Strategy: burncloud.StrategyPriority, Total: 1, Candidates: []burncloud.Candidate{{Model: q.Model, ChannelID: burncloud.ChannelID(q.Group), Order: 1}}}
	for _, dead := range q.Dead {
		d.Candidates = append(d.Candidates, burncloud.Candidate{Model: q.Model, ChannelID: dead, Skipped: "taken for dead", Cause: burncloud.CauseSupposed})
	}
	if q.Times > 0 {
		d.Spread = []burncloud.Share{{Model: q.Model, ChannelID: burncloud.ChannelID(q.Group), Weight: 1, Times: q.Times - 1}}
	}
	return d, nil
}

func (provider) Providers() []admin.Provider {
	return []admin.Provider{{Name: "openai", Label: "OpenAI", BaseURL: "https://api.openai.com/v1", Dialect: "openai"}, {Name: "custom", Label: "Custom", Dialect: "openai"}}
}

// logBuffer is a log that may be read while it is written.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// answer is a response that was read.
type answer struct {
	status int
	header http.Header
	body   string
	object map[string]any // nil when the body is not one
}

// send makes a request with a management token; an empty body sends none.
func (w *world) send(token, method, path, body string) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := readWhole(res)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	a := answer{status: res.StatusCode, header: res.Header, body: string(b)}
	_ = json.Unmarshal(b, &a.object)
	w.mu.Lock()
	w.seen = append(w.seen, a.body)
	w.mu.Unlock()
	return a
}

// readWhole reads the body of an answer; a stream of events, which has no end, is left.
func readWhole(res *http.Response) ([]byte, error) {
	if res.Header.Get("Content-Type") == "text/event-stream" {
		return nil, nil
	}
	return io.ReadAll(res.Body)
}

// do is send as the bootstrap admin, with the status that is expected.
func (w *world) do(want int, method, path, body string) map[string]any {
	w.t.Helper()
	a := w.send(bootstrap, method, path, body)
	if a.status != want {
		w.t.Fatalf("%s %s %s = %d %s, want %d", method, path, body, a.status, a.body, want)
	}
	return a.object
}

// field refuses a body and checks which field it blames.
func (w *world) field(method, path, body, field string) {
	w.t.Helper()
	a := w.send(bootstrap, method, path, body)
	if a.status != http.StatusUnprocessableEntity || a.header.Get("Content-Type") != "application/problem+json" {
		w.t.Errorf("%s %s %s = %d %s %s, want a 422 problem", method, path, body, a.status, a.header.Get("Content-Type"), a.body)
		return
	}
	var blamed []string
	for _, e := range list(a.object["errors"]) {
		if e.(map[string]any)["message"] == "" {
			w.t.Errorf("%s: no message", a.body)
		}
		blamed = append(blamed, e.(map[string]any)["field"].(string))
	}
	if len(blamed) != 1 || blamed[0] != field {
		w.t.Errorf("%s %s %s blames %q, want %q: %s", method, path, body, blamed, field, a.body)
	}
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func id(o map[string]any) string {
	s, _ := o["id"].(string)
	return s
}

// has compares members of an object with a JSON object of what is expected.
func (w *world) has(o map[string]any, want string) {
	w.t.Helper()
	var members map[string]any
	if err := json.Unmarshal([]byte(want), &members); err != nil {
		w.t.Fatalf("%s: %v", want, err)
	}
	for k, v := range members {
		got, ok := o[k]
		g, _ := json.Marshal(got)
		if e, _ := json.Marshal(v); !ok || !bytes.Equal(g, e) {
			w.t.Errorf("%s = %s, want %s", k, g, e)
		}
	}
}

// channel makes a channel and returns its id.
func (w *world) channel(body string) string {
	w.t.Helper()
	return id(w.do(http.StatusCreated, "POST", "/api/channels", body))
}

// management makes a user of the role with a management token.
func (w *world) management(name string, role burncloud.Role) (token string, user burncloud.UserID) {
	w.t.Helper()
	user = burncloud.UserID(burncloud.NewID("usr", w.clock()))
	err := w.db.SaveUser(w.t.Context(), &burncloud.User{ID: user, Username: name, Role: role, Group: burncloud.DefaultGroup, Enabled: true, CreatedAt: w.clock(), UpdatedAt: w.clock()})
	if err != nil {
		w.t.Fatal(err)
	}
	token = secret.NewKey("mt-")
	err = w.db.SaveManagementToken(w.t.Context(), &burncloud.ManagementToken{ID: burncloud.ManagementID(burncloud.NewID("mt", w.clock())), UserID: user, Name: name, Hash: secret.Hash(token), CreatedAt: w.clock()})
	if err != nil {
		w.t.Fatal(err)
	}
	return token, user
}

// openBooks opens a ledger over the database, and a journal of its own.
func openBooks(t testing.TB, db *store.DB) (*ledger.Ledger, *ledger.Doctor, *journal.Journal) {
	t.Helper()
	applied, err := db.AppliedLSN(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(journal.Options{Dir: t.TempDir(), SegmentBytes: 1 << 20, After: journal.LSN(applied)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	logger := slog.New(slog.DiscardHandler)
	calls, err := calllog.New(t.Context(), j, db, logger)
	if err != nil {
		t.Fatal(err)
	}
	books, err := ledger.Open(t.Context(), ledger.Options{Journal: j, Calls: calls, Store: db})
	if err != nil {
		t.Fatal(err)
	}
	return books, &ledger.Doctor{Books: db, Journal: j, Ledger: books, Logger: logger}, j
}
