package sim

import (
	"net/http"
	"sync"
	"time"
)

// Served records one request and how it was answered. Header and Body are shared with nobody who writes them.
type Served struct {
	ID       uint64 // from 1, in order of arrival
	At       time.Time
	Method   string
	Path     string // as the provider saw it, prefix removed
	Model    string // as the request gave it
	Key      string // as the dialect carries it
	Header   http.Header
	Body     []byte
	Stream   bool
	AnswerID string // id member of the answer

	Status int    // 0 while nothing was answered
	Fault  string // the knob that spoilt the answer, or ""
	// Tokens as the provider counts them for the whole answer, whether or not it was sent or its usage told.
	PromptTokens, CachedTokens, CompletionTokens int
	WrittenTokens                                int       // of PromptTokens, newly put in the cache
	Chunks                                       int       // data frames sent, [DONE] or message_stop not counted
	SentBytes                                    int       // bytes of generated text in those frames, or in the answer
	Finished                                     bool      // the answer was sent to its end
	Gone                                         time.Time // when the client was found to have left before the end
	Done                                         time.Time // zero while under way
}

// Counters sum what was served since the start or the last [Provider.Reset].
type Counters struct {
	Requests, InFlight, Streams        int
	Finished, Errors, Gone             int // Errors: status 400 and above
	Chunks                             int
	PromptTokens, CompletionTokens     int // of finished answers
	CachedTokens, GeneratedBytesOnWire int
}

// Retained bodies are bounded by number (Options.Keep) and by this many bytes together.
const (
	defaultKeep = 512
	keepBytes   = 64 << 20
)

// served is the bounded memory of a provider. Its lock also guards every *Served in it.
type served struct {
	mu    sync.Mutex
	keep  int
	ring  []*Served // oldest first
	bytes int
	sum   Counters
}

func (l *served) begin(s Served) *Served {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sum.Requests++
	l.sum.InFlight++
	if s.Stream {
		l.sum.Streams++
	}
	rec := &s
	if l.keep < 0 {
		return rec
	}
	keep := l.keep
	if keep == 0 {
		keep = defaultKeep
	}
	rec.Header = s.Header.Clone()
	l.ring = append(l.ring, rec)
	l.bytes += len(rec.Body)
	for len(l.ring) > keep || l.bytes > keepBytes && len(l.ring) > 1 {
		l.bytes -= len(l.ring[0].Body)
		l.ring[0] = nil
		l.ring = l.ring[1:]
	}
	return rec
}

func (l *served) update(rec *Served, f func(*Served)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(rec)
}

func (l *served) end(rec *Served, now time.Time, gone bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rec.Done = now
	l.sum.InFlight--
	l.sum.Chunks += rec.Chunks
	l.sum.GeneratedBytesOnWire += rec.SentBytes
	if rec.Status >= 400 {
		l.sum.Errors++
	}
	if rec.Finished {
		l.sum.Finished++
		l.sum.PromptTokens += rec.PromptTokens
		l.sum.CachedTokens += rec.CachedTokens
		l.sum.CompletionTokens += rec.CompletionTokens
		return
	}
	if gone && rec.Gone.IsZero() {
		rec.Gone = now
	}
	if !rec.Gone.IsZero() {
		l.sum.Gone++
	}
}

// Served returns copies of the remembered requests, oldest first, those under way included. An answer is Finished from
// the moment before its last byte is written, so whoever has read that byte finds it so.
func (p *Provider) Served() []Served {
	p.log.mu.Lock()
	defer p.log.mu.Unlock()
	all := make([]Served, len(p.log.ring))
	for i, rec := range p.log.ring {
		all[i] = *rec
	}
	return all
}

// Counters returns the sums.
func (p *Provider) Counters() Counters {
	p.log.mu.Lock()
	defer p.log.mu.Unlock()
	return p.log.sum
}

// Reset forgets what was served; requests under way are counted at their end.
func (p *Provider) Reset() {
	p.log.mu.Lock()
	defer p.log.mu.Unlock()
	p.log.sum = Counters{InFlight: p.log.sum.InFlight}
	p.log.ring, p.log.bytes = nil, 0
}
