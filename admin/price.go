package admin

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// PriceStore keeps every version of every price.
type PriceStore interface {
	SavePrices(ctx context.Context, all ...*burncloud.Price) error
	Price(ctx context.Context, id burncloud.PriceID) (*burncloud.Price, error)
	Prices(ctx context.Context, p burncloud.Page) ([]burncloud.Price, string, error)
	AllPrices(ctx context.Context) ([]burncloud.Price, error)
}

// Price is the JSON form of one version of a price. Versions cannot be changed: a new price is a new version.
type Price struct {
	ID        burncloud.PriceID `json:"id" required:"false" readOnly:"true" doc:"Identifier of this version (pr_…)."`
	Kind      string            `json:"kind" required:"false" enum:"sale,purchase" doc:"Left out, it is purchase where a channel or provider is named. sale: what callers pay for a public model name. purchase: what the operator pays for an upstream name."`
	ChannelID string            `json:"channel_id" required:"false" maxLength:"200" doc:"Channel that a purchase price is for."`
	Provider  string            `json:"provider" required:"false" maxLength:"64" doc:"Provider whose channels a purchase price is for, where they have none of their own."`
	Model     string            `json:"model" minLength:"1" maxLength:"200" doc:"Model name or pattern such as gpt-4o*. The exact name wins, then the pattern with the longest beginning before its first *."`
	Free      bool              `json:"free" required:"false" doc:"Calls cost nothing. No prices may be given."`
	Retired   bool              `json:"retired" required:"false" doc:"Ends the versions before: from then on this name has no price. No prices may be given."`
	TokenRates
	PerImage      *string      `json:"per_image" required:"false" maxLength:"30" doc:"Dollars per picture made; null for nothing."`
	PerSecond     *string      `json:"per_second" required:"false" maxLength:"30" doc:"Dollars per second of sound heard; null for nothing."`
	PerCharacter  *string      `json:"per_character" required:"false" maxLength:"30" doc:"Dollars per character spoken; null for nothing."`
	PerCall       *string      `json:"per_call" required:"false" maxLength:"30" doc:"Dollars per call; null for nothing."`
	Images        []ImagePrice `json:"images" required:"false" nullable:"false" maxItems:"100" doc:"Prices of pictures by size and quality, in place of per_image. The row that says most counts; of what neither request nor answer says, the dearest; what no row is for costs per_image, or as if it were not said."`
	Tiers         []PriceTier  `json:"tiers" required:"false" nullable:"false" maxItems:"20" doc:"Prices per token of calls with longer prompts, ascending."`
	EffectiveFrom *time.Time   `json:"effective_from" required:"false" doc:"From when it holds; now when left out."`
	CreatedAt     *time.Time   `json:"created_at" required:"false" readOnly:"true" doc:"When it was made."`
}

// TokenRates are dollars per million tokens, as decimals with at most six places. It is exported because huma sees no
// members of an unexported embedded struct.
type TokenRates struct {
	Input        *string `json:"input" required:"false" maxLength:"30" doc:"Prompt tokens. Needed unless another unit has a price."`
	Output       *string `json:"output" required:"false" maxLength:"30" doc:"Generated tokens. Needed unless another unit has a price."`
	CacheRead    *string `json:"cache_read" required:"false" maxLength:"30" doc:"Tokens read from the provider's cache; null for the input price."`
	CacheWrite   *string `json:"cache_write" required:"false" maxLength:"30" doc:"Tokens written to the provider's cache; null for the input price."`
	CacheWrite1h *string `json:"cache_write_1h" required:"false" maxLength:"30" doc:"Tokens written to the provider's cache for an hour; null for cache_write's price."`
	Reasoning    *string `json:"reasoning" required:"false" maxLength:"30" doc:"Thinking tokens; null for the output price."`
	AudioIn      *string `json:"audio_in" required:"false" maxLength:"30" doc:"Audio tokens heard; null for the input price."`
	AudioOut     *string `json:"audio_out" required:"false" maxLength:"30" doc:"Audio tokens spoken; null for the output price."`
	Image        *string `json:"image" required:"false" maxLength:"30" doc:"Tokens of pictures both ways, where image_in or image_out is null; null for the input or output price."`
	ImageIn      *string `json:"image_in" required:"false" maxLength:"30" doc:"Tokens of pictures seen; null for image's price."`
	ImageOut     *string `json:"image_out" required:"false" maxLength:"30" doc:"Tokens of pictures made; null for image's price."`
}

// fields are the optional rates by name, as in burncloud.Rates.
func (t *TokenRates) fields() map[string]**string {
	return map[string]**string{
		"cache_read": &t.CacheRead, "cache_write": &t.CacheWrite, "cache_write_1h": &t.CacheWrite1h, "reasoning": &t.Reasoning,
		"audio_in": &t.AudioIn, "audio_out": &t.AudioOut, "image": &t.Image, "image_in": &t.ImageIn, "image_out": &t.ImageOut,
	}
}

// units are the prices of units by name, as in burncloud.Units.
func (d *Price) units() map[string]**string {
	return map[string]**string{"per_image": &d.PerImage, "per_second": &d.PerSecond, "per_character": &d.PerCharacter}
}

// PriceTier replaces the prices per token of a call whose prompt is longer than above_tokens.
type PriceTier struct {
	AboveTokens int64 `json:"above_tokens" minimum:"1" maximum:"1000000000" doc:"Prompt length, in tokens, above which these prices hold."`
	TokenRates
}

// ImagePrice is what a picture of a size and a quality costs.
type ImagePrice struct {
	Size     string `json:"size" required:"false" maxLength:"32" doc:"Such as 1024x1024, 2k or square_hd; empty for any."`
	Quality  string `json:"quality" required:"false" maxLength:"32" doc:"Such as hd or low; empty for any."`
	PerImage string `json:"per_image" minLength:"1" maxLength:"30" doc:"Dollars per picture."`
}

type priceListInput struct {
	PageQuery
	Model     string `query:"model" maxLength:"200" doc:"Only versions of exactly this model or pattern. With any of these filters a page may hold fewer objects than asked for."`
	Kind      string `query:"kind" enum:"sale,purchase" doc:"Only prices of this kind."`
	ChannelID string `query:"channel_id" maxLength:"200" doc:"Only purchase prices of this channel."`
	Provider  string `query:"provider" maxLength:"64" doc:"Only purchase prices of this provider."`
	Current   bool   `query:"current" doc:"Only what is in force now and what will be, all on one page."`
}

func (in *priceListInput) wants(p *burncloud.Price) bool {
	return (in.Model == "" || in.Model == string(p.Model)) && (in.Kind == "" || in.Kind == string(p.Kind())) &&
		(in.ChannelID == "" || in.ChannelID == string(p.ChannelID)) && (in.Provider == "" || in.Provider == string(p.Provider))
}

func (s *Server) priceRoutes(r *router) {
	n := &noun[burncloud.Price, Price]{
		s: s, plural: "prices", name: "price",
		get: func(ctx context.Context, id string) (*burncloud.Price, error) {
			return s.Prices.Price(ctx, burncloud.PriceID(id))
		},
		save: func(ctx context.Context, p *burncloud.Price) error { return s.Prices.SavePrices(ctx, p) },
		show: each(showPrice),
		read: func(_ context.Context, d *Price, _ *burncloud.Price) (*burncloud.Price, error) {
			var f faults
			p := s.readPrice(&f, "", d)
			return p, f.err()
		},
		id: func(p *burncloud.Price) string { return string(p.ID) },
	}
	route(r, op{pattern: "GET /api/prices", id: "list-prices", summary: "List price versions"}, s.listPrices)
	s.catalogueRoutes(r)
	s.priceBulkRoute(r)
	n.getRoute(r)
	n.createRoute(r)
}

func (s *Server) listPrices(ctx context.Context, in *priceListInput) (*output[Page[Price]], error) {
	var prices []burncloud.Price
	var next string
	var err error
	if in.Current {
		if prices, err = s.Prices.AllPrices(ctx); err == nil {
			prices = current(prices, s.Now())
		}
	} else {
		page := in.page()
		if in.Model != "" {
			page.Query = in.Model
		}
		prices, next, err = s.Prices.Prices(ctx, page)
	}
	if err != nil {
		return nil, err
	}
	var out []Price
	for i := range prices {
		if in.wants(&prices[i]) {
			out = append(out, showPrice(&prices[i]))
		}
	}
	return newPage(out, next), nil
}

func showPrice(p *burncloud.Price) Price {
	d := Price{
		ID: p.ID, Kind: string(p.Kind()), ChannelID: string(p.ChannelID), Provider: string(p.Provider), Model: string(p.Model),
		Free: p.Free, Retired: p.Retired, Images: make([]ImagePrice, len(p.Pictures)), Tiers: make([]PriceTier, len(p.Tiers)),
		EffectiveFrom: timeOrNil(p.EffectiveFrom), CreatedAt: timeOrNil(p.CreatedAt),
	}
	if p.Free || p.Retired {
		return d
	}
	d.TokenRates = showRates(p.Rates)
	units, fields := p.Units, d.units()
	for _, u := range units.Named() {
		if *u.Rate != 0 {
			v := u.Rate.PerUnit()
			*fields[u.Name] = &v
		}
	}
	if p.PerCall != 0 {
		perCall := p.PerCall.String()
		d.PerCall = &perCall
	}
	for i, x := range p.Pictures {
		d.Images[i] = ImagePrice{x.Size, x.Quality, x.Each.PerUnit()}
	}
	for i, t := range p.Tiers {
		d.Tiers[i] = PriceTier{t.AboveTokens, showRates(t.Rates)}
	}
	return d
}

func showRates(r burncloud.Rates) TokenRates {
	input, output := r.Input.String(), r.Output.String()
	t := TokenRates{Input: &input, Output: &output}
	fields := t.fields()
	for _, o := range r.Optional() {
		if *o.Rate != nil {
			v := (*o.Rate).String()
			*fields[o.Name] = &v
		}
	}
	return t
}

// What no price is: above it somebody mistook the unit.
const (
	maxRate     burncloud.Rate = 100_000 * 1_000_000                 // dollars per million tokens
	maxUnitRate burncloud.Rate = 10_000 * 1_000_000_000_000          // dollars per unit
	maxPerCall                 = burncloud.Money(10_000_000_000_000) // 10,000 dollars
)

// Bounds of effective_from.
const (
	firstYear = 2000
	mostAhead = 10 // years
)

// readPrice reads a new version; prefix is the path of its fields.
func (s *Server) readPrice(f *faults, prefix string, d *Price) *burncloud.Price {
	now := s.Now().UTC()
	p := &burncloud.Price{
		ID: burncloud.PriceID(burncloud.NewID("pr", now)), Model: burncloud.ModelName(strings.TrimSpace(d.Model)),
		ChannelID: burncloud.ChannelID(d.ChannelID), Provider: burncloud.ProviderName(d.Provider), Free: d.Free, Retired: d.Retired,
		EffectiveFrom: orDefault(d.EffectiveFrom, now).UTC(), CreatedAt: now,
	}
	f.name(prefix+"model", d.Model)
	if _, err := path.Match(d.Model, ""); err != nil {
		f.add(prefix+"model", "is not a valid pattern")
	}
	if y := p.EffectiveFrom.Year(); y < firstYear || y > now.Year()+mostAhead {
		f.add(prefix+"effective_from", "must be between the years %d and %d", firstYear, now.Year()+mostAhead)
	}
	s.readPayee(f, prefix, d)
	if d.Free || d.Retired {
		f.noAmounts(prefix, d)
		return p
	}
	f.amounts(prefix, d, p)
	return p
}

// readPayee checks whom the price is paid to.
func (s *Server) readPayee(f *faults, prefix string, d *Price) {
	named := d.ChannelID != "" || d.Provider != ""
	switch {
	case d.Kind == string(burncloud.PricePurchase) && !named:
		f.add(prefix+"channel_id", "or provider is needed for a purchase price")
	case d.Kind == string(burncloud.PriceSale) && named:
		f.add(prefix+"kind", "must be purchase where a channel or provider is named")
	case d.ChannelID != "" && d.Provider != "":
		f.add(prefix+"provider", "must be left out where a channel is named")
	}
	if d.Provider != "" && s.Providers != nil && !s.knowsProvider(d.Provider) {
		f.add(prefix+"provider", "is not a provider that this version knows")
	}
}

// noAmounts refuses prices beside free or retired.
func (f *faults) noAmounts(prefix string, d *Price) {
	if d.Free && d.Retired {
		f.add(prefix+"retired", "must not be set where free is")
	}
	if d.TokenRates != (TokenRates{}) || d.PerImage != nil || d.PerSecond != nil || d.PerCharacter != nil || d.PerCall != nil || len(d.Images) > 0 || len(d.Tiers) > 0 {
		f.add(prefix+"free", "prices must be left out where free or retired is set")
	}
}

// amounts reads what the price asks for.
func (f *faults) amounts(prefix string, d *Price, p *burncloud.Price) {
	units, fields := p.Units.Named(), d.units()
	priced := d.PerCall != nil || len(d.Images) > 0
	for _, u := range units {
		if v := *fields[u.Name]; v != nil {
			priced = true
			rate, err := burncloud.ParseUnitRate(*v)
			f.amount(prefix+u.Name, err, rate <= maxUnitRate, "10000 per unit")
			*u.Rate = rate
		}
	}
	if d.PerCall != nil {
		var err error
		p.PerCall, err = burncloud.ParseMoney(*d.PerCall)
		if err == nil && p.PerCall < 0 {
			err = fmt.Errorf("must not be negative")
		}
		f.amount(prefix+"per_call", err, p.PerCall <= maxPerCall, "10000 per call")
	}
	p.Pictures = f.pictures(prefix, d.Images)
	p.Rates = f.rates(prefix, &d.TokenRates, priced)
	for i := range d.Tiers {
		t, at := &d.Tiers[i], prefix+at("tiers", i)+"."
		if i > 0 && t.AboveTokens <= d.Tiers[i-1].AboveTokens {
			f.add(at+"above_tokens", "must be above the tier before")
		}
		p.Tiers = append(p.Tiers, burncloud.PriceTier{AboveTokens: t.AboveTokens, Rates: f.rates(at, &t.TokenRates, false)})
	}
}

// amount notes what is wrong with one amount.
func (f *faults) amount(field string, err error, sane bool, most string) {
	if err != nil {
		f.add(field, "%v", err)
	} else if !sane {
		f.add(field, "must be at most %s: is the unit mistaken?", most)
	}
}

// rates reads the prices per token of a price or tier; prefix is the path of the fields. Where something else is priced,
// input and output may be left out.
func (f *faults) rates(prefix string, t *TokenRates, priced bool) (r burncloud.Rates) {
	rate := func(field string, v *string) burncloud.Rate {
		n, err := burncloud.ParseRate(*v)
		f.amount(prefix+field, err, n <= maxRate, "100000 per million tokens")
		return n
	}
	for _, x := range []struct {
		name string
		text *string
		into *burncloud.Rate
	}{{"input", t.Input, &r.Input}, {"output", t.Output, &r.Output}} {
		if x.text != nil {
			*x.into = rate(x.name, x.text)
		} else if !priced {
			f.add(prefix+x.name, "is required")
		}
	}
	fields := t.fields()
	for _, o := range r.Optional() {
		if v := *fields[o.Name]; v != nil {
			n := rate(o.Name, v)
			*o.Rate = &n
		}
	}
	return r
}
