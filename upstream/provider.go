// Package upstream knows the providers: where each is, how its key is carried, how it is asked and what its errors mean.
package upstream

import (
	"slices"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// StreamUsage says when a stream of the OpenAI dialect reports what it consumed; the others always do.
type StreamUsage string

// Habits of streams (recorded: see wire-facts §8).
const (
	StreamUsageAsked  StreamUsage = "asked"  // only with stream_options.include_usage
	StreamUsageAlways StreamUsage = "always" // unasked: nothing is to be added to the request
)

// CancelBilling says what closing the connection does to the bill of a running call.
type CancelBilling string

// What is known of providers when a client leaves.
const (
	CancelUnknown      CancelBilling = "unknown" // not documented: it is taken to stop
	CancelStops        CancelBilling = "stops"   // generation ends, and the bill with it
	CancelStopsStreams CancelBilling = "streams" // the same for streams; answers in one piece are billed
	CancelBills        CancelBilling = "bills"   // the whole answer is made and billed: it is read to its usage
)

// Provider is one row of the provider table. Rows are constant: what differs between providers is data.
type Provider struct {
	Name               burncloud.ProviderName
	Title              string
	Wires              []Wire // what it speaks; where two rows serve the same, the first is preferred
	BaseURL            string // taken when a channel names none; "" = a channel must name one, or a region
	RegionURL          string // the same for a channel that names a region, which stands at {region}
	OtherURLs          []string
	DefaultPath        string   // given to a base URL that is a bare origin
	Versions           []string // last part of the base, which the SDK adds by itself; the first unless api_version says otherwise
	Auth               AuthType
	KeyOptional        bool              // works without a key
	Options            []string          // names of the channel options it knows beside those that every provider knows
	OptionHeaders      map[string]string // option → the header it is sent in
	StreamUsage        StreamUsage
	ErrorInOK          bool // answers some errors with status 200: such bodies go through Classify too
	CancelStopsBilling CancelBilling
	ContinuesPrefill   []string   // patterns of the models that go on with a final message of the assistant
	Origin             llm.Origin // whose signatures it gives and takes; "" = its own
	ModelOrigin        bool       // the same as the inventor of the model has
	Docs               string     // where the provider documents its API
	Notes              string     // for the people who set up a channel
}

// Wire is one dialect that a provider speaks, for some of its operations and models.
type Wire struct {
	Dialect burncloud.Dialect
	Ops     []Operation
	Only    string   // spoken only below a base that ends so, and there nothing without this
	Needs   string   // channel option without which it is not there
	Models  []string // patterns of the models it is for, "!x" = all but those; nil = all
	Beside  string   // where it begins instead of at the base, counted from what the base's own path is added to
	Own     bool     // spoken at the provider's own addresses only: what stands before a channel's own base may not have it
	Under   string   // where it begins below the base
	Places  map[Operation]place
	Auth    AuthType // "" = the provider's
	Query   string   // added to every URL; left out when the option in it is not set
}

// Main is the dialect that the provider is asked in when it does not speak the client's: the first of its row.
func (p *Provider) Main() burncloud.Dialect { return p.Wires[0].Dialect }

// place finds the operation.
func (w *Wire) place(op Operation) place {
	if at, ok := w.Places[op]; ok {
		return at
	}
	return places[w.Dialect][op]
}

// Lookup returns the row of a provider. The row must not be changed.
func Lookup(name burncloud.ProviderName) (*Provider, bool) {
	i, ok := slices.BinarySearchFunc(providers, name, func(p Provider, n burncloud.ProviderName) int {
		return strings.Compare(string(p.Name), string(n))
	})
	if !ok {
		return nil, false
	}
	return &providers[i], true
}

// All returns the whole table, sorted by name, for the API and the documentation.
func All() []Provider { return slices.Clone(providers) }
