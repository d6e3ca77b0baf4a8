package admin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// PriceBulk asks for many new price versions at once, all or none.
type PriceBulk struct {
	DryRun bool    `json:"dry_run" required:"false" doc:"Say what would change, and change nothing."`
	Items  []Price `json:"items" minItems:"1" maxItems:"2000" nullable:"false" doc:"The new versions. What asks for the same as the version in force at its effective_from is left alone."`
}

// PriceChanges is what a bulk of prices changed, or would.
type PriceChanges struct {
	DryRun  bool          `json:"dry_run" doc:"Whether nothing was changed."`
	Changed int           `json:"changed" doc:"New versions."`
	Same    int           `json:"same" doc:"Items that ask for what is in force already."`
	Items   []PriceChange `json:"items" nullable:"false" doc:"One for each item, in their order."`
}

// PriceChange is one item of it.
type PriceChange struct {
	Change string        `json:"change" enum:"new,changed,same" doc:"new: the name had no price."`
	Before *Price        `json:"before" doc:"The version that was in force; null when there was none."`
	After  Price         `json:"after" doc:"The version that is asked for."`
	Fields []FieldChange `json:"fields" nullable:"false" doc:"What differs."`
	Effect *PriceEffect  `json:"effect" doc:"Of a dry run that changes a sale price: what that would have made of the calls of the last seven days, of the newest 50,000 if there are more; null when there were none."`
}

// FieldChange is one differing field of a price.
type FieldChange struct {
	Field   string  `json:"field" doc:"Path of the field."`
	Before  *string `json:"before" doc:"Value before; null = not set."`
	After   *string `json:"after" doc:"Value after; null = not set."`
	Percent *string `json:"percent" doc:"How much more that is, in percent with one decimal; null where it cannot be said."`
}

// maxBulkFaults is how many faulty fields one answer names.
const maxBulkFaults = 100

func (s *Server) priceBulkRoute(r *router) {
	taking(r, op{
		pattern: "POST /api/prices/bulk", id: "bulk-prices", summary: "Make many price versions at once, or say what would change",
	}, func(ctx context.Context, d *PriceBulk) (*output[PriceChanges], error) {
		if !d.DryRun {
			s.write.Lock()
			defer s.write.Unlock()
		}
		var f faults
		prices := make([]*burncloud.Price, len(d.Items))
		for i := range d.Items {
			prices[i] = s.readPrice(&f, at("items", i)+".", &d.Items[i])
		}
		f.twice(prices)
		if len(f) > maxBulkFaults {
			f = f[:maxBulkFaults]
		}
		if err := f.err(); err != nil {
			return nil, err
		}
		return s.changePrices(ctx, prices, d.DryRun)
	})
}

// versionKey is what no two versions have in common.
type versionKey struct {
	channel  burncloud.ChannelID
	provider burncloud.ProviderName
	model    burncloud.ModelName
	from     int64
}

func keyOf(p *burncloud.Price) versionKey {
	return versionKey{p.ChannelID, p.Provider, p.Model, p.EffectiveFrom.UnixMicro()}
}

// twice refuses two items for the same name at the same time.
func (f *faults) twice(prices []*burncloud.Price) {
	seen := make(map[versionKey]int, len(prices))
	for i, p := range prices {
		k := keyOf(p)
		k.from = p.EffectiveFrom.Unix()
		if before, ok := seen[k]; ok {
			f.add(at("items", i)+".model", "is the same as of item %d", before)
		}
		seen[k] = i
	}
}

// changePrices saves the versions that change anything. Unless it is a dry run, the caller holds the write
// lock.
func (s *Server) changePrices(ctx context.Context, prices []*burncloud.Price, dryRun bool) (*output[PriceChanges], error) {
	all, err := s.Prices.AllPrices(ctx)
	if err != nil {
		return nil, err
	}
	history := make(map[versionKey][]*burncloud.Price, len(all)) // by name, without time
	for i := range all {
		k := keyOf(&all[i])
		k.from = 0
		history[k] = append(history[k], &all[i])
	}
	out := PriceChanges{DryRun: dryRun, Items: make([]PriceChange, len(prices))}
	var save []*burncloud.Price
	before := make([]*burncloud.Price, len(prices))
	for i, p := range prices {
		k := keyOf(p)
		k.from = 0
		before[i] = inForce(history[k], p.EffectiveFrom)
		out.Items[i] = compare(before[i], p)
		if out.Items[i].Change == "same" {
			out.Same++
			continue
		}
		out.Changed++
		save = append(save, p)
	}
	if dryRun {
		if err := s.addEffects(ctx, all, prices, before, out.Items); err != nil {
			return nil, err
		}
	}
	if dryRun || len(save) == 0 {
		return &output[PriceChanges]{out}, nil
	}
	if err := s.Prices.SavePrices(ctx, save...); err != nil {
		return nil, err
	}
	return &output[PriceChanges]{out}, s.reload(ctx)
}

// inForce is the newest version that holds at the moment, nil when there is none.
func inForce(versions []*burncloud.Price, at time.Time) (newest *burncloud.Price) {
	for _, p := range versions {
		if !p.EffectiveFrom.After(at) && (newest == nil || p.EffectiveFrom.After(newest.EffectiveFrom)) {
			newest = p
		}
	}
	return newest
}

// current are the versions in force now and those to come, by name.
func current(all []burncloud.Price, now time.Time) (out []burncloud.Price) {
	newest := make(map[versionKey]time.Time, len(all))
	for i := range all {
		p := &all[i]
		k := keyOf(p)
		k.from = 0
		if !p.EffectiveFrom.After(now) && !p.EffectiveFrom.Before(newest[k]) {
			newest[k] = p.EffectiveFrom
		}
	}
	for _, p := range all {
		k := keyOf(&p)
		k.from = 0
		if !p.EffectiveFrom.Before(newest[k]) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b burncloud.Price) int { return strings.Compare(string(a.Model), string(b.Model)) })
	return out
}

// compare says what a version changes.
func compare(before, after *burncloud.Price) PriceChange {
	c := PriceChange{Change: "new", After: showPrice(after), Fields: []FieldChange{}}
	was := map[string]string{}
	switch {
	case before == nil && after.Retired:
		c.Change = "same" // there is nothing to end
		return c
	case before != nil && before.SameTerms(after):
		c.Change = "same"
	case before != nil:
		c.Change = "changed"
	}
	if before != nil {
		b := showPrice(before)
		c.Before, was = &b, termsOf(before)
	}
	is := termsOf(after)
	var names []string
	for name := range is {
		names = append(names, name)
	}
	for name := range was {
		if _, ok := is[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if x, y := entry(was, name), entry(is, name); x == nil || y == nil || *x != *y {
			c.Fields = append(c.Fields, FieldChange{name, x, y, percent(x, y)})
		}
	}
	return c
}

func entry(m map[string]string, name string) *string {
	if v, ok := m[name]; ok {
		return &v
	}
	return nil
}

// termsOf are the terms of a price by the paths of their fields.
func termsOf(p *burncloud.Price) map[string]string {
	m := map[string]string{}
	switch {
	case p.Free:
		m["free"] = "true"
		return m
	case p.Retired:
		m["retired"] = "true"
		return m
	}
	rates := func(prefix string, r burncloud.Rates) {
		m[prefix+"input"], m[prefix+"output"] = r.Input.String(), r.Output.String()
		for _, o := range r.Optional() {
			if *o.Rate != nil {
				m[prefix+o.Name] = (*o.Rate).String()
			}
		}
	}
	rates("", p.Rates)
	units := p.Units
	for _, u := range units.Named() {
		if *u.Rate != 0 {
			m[u.Name] = u.Rate.PerUnit()
		}
	}
	if p.PerCall != 0 {
		m["per_call"] = p.PerCall.String()
	}
	for _, x := range p.Pictures {
		m["images["+strings.TrimSpace(x.Size+" "+x.Quality)+"]"] = x.Each.PerUnit()
	}
	for i, t := range p.Tiers {
		m[at("tiers", i)+".above_tokens"] = fmt.Sprint(t.AboveTokens)
		rates(at("tiers", i)+".", t.Rates)
	}
	return m
}

// percent is how much more y is than x: "+20.0".
func percent(x, y *string) *string {
	if x == nil || y == nil {
		return nil
	}
	a, err := burncloud.ParseUnitRate(*x)
	b, err2 := burncloud.ParseUnitRate(*y)
	const most = 1 << 50
	if err != nil || err2 != nil || a == 0 || a > most || b > most {
		return nil
	}
	tenths := (int64(b) - int64(a)) * 1000 / int64(a)
	sign := "+"
	if tenths < 0 {
		sign, tenths = "-", -tenths
	}
	s := fmt.Sprintf("%s%d.%d", sign, tenths/10, tenths%10)
	return &s
}
