package admin

import (
	"cmp"
	"net/url"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// ChannelOptions are the settings that only some providers know.
type ChannelOptions struct {
	Workspace    string            `json:"workspace" required:"false" maxLength:"200" doc:"DashScope sub-workspace."`
	APIVersion   string            `json:"api_version" required:"false" maxLength:"200" doc:"Version of the provider's API: Azure's api-version, or that of Google's APIs. Empty takes the newest."`
	Region       string            `json:"region" required:"false" maxLength:"200" doc:"Region of Bedrock or Vertex AI."`
	Project      string            `json:"project" required:"false" maxLength:"200" doc:"OpenAI project, or Google Cloud project of Vertex AI."`
	Organization string            `json:"organization" required:"false" maxLength:"200" doc:"OpenAI organization."`
	Headers      map[string]string `json:"headers" required:"false" doc:"Further request headers. Values of headers that carry credentials are read back as a hint; writing the hint keeps them."`
	ProxyURL     string            `json:"proxy_url" required:"false" maxLength:"500" doc:"http, https or socks5 proxy of this channel. A password in it is read back as xxxxx; writing that keeps it."`
	Timeouts     Timeouts          `json:"timeouts" required:"false" doc:"Clocks of one attempt."`

	ContinuesPrefill *bool            `json:"continues_prefill" required:"false" nullable:"true" doc:"Whether the upstream goes on with a final message of the assistant, which is how a stream that was cut elsewhere is continued; null takes what is known of the provider."`
	ContextWindows   map[string]int64 `json:"context_windows" required:"false" nullable:"false" doc:"Tokens that the upstream models take, prompt and answer together, by upstream name. A prompt that is too long for one goes to a target that is known to take more."`
	KeyLimits        Limits           `json:"key_limits" required:"false" doc:"Of each of its keys. Calls go on to the next key when one is at a limit."`
	Probe            string           `json:"probe" required:"false" enum:"free,call,off" default:"free" doc:"How a target that is out of service is looked at between calls. free: the provider's model list, or whether it answers at all; when it does again, the next call tries the target. call: a small real call of a text, embedding, ranking or moderation model every half minute, which costs money; a good one puts the target back."`
}

// Timeouts are durations as Go writes them: "500ms", "3s", "2m30s".
type Timeouts struct {
	Connect    string `json:"connect" required:"false" example:"3s" doc:"TCP and TLS; a duration such as 500ms, 3s or 2m30s. Empty takes the default."`
	FirstToken string `json:"first_token" required:"false" example:"60s" doc:"Request sent to first content; a duration."`
	Idle       string `json:"idle" required:"false" example:"30s" doc:"Between events; a duration."`
	Total      string `json:"total" required:"false" example:"10m" doc:"The whole attempt; a duration."`
	MinRate    int    `json:"min_tokens_per_second" required:"false" minimum:"0" maximum:"100000" doc:"A stream that is slower than this over ten seconds counts as one that fell silent; 0 for none."`
}

func showOptions(o burncloud.ChannelOptions) ChannelOptions {
	return ChannelOptions{
		Workspace: o.Workspace, APIVersion: o.APIVersion, Region: o.Region, Project: o.Project, Organization: o.Organization,
		Headers: showHeaders(o.Headers), ProxyURL: redacted(o.ProxyURL),
		Timeouts: Timeouts{
			Connect: showDuration(o.Timeouts.Connect), FirstToken: showDuration(o.Timeouts.FirstToken),
			Idle: showDuration(o.Timeouts.Idle), Total: showDuration(o.Timeouts.Total), MinRate: o.Timeouts.MinRate,
		},
		ContinuesPrefill: o.ContinuesPrefill, ContextWindows: showWindows(o.ContextWindows),
		KeyLimits: Limits(o.KeyLimits), Probe: string(cmp.Or(o.Probe, burncloud.ProbeFree)),
	}
}

func readOptions(d *ChannelOptions, old *burncloud.ChannelOptions, f *faults) burncloud.ChannelOptions {
	o := burncloud.ChannelOptions{
		Workspace: d.Workspace, APIVersion: d.APIVersion, Region: d.Region, Project: d.Project, Organization: d.Organization,
		Headers: readHeaders(d.Headers, old.Headers, f), ProxyURL: strings.TrimSpace(d.ProxyURL),
		Timeouts: burncloud.Timeouts{
			Connect:    f.duration("options.timeouts.connect", d.Timeouts.Connect),
			FirstToken: f.duration("options.timeouts.first_token", d.Timeouts.FirstToken),
			Idle:       f.duration("options.timeouts.idle", d.Timeouts.Idle),
			Total:      f.duration("options.timeouts.total", d.Timeouts.Total),
			MinRate:    d.Timeouts.MinRate,
		},
		ContinuesPrefill: d.ContinuesPrefill, ContextWindows: readWindows(d.ContextWindows, f),
		KeyLimits: burncloud.Limits(d.KeyLimits), Probe: burncloud.Probe(d.Probe),
	}
	for field, v := range map[string]string{"workspace": d.Workspace, "api_version": d.APIVersion, "region": d.Region, "project": d.Project, "organization": d.Organization} {
		if hasControls(v) {
			f.add("options."+field, "must not contain control characters")
		}
	}
	if old.ProxyURL != "" && o.ProxyURL == redacted(old.ProxyURL) {
		o.ProxyURL = old.ProxyURL
	}
	f.proxy("options.proxy_url", o.ProxyURL)
	return o
}

func showWindows(windows map[burncloud.ModelName]int64) map[string]int64 {
	out := make(map[string]int64, len(windows))
	for model, n := range windows {
		out[string(model)] = n
	}
	return out
}

// maxWindow is the longest context window that can be set, in tokens.
const maxWindow = 1_000_000_000

func readWindows(windows map[string]int64, f *faults) map[burncloud.ModelName]int64 {
	var out map[burncloud.ModelName]int64
	for model, n := range windows {
		if n < 1 || n > maxWindow || model == "" || len(model) > maxName || hasControls(model) {
			f.add("options.context_windows", "must give each upstream model a number of tokens between 1 and 1000000000")
		}
		if out == nil {
			out = map[burncloud.ModelName]int64{}
		}
		out[burncloud.ModelName(model)] = n
	}
	return out
}

func showDuration(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func (f *faults) duration(field, v string) time.Duration {
	if v == "" {
		return 0
	}
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 || d > 24*time.Hour {
		f.add(field, "must be a duration of at most 24h, such as 500ms, 3s or 2m30s")
		return 0
	}
	return d
}

// redacted hides the password of a URL.
func redacted(v string) string {
	u, err := url.Parse(v)
	if err != nil {
		return ""
	}
	return u.Redacted()
}

func (f *faults) baseURL(field, v string) {
	if v == "" {
		return
	}
	u, err := url.Parse(v)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		f.add(field, "must be an http or https address")
	case u.User != nil:
		f.add(field, "must not contain a user or password")
	case u.RawQuery != "" || u.Fragment != "":
		f.add(field, "must not contain a query or fragment")
	}
}

func (f *faults) proxy(field, v string) {
	if v == "" {
		return
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5") {
		f.add(field, "must be an http, https or socks5 address")
	}
}

func showHeaders(h map[string]string) map[string]string {
	out := make(map[string]string, len(h))
	for name, v := range h {
		if burncloud.SecretHeader(name) {
			v = burncloud.Secret(v).Hint()
		}
		out[name] = v
	}
	return out
}

func readHeaders(h, old map[string]string, f *faults) map[string]string {
	out := make(map[string]string, len(h))
	for name, v := range h {
		if stored, ok := old[name]; ok && burncloud.SecretHeader(name) && v == burncloud.Secret(stored).Hint() {
			v = stored
		}
		if !headerName(name) || hasControls(v) {
			f.add("options.headers", "must have valid header names and values")
		}
		out[name] = v
	}
	return out
}

// headerName reports whether v is a token of RFC 9110.
func headerName(v string) bool {
	return v != "" && !strings.ContainsFunc(v, func(c rune) bool {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
	})
}

func hasControls(v string) bool {
	return strings.ContainsFunc(v, func(c rune) bool { return c < ' ' || c == 0x7f })
}
