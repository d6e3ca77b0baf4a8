package sim

import (
	"hash"
	"hash/fnv"
	"sync"
)

// prefix is a prompt as the cache sees it: cumulative after each tool, system block and block of a message.
type prefix struct {
	tokens int
	steps  []prefixStep
}

type prefixStep struct {
	hash   uint64
	tokens int
	ends   bool // the cache is to reach to here
	hour   bool // and to keep it for an hour
}

// prefix counts the prompt as [Tokens] says: every block with words, and each tool's name and schema.
func (q *messagesRequest) prefix(model string) prefix {
	var p prefix
	h := fnv.New64a()
	_, _ = h.Write([]byte(model)) // a hash never fails
	for _, t := range q.Tools {
		p.add(h, t.Name+string(t.Schema), t.Cache)
	}
	for i := range q.System {
		p.add(h, q.System[i].words(), q.System[i].Cache)
	}
	for _, t := range q.Messages {
		for i := range t.Content {
			p.add(h, t.Content[i].words(), t.Content[i].Cache)
		}
	}
	if last := len(p.steps) - 1; q.Cache != nil && last >= 0 {
		p.steps[last].ends, p.steps[last].hour = true, p.steps[last].hour || q.Cache.TTL == "1h"
	}
	return p
}

func (p *prefix) add(h hash.Hash64, text string, c *cacheControl) {
	if text != "" {
		p.tokens += Tokens(text)
	}
	_, _ = h.Write(append([]byte(text), 0)) // a hash never fails
	p.steps = append(p.steps, prefixStep{hash: h.Sum64(), tokens: p.tokens, ends: c != nil, hour: c != nil && c.TTL == "1h"})
}

// promptCache remembers the prefixes that requests asked to cache, the latest cacheSize of them.
type promptCache struct {
	mu   sync.Mutex
	ring []uint64
	have map[uint64]bool
}

const cacheSize = 1024

// use looks a prompt up, caches it as far as it asks for, and fills in what its usage says of both.
func (c *promptCache) use(p prefix, u *usage) {
	u.prompt = p.tokens
	last := -1
	for i, s := range p.steps {
		if s.ends {
			last = i
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	hour := 0
	for _, s := range p.steps[:last+1] {
		if c.have[s.hash] {
			u.cached = s.tokens
		}
		if s.hour {
			hour = s.tokens
		}
		if s.ends {
			c.keep(s.hash)
		}
	}
	if last >= 0 {
		u.written = p.steps[last].tokens - u.cached
		u.writtenHour = max(0, hour-u.cached)
	}
}

func (c *promptCache) keep(h uint64) {
	if c.have[h] {
		return
	}
	if c.have == nil {
		c.have = make(map[uint64]bool)
	}
	if len(c.ring) == cacheSize {
		delete(c.have, c.ring[0])
		c.ring = append(c.ring[:0], c.ring[1:]...)
	}
	c.have[h] = true
	c.ring = append(c.ring, h)
}
