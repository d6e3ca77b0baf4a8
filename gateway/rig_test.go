package gateway_test

import (
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/gateway"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/limit"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/sim"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/upstream"
)

// rig is a gateway on loopback with a configuration that a test writes down, and the records of its calls.
type rig struct {
	*gateway.Gateway
	t     *testing.T
	cfg   *burncloud.Config
	snaps *snapshot.Holder
	url   string
	http  *http.Client
	key   string       // of the token "tok_1"
	ahead atomic.Int64 // how far the clock of health is ahead, in nanoseconds
	calls kept
}

// kept remembers what was recorded.
type kept struct {
	mu    sync.Mutex
	calls []burncloud.Call
}

// Record keeps a copy.
func (k *kept) Record(c *burncloud.Call) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.calls = append(k.calls, *c)
	return nil
}

// all returns the records so far.
func (k *kept) all() []burncloud.Call {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]burncloud.Call(nil), k.calls...)
}

// source is a configuration in memory.
type source func() *burncloud.Config

func (s source) LoadConfig(context.Context) (*burncloud.Config, error) { return s(), nil }
func (s source) ConfigVersion(context.Context) (int64, error)          { return s().Version, nil }

// newRig starts a gateway over the channels. Each serves its Models to the default group.
func newRig(t *testing.T, channels ...burncloud.Channel) *rig {
	t.Helper()
	r := &rig{t: t, key: secret.NewKey("sk-"), http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}, Timeout: 30 * time.Second}}
	t.Cleanup(r.http.CloseIdleConnections)
	r.cfg = &burncloud.Config{
		Version:  1,
		Channels: channels,
		Groups:   []burncloud.ChannelGroup{{Name: burncloud.DefaultGroup, Multiplier: burncloud.One}},
		Users:    []burncloud.User{{ID: "usr_1", Username: "u", Role: burncloud.RoleUser, Group: burncloud.DefaultGroup, Enabled: true}},
		Tokens:   []burncloud.AccessToken{{ID: "tok_1", UserID: "usr_1", Name: "t", Hash: secret.Hash(r.key), Enabled: true}},
		Settings: burncloud.Settings{MaxBodyBytes: 1 << 20, AllowUnpriced: true},
	}
	order(channels)
	if len(channels) == 1 {
		r.cfg.Settings.MaxAttempts = 1 // nothing is repeated unless a test asks for it
	}
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	r.snaps = snapshot.NewHolder(snapshot.Options{Source: source(func() *burncloud.Config { return r.cfg }), Check: upstream.Check, Logger: logger, Now: time.Now})
	r.reload()
	transports := &upstream.Transports{}
	t.Cleanup(transports.Close)
	r.Gateway = &gateway.Gateway{
		Snapshots: r.snaps, Live: route.NewLive(r.later, rand.IntN), Limits: limit.New(time.Now), Transports: transports, Log: &r.calls, Logger: logger, Now: time.Now,
	}
	srv := httptest.NewServer(r.Gateway)
	t.Cleanup(srv.Close)
	r.url = srv.URL
	return r
}

// later is the clock of health.
func (r *rig) later() time.Time { return time.Now().Add(time.Duration(r.ahead.Load())) }

// reload puts r.cfg into effect.
func (r *rig) reload() {
	r.t.Helper()
	if _, err := r.snaps.Reload(context.Background()); err != nil {
		r.t.Fatal(err)
	}
}

// channel is an enabled channel of the default group with one key.
func channel(id, provider, baseURL, key string, models ...burncloud.ModelName) burncloud.Channel {
	return burncloud.Channel{
		ID: burncloud.ChannelID(id), Name: id, Provider: burncloud.ProviderName(provider), BaseURL: baseURL,
		Keys:   []burncloud.ChannelKey{{ID: burncloud.KeyID("key_" + id), Value: burncloud.Secret(key), Enabled: true}},
		Models: models, Groups: []burncloud.GroupName{burncloud.DefaultGroup}, Weight: 1, Enabled: true,
	}
}

// provider starts one simulated provider that lets in the key.
func provider(t *testing.T, flavor sim.Flavor, key string, knobs sim.Knobs) (*sim.Provider, string) {
	t.Helper()
	p := sim.New(flavor, sim.Options{Keys: []string{key}, Knobs: knobs})
	s, err := sim.Start(p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return p, s.URL(p)
}

// answer is a response read whole.
type answer struct {
	status int
	header http.Header
	body   string
}

// post sends a JSON body with the rig's key.
func (r *rig) post(path, body string) answer {
	r.t.Helper()
	return r.send(http.MethodPost, path, body, "Authorization", "Bearer "+r.key)
}

// send makes a request with the header given as name, value, …
func (r *rig) send(method, path, body string, header ...string) answer {
	r.t.Helper()
	req, err := http.NewRequest(method, r.url+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := r.http.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatalf("read answer: %v (so far %q)", err, b)
	}
	return answer{resp.StatusCode, resp.Header, string(b)}
}

// lastCall is the record of the newest call.
func (r *rig) lastCall() burncloud.Call {
	r.t.Helper()
	calls := r.calls.all()
	if len(calls) == 0 {
		r.t.Fatal("no call was recorded")
	}
	return calls[len(calls)-1]
}

// foremost is the weight of a channel that is to be asked before the others of its tier.
const foremost = 1_000_000

// order leaves the others nothing but what the foremost channel does not take.
func order(channels []burncloud.Channel) {
	if slices.ContainsFunc(channels, func(ch burncloud.Channel) bool { return ch.Weight == foremost }) {
		for i := range channels {
			channels[i].Weight = channels[i].Weight / foremost
		}
	}
}
