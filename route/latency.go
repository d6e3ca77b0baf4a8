package route

import (
	"time"

	"github.com/burncloud/burncloud/snapshot"
)

// samples is how many times to the first token are remembered for each size of prompt.
const samples = 128

// sizeLimits bound the classes of prompts, in bytes; what is longer is of one more class.
var sizeLimits = [...]int{4 << 10, 32 << 10, 256 << 10}

// latencies are a target's recent times to the first token, by the class of the prompt.
type latencies [len(sizeLimits) + 1]*recent

type recent struct {
	ms [samples]uint32
	n  uint // ever noted
}

func classOf(bytes int) int {
	for i, limit := range sizeLimits {
		if bytes < limit {
			return i
		}
	}
	return len(sizeLimits)
}

// NoteFirstToken remembers how long the target took to begin its answer to a prompt of so many bytes.
func (l *Live) NoteFirstToken(t *snapshot.Target, bytes int, took time.Duration) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &s.first[classOf(bytes)]
	if *r == nil {
		*r = &recent{}
	}
	(*r).ms[(*r).n%samples] = uint32(min(max(took.Milliseconds(), 0), 1<<31))
	(*r).n++
}

// SlowFirstToken is the 99th percentile of the target's recent times to the first token for prompts of about that many
// bytes, 0 when none is known.
func (l *Live) SlowFirstToken(t *snapshot.Target, bytes int) time.Duration {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.first[classOf(bytes)]
	if r == nil {
		return 0
	}
	var first, second uint32 // the slowest
	for _, ms := range r.ms[:min(r.n, samples)] {
		if ms >= first {
			first, second = ms, first
		} else if ms > second {
			second = ms
		}
	}
	if r.n >= 100 { // of so many, one in a hundred is slower
		first = second
	}
	return time.Duration(first) * time.Millisecond
}

// Another reports whether the call could still go to another target than t, which is alive.
func (p *Plan) Another(t *snapshot.Target) bool {
	for i := range p.pool.Targets {
		other := &p.pool.Targets[i]
		out := i < len(p.marks) && (p.marks[i].why == excluded || p.marks[i].why == misfit)
		if !out && other.Channel.ID != t.Channel.ID && !p.live.dead(other) {
			return true
		}
	}
	return false
}

func (l *Live) dead(t *snapshot.Target) bool {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.deadSince.IsZero()
}
