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
	Until    time.Time // since when it is known to be out of date; zero = it is not
	Note     string    // what the amounts do not say; may be empty
}

// page is one page of a provider with the prices on it, as the file has them.
type page struct {
	Provider burncloud.ProviderName `json:"provider"`
	Source   string                 `json:"source"`
	Date     string                 `json:"date"`
	Verified string                 `json:"verified"`
	Until    string                 `json:"until"`
	Currency string                 `json:"currency"`
	Note     string                 `json:"note"`
	Models   []model                `json:"models"`
}

// model is one row: dollars (or yuan) per million tokens, and per unit, by the names of the API.
type model struct {
	Model   burncloud.ModelName `json:"model"`
	Free    bool                `json:"free"`
	Amounts map[string]string   `json:"amounts"`
	Tiers   []tier              `json:"tiers"`
	Date    string              `json:"date"` // where it is not the page's
	Note    string              `json:"note"`
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
		for k := range pages[i].Models {
			e, err := pages[i].entry(&pages[i].Models[k])
			if err != nil {
				return nil, fmt.Errorf("price catalogue: %s %s: %w", pages[i].Provider, pages[i].Models[k].Model, err)
			}
			all = append(all, *e)
		}
	}
	return all, nil
}

func (p *page) entry(m *model) (*Entry, error) {
	day := cmp.Or(m.Date, p.Date)
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, err
	}
	e := &Entry{Currency: p.Currency, Source: p.Source, Date: date, Verified: p.Verified, Note: cmp.Or(m.Note, p.Note)}
	if p.Until != "" {
		if e.Until, err = time.Parse(time.DateOnly, p.Until); err != nil {
			return nil, err
		}
	}
	e.Price = burncloud.Price{
		ID:       burncloud.PriceID("list/" + string(p.Provider) + "/" + string(m.Model) + "/" + day),
		Provider: p.Provider, Model: m.Model, Free: m.Free, EffectiveFrom: time.Unix(0, 0).UTC(), CreatedAt: date,
	}
	for name, amount := range m.Amounts {
		if err := set(&e.Price, name, amount); err != nil {
			return nil, err
		}
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
	var list []burncloud.Price
	for i := range entries {
		if entries[i].Currency == USD || entries[i].Price.Free {
			list = append(list, entries[i].Price)
			if until := entries[i].Until; !until.IsZero() {
				end := entries[i].Price
				list = append(list, burncloud.Price{ID: end.ID + "/until", Provider: end.Provider, Model: end.Model, Retired: true, EffectiveFrom: until, CreatedAt: end.CreatedAt})
			}
		}
	}
	return list
}

// OutOfDate reports whether the provider is known to charge something else by then.
func (e *Entry) OutOfDate(now time.Time) bool { return !e.Until.IsZero() && !now.Before(e.Until) }

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
