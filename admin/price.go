package admin

import (
	"context"
	"path"
	"time"

	"github.com/burncloud/burncloud"
)

// PriceStore keeps every version of every price.
type PriceStore interface {
	SavePrice(ctx context.Context, p *burncloud.Price) error
	Price(ctx context.Context, id burncloud.PriceID) (*burncloud.Price, error)
	Prices(ctx context.Context, p burncloud.Page) ([]burncloud.Price, string, error)
}

// Price is the JSON form of one version of a price. Versions cannot be changed: a new price is a new version.
type Price struct {
	ID            burncloud.PriceID `json:"id" required:"false" readOnly:"true" doc:"Identifier of this version (pr_…)."`
	Model         string            `json:"model" minLength:"1" maxLength:"200" doc:"Model name or pattern such as gpt-4o*."`
	Input         string            `json:"input" maxLength:"30" doc:"Dollars per million prompt tokens, as a decimal."`
	Output        string            `json:"output" maxLength:"30" doc:"Dollars per million generated tokens, as a decimal."`
	CacheRead     *string           `json:"cache_read" required:"false" maxLength:"30" doc:"Dollars per million tokens read from the provider's cache; null for the input price."`
	CacheWrite    *string           `json:"cache_write" required:"false" maxLength:"30" doc:"Dollars per million tokens written to the provider's cache; null for the input price."`
	Reasoning     *string           `json:"reasoning" required:"false" maxLength:"30" doc:"Dollars per million thinking tokens; null for the output price."`
	AudioIn       *string           `json:"audio_in" required:"false" maxLength:"30" doc:"Dollars per million audio tokens heard; null for the input price."`
	AudioOut      *string           `json:"audio_out" required:"false" maxLength:"30" doc:"Dollars per million audio tokens spoken; null for the output price."`
	Image         *string           `json:"image" required:"false" maxLength:"30" doc:"Not supported by this version: leave it out or null."`
	PerCall       *string           `json:"per_call" required:"false" maxLength:"30" doc:"Dollars per call; null for nothing."`
	Tiers         []PriceTier       `json:"tiers" required:"false" nullable:"false" maxItems:"20" doc:"Prices of calls with longer prompts, ascending."`
	EffectiveFrom *time.Time        `json:"effective_from" required:"false" doc:"From when it holds; now when left out."`
	CreatedAt     *time.Time        `json:"created_at" required:"false" readOnly:"true" doc:"When it was made."`
}

// PriceTier replaces the prices of a call whose prompt is longer than above_tokens.
type PriceTier struct {
	AboveTokens int64   `json:"above_tokens" minimum:"1" doc:"Prompt length, in tokens, above which these prices hold."`
	Input       string  `json:"input" maxLength:"30" doc:"Dollars per million prompt tokens."`
	Output      string  `json:"output" maxLength:"30" doc:"Dollars per million generated tokens."`
	CacheRead   *string `json:"cache_read" required:"false" maxLength:"30" doc:"As in the price."`
	CacheWrite  *string `json:"cache_write" required:"false" maxLength:"30" doc:"As in the price."`
	Reasoning   *string `json:"reasoning" required:"false" maxLength:"30" doc:"As in the price."`
	AudioIn     *string `json:"audio_in" required:"false" maxLength:"30" doc:"As in the price."`
	AudioOut    *string `json:"audio_out" required:"false" maxLength:"30" doc:"As in the price."`
}

type priceListInput struct {
	PageQuery
	Model string `query:"model" maxLength:"200" doc:"Only versions of exactly this model or pattern. A page may then hold fewer objects than asked for."`
}

func (s *Server) priceRoutes(r *router) {
	n := &noun[burncloud.Price, Price]{
		s: s, plural: "prices", name: "price",
		get: func(ctx context.Context, id string) (*burncloud.Price, error) {
			return s.Prices.Price(ctx, burncloud.PriceID(id))
		},
		save: s.Prices.SavePrice,
		show: each(showPrice),
		read: func(_ context.Context, d *Price, _ *burncloud.Price) (*burncloud.Price, error) {
			return s.readPrice(d)
		},
		id: func(p *burncloud.Price) string { return string(p.ID) },
	}
	route(r, op{pattern: "GET /api/prices", id: "list-prices", summary: "List price versions"},
		func(ctx context.Context, in *priceListInput) (*output[Page[Price]], error) {
			page := in.page()
			if in.Model != "" {
				page.Query = in.Model
			}
			prices, next, err := s.Prices.Prices(ctx, page)
			if err != nil {
				return nil, err
			}
			var out []Price
			for i := range prices {
				if in.Model == "" || string(prices[i].Model) == in.Model {
					out = append(out, showPrice(&prices[i]))
				}
			}
			return newPage(out, next), nil
		})
	n.getRoute(r)
	n.createRoute(r)
}

func showPrice(p *burncloud.Price) Price {
	d := Price{
		ID: p.ID, Model: string(p.Model), Input: p.Rates.Input.String(), Output: p.Rates.Output.String(),
		CacheRead: showRate(p.Rates.CacheRead), CacheWrite: showRate(p.Rates.CacheWrite), Reasoning: showRate(p.Rates.Reasoning),
		AudioIn: showRate(p.Rates.AudioIn), AudioOut: showRate(p.Rates.AudioOut), Tiers: make([]PriceTier, len(p.Tiers)),
		EffectiveFrom: timeOrNil(p.EffectiveFrom), CreatedAt: timeOrNil(p.CreatedAt),
	}
	if p.PerCall != 0 {
		perCall := p.PerCall.String()
		d.PerCall = &perCall
	}
	for i, t := range p.Tiers {
		d.Tiers[i] = PriceTier{
			AboveTokens: t.AboveTokens, Input: t.Rates.Input.String(), Output: t.Rates.Output.String(),
			CacheRead: showRate(t.Rates.CacheRead), CacheWrite: showRate(t.Rates.CacheWrite), Reasoning: showRate(t.Rates.Reasoning),
			AudioIn: showRate(t.Rates.AudioIn), AudioOut: showRate(t.Rates.AudioOut),
		}
	}
	return d
}

func showRate(r *burncloud.Rate) *string {
	if r == nil {
		return nil
	}
	v := r.String()
	return &v
}

func (s *Server) readPrice(d *Price) (*burncloud.Price, error) {
	var f faults
	now := s.Now().UTC()
	p := &burncloud.Price{
		ID: burncloud.PriceID(burncloud.NewID("pr", now)), Model: burncloud.ModelName(d.Model),
		EffectiveFrom: orDefault(d.EffectiveFrom, now).UTC(), CreatedAt: now,
	}
	f.name("model", d.Model)
	if _, err := path.Match(d.Model, ""); err != nil {
		f.add("model", "is not a valid pattern")
	}
	f.unsupported("image", d.Image == nil)
	p.Rates = f.rates("", PriceTier{0, d.Input, d.Output, d.CacheRead, d.CacheWrite, d.Reasoning, d.AudioIn, d.AudioOut})
	if d.PerCall != nil {
		var err error
		if p.PerCall, err = burncloud.ParseMoney(*d.PerCall); err != nil {
			f.add("per_call", "%v", err)
		} else if p.PerCall < 0 {
			f.add("per_call", "must not be negative")
		}
	}
	for i, t := range d.Tiers {
		if i > 0 && t.AboveTokens <= d.Tiers[i-1].AboveTokens {
			f.add(at("tiers", i)+".above_tokens", "must be above the tier before")
		}
		p.Tiers = append(p.Tiers, burncloud.PriceTier{AboveTokens: t.AboveTokens, Rates: f.rates(at("tiers", i)+".", t)})
	}
	return p, f.err()
}

// rates reads the unit prices of a price or tier; prefix is the path of the fields.
func (f *faults) rates(prefix string, t PriceTier) burncloud.Rates {
	rate := func(field, v string) burncloud.Rate {
		r, err := burncloud.ParseRate(v)
		if err != nil {
			f.add(prefix+field, "%v", err)
		}
		return r
	}
	optional := func(field string, v *string) *burncloud.Rate {
		if v == nil {
			return nil
		}
		r := rate(field, *v)
		return &r
	}
	return burncloud.Rates{
		Input: rate("input", t.Input), Output: rate("output", t.Output),
		CacheRead: optional("cache_read", t.CacheRead), CacheWrite: optional("cache_write", t.CacheWrite),
		Reasoning: optional("reasoning", t.Reasoning), AudioIn: optional("audio_in", t.AudioIn), AudioOut: optional("audio_out", t.AudioOut),
	}
}
