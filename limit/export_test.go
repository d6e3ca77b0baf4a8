package limit

// UnderWay is how many calls of the subject are counted as going on.
func (t *Table) UnderWay(k Key) int64 {
	s := &t.shards[t.shardOf(k)]
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.entries[k]; e != nil {
		return e.underWay
	}
	return 0
}

// Waiting is how many calls are in line for the pool.
func (t *Table) Waiting(pool string) int {
	t.queue.mu.Lock()
	defer t.queue.mu.Unlock()
	return len(t.queue.pools[pool])
}

// Lines is how many subjects somebody waits for.
func (t *Table) Lines() int {
	t.queue.mu.Lock()
	defer t.queue.mu.Unlock()
	return len(t.queue.lines)
}

// Len is how many subjects are kept.
func (t *Table) Len() (n int) {
	for i := range t.shards {
		s := &t.shards[i]
		s.mu.Lock()
		n += len(s.entries)
		s.mu.Unlock()
	}
	return n
}
