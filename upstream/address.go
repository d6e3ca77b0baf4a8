package upstream

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/burncloud/burncloud"
)

// pasted are endpoint paths that come along when a full address is pasted as the base URL; longer ones first.
var pasted = []string{"/chat/completions", "/messages/count_tokens", "/completions", "/embeddings", "/responses", "/messages", "/models"}

// resolveBase turns what an operator wrote into the URL that the operations' paths are appended to: no trailing slash,
// no pasted endpoint, the provider's own path where only the origin or the beginning of that path was given.
func resolveBase(p *Provider, written string, o *burncloud.ChannelOptions) (*url.URL, error) {
	written = strings.TrimSpace(written)
	if written == "" {
		written = p.home(o.Region)
	}
	if written == "" {
		return nil, fmt.Errorf("is required for provider %q", p.Name)
	}
	u, err := url.Parse(written)
	if err != nil {
		return nil, errors.New("is not a URL")
	}
	if err := acceptable(u, written); err != nil {
		return nil, err
	}
	path := strings.TrimRight(u.JoinPath().Path, "/") // JoinPath drops empty segments
	path = p.withoutEndpoint(path)
	switch {
	case p.Name == azureName:
		path = azurePath(path, o.APIVersion)
	case len(p.Versions) > 0:
		path = p.withVersion(path, o.APIVersion)
	case path == "" || strings.HasPrefix(p.DefaultPath, path+"/"):
		path = p.DefaultPath
	}
	for _, twice := range []string{p.DefaultPath, "/v1"} {
		for twice != "" && strings.HasSuffix(path, twice+twice) {
			path = strings.TrimSuffix(path, twice)
		}
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: path}, nil
}

// home is the address that is taken when a channel names none. "global" is the provider's address without a region.
func (p *Provider) home(region string) string {
	if region == "" || region == globalRegion || p.RegionURL == "" {
		return p.BaseURL
	}
	return strings.ReplaceAll(p.RegionURL, "{region}", region)
}

// globalRegion is Vertex AI's name for no region in particular.
const globalRegion = "global"

// withoutEndpoint cuts what follows the base in a pasted address.
func (p *Provider) withoutEndpoint(path string) string {
	main := &p.Wires[0]
	if before, _, ok := strings.Cut(main.place(Generate).path, "{model}"); ok {
		if i := strings.Index(path+"/", before); i >= 0 {
			return path[:i]
		}
	}
	for i := range p.Wires {
		w := &p.Wires[i]
		for _, op := range w.Ops {
			if cut, ok := strings.CutSuffix(path, w.Only+w.place(op).path); ok && w.Only != "" {
				return cut + w.Only
			}
		}
		if beside := w.Beside; beside != "" {
			for _, end := range []string{beside + "/messages", beside, strings.TrimSuffix(beside, "/v1")} {
				if cut, ok := strings.CutSuffix(path, end); ok && end != "" && !strings.HasSuffix(p.DefaultPath, end) {
					return cut
				}
			}
		}
	}
	if main.Dialect != burncloud.DialectOpenAI {
		path = strings.TrimSuffix(path, main.place(Generate).path)
	}
	for _, e := range pasted {
		cut, ok := strings.CutSuffix(path, e)
		if ok && (e != "/models" || strings.HasSuffix(cut, "/v1") || cut != "" && cut == p.DefaultPath) { // "/models" may be a real base
			return cut
		}
	}
	return path
}

// withVersion puts the version at the end of a base that is written as the provider's SDK takes it.
func (p *Provider) withVersion(path, chosen string) string {
	for _, v := range p.Versions {
		if cut, ok := strings.CutSuffix(path, v); ok {
			path = cut
			break
		}
	}
	if chosen != "" {
		return path + "/" + chosen
	}
	return path + p.Versions[0]
}

// root is the path that the base's own path was added to. It reports false for a base whose end is not the provider's.
func (p *Provider) root(base string) (string, bool) {
	ends := append([]string{p.DefaultPath}, p.Versions...)
	for _, other := range p.OtherURLs {
		if u, err := url.Parse(other); err == nil {
			ends = append(ends, u.Path)
		}
	}
	for i := range p.Wires {
		ends = append(ends, p.Wires[i].Only)
	}
	slices.SortFunc(ends, func(a, b string) int { return len(b) - len(a) })
	for _, end := range ends {
		if cut, ok := strings.CutSuffix(base, end); ok && end != "" {
			return cut, true
		}
	}
	return "", false
}

// acceptable refuses what is no base URL, and what must never be asked.
func acceptable(u *url.URL, written string) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return errors.New("must begin with http:// or https://")
	case u.Hostname() == "":
		return errors.New("names no host")
	case u.User != nil:
		return errors.New("must not hold credentials: keys go into keys")
	case strings.ContainsAny(written, "?#"):
		return errors.New("must have no query and no fragment")
	case u.RawPath != "" || slices.Contains(strings.Split(u.Path, "/"), "..") || strings.ContainsAny(u.Path, "\\ \t"):
		return errors.New("has a path that is not plain")
	}
	if port := u.Port(); strings.HasSuffix(u.Host, ":") || len(port) > 5 || port == "0" {
		return errors.New("has no valid port")
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil && isMetadata(addr) {
		return errMetadata
	}
	return nil
}

var errMetadata = errors.New("is a cloud metadata address, which is never asked")

// metadata are the addresses at which clouds hand credentials to their machines: AWS, Azure, Google and others share
// the first; then ECS tasks, Alibaba Cloud, and AWS over IPv6.
var metadata = []netip.Addr{
	netip.MustParseAddr("169.254.169.254"), netip.MustParseAddr("169.254.170.2"), netip.MustParseAddr("100.100.100.200"),
	netip.MustParseAddr("fd00:ec2::254"),
}

// nat64 embeds an IPv4 address in its last four bytes (RFC 6052).
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

func isMetadata(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	return slices.Contains(metadata, a)
}
