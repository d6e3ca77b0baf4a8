package gateway_test

import (
	"context"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// TestReloadUnderLoad swaps the configuration ten times a second, with refused ones in between, and not one call of
// those under way fails. BURNCLOUD_LONG=1 makes it half a minute.
func TestReloadUnderLoad(t *testing.T) {
	long := 5 * time.Second
	if os.Getenv("BURNCLOUD_LONG") == "1" {
		long = 30 * time.Second
	}
	_, one := provider(t, sim.OpenAI, channel1, sim.Knobs{Gap: 10 * time.Millisecond, Chunks: 15})
	_, two := provider(t, sim.OpenAI, channel1, sim.Knobs{Gap: 10 * time.Millisecond, Chunks: 15})
	r := newRig(t, channel("ch_1", "openai", one, channel1, "gpt-4o"))
	first := *r.cfg
	var calls sync.WaitGroup
	var answered, streamed atomic.Int64
	stop := make(chan struct{})
	for n := range 12 {
		calls.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				body, end := plainCall, "}\n"
				if n%2 == 0 {
					body, end = streamCall, "data: [DONE]\n\n"
					streamed.Add(1)
				}
				resp := r.open(body)
				got, err := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if err != nil || resp.StatusCode != 200 || !strings.HasSuffix(string(got), end) || strings.Contains(string(got), `"error"`) {
					t.Errorf("%v, %d %s", err, resp.StatusCode, got)
					return
				}
				answered.Add(1)
			}
		})
	}
	swapped, refused := r.reloadFor(first, long, one, two)
	close(stop)
	calls.Wait()
	if all := r.calls.all(); len(all) != int(answered.Load()) || answered.Load() < 100 || streamed.Load() < 50 {
		t.Errorf("%d answered, %d of them streamed, %d recorded", answered.Load(), streamed.Load(), len(all))
	}
	versions := map[int64]int{}
	for _, c := range r.calls.all() {
		versions[c.SnapshotVersion]++
		if c.ErrorKind != "" || len(c.Attempts) != 1 {
			t.Errorf("recorded %+v", c)
		}
	}
	if len(versions) < swapped/2 || refused == 0 {
		t.Errorf("calls saw %d versions of %d, %d reloads were refused", len(versions), swapped, refused)
	}
}

// reloadFor reloads every 100 ms for so long: two configurations in turn, and then one that does not build. It does
// with each swap what the program does: transports and health that are not named any more are dropped.
func (r *rig) reloadFor(base burncloud.Config, long time.Duration, one, two string) (swapped, refused int) {
	r.t.Helper()
	for i, end := 0, time.Now().Add(long); time.Now().Before(end); i++ {
		time.Sleep(100 * time.Millisecond)
		cfg := base
		cfg.Version = int64(i + 2)
		a, b := channel("ch_1", "openai", one, channel1, "gpt-4o"), channel("ch_2", "openai", two, channel1, "gpt-4o")
		switch i % 3 {
		case 0:
			a.Enabled = false
			b.Options.Timeouts.Connect = 4 * time.Second // of another transport
		case 1:
			b.Enabled = false
			cfg.Tokens = slices.Clone(cfg.Tokens)
		case 2:
			a.BaseURL = "no address"
		}
		cfg.Channels = []burncloud.Channel{a, b}
		r.cfg = &cfg
		if _, err := r.snaps.Reload(context.Background()); err != nil {
			if refused++; i%3 != 2 {
				r.t.Errorf("reload %d: %v", i, err)
			}
			continue
		}
		swapped++
		s := r.snaps.Load()
		r.Transports.Retain(slices.Collect(s.Channels()))
		r.Live.Prune(s)
	}
	return swapped, refused
}
