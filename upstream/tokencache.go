package upstream

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
)

// failureLife is how long a failure is believed, so that callers do not queue up for the next one.
const failureLife = 2 * time.Second

// token is a bought access token.
type token struct {
	value burncloud.Secret
	renew time.Time // from here on one caller buys the next, and the others go on with this one
	end   time.Time // from here on it is not used: the call itself takes time
}

func newToken(value string, now time.Time, life time.Duration) token {
	end := now.Add(life)
	return token{value: burncloud.Secret(value), renew: end.Add(-min(5*time.Minute, life/4)), end: end.Add(-min(30*time.Second, life/8))}
}

// tokens keeps the tokens bought with each key. One exchange for a key is under way at a time. The zero value is ready.
type tokens struct {
	mu    sync.Mutex
	byKey map[[sha256.Size]byte]*purchase
}

// purchase is the state of one key. turn is held by the caller that may write the rest.
type purchase struct {
	turn chan struct{}

	mu     sync.Mutex
	have   token
	failed error
	until  time.Time // failed is believed until then
}

// get returns a token that is good for some time, buying one when needed. A caller whose context ends stops waiting;
// the next one then buys.
func (t *tokens) get(ctx context.Context, key burncloud.Secret, now func() time.Time, buy func(context.Context) (token, error)) (burncloud.Secret, error) {
	p := t.purchase(key)
	at := now()
	have, err := p.state(at)
	switch {
	case at.Before(have.renew):
		return have.value, nil
	case at.Before(have.end):
		select {
		case p.turn <- struct{}{}:
			defer p.done()
			if fresh, err := p.renew(ctx, now, buy); err == nil {
				return fresh, nil
			}
		default: // somebody does
		}
		return have.value, nil
	case err != nil:
		return "", err
	}
	select {
	case p.turn <- struct{}{}:
		defer p.done()
		return p.renew(ctx, now, buy)
	case <-ctx.Done():
		return "", unreachedToken(context.Cause(ctx))
	}
}

func (t *tokens) purchase(key burncloud.Secret) *purchase {
	sum := sha256.Sum256([]byte(key))
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.byKey[sum]
	if p == nil {
		p = &purchase{turn: make(chan struct{}, 1)}
		if t.byKey == nil {
			t.byKey = make(map[[sha256.Size]byte]*purchase)
		}
		t.byKey[sum] = p
	}
	return p
}

// retain forgets the keys that are in none of the channels.
func (t *tokens) retain(channels []*burncloud.Channel) {
	used := make(map[[sha256.Size]byte]bool)
	for _, ch := range channels {
		for _, k := range ch.Keys {
			if isServiceAccount(k.Value.Reveal()) {
				used[sha256.Sum256([]byte(k.Value))] = true
			}
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for sum := range t.byKey {
		if !used[sum] {
			delete(t.byKey, sum)
		}
	}
}

// state is the token at hand, and the failure that is still believed.
func (p *purchase) state(now time.Time) (token, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed != nil && now.Before(p.until) {
		return p.have, p.failed
	}
	return p.have, nil
}

// renew buys, unless somebody did while this caller waited for its turn.
func (p *purchase) renew(ctx context.Context, now func() time.Time, buy func(context.Context) (token, error)) (burncloud.Secret, error) {
	have, failed := p.state(now())
	if now().Before(have.renew) {
		return have.value, nil
	}
	if failed != nil {
		return "", failed
	}
	fresh, err := buy(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		if ctx.Err() == nil { // else it says nothing about the key
			p.failed, p.until = err, now().Add(failureLife)
		}
		return "", err
	}
	p.have, p.failed = fresh, nil
	return fresh.value, nil
}

func (p *purchase) done() { <-p.turn }
