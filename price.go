package burncloud

import (
	"cmp"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"
)

// PriceKind says who is paid.
type PriceKind string

// Kinds of prices.
const (
	PriceSale     PriceKind = "sale"     // what a caller pays
	PricePurchase PriceKind = "purchase" // what the operator pays upstream
)

// Price is one immutable version of what a model costs. A sale price is for the public model name. A purchase price is
// for the upstream's name of it, at one channel or at every channel of a provider.
type Price struct {
	ID            PriceID
	ChannelID     ChannelID    // purchase prices have this
	Provider      ProviderName // or this
	Model         ModelName    // exact name or pattern ("gpt-4o*", path.Match syntax)
	Free          bool         // costs nothing, whatever is used
	Retired       bool         // ends the versions before it: from EffectiveFrom on, the name has no price
	Rates         Rates        // per token
	Units         Units        // per anything else
	PerCall       Money
	Pictures      []PicturePrice // in place of Units.Image, by size and quality
	Tiers         []PriceTier    // ascending by AboveTokens
	EffectiveFrom time.Time
	CreatedAt     time.Time
}

// Rates are the prices per token of each bucket of Usage. A nil rate falls back: the cache's to Input, but an hour of
// it to CacheWrite first; audio in to Input and out to Output; pictures to Image first, then likewise; reasoning to
// Output.
type Rates struct {
	Input, Output                                          Rate
	CacheRead, CacheWrite, CacheWrite1h                    *Rate
	Reasoning, AudioIn, AudioOut, Image, ImageIn, ImageOut *Rate
}

// Units are the prices of what is not counted in tokens, per picture, second and character.
type Units struct {
	Image, Second, Character Rate
}

// PriceTier replaces the rates per token of a call whose prompt exceeds AboveTokens.
type PriceTier struct {
	AboveTokens int64
	Rates       Rates
}

// Kind says who is paid: the operator, unless a channel or a provider is named.
func (p *Price) Kind() PriceKind {
	if p.ChannelID != "" || p.Provider != "" {
		return PricePurchase
	}
	return PriceSale
}

// Matches reports whether the price is for the model, exactly or by pattern.
func (p *Price) Matches(m ModelName) bool {
	if p.Model == m {
		return true
	}
	ok, err := path.Match(string(p.Model), string(m))
	return err == nil && ok
}

// LiteralPrefix is what a pattern begins with before its first sign with a meaning: the longer it is, the more specific.
func (m ModelName) LiteralPrefix() string {
	if i := strings.IndexAny(string(m), `*?[\`); i >= 0 {
		return string(m[:i])
	}
	return string(m)
}

// IsPattern reports whether the name may stand for others.
func (m ModelName) IsPattern() bool { return len(m.LiteralPrefix()) < len(m) }

// OptionalRate is a rate that may be missing, by its name in JSON.
type OptionalRate struct {
	Name string
	Rate **Rate
}

// Optional lists the rates that may be missing, to be read and written.
func (r *Rates) Optional() []OptionalRate {
	return []OptionalRate{
		{"cache_read", &r.CacheRead},
		{"cache_write", &r.CacheWrite},
		{"cache_write_1h", &r.CacheWrite1h},
		{"reasoning", &r.Reasoning},
		{"audio_in", &r.AudioIn},
		{"audio_out", &r.AudioOut},
		{"image", &r.Image},
		{"image_in", &r.ImageIn},
		{"image_out", &r.ImageOut},
	}
}

// Set reads the rate of that name from dollars per million tokens. It reports whether there is such a rate.
func (r *Rates) Set(name, dollars string) (known bool, err error) {
	rate, err := ParseRate(dollars)
	switch name {
	case "input":
		r.Input = rate
		return true, err
	case "output":
		r.Output = rate
		return true, err
	}
	for _, o := range r.Optional() {
		if o.Name == name {
			*o.Rate = &rate
			return true, err
		}
	}
	return false, nil
}

// UnitRate is a price per something by its name in JSON.
type UnitRate struct {
	Name string
	Rate *Rate
}

// Named lists the prices of units, to be read and written.
func (u *Units) Named() []UnitRate {
	return []UnitRate{{"per_image", &u.Image}, {"per_second", &u.Second}, {"per_character", &u.Character}}
}

// Set reads the price of that name from dollars per unit. It reports whether there is such a price.
func (u *Units) Set(name, dollars string) (known bool, err error) {
	for _, x := range u.Named() {
		if x.Name == name {
			*x.Rate, err = ParseUnitRate(dollars)
			return true, err
		}
	}
	return false, nil
}

// SameTerms reports whether two versions ask for the same, whatever they are called and whenever they hold.
func (p *Price) SameTerms(q *Price) bool {
	a, b := *p, *q
	a.ID, a.EffectiveFrom, a.CreatedAt = b.ID, b.EffectiveFrom, b.CreatedAt
	if len(a.Tiers) == 0 && len(b.Tiers) == 0 {
		a.Tiers, b.Tiers = nil, nil
	}
	if len(a.Pictures) == 0 && len(b.Pictures) == 0 {
		a.Pictures, b.Pictures = nil, nil
	}
	return reflect.DeepEqual(a, b)
}

// Scaled is the price times a factor, each rate rounded half up by itself.
func (p *Price) Scaled(f Factor) (*Price, error) {
	return p.each(func(n int64) (int64, error) { return muldiv(n, int64(f), int64(One)) })
}

// Divided is the price in another currency, of which one costs so many of the present.
func (p *Price) Divided(f Factor) (*Price, error) {
	return p.each(func(n int64) (int64, error) { return muldiv(n, int64(One), int64(f)) })
}

// each is a copy of the price with every amount changed.
func (p *Price) each(change func(int64) (int64, error)) (*Price, error) {
	q, failed := *p, error(nil)
	rate := func(r *Rate) {
		n, err := change(int64(*r))
		*r, failed = Rate(n), cmp.Or(failed, err)
	}
	rates := func(r *Rates) {
		rate(&r.Input)
		rate(&r.Output)
		for _, o := range r.Optional() {
			if *o.Rate != nil {
				own := **o.Rate
				rate(&own)
				*o.Rate = &own
			}
		}
	}
	rates(&q.Rates)
	for _, u := range q.Units.Named() {
		rate(u.Rate)
	}
	call := Rate(q.PerCall)
	rate(&call)
	q.PerCall = Money(call)
	q.Pictures = slices.Clone(q.Pictures)
	for i := range q.Pictures {
		rate(&q.Pictures[i].Each)
	}
	q.Tiers = slices.Clone(q.Tiers)
	for i := range q.Tiers {
		rates(&q.Tiers[i].Rates)
	}
	return &q, failed
}

// ratesFor are the rates of the tier that a prompt of so many tokens is in.
func (p *Price) ratesFor(prompt int64) *Rates {
	rates := &p.Rates
	for i := range p.Tiers {
		if prompt > p.Tiers[i].AboveTokens {
			rates = &p.Tiers[i].Rates
		}
	}
	return rates
}

// or is the first rate that is there, else the last.
func or(first, second *Rate, last Rate) Rate {
	switch {
	case first != nil:
		return *first
	case second != nil:
		return *second
	}
	return last
}

// line is a quantity and what one of it costs.
type line struct {
	bucket Bucket
	n      int64
	rate   Rate
}

// lines is the one table of what of a usage is charged at which rate.
func (p *Price) lines(u *Usage) [14]line {
	if p.Free {
		return [14]line{}
	}
	r, pictures := p.ratesFor(u.Prompt()), Rate(0)
	if u.Images != 0 {
		pictures = p.pictureRate(u.ImageSize, u.ImageQuality)
	}
	return [...]line{
		{BucketInput, u.Input, r.Input},
		{BucketCacheRead, u.CacheRead, or(r.CacheRead, nil, r.Input)},
		{BucketCacheWrite, u.CacheWrite, or(r.CacheWrite, nil, r.Input)},
		{BucketCacheWrite1h, u.CacheWrite1h, or(r.CacheWrite1h, r.CacheWrite, r.Input)},
		{BucketAudioIn, u.AudioIn, or(r.AudioIn, nil, r.Input)},
		{BucketImageIn, u.ImageIn, or(r.ImageIn, r.Image, r.Input)},
		{BucketOutput, u.Output, r.Output},
		{BucketReasoning, u.Reasoning, or(r.Reasoning, nil, r.Output)},
		{BucketAudioOut, u.AudioOut, or(r.AudioOut, nil, r.Output)},
		{BucketImageOut, u.ImageOut, or(r.ImageOut, r.Image, r.Output)},
		{BucketImages, u.Images, pictures},
		{BucketSeconds, u.Seconds, p.Units.Second},
		{BucketCharacters, u.Characters, p.Units.Character},
		{BucketCall, int64(p.PerCall), picoPerNano},
	}
}
