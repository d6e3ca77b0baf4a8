// Package catalogue is the list of what providers publish as the prices of their current models, with source and date.
package catalogue

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/burncloud/burncloud"
)

//go:embed prices.json
var published []byte

// Currencies that prices are published in.
const (
	USD = "USD"
	CNY = "CNY"
)

// How a price was verified.
const (
	Seen     = "seen"     // on the provider's own page, or a copy of it
	Reported = "reported" // by somebody who quotes the provider's page
)

// Entry is one published price. The amounts are in its currency.
type Entry struct {
	Price    burncloud.Price // a purchase price of the provider
	Currency string
	Source   string    // address of the provider's page
	Date     time.Time // of the copy of the page that was read, or of the report
	Verified string    // Seen or Reported
	By       string    // who reported it; empty where it was seen
	From     time.Time // since when it holds; zero = it did on Date
	Until    time.Time // since when it is known to be out of date; zero = it is not
	Note     string    // what the amounts do not say; may be empty

	Context, MaxOutput int64 // tokens that the model takes, and writes at most; 0 = not known
}

// page is one page of a provider with the prices on it, as the file has them.
type page struct {
	Provider burncloud.ProviderName   `json:"provider"`
	Also     []burncloud.ProviderName `json:"also"` // those that charge the same
	Source   string                   `json:"source"`
	Date     string                   `json:"date"`
	Verified string                   `json:"verified"`
	By       string                   `json:"by"`
	From     string                   `json:"from"`
	Until    string                   `json:"until"`
	Currency string                   `json:"currency"`
	Note     string                   `json:"note"`
	Models   []model                  `json:"models"`
}

// model is one row: dollars (or yuan) per million tokens, and per unit, by the names of the API.
type model struct {
	Model     burncloud.ModelName `json:"model"`
	Context   int64               `json:"context"`
	MaxOutput int64               `json:"max_output"`
	Free      bool                `json:"free"`
	Amounts   map[string]string   `json:"amounts"`
	Images    []picture           `json:"images"`
	Tiers     []tier              `json:"tiers"`
	Date      string              `json:"date"` // where it is not the page's
	Note      string              `json:"note"`
}

// picture is a price of pictures of a size and a quality, empty for any.
type picture struct {
	Size     string `json:"size"`
	Quality  string `json:"quality"`
	PerImage string `json:"per_image"`
}

type tier struct {
	AboveTokens int64             `json:"above_tokens"`
	Amounts     map[string]string `json:"amounts"`
}

// Load reads the catalogue that is built in.
func Load() ([]Entry, error) { return Read(published) }

// Read reads a catalogue.
func Read(file []byte) ([]Entry, error) {
	var pages []page
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	if err := d.Decode(&pages); err != nil {
		return nil, fmt.Errorf("price catalogue: %w", err)
	}
	var all []Entry
	for i := range pages {
		for _, provider := range append([]burncloud.ProviderName{pages[i].Provider}, pages[i].Also...) {
			for k := range pages[i].Models {
				e, err := pages[i].entry(provider, &pages[i].Models[k])
				if err != nil {
					return nil, fmt.Errorf("price catalogue: %s %s: %w", provider, pages[i].Models[k].Model, err)
				}
				all = append(all, *e)
			}
		}
	}
	return all, nil
}

func (p *page) entry(provider burncloud.ProviderName, m *model) (*Entry, error) {
	e := &Entry{
		Currency: p.Currency, Source: p.Source, Verified: p.Verified, By: p.By, Note: cmp.Or(m.Note, p.Note),
		Context: m.Context, MaxOutput: m.MaxOutput,
	}
	day := cmp.Or(m.Date, p.Date)
	for _, d := range []struct {
		into *time.Time
		text string
	}{{&e.Date, day}, {&e.From, p.From}, {&e.Until, p.Until}} {
		if d.text == "" && d.into != &e.Date {
			continue
		}
		var err error
		if *d.into, err = time.Parse(time.DateOnly, d.text); err != nil {
			return nil, err
		}
	}
	id := "list/" + string(provider) + "/" + string(m.Model) + "/" + cmp.Or(p.From, day)
	if p.Currency != USD {
		id += "/" + p.Currency
	}
	e.Price = burncloud.Price{
		ID: burncloud.PriceID(id), Provider: provider, Model: m.Model, Free: m.Free,
		EffectiveFrom: time.Unix(0, 0).UTC(), CreatedAt: e.Date,
	}
	if !e.From.IsZero() {
		e.Price.EffectiveFrom = e.From
	}
	for name, amount := range m.Amounts {
		if err := set(&e.Price, name, amount); err != nil {
			return nil, err
		}
	}
	for _, row := range m.Images {
		each, err := burncloud.ParseUnitRate(row.PerImage)
		if err != nil {
			return nil, unknown("per_image", err)
		}
		e.Price.Pictures = append(e.Price.Pictures, burncloud.PicturePrice{Size: row.Size, Quality: row.Quality, Each: each})
	}
	for _, t := range m.Tiers {
		into := burncloud.PriceTier{AboveTokens: t.AboveTokens}
		for name, amount := range t.Amounts {
			if known, err := into.Rates.Set(name, amount); err != nil || !known {
				return nil, unknown(name, err)
			}
		}
		e.Price.Tiers = append(e.Price.Tiers, into)
	}
	return e, nil
}

func set(p *burncloud.Price, name, amount string) (err error) {
	if name == "per_call" {
		p.PerCall, err = burncloud.ParseMoney(amount)
		return err
	}
	known, err := p.Units.Set(name, amount)
	if !known {
		known, err = p.Rates.Set(name, amount)
	}
	if err != nil || !known {
		return unknown(name, err)
	}
	return nil
}

func unknown(name string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return fmt.Errorf("%s: unknown amount", name)
}

// List is the entries as purchase prices, those in yuan left out: how many yuan a dollar costs is for the operator to say.
func List(entries []Entry) []burncloud.Price {
	starts, dollars := map[string]bool{}, map[string]bool{} // what begins when, and what has a price in dollars
	name := func(p *burncloud.Price) string { return string(p.Provider) + " " + string(p.Model) }
	for i := range entries {
		e := &entries[i]
		starts[name(&e.Price)+e.From.String()] = true
		dollars[name(&e.Price)] = dollars[name(&e.Price)] || e.Currency == USD
	}
	var list []burncloud.Price
	for i := range entries {
		e := &entries[i]
		if e.Currency != USD && (!e.Price.Free || dollars[name(&e.Price)]) {
			continue
		}
		list = append(list, e.Price)
		if !e.Until.IsZero() && !starts[name(&e.Price)+e.Until.String()] {
			list = append(list, burncloud.Price{
				ID: e.Price.ID + "/until", Provider: e.Price.Provider, Model: e.Price.Model, Retired: true,
				EffectiveFrom: e.Until, CreatedAt: e.Date,
			})
		}
	}
	return list
}

// InForce reports whether the provider charges this by then, as far as is known.
func (e *Entry) InForce(now time.Time) bool {
	return !now.Before(e.From) && (e.Until.IsZero() || now.Before(e.Until))
}

// InDollars is the entry's price in dollars. cnyPerUSD is needed for entries in yuan; 0 = not given.
func (e *Entry) InDollars(cnyPerUSD burncloud.Factor) (*burncloud.Price, error) {
	switch {
	case e.Currency == USD, e.Price.Free:
		p := e.Price
		return &p, nil
	case cnyPerUSD == 0:
		return nil, fmt.Errorf("is published in %s: cny_per_usd is needed", e.Currency)
	}
	return e.Price.Divided(cnyPerUSD)
}
