package limit

import "github.com/burncloud/burncloud"

// Used is what of the subject's allowances is taken now, and not earned back yet. A subject that was not seen has used
// nothing.
func (t *Table) Used(s Subject) burncloud.Load {
	now := t.clock()
	shard := &t.shards[t.shardOf(s.Key)]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	e := shard.entries[s.Key]
	if e == nil {
		return burncloud.Load{}
	}
	load := burncloud.Load{UnderWay: e.underWay}
	if s.RPM > 0 {
		load.Requests = unitsOf(e.requests-now, s.RPM)
	}
	if s.TPM > 0 {
		load.Tokens = unitsOf(e.tokens-now, s.TPM)
	}
	return load
}
