// Package upstream knows the providers: where each is, how its key is carried, how it is asked and what its errors mean.
package upstream

import (
	"net/http"
	"slices"
	"strings"

	"github.com/burncloud/burncloud"
)

// Endpoint is what an upstream is asked for: the path below its base URL.
type Endpoint string

// Endpoints of the OpenAI family.
const (
	EndpointChat        Endpoint = "/chat/completions"
	EndpointCompletions Endpoint = "/completions"
	EndpointEmbeddings  Endpoint = "/embeddings"
	EndpointModels      Endpoint = "/models" // the only GET
)

func (e Endpoint) method() string {
	if e == EndpointModels {
		return http.MethodGet
	}
	return http.MethodPost
}

// StreamUsage says when a stream reports what it consumed.
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
	CancelUnknown CancelBilling = "unknown" // not documented: count on paying for the whole answer
	CancelStops   CancelBilling = "stops"   // generation ends, and the bill with it
)

// Provider is one row of the provider table. Rows are constant: what differs between providers is data.
type Provider struct {
	Name               burncloud.ProviderName
	Title              string
	Wire               burncloud.Dialect
	BaseURL            string   // taken when a channel names none; "" = a channel must name one
	OtherURLs          []string // further addresses of the provider, which a channel may name
	DefaultPath        string   // given to a base URL that is a bare origin
	Auth               AuthType
	KeyOptional        bool // works without a key
	Endpoints          []Endpoint
	Options            []string // names of the channel options it knows beside those that every provider knows
	StreamUsage        StreamUsage
	ErrorInOK          bool // answers some errors with status 200: such bodies go through Classify too
	CancelStopsBilling CancelBilling
	Docs               string // where the provider documents its API
}

// Serves reports whether the provider has the endpoint.
func (p *Provider) Serves(e Endpoint) bool { return slices.Contains(p.Endpoints, e) }

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
