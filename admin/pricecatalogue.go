package admin

import (
	"context"
	"slices"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/catalogue"
)

// CatalogueEntry is one published price. Its amounts are in its currency.
type CatalogueEntry struct {
	Price
	Currency string `json:"currency" enum:"USD,CNY" doc:"Currency of the amounts."`
	Source   string `json:"source" doc:"The provider's page."`
	Date     string `json:"date" doc:"Date of the copy that was read."`
	Verified string `json:"verified" enum:"seen,reported" doc:"seen: on the provider's page. reported: by somebody who quotes it."`
	By       string `json:"by" doc:"Who quotes it, empty where it was seen."`
	From     string `json:"from" doc:"Since when it holds, empty if it did on the date."`
	Until    string `json:"until" doc:"Since when it is known to be out of date, empty while it is not."`
	InForce  bool   `json:"in_force" doc:"Whether it holds today. It is neither imported nor used otherwise."`
	Note     string `json:"note" doc:"What the amounts do not say."`

	Context   int64 `json:"context_tokens" doc:"Tokens that the model takes, 0 where not known."`
	MaxOutput int64 `json:"max_output_tokens" doc:"Tokens that it writes at most, 0 where not known."`
}

// Catalogue is the published prices that the program has built in.
type Catalogue struct {
	Items []CatalogueEntry `json:"items" nullable:"false" doc:"The entries, by provider."`
}

type catalogueInput struct {
	Provider string `query:"provider" maxLength:"64" doc:"Only entries of this provider."`
	Model    string `query:"model" maxLength:"200" doc:"Only entries that would price this model."`
}

// PriceImport takes published prices over.
type PriceImport struct {
	Provider   string   `json:"provider" required:"false" maxLength:"64" doc:"Entries of this provider; needed where several list a model."`
	Models     []string `json:"models" required:"false" nullable:"false" maxItems:"2000" doc:"Names as the catalogue has them; empty for all of the provider."`
	Currency   string   `json:"currency" required:"false" enum:"USD,CNY" doc:"Only entries in this currency. Left out, a model that is published in both is taken in USD."`
	Kind       string   `json:"kind" required:"false" enum:"sale,purchase" default:"sale" doc:"Whether they become what callers pay, or what is paid to the provider."`
	Multiplier string   `json:"multiplier" required:"false" maxLength:"20" default:"1.0" doc:"Decimal that every amount is multiplied by."`
	CNYPerUSD  string   `json:"cny_per_usd" required:"false" maxLength:"20" doc:"How many yuan a dollar costs; needed for entries in CNY."`
	DryRun     bool     `json:"dry_run" required:"false" doc:"Say what would change, and change nothing."`
}

func (s *Server) catalogueRoutes(r *router) {
	route(r, op{pattern: "GET /api/prices/catalogue", id: "list-price-catalogue", summary: "List the providers' published prices that are built in"},
		func(_ context.Context, in *catalogueInput) (*output[Catalogue], error) {
			out := Catalogue{Items: []CatalogueEntry{}}
			for i := range s.Catalogue {
				e := &s.Catalogue[i]
				if (in.Provider == "" || in.Provider == string(e.Price.Provider)) && (in.Model == "" || e.Price.Matches(burncloud.ModelName(in.Model))) {
					out.Items = append(out.Items, showEntry(e, s.Now()))
				}
			}
			return &output[Catalogue]{out}, nil
		})
	taking(r, op{
		pattern: "POST /api/prices/import", id: "import-prices", summary: "Take published prices over, or say what that would change",
	}, func(ctx context.Context, d *PriceImport) (*output[PriceChanges], error) {
		if !d.DryRun {
			s.write.Lock()
			defer s.write.Unlock()
		}
		prices, err := s.imported(d)
		if err != nil {
			return nil, err
		}
		return s.changePrices(ctx, prices, d.DryRun)
	})
}

func showEntry(e *catalogue.Entry, now time.Time) CatalogueEntry {
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	c := CatalogueEntry{
		Price: showPrice(&e.Price), Currency: e.Currency, Source: e.Source, Date: day(e.Date), Verified: e.Verified, By: e.By, Note: e.Note,
		From: day(e.From), Until: day(e.Until), InForce: e.InForce(now), Context: e.Context, MaxOutput: e.MaxOutput,
	}
	c.EffectiveFrom, c.CreatedAt = nil, nil
	return c
}

// imported makes price versions of the catalogue's entries.
func (s *Server) imported(d *PriceImport) ([]*burncloud.Price, error) {
	var f faults
	times, cny := f.factor("multiplier", d.Multiplier, burncloud.One), f.factor("cny_per_usd", d.CNYPerUSD, 0)
	entries := s.chosen(&f, d)
	if err := f.err(); err != nil {
		return nil, err
	}
	now := s.Now().UTC()
	var prices []*burncloud.Price
	for _, e := range entries {
		p, err := e.InDollars(cny)
		if err == nil {
			p, err = p.Scaled(times)
		}
		if err != nil {
			f.add("models", "%s %v", e.Price.Model, err)
			continue
		}
		p.ID, p.EffectiveFrom, p.CreatedAt = burncloud.PriceID(burncloud.NewID("pr", now)), now, now
		if d.Kind != string(burncloud.PricePurchase) {
			p.Provider = ""
		}
		prices = append(prices, p)
	}
	if len(f) > maxBulkFaults {
		f = f[:maxBulkFaults]
	}
	return prices, f.err()
}

// factor reads a positive decimal; def when it is left out.
func (f *faults) factor(field, v string, def burncloud.Factor) burncloud.Factor {
	if v == "" {
		return def
	}
	n, err := burncloud.ParseFactor(v)
	if err != nil {
		f.add(field, "%v", err)
	} else if n == 0 || n > 1000*burncloud.One {
		f.add(field, "must be above 0 and at most 1000")
	}
	return n
}

// chosen are the entries that an import asks for.
func (s *Server) chosen(f *faults, d *PriceImport) (entries []*catalogue.Entry) {
	if d.Provider == "" && len(d.Models) == 0 {
		f.add("provider", "or models is needed")
		return nil
	}
	offered := s.offered(d)
	if len(offered) == 0 {
		f.add("provider", "has no entry in the catalogue")
	}
	if len(d.Models) == 0 {
		return offered
	}
	by := map[string][]*catalogue.Entry{} // by model
	for _, e := range offered {
		by[string(e.Price.Model)] = append(by[string(e.Price.Model)], e)
	}
	for i, m := range d.Models {
		switch found := by[m]; {
		case len(found) == 0:
			f.add(at("models", i), "is not in the catalogue, or not in force there")
		case len(found) > 1:
			f.add(at("models", i), "is listed by several providers: name one")
		case slices.Contains(d.Models[:i], m):
			f.add(at("models", i), "is listed twice")
		default:
			entries = append(entries, found[0])
		}
	}
	return entries
}

// offered are the entries in force that an import may take, one for each provider and model.
func (s *Server) offered(d *PriceImport) (entries []*catalogue.Entry) {
	place := map[string]int{} // in entries, by provider and model
	for i := range s.Catalogue {
		e := &s.Catalogue[i]
		if d.Provider != "" && d.Provider != string(e.Price.Provider) || d.Currency != "" && d.Currency != e.Currency || !e.InForce(s.Now()) {
			continue
		}
		name := string(e.Price.Provider) + " " + string(e.Price.Model)
		k, known := place[name]
		switch {
		case !known:
			place[name] = len(entries)
			entries = append(entries, e)
		case e.Currency == catalogue.USD:
			entries[k] = e
		}
	}
	return entries
}
