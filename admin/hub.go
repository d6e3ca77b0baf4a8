package admin

import (
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
)

// Hub hands news to the readers of /api/events. Whoever has news never waits for a reader: one that is too slow gets a gap.
// Make it with NewHub.
type Hub struct {
	ended chan struct{}
	close sync.Once

	mu    sync.RWMutex
	feeds map[*feed]struct{}
}

// NewHub returns a hub without readers.
func NewHub() *Hub { return &Hub{ended: make(chan struct{}), feeds: map[*feed]struct{}{}} }

// Close ends all streams.
func (h *Hub) Close() { h.close.Do(func() { close(h.ended) }) }

// feed is what one reader gets.
type feed struct {
	filter burncloud.CallFilter
	events chan event
	missed atomic.Int64

	mu  sync.Mutex
	sum burncloud.Tally // of the calls since the last tick
}

// event is one event of the stream.
type event struct {
	name string
	lsn  uint64 // of a call, else 0
	data any
}

func (e *event) id() string {
	if e.lsn == 0 {
		return ""
	}
	return strconv.FormatUint(e.lsn, 10)
}

// subscribe adds a reader, unless there are too many.
func (h *Hub) subscribe(filter burncloud.CallFilter) (f *feed, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.feeds) >= maxStreams {
		return nil, false
	}
	f = &feed{filter: filter, events: make(chan event, queueLength)}
	h.feeds[f] = struct{}{}
	return f, true
}

func (h *Hub) leave(f *feed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.feeds, f)
}

// Calls tells of calls that are in the log now.
func (h *Hub) Calls(posted []burncloud.CallRecord) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if len(h.feeds) == 0 {
		return
	}
	for i := range posted {
		c := new(burncloud.Call)
		if json.Unmarshal(posted[i].JSON, c) != nil {
			continue // the log has told of it
		}
		var shown *Log
		for f := range h.feeds {
			if !f.filter.Matches(c) {
				continue
			}
			if shown == nil {
				l := showLog(c)
				shown = &l
			}
			f.count(&posted[i])
			f.send(event{"call", posted[i].LSN, shown})
		}
	}
}

// Health tells of changes of health.
func (h *Hub) Health(changes []burncloud.HealthChange) {
	for _, c := range changes {
		h.all(event{name: "health", data: HealthEvent{string(c.Channel), showChange(c)}})
	}
}

// Version tells of the configuration in force.
func (h *Hub) Version(v int64) { h.all(event{name: "version", data: VersionEvent{v}}) }

func (h *Hub) all(e event) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for f := range h.feeds {
		f.send(e)
	}
}

func (f *feed) send(e event) {
	select {
	case f.events <- e:
	default:
		f.missed.Add(1)
	}
}

func (f *feed) count(c *burncloud.CallRecord) {
	one := burncloud.TallyOf(&c.CallKeys)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sum.Add(&one)
}

// take returns the sum since it was taken last.
func (f *feed) take() *burncloud.Tally {
	f.mu.Lock()
	defer f.mu.Unlock()
	sum := f.sum
	f.sum = burncloud.Tally{}
	return &sum
}
