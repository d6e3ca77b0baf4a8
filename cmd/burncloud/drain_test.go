package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud/sim"
)

// TestChaosDrain is row P12: the program ends with streams under way. Those that can, finish; the others get an error
// event; each is in the log.
func TestChaosDrain(t *testing.T) {
	for _, tt := range []struct {
		name   string
		knobs  sim.Knobs
		args   []string
		end    string // of each stream
		status int    // of the program
	}{
		{"finish", sim.Knobs{Chunks: 20, Gap: 50 * time.Millisecond}, nil, "data: [DONE]\n\n", 0},
		{"cut", sim.Knobs{Chunks: 1000, Gap: 20 * time.Millisecond}, []string{"-drain", "300ms"}, `"code":"overloaded"}}` + "\n\n", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const streams = 40
			provider := sim.New(sim.OpenAI, sim.Options{Knobs: tt.knobs})
			providers, err := sim.Start(provider)
			if err != nil {
				t.Fatal(err)
			}
			defer providers.Close()
			dir := t.TempDir()
			p := start(t, dir, "bootstrap-token-123456", append([]string{"serve", "-drain-grace", "200ms"}, tt.args...)...)
			base := p.find(`url=(\S+)`)
			admin := rest{t, base, "bootstrap-token-123456"}
			admin.do("POST", "/api/channels", fmt.Sprintf(`{"name":"c","provider":"openai","base_url":%q,"keys":["k-0123456789"],"models":["gpt-4o"]}`, providers.URL(provider)), 201)
			admin.do("POST", "/api/prices", `{"model":"*","input":"1","output":"2"}`, 201)
			key := admin.do("POST", "/api/tokens", `{"name":"t","unlimited":true}`, 201)["key"].(string)

			var begun, over sync.WaitGroup
			var mu sync.Mutex
			ends := map[bool]int{}
			begun.Add(streams)
			for range streams {
				over.Go(func() {
					body, err := stream(base, key)
					if err != nil {
						t.Error(err)
						begun.Done()
						return
					}
					defer body.Close()
					r := bufio.NewReader(body)
					first, _ := r.ReadString('\n')
					begun.Done()
					rest, _ := io.ReadAll(r)
					mu.Lock()
					defer mu.Unlock()
					ends[strings.HasSuffix(first+string(rest), tt.end)]++
				})
			}
			begun.Wait()
			p.stop()
			time.Sleep(50 * time.Millisecond)
			resp, err := http.Get(base + "/readyz")
			if err != nil || resp.StatusCode != 503 {
				t.Errorf("within the grace /readyz gives %v, %v", resp, err)
			} else {
				_ = resp.Body.Close()
			}
			over.Wait()
			if code := <-p.done; code != tt.status {
				t.Errorf("exit status %d:\n%s", code, p.out)
			}
			p = start(t, dir, "bootstrap-token-123456", "serve")
			rows := waitForRows(t, rest{t, p.find(`url=(\S+)`), "bootstrap-token-123456"}, streams)
			p.end()
			t.Logf("P12 %s: %d streams, %d ended as they should, %d recorded", tt.name, streams, ends[true], len(rows))
			if ends[true] != streams || len(rows) != streams {
				t.Errorf("%d streams ended otherwise", ends[false])
			}
		})
	}
}

// stream begins one streamed call.
func stream(base, key string) (io.ReadCloser, error) {
	req, err := http.NewRequest("POST", base+"/v1/chat/completions", strings.NewReader(`{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"hello"}]}`))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}
