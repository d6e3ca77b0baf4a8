package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/sim"
)

// demoSuppliers are the sample channels: one simulated provider each, with a key that only the simulator knows.
var demoSuppliers = []struct {
	name, provider string
	flavor         sim.Flavor
	priority       int
}{
	{"OpenAI (simulated)", "openai", sim.OpenAI, 0},
	{"OpenAI, second account (simulated)", "openai", sim.OpenAI, -1},
	{"DeepSeek (simulated)", "deepseek", sim.DeepSeek, 0},
	{"Qwen on DashScope (simulated)", "qwen", sim.Qwen, 0},
	{"Moonshot (simulated)", "moonshot", sim.Moonshot, 0},
	{"Anthropic (simulated)", "anthropic", sim.Anthropic, 0},
	{"Gemini (simulated)", "gemini", sim.Gemini, 0},
}

// What the demo's callers pay: half as much again as the provider publishes, and a price for everything that no provider
// lists. A gateway refuses models without a price.
const (
	demoMargin = "1.5"
	demoElse   = "*"
	demoCredit = 10_000_000_000 // ten dollars
)

// demo is a server with simulated providers behind it.
type demo struct {
	*server
	providers *sim.Server
	api       *apiClient
}

// ready is what scripts read from --ready-file.
type ready struct {
	URL        string `json:"url"`
	Token      string `json:"token"`
	AdminToken string `json:"admin_token"`
	ConsoleURL string `json:"console_url"`
}

func runDemo(ctx context.Context, p *program, args []string) error {
	o, err := parse(p, args, func(fs *flag.FlagSet, o *options) {
		o.logLevel = slog.LevelWarn
		fs.StringVar(&o.readyFile, "ready-file", "", "write the address and tokens to this file as JSON once calls are served")
	})
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "burncloud-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	o.dataDir, o.grace = dir, 0
	if o.adminToken == "" {
		o.adminToken = secret.NewKey("bm-")
	}
	s, err := openServer(ctx, p, o)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	served := make(chan error, 1)
	go func() { served <- s.serve(ctx) }()
	d := &demo{server: s, api: &apiClient{base: s.url(), token: o.adminToken}}
	shown := d.show(ctx, p.stdout)
	if shown != nil {
		cancel()
	}
	err = errors.Join(shown, <-served)
	if d.providers != nil {
		err = errors.Join(err, d.providers.Close())
	}
	return err
}

// show sets the demo up through the server's own API, calls it, and prints what a newcomer needs.
func (d *demo) show(ctx context.Context, out io.Writer) error {
	token, err := d.setUp(ctx)
	if err != nil {
		return fmt.Errorf("set the demo up: %w", err)
	}
	calls := &apiClient{base: d.url(), token: token}
	fmt.Fprintf(out, "BurnCloud demo: %d simulated providers, one token\n\n", len(demoSuppliers))
	if err := d.callPlain(ctx, calls, out); err != nil {
		return fmt.Errorf("plain call: %w", err)
	}
	if err := d.callStream(ctx, calls, out); err != nil {
		return fmt.Errorf("streamed call: %w", err)
	}
	r := ready{URL: d.url(), Token: token, AdminToken: d.opts.adminToken, ConsoleURL: d.url() + "/"}
	fmt.Fprintf(out, `
Call it yourself:
  curl %s/v1/chat/completions -H 'Authorization: Bearer %s' \
    -H 'Content-Type: application/json' \
    -d '{"model":"deepseek-chat","stream":true,"messages":[{"role":"user","content":"Hello!"}]}'

  token             %s
  console           %s
  management token  %s

Everything is kept in a temporary directory and gone when you press Ctrl-C.
`, r.URL, r.Token, r.Token, r.ConsoleURL, r.AdminToken)
	return writeReady(d.opts.readyFile, r)
}

// setUp makes channels, prices, a user and a token, and returns the token's key.
func (d *demo) setUp(ctx context.Context) (string, error) {
	providers := make([]*sim.Provider, len(demoSuppliers))
	keys := make([]string, len(demoSuppliers))
	for i, s := range demoSuppliers {
		keys[i] = secret.NewKey("sim-")
		providers[i] = sim.New(s.flavor, sim.Options{Keys: []string{keys[i]}, Knobs: sim.Knobs{FirstToken: 120 * time.Millisecond, Gap: 15 * time.Millisecond}})
	}
	var err error
	if d.providers, err = sim.Start(providers...); err != nil {
		return "", err
	}
	for i, s := range demoSuppliers {
		models := []string{}
		for _, m := range providers[i].Models() {
			models = append(models, m.ID)
		}
		channel := map[string]any{
			"name": s.name, "provider": s.provider, "base_url": d.providers.URL(providers[i]), "keys": []string{keys[i]},
			"models": models, "priority": s.priority,
		}
		if err := d.api.post(ctx, "/api/channels", channel, nil); err != nil {
			return "", err
		}
	}
	if err := d.setPrices(ctx, providers); err != nil {
		return "", err
	}
	var user struct{ ID string }
	if err := d.api.post(ctx, "/api/users", map[string]any{"username": "demo", "role": "user"}, &user); err != nil {
		return "", err
	}
	_, err = d.ledger.Credit(ctx, &burncloud.Credit{
		UserID: burncloud.UserID(user.ID), Amount: demoCredit, Kind: burncloud.PostPromotion, Source: "demo", EventID: user.ID, Actor: "demo", Reason: "to try the gateway",
	})
	if err != nil {
		return "", err
	}
	var token struct{ Key string }
	err = d.api.post(ctx, "/api/tokens", map[string]any{"name": "demo", "user_id": user.ID, "unlimited": true}, &token)
	return token.Key, err
}

// setPrices imports the published prices of the simulated models.
func (d *demo) setPrices(ctx context.Context, providers []*sim.Provider) error {
	for i, s := range demoSuppliers {
		var models []string
		for _, e := range d.published {
			name := e.Price.Model
			simulated := func(m sim.Model) bool { return burncloud.ModelName(m.ID) == name }
			twice := slices.Contains(models, string(name)) // in two currencies
			if string(e.Price.Provider) == s.provider && e.InForce(time.Now()) && !twice && slices.ContainsFunc(providers[i].Models(), simulated) {
				models = append(models, string(name))
			}
		}
		if len(models) == 0 {
			continue
		}
		body := map[string]any{"provider": s.provider, "models": models, "multiplier": demoMargin, "cny_per_usd": "7.1"}
		if err := d.api.post(ctx, "/api/prices/import", body, nil); err != nil {
			return err
		}
	}
	return d.api.post(ctx, "/api/prices", map[string]any{"model": demoElse, "input": "1", "output": "4"}, nil)
}

// callPlain makes one call and prints the answer.
func (d *demo) callPlain(ctx context.Context, calls *apiClient, out io.Writer) error {
	var answer struct {
		Choices []struct{ Message struct{ Content string } }
		Usage   json.RawMessage
	}
	body := map[string]any{"model": "gpt-4o-mini", "messages": []map[string]string{{"role": "user", "content": "Say hello from the gateway."}}}
	if err := calls.post(ctx, "/v1/chat/completions", body, &answer); err != nil {
		return err
	}
	if len(answer.Choices) == 0 {
		return errors.New("the answer has no choices")
	}
	_, err := fmt.Fprintf(out, "gpt-4o-mini     %s\n", answer.Choices[0].Message.Content)
	return err
}

// callStream makes one streamed call and prints the answer as it comes.
func (d *demo) callStream(ctx context.Context, calls *apiClient, out io.Writer) error {
	body := map[string]any{"model": "deepseek-chat", "stream": true, "messages": []map[string]string{{"role": "user", "content": "And now word by word."}}}
	fmt.Fprint(out, "deepseek-chat   ")
	resp, err := calls.send(ctx, "/v1/chat/completions", body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := printStream(resp.Body, out); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out)
	return err
}

// writeReady writes the file by rename, so that a reader never sees half of it.
func writeReady(path string, r ready) error {
	if path == "" {
		return nil
	}
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	tmp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".tmp")
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}
