package burncloud

import (
	"fmt"
	"time"
)

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
	AffinityPrefix  Affinity = "prefix"  // by the session it names, else by how its prompt begins
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

	When *Condition `json:"when,omitempty"` // the calls it is for; nil = all
}

// Condition says which calls a target is for. The zero value is every call.
type Condition struct {
	Tools     *bool `json:"tools,omitempty"`      // that offer tools, or do not
	Images    *bool `json:"images,omitempty"`     // that have images, or have none
	MinTokens int64 `json:"min_tokens,omitempty"` // of the prompt, estimated
	MaxTokens int64 `json:"max_tokens,omitempty"` // 0 = any
}

// Traits are what conditions ask of a call.
type Traits struct {
	Tools  bool
	Images bool
	Tokens int64 // of the prompt, estimated
}

// Misses says in words why the call is not one for the target, "" when it is.
func (c *Condition) Misses(t *Traits) string {
	has := map[bool]string{true: "has", false: "has no"}
	switch {
	case c.Tools != nil && *c.Tools != t.Tools:
		return "the call " + has[t.Tools] + " tools"
	case c.Images != nil && *c.Images != t.Images:
		return "the call " + has[t.Images] + " images"
	case t.Tokens < c.MinTokens:
		return fmt.Sprintf("the prompt has about %d tokens, less than %d", t.Tokens, c.MinTokens)
	case c.MaxTokens > 0 && t.Tokens > c.MaxTokens:
		return fmt.Sprintf("the prompt has about %d tokens, more than %d", t.Tokens, c.MaxTokens)
	}
	return ""
}
