package limit

import (
	"context"
	"slices"
	"sync"
	"time"
)

// MaxWaiting is how many calls may be in line for one pool.
const MaxWaiting = 64

// Place is what a call waits for.
type Place struct {
	Pool     string        // whose line is bounded
	Tenant   string        // whom the line is fair to: tenants take turns, whatever they bring
	Tokens   int64         // that the call may use
	Patience time.Duration // how long it waits at most
	Subjects []Subject     // one of them is enough
}

// queue is where calls wait. Its lock comes before those of the shards.
type queue struct {
	mu    sync.Mutex
	lines map[Key]*line
	pools map[string][]*waiter
}

// line is who waits for one subject: tenants in turn, the calls of each in the order of their arrival.
type line struct {
	tenants []*tenant
	timer   *time.Timer // when a rate has earned what the first one needs; nil = never needed
}

type tenant struct {
	id    string
	calls []*waiter
}

// waiter is one call in line.
type waiter struct {
	Place
	turn chan handed // of one
}

// handed is what a waiter gets; no subject means that it lost its place.
type handed struct {
	subject int
	grant   Grant
}

// Wait gets in line until one of the subjects has room, and returns its index with what is held. It is -1 when patience
// or the context ended, or the line is full. A full line makes room for a tenant by turning away the newest call of the
// one that has most in it.
func (t *Table) Wait(ctx context.Context, p Place) (int, Grant) {
	w := &waiter{Place: p, turn: make(chan handed, 1)}
	if !t.queue.join(t, w) {
		return -1, Grant{}
	}
	patience := time.NewTimer(p.Patience)
	defer patience.Stop()
	select {
	case h := <-w.turn:
		return h.subject, h.grant
	case <-patience.C:
	case <-ctx.Done():
	}
	t.queue.leave(t, w)
	select {
	case h := <-w.turn: // at the last moment
		return h.subject, h.grant
	default:
		return -1, Grant{}
	}
}

// join puts the call in line, and hands out what room there is: there may be some since it was refused.
func (q *queue) join(t *Table, w *waiter) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.pools[w.Pool]) >= MaxWaiting && !q.turnAway(t, w) {
		return false
	}
	q.pools[w.Pool] = append(q.pools[w.Pool], w)
	for _, s := range w.Subjects {
		l := q.lines[s.Key]
		if l == nil {
			l = &line{}
			q.lines[s.Key] = l
		}
		l.add(w)
		t.wait(s.Key, 1)
	}
	for _, s := range w.Subjects {
		q.serve(t, s.Key)
	}
	return true
}

// turnAway takes the place of the newest call of the tenant that has most in the pool's line, if that is fair.
func (q *queue) turnAway(t *Table, w *waiter) bool {
	all := q.pools[w.Pool]
	has := map[string]int{}
	most := ""
	for _, other := range all {
		has[other.Tenant]++
		if has[other.Tenant] > has[most] {
			most = other.Tenant
		}
	}
	if has[most] <= has[w.Tenant]+1 {
		return false
	}
	for _, other := range slices.Backward(all) {
		if other.Tenant == most {
			q.remove(t, other)
			other.turn <- handed{subject: -1}
			return true
		}
	}
	return false
}

// leave takes the call out of line, unless it has had its turn.
func (q *queue) leave(t *Table, w *waiter) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !slices.Contains(q.pools[w.Pool], w) {
		return
	}
	q.remove(t, w)
	for _, s := range w.Subjects { // who was behind it may need less
		q.serve(t, s.Key)
	}
}

// room is called when a subject has room again.
func (q *queue) room(t *Table, k Key) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.serve(t, k)
}

// serve hands the subject's room to those in line, in turn.
func (q *queue) serve(t *Table, k Key) {
	for l := q.lines[k]; l != nil && len(l.tenants) > 0; {
		w := l.tenants[0].calls[0]
		i := slices.IndexFunc(w.Subjects, func(s Subject) bool { return s.Key == k })
		g, refused := t.admit(true, w.Tokens, w.Subjects[i:i+1])
		if refused != nil {
			if refused.Wait > 0 {
				q.wake(t, l, k, refused.Wait)
			}
			return
		}
		q.remove(t, w)
		w.turn <- handed{i, g}
		l.rotate(w.Tenant)
	}
}

// wake serves the line again when its rate has earned enough.
func (q *queue) wake(t *Table, l *line, k Key, after time.Duration) {
	if l.timer != nil {
		l.timer.Reset(after)
		return
	}
	l.timer = time.AfterFunc(after, func() { q.room(t, k) })
}

// remove takes the call out of its pool and of all its lines.
func (q *queue) remove(t *Table, w *waiter) {
	if q.pools[w.Pool] = without(q.pools[w.Pool], w); len(q.pools[w.Pool]) == 0 {
		delete(q.pools, w.Pool)
	}
	for _, s := range w.Subjects {
		l := q.lines[s.Key]
		l.remove(w)
		t.wait(s.Key, -1)
		if len(l.tenants) > 0 {
			continue
		}
		if l.timer != nil {
			l.timer.Stop()
		}
		delete(q.lines, s.Key)
	}
}

func without[T comparable](list []T, x T) []T {
	if i := slices.Index(list, x); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}

func (l *line) of(id string) int {
	return slices.IndexFunc(l.tenants, func(t *tenant) bool { return t.id == id })
}

func (l *line) add(w *waiter) {
	i := l.of(w.Tenant)
	if i < 0 {
		i = len(l.tenants)
		l.tenants = append(l.tenants, &tenant{id: w.Tenant})
	}
	l.tenants[i].calls = append(l.tenants[i].calls, w)
}

func (l *line) remove(w *waiter) {
	i := l.of(w.Tenant)
	if l.tenants[i].calls = without(l.tenants[i].calls, w); len(l.tenants[i].calls) == 0 {
		l.tenants = slices.Delete(l.tenants, i, i+1)
	}
}

// rotate puts the tenant that had its turn behind the others.
func (l *line) rotate(id string) {
	if i := l.of(id); i >= 0 {
		served := l.tenants[i]
		l.tenants = append(slices.Delete(l.tenants, i, i+1), served)
	}
}

// wait counts calls in line on the subject, so that new ones get behind them.
func (t *Table) wait(k Key, n int) {
	s := &t.shards[t.shardOf(k)]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of(k, t.clock()).waiting += n
}
