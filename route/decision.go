package route

import (
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// Decide tells in which order a call would be given the targets of the pool now. It asks nobody and changes nothing.
func (l *Live) Decide(pool *snapshot.Pool, of burncloud.Traits) *burncloud.Decision {
	p := l.Plan(pool)
	defer p.Done()
	p.dry, p.Traits = true, of
	for p.chosen < burncloud.MaxCandidates {
		t := p.Next()
		if t == nil {
			break
		}
		for i := range p.pool.Targets {
			if &p.pool.Targets[i] == t {
				p.marks[i].why = excluded
			}
		}
	}
	return p.decision()
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
				Order: int(p.marks[i].order), Skipped: p.skipped(i),
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
	case m.why == misfit:
		return p.pool.Targets[i].When.Misses(&p.Traits)
	case m.why == excluded && m.kind == burncloud.KindUnsupported:
		return "unfit for the call"
	case m.why == excluded && m.kind != "":
		return "excluded after " + string(m.kind)
	}
	return ""
}
