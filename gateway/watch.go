package gateway

import (
	"cmp"
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/upstream"
)

// Starting values of active probes, each time a fifth less or more. There is one free probe for all models of a key.
const (
	watchTick  = time.Second
	freeEvery  = 5 * time.Second
	freeTime   = 3 * time.Second // that one may take
	callEvery  = 30 * time.Second
	maxWatched = 16 // probes under way
)

// watched is what is probed, and how it went so far.
type watched struct {
	next    time.Time
	busy    bool
	silent  bool // the last probe found it dead, or a call did that could not connect
	present bool // it is still ailing
}

// watcher probes dead targets. Only its own goroutine uses the map; probes report through done.
type watcher struct {
	g     *Gateway
	known map[route.Key]*watched
	done  chan result
	under sync.WaitGroup
	busy  int
}

type result struct {
	key route.Key
	ok  bool
}

// Watch probes targets that are dead, as their channels allow, until ctx ends: those that no call would find to be alive
// again soon. It waits for its probes.
func (g *Gateway) Watch(ctx context.Context) {
	w := &watcher{g: g, known: map[route.Key]*watched{}, done: make(chan result, maxWatched)}
	defer w.under.Wait()
	tick := time.NewTicker(watchTick)
	defer tick.Stop()
	for {
		select {
		case r := <-w.done:
			w.finished(r)
		case <-tick.C:
			w.look(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// look begins the probes that are due.
func (w *watcher) look(ctx context.Context) {
	v := w.g.view()
	if v == nil {
		return
	}
	now := w.g.Now()
	for _, a := range w.g.Live.Ailing() {
		ch := v.Channel(a.Channel)
		if ch == nil || !ch.Enabled || v.upstreams[a.Channel] == nil {
			continue
		}
		switch cmp.Or(ch.Options.Probe, burncloud.ProbeFree) {
		case burncloud.ProbeFree:
			w.probe(ctx, a, route.Key{Channel: a.Channel, Key: a.Key.Key}, now)
		case burncloud.ProbeCall:
			w.probe(ctx, a, a.Key, now)
		}
	}
	for k, p := range w.known {
		if !p.present && !p.busy {
			delete(w.known, k)
		}
		p.present = false
	}
}

// probe begins a probe if it is due. A free one is known by the channel and the key, without a model.
func (w *watcher) probe(ctx context.Context, a route.Ailing, k route.Key, now time.Time) {
	every := callEvery
	if k.Model == "" {
		every = freeEvery
	}
	p := w.known[k]
	if p == nil {
		p = &watched{next: now.Add(every * time.Duration(rand.IntN(60)) / 100)}
		w.known[k] = p
	}
	p.present = true
	p.silent = p.silent || a.Kind == burncloud.KindUpstreamConnect
	if p.busy || now.Before(p.next) || w.busy == maxWatched {
		return
	}
	p.busy, p.next = true, now.Add(every*time.Duration(80+rand.IntN(41))/100)
	w.busy++
	w.under.Go(func() {
		ok := false
		if k.Model == "" {
			ok = w.g.answers(ctx, k)
		} else {
			ok = w.g.proves(ctx, k)
		}
		w.done <- result{k, ok}
	})
}

// finished acts on what a probe found. That a provider answers is news only where it did not before: one that fails in
// what it is asked for may well have a list of models.
func (w *watcher) finished(r result) {
	w.busy--
	p := w.known[r.key]
	p.busy = false
	switch {
	case !r.ok:
		p.silent = true
	case r.key.Model != "":
		w.g.Live.Heal(r.key)
	case p.silent:
		p.silent = false
		for _, a := range w.g.Live.Ailing() {
			if a.Channel == r.key.Channel && a.Key.Key == r.key.Key {
				w.g.Live.Hasten(a.Key)
			}
		}
	}
}

// answers reports whether the provider of a key answers at all: the question for its models, else whatever is at its
// address. It costs nothing.
func (g *Gateway) answers(ctx context.Context, k route.Key) bool {
	ctx, cancel := context.WithTimeout(ctx, freeTime)
	defer cancel()
	p, err := g.probe(k.Channel)
	if err != nil || p.take(k.Key) != nil {
		return false
	}
	var req *http.Request
	if wire, _, ok := p.up.WireFor(upstream.Models, "", ""); ok {
		req, err = p.up.Request(ctx, upstream.Ask{Operation: upstream.Models, Wire: wire, Key: p.key})
	} else {
		req, err = http.NewRequestWithContext(ctx, http.MethodHead, p.up.BaseURL(), nil)
	}
	if err != nil {
		return false
	}
	resp, err := p.up.transport.RoundTrip(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode < http.StatusInternalServerError
}

// proves reports whether a small real call of the target's model is answered well.
func (g *Gateway) proves(ctx context.Context, k route.Key) bool {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	p, err := g.probe(k.Channel)
	if err != nil || p.take(k.Key) != nil {
		return false
	}
	t := burncloud.ChannelTest{Model: k.Model, KeyID: k.Key}
	return p.test(ctx, &t, k.Model, false) == nil
}
