package gateway_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// TestFallbackModel: an alias goes to its first model, and to the next one when that cannot answer, at that one's price.
func TestFallbackModel(t *testing.T) {
	first, firstURL := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	_, secondURL := provider(t, sim.DeepSeek, channel1, sim.Knobs{})
	one, two := channel("ch_1", "openai", firstURL, channel1, "gpt-4o"), channel("ch_2", "deepseek", secondURL, channel1, "chat")
	two.ModelMapping = map[burncloud.ModelName]burncloud.ModelName{"chat": "deepseek-chat"}
	r := newRig(t, one, two)
	r.cfg.Routes = []burncloud.ModelRoute{{ID: "rt_1", Model: "smart", Fallbacks: []burncloud.ModelName{"gpt-4o", "chat"}}}
	r.cfg.Tokens[0].Models = []burncloud.ModelName{"smart"} // whoever may use the alias may use what it stands for
	r.cfg.Prices = []burncloud.Price{
		{ID: "pr_1", Model: "gpt-4o", PerCall: 1, EffectiveFrom: time.Unix(1, 0)}, {ID: "pr_2", Model: "chat", PerCall: 2, EffectiveFrom: time.Unix(1, 0)},
	}
	r.reload()
	for _, stream := range []bool{false, true} {
		body := fmt.Sprintf(`{"model":"smart","stream":%v,%s}`, stream, hello)
		for _, tt := range []struct {
			knobs   sim.Knobs
			channel burncloud.ChannelID
			answers string
			price   burncloud.PriceID
		}{
			{sim.Knobs{}, "ch_1", `"model":"gpt-4o`, "pr_1"},
			{sim.Knobs{ErrorShare: 1, ErrorStatus: 503}, "ch_2", `"model":"deepseek-`, "pr_2"},
		} {
			first.Set(tt.knobs)
			got := r.post(chat, body)
			c := r.lastCall()
			if got.status != 200 || !strings.Contains(strings.ReplaceAll(got.body, `": "`, `":"`), tt.answers) {
				t.Errorf("stream %v: %d %s", stream, got.status, got.body)
			}
			if c.Model != "smart" || c.ChannelID != tt.channel || c.PriceID != tt.price || c.Decision == nil {
				t.Errorf("stream %v: recorded %s by %s at %s, %+v", stream, c.Model, c.ChannelID, c.PriceID, c.Decision)
			}
		}
	}
	d := r.lastCall().Decision
	if d.Total != 2 || d.Candidates[0].Model != "gpt-4o" || d.Candidates[0].Skipped != "excluded after upstream_server" || d.Candidates[1].Model != "chat" || d.Candidates[1].Order != 2 {
		t.Errorf("decision %+v", d)
	}
	if plan, err := r.Decide(&burncloud.Question{Model: "smart"}); err != nil || plan.Total != 2 || plan.Candidates[1].UpstreamModel != "deepseek-chat" {
		t.Errorf("plan %+v, %v", plan, err)
	}
	if _, err := r.Decide(&burncloud.Question{Model: "unheard-of"}); burncloud.AsError(err).Kind != burncloud.KindNotFound {
		t.Errorf("plan for a model that nobody serves: %v", err)
	}
}

// TestFallbackBeforeTheAttemptsAreUsedUp: many channels of the model are down, and yet the fallback gets its try.
func TestFallbackBeforeTheAttemptsAreUsedUp(t *testing.T) {
	_, bad := provider(t, sim.OpenAI, channel1, sim.Knobs{ErrorShare: 1})
	_, good := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	var channels []burncloud.Channel
	for i := range 5 {
		channels = append(channels, channel(fmt.Sprintf("ch_%d", i), "openai", bad, channel1, "gpt-4o"))
	}
	r := newRig(t, append(channels, channel("ch_9", "openai", good, channel1, "gpt-4o-mini"))...)
	r.cfg.Routes = []burncloud.ModelRoute{{ID: "rt_1", Model: "gpt-4o", Fallbacks: []burncloud.ModelName{"gpt-4o-mini"}}}
	r.reload()
	if got, c := r.post(chat, plainCall), r.lastCall(); got.status != 200 || len(c.Attempts) != 3 || c.ChannelID != "ch_9" {
		t.Errorf("%d, attempts %+v", got.status, c.Attempts)
	}
}

// TestSessionAffinity: calls that name a session stay at one channel, by whatever name they use; others do not.
func TestSessionAffinity(t *testing.T) {
	var channels []burncloud.Channel
	for i := range 4 {
		_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
		channels = append(channels, channel(fmt.Sprintf("ch_%d", i), "openai", url, channel1, "gpt-4o"))
	}
	r := newRig(t, channels...)
	r.cfg.Routes = []burncloud.ModelRoute{{ID: "rt_1", Model: "gpt-4o", Strategy: burncloud.StrategyRoundRobin, Affinity: burncloud.AffinitySession}}
	r.reload()
	used := func(members string, header ...string) int {
		seen := map[burncloud.ChannelID]bool{}
		for range 8 {
			body := `{"model":"gpt-4o",` + members + hello + `}`
			if got := r.send("POST", chat, body, append(header, "Authorization", "Bearer "+r.key)...); got.status != 200 {
				t.Fatalf("%d %s", got.status, got.body)
			}
			seen[r.lastCall().ChannelID] = true
		}
		return len(seen)
	}
	for _, tt := range []struct {
		members string
		header  []string
		want    int
	}{
		{"", nil, 4},
		{`"user":"",`, nil, 4},
		{`"user":"ann",`, nil, 1},
		{`"prompt_cache_key":"k",`, nil, 1},
		{`"metadata":{"user_id":"u"},`, nil, 1},
		{"", []string{"X-Session-Id", "s"}, 1},
	} {
		if n := used(tt.members, tt.header...); n != tt.want {
			t.Errorf("%s %v: %d channels, want %d", tt.members, tt.header, n, tt.want)
		}
	}
}

// storm is what the providers of the simulation are set to in turn.
var storm = []sim.Knobs{
	{},
	{},
	{},
	{ErrorShare: 1, ErrorStatus: 500},
	{ErrorShare: .5, ErrorStatus: 503},
	{ErrorShare: 1, ErrorStatus: 429, RetryAfter: time.Second},
	{Reset: true},
	{CutAfter: 1},
	{CutAfter: 3},
	{EndAfter: 2},
	{ErrorAfter: 2},
	{NoDone: true},
	{Garbage: sim.HTMLOK},
	{Garbage: sim.TruncatedJSON},
	{Garbage: sim.PlainFrame},
	{Garbage: sim.EmptyBody},
	{HangAfter: 2},
	{Gap: time.Millisecond},
}

// TestNoTruncatedAnswerIsASuccess sends calls while the providers fail in random ways, from one seed. An answer that is
// recorded as a success is whole, every call is recorded once, and no call takes more than its attempts.
func TestNoTruncatedAnswerIsASuccess(t *testing.T) {
	const seed, workers = 7, 8
	calls := 250
	if os.Getenv("BURNCLOUD_LONG") != "" {
		calls = 1250
	}
	rnd := rand.New(rand.NewPCG(seed, seed))
	var channels []burncloud.Channel
	var providers []*sim.Provider
	for i := range 4 {
		p, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
		providers = append(providers, p)
		ch := channel(fmt.Sprintf("ch_%d", i), "openai", url, channel1, "gpt-4o", "gpt-4o-mini")
		ch.Options.Timeouts = quick
		channels = append(channels, ch)
	}
	r := newRig(t, channels...)
	r.cfg.Routes = []burncloud.ModelRoute{
		{ID: "rt_1", Model: "gpt-4o", Strategy: burncloud.StrategyLeastLatency, Fallbacks: []burncloud.ModelName{"gpt-4o-mini"}},
		{ID: "rt_2", Model: "gpt-4o-mini", Strategy: burncloud.StrategyWeighted, Affinity: burncloud.AffinitySession},
	}
	r.reload()
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
				providers[rnd.IntN(len(providers))].Set(storm[rnd.IntN(len(storm))])
				r.ahead.Add(int64(time.Second)) // health recovers faster than the test takes
			}
		}
	}()
	var wg sync.WaitGroup
	var whole, failed atomic.Int64
	for w := range workers {
		wg.Go(func() {
			for i := range calls {
				model := [2]string{"gpt-4o", "gpt-4o-mini"}[i/2%2]
				ok, told := r.converse(fmt.Sprintf(`{"model":%q,"user":"u%d","stream":%v,%s}`, model, w, i%2 == 0, hello), i%2 == 0)
				switch {
				case ok:
					whole.Add(1)
				case told:
					failed.Add(1)
				default:
					t.Errorf("worker %d, call %d: neither whole nor said to have failed", w, i)
				}
			}
		})
	}
	wg.Wait()
	close(stop)
	<-done
	all, seen := r.calls.all(), map[burncloud.RequestID]bool{}
	good, continued := int64(0), 0
	for _, c := range all {
		if len(c.Attempts) > 3 || seen[c.RequestID] {
			t.Errorf("%s: %d attempts, recorded before: %v", c.RequestID, len(c.Attempts), seen[c.RequestID])
		}
		seen[c.RequestID] = true
		if len(c.Flags) > 0 {
			continued++
		}
		if c.Status == 200 && c.ErrorKind == "" {
			good++
		}
	}
	if len(all) != workers*calls || good != whole.Load() {
		t.Errorf("%d records of %d calls; %d recorded as good, %d seen whole", len(all), workers*calls, good, whole.Load())
	}
	t.Logf("seed %d: %d calls, %d whole, %d of them continued, %d failed and said so", seed, workers*calls, whole.Load(), continued, failed.Load())
}

// converse makes one call. ok means that the answer is whole; told, that the client was told of the failure.
func (r *rig) converse(body string, stream bool) (ok, told bool) {
	req, err := http.NewRequest(http.MethodPost, r.url+chat, strings.NewReader(body))
	if err != nil {
		return false, false
	}
	req.Header.Set("Authorization", "Bearer "+r.key)
	resp, err := r.http.Do(req)
	if err != nil {
		return false, false
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	text := string(b)
	switch {
	case resp.StatusCode != http.StatusOK:
		return false, strings.Contains(text, `"error"`)
	case err != nil:
		return false, true
	case stream:
		said, _, err := askers[0].read(true, text)
		ok = err == nil && (said == sim.Reply("gpt-4o", "hello there", 0) || said == sim.Reply("gpt-4o-mini", "hello there", 0))
		return ok, strings.Contains(text, `"error"`) && !strings.Contains(text, "[DONE]")
	}
	return strings.Contains(text, `"finish_reason"`), false
}
