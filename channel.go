package burncloud

import (
	"encoding/base64"
	"net/url"
	"strings"
	"time"
)

// ProviderName names a row of the provider table ("openai", "deepseek", "qwen", …).
type ProviderName string

// Channel is one account at one provider: an address, its keys, and the models it serves to which groups.
type Channel struct {
	ID           ChannelID
	Name         string
	Provider     ProviderName
	BaseURL      string // what the provider's official SDK takes; "" = the provider's own address
	Keys         []ChannelKey
	Models       []ModelName             // public names served
	ModelMapping map[ModelName]ModelName // public name → upstream name, where they differ
	Groups       []GroupName             // at least one
	Priority     int                     // higher is tried first
	Weight       int                     // share inside a priority, ≥ 0; 0 = only when nothing else is left
	Enabled      bool
	Options      ChannelOptions
	Limits       Limits // of all keys together
	Tags         []string
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// ChannelKey is one provider key. The value is encrypted at rest and never read back through the API.
type ChannelKey struct {
	ID      KeyID
	Value   Secret
	Enabled bool
	Reason  string // why it was disabled, "" while enabled
}

// KeyRefused begins the reason of a key that was disabled because its provider refused it. A successful test enables
// such a key; one that an operator disabled stays so.
const KeyRefused = "refused by the provider: "

// Refused reports whether the key was disabled because its provider refused it.
func (k *ChannelKey) Refused() bool { return !k.Enabled && strings.HasPrefix(k.Reason, KeyRefused) }

// ChannelOptions are the settings that only some providers know.
type ChannelOptions struct {
	Workspace    string            `json:"workspace,omitempty"`    // DashScope sub-workspace
	APIVersion   string            `json:"api_version,omitempty"`  // Azure's; or that of Google's APIs
	Region       string            `json:"region,omitempty"`       // of Bedrock or Vertex AI
	Organization string            `json:"organization,omitempty"` // OpenAI-Organization
	Project      string            `json:"project,omitempty"`      // OpenAI-Project, or Google Cloud's
	Headers      map[string]string `json:"headers,omitempty"`      // further request headers
	ProxyURL     string            `json:"proxy_url,omitempty"`    // http, https or socks5 proxy for this channel
	Timeouts     Timeouts          `json:"timeouts,omitzero"`

	ContinuesPrefill *bool               `json:"continues_prefill,omitempty"` // a final message of the assistant is gone on with; nil = as the provider table says
	ContextWindows   map[ModelName]int64 `json:"context_windows,omitempty"`   // by upstream model, tokens of prompt and answer; what is not there is unknown
	KeyLimits        Limits              `json:"key_limits,omitzero"`         // of each key
	Probe            Probe               `json:"probe,omitempty"`             // how a dead target is looked at between calls
}

// Probe says how a target that is dead is looked at without a call of a client.
type Probe string

// Probes that a channel may ask for.
const (
	ProbeFree Probe = "free" // its provider's model list, or whether it answers at all: costs nothing; the default
	ProbeCall Probe = "call" // a small real call of the model, which is paid for; a good one ends the rest
	ProbeOff  Probe = "off"
)

// SecretHeader reports whether a header of that name is likely to carry a credential.
func SecretHeader(name string) bool {
	name = strings.ToLower(name)
	for _, word := range [...]string{"auth", "cookie", "key", "token", "secret", "password", "signature"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// Secrets are the credentials among the options: of headers that carry one, and the proxy's password, also in the form
// in which it is sent.
func (o *ChannelOptions) Secrets() []Secret {
	var out []Secret
	for name, v := range o.Headers {
		if SecretHeader(name) {
			out = append(out, Secret(v))
		}
	}
	if u, err := url.Parse(o.ProxyURL); err == nil {
		if password, ok := u.User.Password(); ok {
			sent := base64.StdEncoding.EncodeToString([]byte(u.User.Username() + ":" + password))
			out = append(out, Secret(password), Secret(sent))
		}
	}
	return out
}

// Timeouts are the clocks of one attempt. Zero takes the default.
type Timeouts struct {
	Connect    time.Duration // TCP and TLS
	FirstToken time.Duration // request sent → first content-bearing event
	Idle       time.Duration // between events
	Total      time.Duration // the whole attempt
	MinRate    int           // tokens a second, over a window, below which a stream counts as silent; 0 = any
}

// UpstreamModel is the name the upstream knows the public model by.
func (c *Channel) UpstreamModel(public ModelName) ModelName {
	if m, ok := c.ModelMapping[public]; ok {
		return m
	}
	return public
}

// TargetKey names what health is kept for: one provider key of a channel, for one upstream model.
type TargetKey struct {
	Channel ChannelID
	Key     KeyID
	Model   ModelName
}

// TargetHealth is the state of one target.
type TargetHealth struct {
	TargetKey
	State     HealthState
	Reason    string    // in words, "" while healthy
	Since     time.Time // when this state began
	Until     time.Time // dead: when it is tried again
	Failures  int       // in a row
	LastError string    // the newest failure, kept while healthy too
}

// HealthChange is a target's passage into a state.
type HealthChange struct {
	TargetKey
	Time   time.Time
	State  HealthState
	Reason string
}

// Refusal is a provider's rejection of one of a channel's keys.
type Refusal struct {
	Channel ChannelID
	Key     KeyID
	Reason  string // in words
}

// HealthState says whether a target is given calls.
type HealthState string

// States of a target or a channel.
const (
	Healthy  HealthState = "healthy"
	Degraded HealthState = "degraded" // a target that fails now and then; a channel of which some targets are dead
	Dead     HealthState = "dead"
)

// Health is the state of a channel with its cause.
type Health struct {
	State     HealthState
	Reason    string    // in words, "" while healthy
	Since     time.Time // when this state began
	LastError string    // the newest failure, kept while healthy too
}

// UpstreamBalance is what a provider said of the account that a key belongs to.
type UpstreamBalance struct {
	Key     KeyID
	Time    time.Time
	Amounts []CurrencyAmount // one a currency; empty = the provider sets the key no bound and tells it no balance
	OfKey   bool             // what the key may still spend, not what the account has
}

// CurrencyAmount is an amount of a currency that need not be the dollar.
type CurrencyAmount struct {
	Currency string // ISO 4217
	Amount   Money  // billionths of it
}
