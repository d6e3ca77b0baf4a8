package gateway_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/gateway"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/limit"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/sim"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/store"
	"github.com/burncloud/burncloud/upstream"
)

// What the process that will be killed is told.
const (
	childEnv    = "BURNCLOUD_TEST_CHILD"     // its data directory
	childUpEnv  = "BURNCLOUD_TEST_UPSTREAM"  // base URL
	childKeyEnv = "BURNCLOUD_TEST_CLIENTKEY" // of its only token
)

// persisted is a call log over a journal and a database in one directory.
type persisted struct {
	journal *journal.Journal
	db      *store.DB
	log     *calllog.Log
}

func openPersisted(dir string) (*persisted, error) {
	keys, err := secret.NewKeyring(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		return nil, err
	}
	db, err := store.Open(context.Background(), store.Options{Path: filepath.Join(dir, "burncloud.db"), Keyring: keys, Now: time.Now})
	if err != nil {
		return nil, err
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	j, err := journal.Open(journal.Options{Dir: filepath.Join(dir, "journal"), SegmentBytes: 256 << 10, Logger: logger})
	if err != nil {
		return nil, err
	}
	log, err := calllog.New(context.Background(), j, db, logger)
	return &persisted{j, db, log}, err
}

// serveUntilKilled is the child: a gateway that records for real. It tells its address on standard output.
func serveUntilKilled() {
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(3)
		}
	}
	p, err := openPersisted(os.Getenv(childEnv))
	fail(err)
	go func() { fail(p.log.Run(context.Background())) }()
	cfg := &burncloud.Config{
		Version:  1,
		Channels: []burncloud.Channel{channel("ch_1", "openai", os.Getenv(childUpEnv), channel1, "gpt-4o")},
		Groups:   []burncloud.ChannelGroup{{Name: burncloud.DefaultGroup, Multiplier: burncloud.One}},
		Users:    []burncloud.User{{ID: "usr_1", Username: "u", Role: burncloud.RoleUser, Group: burncloud.DefaultGroup, Enabled: true}},
		Tokens:   []burncloud.AccessToken{{ID: "tok_1", UserID: "usr_1", Name: "t", Hash: secret.Hash(os.Getenv(childKeyEnv)), Enabled: true}},
		Settings: burncloud.Settings{AllowUnpriced: true},
	}
	logger := slog.New(slog.DiscardHandler)
	snaps := snapshot.NewHolder(snapshot.Options{Source: source(func() *burncloud.Config { return cfg }), Check: upstream.Check, Logger: logger})
	_, err = snaps.Reload(context.Background())
	fail(err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	fail(err)
	fmt.Println("http://" + l.Addr().String())
	fail(http.Serve(l, &gateway.Gateway{
		Snapshots: snaps, Live: route.NewLive(time.Now, rand.IntN), Limits: limit.New(time.Now), Transports: &upstream.Transports{}, Log: p.log, Logger: logger, Now: time.Now,
	}))
}

// TestKilledGatewayForgetsNoCall kills a gateway under load. Whoever had a whole answer is in the log, once.
func TestKilledGatewayForgetsNoCall(t *testing.T) {
	const clients = 8
	_, up := provider(t, sim.OpenAI, channel1, sim.Knobs{Chunks: 5, Gap: time.Millisecond})
	dir, key := t.TempDir(), secret.NewKey("sk-")
	answered := map[string]int{}
	for round := range 3 {
		url, kill := startChild(t, dir, up, key)
		for id := range loadUntilDead(url, key, clients, func() {
			time.Sleep(time.Duration(300+200*round) * time.Millisecond)
			kill()
		}) {
			answered[id]++
		}
	}
	rows := rowsOf(t, dir)
	for id, n := range answered {
		if n != 1 || rows[id] != 1 {
			t.Errorf("call %s was answered %d times and has %d rows", id, n, rows[id])
		}
	}
	if extra := len(rows) - len(answered); extra < 0 || extra > 3*clients || len(answered) < 100 {
		t.Errorf("%d rows for %d calls answered", len(rows), len(answered))
	}
	t.Logf("%d calls answered, %d rows", len(answered), len(rows))
}

// startChild runs this test program as the gateway.
func startChild(t *testing.T, dir, up, key string) (url string, kill func()) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childEnv+"="+dir, childUpEnv+"="+up, childKeyEnv+"="+key)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = child.Process.Kill()
		t.Fatalf("the child said %q, %v", line, err)
	}
	return strings.TrimSpace(line), func() {
		_ = child.Process.Kill() // SIGKILL
		_ = child.Wait()
	}
}

// loadUntilDead calls the gateway from several clients while during runs, and until it answers no more. It returns the
// identifiers of the calls that were answered whole.
func loadUntilDead(url, key string, clients int, during func()) map[string]bool {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}, Timeout: 10 * time.Second}
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	whole := map[string]bool{}
	var calls sync.WaitGroup
	for n := range clients {
		calls.Go(func() {
			for {
				body, end := plainCall, "}\n"
				if n%2 == 0 {
					body, end = streamCall, "data: [DONE]\n\n"
				}
				req, _ := http.NewRequest("POST", url+chat, strings.NewReader(body))
				req.Header.Set("Authorization", "Bearer "+key)
				resp, err := client.Do(req)
				if err != nil {
					return
				}
				got, _ := io.ReadAll(resp.Body) // a stream that has its end is whole, even if the connection broke after it
				_ = resp.Body.Close()
				if resp.StatusCode == 200 && strings.HasSuffix(string(got), end) {
					mu.Lock()
					whole[resp.Header.Get("X-Request-Id")] = true
					mu.Unlock()
				}
			}
		})
	}
	during()
	calls.Wait()
	return whole
}

// rowsOf opens what the dead left, lets the log catch up, and counts the rows of each call.
func rowsOf(t *testing.T, dir string) map[string]int {
	t.Helper()
	p, err := openPersisted(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := p.log.Run(ctx); err != nil {
		t.Error(err)
	}
	rows := map[string]int{}
	err = p.db.EachCall(context.Background(), burncloud.CallFilter{}, func(c *burncloud.Call) error {
		rows[string(c.RequestID)]++
		if c.Status == 200 && (c.Usage.IsZero() || c.ErrorKind != "") {
			t.Errorf("row %+v", c)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for _, err := range []error{p.journal.Close(), p.db.Close()} {
		if err != nil {
			t.Error(err)
		}
	}
	return rows
}
