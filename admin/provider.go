package admin

import (
	"context"
	"slices"
)

// ProviderTable lists the providers that a channel may name, in the order in which they are offered.
type ProviderTable interface {
	Providers() []Provider
}

// Provider is a row of the provider table, as pickers need it.
type Provider struct {
	Name    string `json:"name" doc:"What a channel's provider field takes."`
	Label   string `json:"label" doc:"Name to show."`
	BaseURL string `json:"base_url" doc:"The provider's own address; empty when the channel must give one."`
	Dialect string `json:"dialect" doc:"Wire format that it speaks."`
}

// ProviderList is every provider.
type ProviderList struct {
	Items      []Provider `json:"items" nullable:"false" doc:"Providers, in the order in which they are offered."`
	NextCursor *string    `json:"next_cursor" doc:"Always null: the table is not paged."`
}

func (s *Server) providerRoutes(r *router) {
	route(r, op{pattern: "GET /api/providers", id: "list-providers", summary: "List providers"},
		func(context.Context, *nothing) (*output[ProviderList], error) {
			var items []Provider
			if s.Providers != nil {
				items = s.Providers.Providers()
			}
			return &output[ProviderList]{ProviderList{Items: orEmpty(items)}}, nil
		})
}

func (s *Server) knowsProvider(name string) bool {
	return slices.ContainsFunc(s.Providers.Providers(), func(p Provider) bool { return p.Name == name })
}
