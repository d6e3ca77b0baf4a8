package burncloud

import "time"

// Strategy names how the next target of a tier is chosen.
type Strategy string

// Strategies that a route may ask for.
const (
	StrategyPriority     Strategy = "priority" // priority tiers, weighted inside
	StrategyRoundRobin   Strategy = "round_robin"
	StrategyWeighted     Strategy = "weighted"
	StrategyLeastLatency Strategy = "least_latency"
	StrategyCheapest     Strategy = "cheapest"
)

// Affinity says which calls should go to the same target, for the sake of the provider's prompt cache.
type Affinity string

// Affinities that a route may ask for.
const (
	AffinityNone    Affinity = "none"
	AffinitySession Affinity = "session" // by the session, cache key or user that the call names
)

// ModelRoute says which upstreams serve a public model in a group. Without one, every enabled channel of the
// group that lists the model serves it.
type ModelRoute struct {
	ID        RouteID
	Model     ModelName
	Group     GroupName // "" = every group
	Strategy  Strategy
	Affinity  Affinity      // "" = none
	Targets   []RouteTarget // empty = the channels that list the model
	Fallbacks []ModelName   // asked in this order when no target of the model can answer; at most MaxFallbacks
	LeaveCut  bool          // no other target goes on with a stream that was cut
	CreatedAt time.Time
	UpdatedAt time.Time
}

// MaxFallbacks bounds both the fallback models of one route and how far fallbacks of fallbacks reach.
const MaxFallbacks = 5

// RouteTarget is one explicit upstream of a route. Nil fields take the channel's own.
type RouteTarget struct {
	ChannelID     ChannelID `json:"channel_id"`
	UpstreamModel ModelName `json:"upstream_model,omitempty"`
	Weight        *int      `json:"weight,omitempty"`
	Priority      *int      `json:"priority,omitempty"`
}
