package upstream

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// Check says what is wrong with a channel's provider settings, fields in the API's words and relative to the channel
// ("base_url", "options.workspace"). It is snapshot.Build's check.
func Check(ch *burncloud.Channel) []burncloud.Fault {
	p, ok := Lookup(ch.Provider)
	if !ok {
		return []burncloud.Fault{{Field: "provider", Message: unknownProvider(ch.Provider)}}
	}
	var c checker
	c.base(p, ch)
	c.keys(p, ch.Keys)
	c.options(p, &ch.Options)
	c.headers(ch.Options.Headers)
	c.proxy(ch.Options.ProxyURL)
	c.timeouts(&ch.Options.Timeouts)
	c.windows(ch.Options.ContextWindows)
	switch ch.Options.Probe {
	case "", burncloud.ProbeFree, burncloud.ProbeCall, burncloud.ProbeOff:
	default:
		c.fault("options.probe", "is not a probe: %q", ch.Options.Probe)
	}
	return c.faults
}

func unknownProvider(name burncloud.ProviderName) string {
	if name == "" {
		return "is required"
	}
	return fmt.Sprintf("is not a known provider: %q (any OpenAI-compatible address is \"custom\")", name)
}

type checker struct{ faults []burncloud.Fault }

func (c *checker) fault(field, format string, args ...any) {
	c.faults = append(c.faults, burncloud.Fault{Field: field, Message: fmt.Sprintf(format, args...)})
}

// base checks the address, and the options that it is made of.
func (c *checker) base(p *Provider, ch *burncloud.Channel) {
	o := &ch.Options
	switch {
	case p.RegionURL == "":
	case o.Region != "" && !regionName.MatchString(o.Region):
		c.fault("options.region", "is not the name of a region")
		return
	case o.Project != "" && !projectName.MatchString(o.Project) && p.Auth == AuthVertex:
		c.fault("options.project", "is not the name of a project")
		return
	}
	base, err := resolveBase(p, ch.BaseURL, o)
	switch {
	case err != nil && p.Auth == AuthBedrock && ch.BaseURL == "" && o.Region == "":
		c.fault("options.region", "is required for provider %q", p.Name)
	case err != nil:
		c.fault("base_url", "%s", err)
	case p.Auth == AuthBedrock && bedrockRegion(o.Region, base.Hostname()) == "":
		c.fault("options.region", "is required for provider %q", p.Name)
	}
	if v := o.APIVersion; v != "" && slices.Contains(p.Options, optionAPIVersion) && !p.knowsVersion(v) {
		c.fault("options.api_version", "is not a version of provider %q's API: %q", p.Name, v)
	}
}

// What a region and a project may be called: they become part of a host and of a path.
var (
	regionName  = regexp.MustCompile(`^[a-z0-9-]+$`)
	projectName = regexp.MustCompile(`^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$`)
)

func (p *Provider) knowsVersion(v string) bool {
	if p.Name == azureName {
		return azureVersions.MatchString(v)
	}
	return slices.Contains(p.Versions, "/"+v)
}

func (c *checker) keys(p *Provider, keys []burncloud.ChannelKey) {
	if len(keys) == 0 && !p.KeyOptional {
		c.fault("keys", "are missing: provider %q needs at least one", p.Name)
	}
	seen := make(map[burncloud.Secret]bool, len(keys))
	for i, k := range keys {
		field := fmt.Sprintf("keys[%d]", i)
		switch {
		case k.Value == "":
			c.fault(field, "is empty")
		case checkKey(p.Auth, k.Value) != "":
			c.fault(field, "%s", checkKey(p.Auth, k.Value))
		case seen[k.Value]:
			c.fault(field, "is the same as another key of the channel")
		}
		seen[k.Value] = true
	}
}

func (c *checker) options(p *Provider, o *burncloud.ChannelOptions) {
	given := optionValues(o)
	for _, name := range slices.Sorted(maps.Keys(given)) {
		switch v := given[name]; {
		case v == "":
		case !slices.Contains(p.Options, name):
			c.fault("options."+name, "is not an option of provider %q", p.Name)
		case !validHeaderValue(v):
			c.fault("options."+name, "has characters that cannot be in a header")
		}
	}
}

// reserved are headers that a channel may not set: they frame the message, belong to one connection, or carry what
// has its own field.
var reserved = []string{
	"Accept-Encoding", "Authorization", "Api-Key", "Connection", "Content-Encoding", "Content-Length", "Content-Type",
	"Expect", "Host", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade", "X-Amz-Date", "X-Amz-Security-Token", "X-Api-Key", "X-Goog-Api-Key",
}

func (c *checker) headers(headers map[string]string) {
	seen := make(map[string]bool, len(headers))
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		field, key := "options.headers["+name+"]", canonical(name)
		switch {
		case !validHeaderName(name):
			c.fault(fmt.Sprintf("options.headers[%q]", name), "is not a header name")
		case slices.Contains(reserved, key):
			c.fault(field, "may not be set by a channel")
		case seen[key]:
			c.fault(field, "is named twice, in different case")
		case !validHeaderValue(headers[name]):
			c.fault(field, "has characters that cannot be in a header")
		}
		seen[key] = true
	}
}

// validHeaderName reports whether the name is a token of RFC 9110 §5.6.2. The underscore is refused too: proxies
// disagree about it.
func validHeaderName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^`|~", r)
	})
}

func validHeaderValue(v string) bool {
	return len(v) <= 8<<10 && strings.TrimSpace(v) == v && !strings.ContainsFunc(v, func(r rune) bool { return r < ' ' && r != '\t' || r > '~' })
}

func (c *checker) proxy(written string) {
	if written == "" {
		return
	}
	u, err := url.Parse(written)
	if err != nil || u.Hostname() == "" || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) {
		c.fault("options.proxy_url", "must be an http, https or socks5 URL")
	}
}

func (c *checker) windows(all map[burncloud.ModelName]int64) {
	for model, n := range all {
		if n < 1 {
			c.fault("options.context_windows", "must give %q a number of tokens above 0", model)
		}
	}
}

func (c *checker) timeouts(t *burncloud.Timeouts) {
	const longest = 24 * time.Hour
	for _, x := range []struct {
		name string
		d    time.Duration
	}{{"connect", t.Connect}, {"first_token", t.FirstToken}, {"idle", t.Idle}, {"total", t.Total}} {
		if x.d < 0 || x.d > longest {
			c.fault("options.timeouts."+x.name, "must be between 0 and %s, not %s", longest, x.d)
		}
	}
	if t.MinRate < 0 {
		c.fault("options.timeouts.min_tokens_per_second", "must not be below 0")
	}
}
