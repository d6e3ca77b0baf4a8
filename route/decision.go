package route

import (
	"slices"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// Decide tells in which order a call would be given the targets of the pool now, and how the first choices of many calls would
// be spread. It asks nobody and changes nothing.
func (l *Live) Decide(pool *snapshot.Pool, q *burncloud.Question) *burncloud.Decision {
	p := l.Plan(pool)
	defer p.Done()
	p.dry, p.Traits = true, q.Traits
	for p.chosen < burncloud.MaxCandidates {
		t := p.nextSupposing(q.Dead)
		if t == nil {
			break
		}
		p.marks[p.indexOf(t)].why = excluded
	}
	d := p.decision()
	d.Spread = l.spread(pool, q)
	return d
}

// nextSupposing is Next where some channels are taken for dead.
func (p *Plan) nextSupposing(dead []burncloud.ChannelID) *snapshot.Target {
	for {
		if p.marks == nil {
			p.unmarked()
		}
		for i := range p.marks {
			if slices.Contains(dead, p.pool.Targets[i].Channel.ID) {
				p.marks[i].why = supposed
			}
		}
		if t := p.next(); t != nil {
			return t
		}
		if !p.FallBack() && !p.lastResort() {
			return nil
		}
	}
}

func (p *Plan) indexOf(t *snapshot.Target) int {
	for i := range p.pool.Targets {
		if &p.pool.Targets[i] == t {
			return i
		}
	}
	return -1
}

// spread counts which targets calls that come one after the other would be given first.
func (l *Live) spread(pool *snapshot.Pool, q *burncloud.Question) []burncloud.Share {
	if q.Times == 0 {
		return nil
	}
	shares := sharesOf(pool)
	for n := range q.Times {
		p := l.Plan(pool)
		p.dry, p.Traits, p.ahead = true, q.Traits, uint64(n)
		if t := p.nextSupposing(q.Dead); t != nil {
			share := shareOf(p.pool, t)
			i := slices.IndexFunc(shares, func(s burncloud.Share) bool { return share == without(s) })
			if i < 0 { // of a fallback model
				i = len(shares)
				shares = append(shares, share)
			}
			shares[i].Times++
		}
		p.Done()
	}
	return shares
}

// sharesOf are the entries of a pool, each once, though it has a target for each key.
func sharesOf(pool *snapshot.Pool) []burncloud.Share {
	var shares []burncloud.Share
	for i := range pool.Targets {
		if s := shareOf(pool, &pool.Targets[i]); !slices.Contains(shares, s) {
			shares = append(shares, s)
		}
	}
	return shares
}

func shareOf(pool *snapshot.Pool, t *snapshot.Target) burncloud.Share {
	return burncloud.Share{Model: pool.Model, ChannelID: t.Channel.ID, UpstreamModel: t.UpstreamModel, Priority: t.Priority, Weight: t.Weight}
}

// without is the share before anything was counted.
func without(s burncloud.Share) burncloud.Share {
	s.Times = 0
	return s
}

// Decision is how the targets of the call were chosen so far; nil when there was but one and it was taken.
func (p *Plan) Decision() *burncloud.Decision {
	if p.pool == nil || p.total == 0 || p.total == 1 && p.chosen == 1 && !p.FellBack() {
		return nil
	}
	return p.decision()
}

func (p *Plan) decision() *burncloud.Decision {
	all := p.candidates(append(make([]burncloud.Candidate, 0, min(p.total, burncloud.MaxCandidates)), p.past...))
	return &burncloud.Decision{
		Strategy: p.first.Strategy, Sticky: p.Session != 0 && Sticks(p.first.Affinity), Total: p.total, Candidates: all,
	}
}

// candidates adds the present pool's targets: the chosen ones in order, then those that were passed over, then the rest.
func (p *Plan) candidates(all []burncloud.Candidate) []burncloud.Candidate {
	add := func(i int) {
		if len(all) < burncloud.MaxCandidates {
			t := &p.pool.Targets[i]
			all = append(all, burncloud.Candidate{
				Model: p.pool.Model, ChannelID: t.Channel.ID, KeyID: t.Key.ID, UpstreamModel: t.UpstreamModel,
				Order: int(p.marks[i].order), Skipped: p.skipped(i), Cause: p.cause(i), Priority: t.Priority, Weight: t.Weight,
			})
		}
	}
	for n := uint16(1); n <= p.chosen; n++ {
		for i := range p.marks {
			if p.marks[i].order == n {
				add(i)
			}
		}
	}
	for i := range p.marks {
		if p.marks[i].order == 0 && p.marks[i].why != open {
			add(i)
		}
	}
	for i := range p.marks {
		if p.marks[i].order == 0 && p.marks[i].why == open {
			add(i)
		}
	}
	return all
}

// skipped says why the target was not taken, or was given up.
func (p *Plan) skipped(i int) string {
	switch m := &p.marks[i]; {
	case m.why == passed:
		return "dead until " + time.Unix(m.due, 0).UTC().Format(time.RFC3339)
	case m.why == supposed:
		return "taken for dead"
	case m.why == misfit:
		return p.pool.Targets[i].When.Misses(&p.Traits)
	case m.why == excluded && m.kind == burncloud.KindUnsupported:
		return "unfit for the call"
	case m.why == excluded && m.kind != "":
		return "excluded after " + string(m.kind)
	}
	return ""
}

// cause is of what kind the reason is that skipped tells.
func (p *Plan) cause(i int) burncloud.Cause {
	switch m := &p.marks[i]; {
	case m.why == passed:
		return burncloud.CauseDead
	case m.why == supposed:
		return burncloud.CauseSupposed
	case m.why == misfit:
		return burncloud.CauseCondition
	case m.why == excluded && m.kind == burncloud.KindUnsupported:
		return burncloud.CauseUnfit
	case m.why == excluded && m.kind != "":
		return burncloud.CauseFailed
	}
	return ""
}
