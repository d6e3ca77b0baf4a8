package admin

import "github.com/burncloud/burncloud"

// Decision is how the targets of a call were chosen, or would be.
type Decision struct {
	Strategy   string      `json:"strategy" doc:"Strategy of the model's route."`
	Sticky     bool        `json:"sticky" doc:"Whether the call's session chose before the strategy did."`
	Total      int         `json:"total" doc:"Targets that were looked at."`
	Candidates []Candidate `json:"candidates" nullable:"false" doc:"The chosen targets in order, then others; at most 16."`
}

// Candidate is one target as the decision saw it.
type Candidate struct {
	Model         string `json:"model" doc:"Public model that it serves: the one asked for, or one that it falls back on."`
	ChannelID     string `json:"channel_id" doc:"The channel."`
	KeyID         string `json:"key_id" doc:"The provider key."`
	UpstreamModel string `json:"upstream_model" doc:"Model as the provider calls it."`
	Order         int    `json:"order" doc:"1 is chosen first; 0 is not chosen."`
	Skipped       string `json:"skipped" doc:"Why it was passed over or given up, empty when it was not."`
}

func showDecision(d *burncloud.Decision) *Decision {
	if d == nil {
		return nil
	}
	out := &Decision{Strategy: string(d.Strategy), Sticky: d.Sticky, Total: d.Total, Candidates: make([]Candidate, len(d.Candidates))}
	for i := range d.Candidates {
		out.Candidates[i] = showCandidate(&d.Candidates[i])
	}
	return out
}

func showCandidate(c *burncloud.Candidate) Candidate {
	return Candidate{string(c.Model), string(c.ChannelID), string(c.KeyID), string(c.UpstreamModel), c.Order, c.Skipped}
}
