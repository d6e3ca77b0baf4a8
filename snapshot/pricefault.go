package snapshot

import (
	"fmt"
	"slices"
	"time"

	"github.com/burncloud/burncloud"
)

func (in *inspector) priceFaults() {
	type version struct {
		payee payee
		model burncloud.ModelName
		from  int64
	}
	seen, ids := make(map[version]bool), make(map[burncloud.PriceID]bool)
	for i := range in.cfg.Prices {
		p := &in.cfg.Prices[i]
		at := fmt.Sprintf("prices[%s]", p.ID)
		unique(in, ids, at+".id", p.ID, string(p.ID))
		in.name(at+".model", string(p.Model))
		if badPattern(p.Model) {
			in.fault(at+".model", "is not a valid pattern: %q", p.Model)
		}
		if v := (version{payee{p.ChannelID, p.Provider}, p.Model, p.EffectiveFrom.UnixNano()}); seen[v] {
			in.fault(at+".effective_from", "is the same as of another price of %q: %s", p.Model, p.EffectiveFrom.UTC().Format(time.RFC3339))
		} else {
			seen[v] = true
		}
		in.payee(at, p)
		in.amounts(at, p)
	}
}

// payee checks whom a price is paid to.
func (in *inspector) payee(at string, p *burncloud.Price) {
	if p.ChannelID != "" && p.Provider != "" {
		in.fault(at+".provider", "must be left out where a channel is named")
	}
}

func (in *inspector) amounts(at string, p *burncloud.Price) {
	if p.PerCall < 0 {
		in.fault(at+".per_call", "must not be negative: %s", p.PerCall)
	}
	units := p.Units
	for _, u := range units.Named() {
		if *u.Rate < 0 {
			in.fault(at+"."+u.Name, "must not be negative: %s", u.Rate.PerUnit())
		}
	}
	for n := range p.Pictures {
		x := &p.Pictures[n]
		row := fmt.Sprintf("%s.images[%d]", at, n)
		if x.Each < 0 {
			in.fault(row+".per_image", "must not be negative: %s", x.Each.PerUnit())
		}
		if slices.ContainsFunc(p.Pictures[:n], func(o burncloud.PicturePrice) bool { return o.Size == x.Size && o.Quality == x.Quality }) {
			in.fault(row+".size", "and quality are the same as of another row: %q, %q", x.Size, x.Quality)
		}
	}
	in.rates(at, p.Rates)
	above := int64(0)
	for n := range p.Tiers {
		t := &p.Tiers[n]
		tier := fmt.Sprintf("%s.tiers[%d]", at, n)
		if t.AboveTokens <= above {
			in.fault(tier+".above_tokens", "must be more than %d, not %d", above, t.AboveTokens)
		}
		above = max(above, t.AboveTokens)
		in.rates(tier, t.Rates)
	}
}

func (in *inspector) rates(at string, r burncloud.Rates) {
	input, output := &r.Input, &r.Output
	for _, x := range append(r.Optional(), burncloud.OptionalRate{Name: "input", Rate: &input}, burncloud.OptionalRate{Name: "output", Rate: &output}) {
		if rate := *x.Rate; rate != nil && *rate < 0 {
			in.fault(at+"."+x.Name, "must not be negative: %s", *rate)
		}
	}
}
