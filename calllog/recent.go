package calllog

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
)

// recent are the keys of calls that this process recorded, by the number of their record: reading them from its JSON is most
// of what posting a call costs. What is not here is read.
type recent struct {
	mu  sync.Mutex
	all []recorded

	taken []recorded // in order; belongs to who posts
}

type recorded struct {
	lsn  journal.LSN
	keys burncloud.CallKeys
}

// keepRecent bounds how many are kept while nothing can be posted.
const keepRecent = 2 * batchRecords

// spareRecent is for how many the memory is kept when fewer come.
const spareRecent = 64

func (r *recent) add(lsn journal.LSN, c *burncloud.Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.all) < keepRecent {
		r.all = append(r.all, recorded{lsn, KeysOf(c)})
	}
}

// take makes ready what was added so far. It belongs to who posts.
func (r *recent) take() {
	r.mu.Lock()
	clear(r.taken)
	free := r.taken[:0]
	if cap(free) > 4*len(r.all)+spareRecent {
		free = nil
	}
	r.taken, r.all = r.all, free
	r.mu.Unlock()
	slices.SortFunc(r.taken, func(a, b recorded) int { return cmp.Compare(a.lsn, b.lsn) })
}

// of returns the keys of a record, nil if they are not there.
func (r *recent) of(rec *journal.Record) *burncloud.CallKeys {
	i, found := slices.BinarySearchFunc(r.taken, rec.LSN, func(e recorded, lsn journal.LSN) int { return cmp.Compare(e.lsn, lsn) })
	if !found || !isOf(rec.Payload, string(r.taken[i].keys.RequestID)) {
		return nil
	}
	return &r.taken[i].keys
}

// isOf reports whether the record is that of a call, as appendCall begins it.
func isOf(payload []byte, id string) bool {
	rest, ok := bytes.CutPrefix(payload, []byte(`{"id":"`))
	return ok && len(rest) > len(id) && string(rest[:len(id)]) == id && rest[len(id)] == '"'
}

// KeysOf are the keys of a call, as Keys reads them from its record. Nothing that the owner of the call may use again is shared.
func KeysOf(c *burncloud.Call) burncloud.CallKeys {
	k := burncloud.CallKeys{
		RequestID: c.RequestID, Time: c.Time.Round(0).UTC(), UserID: c.UserID, TokenID: c.TokenID, ChannelID: c.ChannelID, KeyID: c.KeyID,
		Group: c.Group, Endpoint: c.Endpoint, Model: c.Model, Dialect: c.Dialect, Stream: c.Stream, Status: c.Status, ErrorKind: c.ErrorKind,
		Usage: c.Usage, Cost: c.Cost, Charge: c.Charge, PurchaseCost: c.PurchaseCost, TTFT: c.TTFT, Duration: c.Duration, IP: c.IP,
		Flags: slices.Clone(c.Flags),
	}
	if len(c.Attempts) > 0 {
		k.Attempts = make([]burncloud.AttemptKey, len(c.Attempts))
	}
	for i := range c.Attempts {
		a := &c.Attempts[i]
		k.Attempts[i] = burncloud.AttemptKey{ChannelID: a.ChannelID, ErrorKind: a.ErrorKind, Usage: a.Usage, PurchaseCost: a.PurchaseCost}
	}
	return k
}
