package gateway_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// shelf is where transcripts are kept. Its room may have an end.
type shelf struct {
	mu   sync.Mutex
	room int // bytes; what is taken lessens it
	all  []*burncloud.Transcript
}

func (s *shelf) Begin() int {
	if s.More(100) {
		return 100
	}
	return 0
}

func (s *shelf) More(n int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n > s.room {
		return false
	}
	s.room -= n
	return true
}

func (s *shelf) Forget(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room += n
}

func (s *shelf) Keep(said *burncloud.Transcript, mask func([]byte), n int) {
	for _, b := range said.Bodies() {
		mask(b.Data)
	}
	s.Forget(n)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, said)
}

// take returns what was kept and forgets it.
func (s *shelf) take() []*burncloud.Transcript {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.all
	s.all = nil
	return all
}

const shelfRoom = 1 << 20

// keep has the rig keep the bodies of calls.
func (r *rig) keep(set func(*burncloud.Settings)) *shelf {
	r.t.Helper()
	s := &shelf{room: shelfRoom}
	r.Transcripts = s
	r.cfg.Settings.Record = burncloud.RecordAll
	if set != nil {
		set(&r.cfg.Settings)
	}
	r.cfg.Version++
	r.reload()
	return s
}

// waitFor waits until so many transcripts were kept.
func (s *shelf) waitFor(t *testing.T, n int) []*burncloud.Transcript {
	t.Helper()
	eventually(t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.all) >= n
	})
	return s.take()
}

// TestBodiesKept: in every dialect over every other, whole and streamed, torn and not, all four bodies are kept as they were.
func TestBodiesKept(t *testing.T) {
	eachPair(t, func(t *testing.T, a *asker, g *tongue) {
		for seed := range uint64(2) {
			for _, stream := range []bool{false, true} {
				up := newRawUpstream(t, g.whole(stream), seed)
				r := newRig(t, g.channel("ch_1", up))
				s := r.keep(nil)
				path, sent := a.call(stream)
				got := r.askWith(a, path, sent)
				all := s.waitFor(t, 1)
				said := all[0]
				if len(said.Exchanges) != 1 {
					t.Fatalf("%d exchanges", len(said.Exchanges))
				}
				x := &said.Exchanges[0]
				_, answer, _ := strings.Cut(string(up.answer(rawRequest{})), "\r\n\r\n")
				same := func(name, got, want string) {
					t.Helper()
					if got != want {
						t.Errorf("%s, stream %v, seed %d:\n got %q\nwant %q", name, stream, seed, got, want)
					}
				}
				same("client's request", string(said.Request.Data), sent)
				same("client's answer", string(said.Answer.Data), got.body)
				same("upstream's request", string(x.Request.Data), string(up.all()[0].body))
				// What comes after the event that ends a stream is not read as a part of it.
				if !strings.HasPrefix(answer, string(x.Answer.Data)) || len(answer)-len(x.Answer.Data) > len("data: [DONE]\n\n") {
					same("upstream's answer", string(x.Answer.Data), answer)
				}
				same("media type of the answer", said.Answer.ContentType, got.header.Get("Content-Type"))
				if x.Status != 200 || x.Dialect != r.lastCall().UpstreamDialect || x.ChannelID != "ch_1" || said.RequestID != r.lastCall().RequestID {
					t.Errorf("exchange %+v of %s", x, said.RequestID)
				}
				for _, b := range said.Bodies() {
					n := 0
					for i, m := range b.Marks {
						if n += m.Bytes; i > 0 && m.At < b.Marks[i-1].At {
							t.Errorf("marks go back: %v", b.Marks)
						}
					}
					if b.Truncated() || len(b.Marks) > 0 && n != len(b.Data) {
						t.Errorf("%d bytes kept of %d, marks say %d", len(b.Data), b.Size, n)
					}
				}
				if s.room != shelfRoom {
					t.Errorf("%d bytes of room were not given back", shelfRoom-s.room)
				}
			}
		}
	})
}

// TestBodiesOfAttempts: each attempt that sent something has its exchange, and what the client got is an error of its dialect.
func TestBodiesOfAttempts(t *testing.T) {
	bad, badURL := provider(t, sim.OpenAI, channel1, sim.Knobs{ErrorShare: 1, ErrorStatus: 500})
	_, goodURL := provider(t, sim.OpenAI, channel2, sim.Knobs{})
	first, second := channel("ch_1", "openai", badURL, channel1, "gpt-4o"), channel("ch_2", "openai", goodURL, channel2, "gpt-4o")
	first.Weight = foremost
	r := newRig(t, first, second)
	r.cfg.Settings.MaxAttempts = 2
	s := r.keep(func(set *burncloud.Settings) { set.Record = burncloud.RecordErrors })
	const ask = `{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}`
	if got := r.post("/v1/chat/completions", ask); got.status != 200 {
		t.Fatal(got)
	}
	said := s.waitFor(t, 1)[0]
	if len(said.Exchanges) != 2 || said.Exchanges[0].Status != 500 || said.Exchanges[1].Status != 200 || !bytes.Contains(said.Exchanges[0].Answer.Data, []byte("error")) {
		t.Fatalf("exchanges %+v", said.Exchanges)
	}
	bad.Set(sim.Knobs{})
	if got := r.post("/v1/chat/completions", ask); got.status != 200 { // good from the first attempt on: no failure
		t.Fatal(got)
	}
	got := r.post("/v1/chat/completions", `{"model":"none","messages":[]}`)
	refused := s.waitFor(t, 1)
	if len(refused) != 1 || string(refused[0].Answer.Data) != got.body || len(refused[0].Exchanges) != 0 {
		t.Errorf("of a refused call %+v is kept, the client got %s", refused, got.body)
	}
}

// TestBodiesChosen: which calls are kept is as the settings say; the others take no room.
func TestBodiesChosen(t *testing.T) {
	_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	for _, tt := range []struct {
		name        string
		set         func(*burncloud.Settings)
		least, most int // of 60 calls
	}{
		{"off", func(s *burncloud.Settings) { s.Record = burncloud.RecordOff }, 0, 0},
		{"all", nil, 60, 60},
		{"errors", func(s *burncloud.Settings) { s.Record = burncloud.RecordErrors }, 0, 0},
		{"sampled", func(s *burncloud.Settings) { s.Record, s.RecordOneIn = burncloud.RecordSampled, 4 }, 2, 36},
		{"of this user", func(s *burncloud.Settings) { s.RecordUsers = []burncloud.UserID{"usr_1"} }, 60, 60},
		{"of another user", func(s *burncloud.Settings) { s.RecordUsers = []burncloud.UserID{"usr_2"} }, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
			s := r.keep(tt.set)
			for range 60 {
				if got := r.post("/v1/chat/completions", `{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}`); got.status != 200 {
					t.Fatal(got)
				}
			}
			eventually(t, func() bool {
				s.mu.Lock()
				defer s.mu.Unlock()
				return len(s.all) >= tt.least && s.room == shelfRoom
			})
			if n := len(s.take()); n > tt.most {
				t.Errorf("%d transcripts of 60 calls", n)
			}
		})
	}
}

// TestBodiesBounded: no more of a body is kept than the settings say, and the call itself is whole.
func TestBodiesBounded(t *testing.T) {
	_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{Chunks: 300})
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	s := r.keep(func(set *burncloud.Settings) { set.RecordMost = 1000 })
	ask := fmt.Sprintf(`{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":%q}]}`, strings.Repeat("a", 5000))
	got := r.post("/v1/chat/completions", ask)
	said := s.waitFor(t, 1)[0]
	for i, want := range []string{ask, got.body} {
		b := said.Bodies()[i]
		if string(b.Data) != want[:1000] || b.Size != int64(len(want)) || !b.Truncated() {
			t.Errorf("body %d: %d bytes kept of %d, want 1000 of %d", i, len(b.Data), b.Size, len(want))
		}
	}
	if x := said.Exchanges[0]; len(x.Answer.Data) != 1000 || len(x.Request.Data) != 1000 {
		t.Errorf("%d and %d bytes of the exchange", len(x.Request.Data), len(x.Answer.Data))
	}
	// Without room for a transcript the call says so; without room for more of it the bodies end early.
	s.room = 99
	if got := r.post("/v1/chat/completions", ask); got.status != 200 || !strings.Contains(got.body, "[DONE]") {
		t.Errorf("without room: %d %.200s", got.status, got.body)
	}
	if c := r.lastCall(); len(c.Flags) != 1 || c.Flags[0] != burncloud.FlagBodiesDropped {
		t.Errorf("flags %v", c.Flags)
	}
	s.room = 1500
	if got := r.post("/v1/chat/completions", ask); got.status != 200 || !strings.Contains(got.body, "[DONE]") {
		t.Errorf("with little room: %d %.200s", got.status, got.body)
	}
	if said := s.waitFor(t, 1)[0]; len(said.Request.Data) != 1000 || len(said.Answer.Data) > 500 || !said.Answer.Truncated() {
		t.Errorf("with little room %d and %d bytes are kept", len(said.Request.Data), len(said.Answer.Data))
	}
}

// TestBodiesHideSecrets: what an upstream tells of its key, and what a client tells of its own, is not kept.
func TestBodiesHideSecrets(t *testing.T) {
	const key = "plainlookingsecretoffortytwocharacters1234"
	up := newRawUpstream(t, raw(200, "application/json", `{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"your key is `+key+`"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}`), 0)
	other := channel("ch_2", "openai", "http://127.0.0.1:9/v1", "another-channels-secret-key", "else")
	r := newRig(t, channel("ch_1", "custom", up.url, key, "m"), other)
	s := r.keep(nil)
	r.post("/v1/chat/completions", `{"model":"m","messages":[{"role":"user","content":"I am `+r.key+`, and another-channels-secret-key"}]}`)
	said := s.waitFor(t, 1)[0]
	hidden := 0
	for _, b := range said.Bodies() {
		for _, secret := range []string{key, key[:20], key[20:], r.key, "another-channels-secret"} {
			if bytes.Contains(b.Data, []byte(secret)) {
				t.Errorf("%s is kept in %s", secret, b.Data)
			}
		}
		hidden += bytes.Count(b.Data, []byte("**********"))
	}
	if hidden < 4 {
		t.Errorf("%d places are hidden", hidden)
	}
}

// eventually waits until it holds: a call hands over what was said after its last byte.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it does not come to hold")
		}
	}
}
