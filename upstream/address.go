package upstream

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// pasted are endpoint paths that come along when a full address is pasted as the base URL; longer ones first.
var pasted = []Endpoint{EndpointChat, EndpointCompletions, EndpointEmbeddings, EndpointModels}

// resolveBase turns what an operator wrote into the URL that endpoint paths are appended to: no trailing slash, no
// pasted endpoint, the provider's own path where only the origin or the beginning of that path was given.
func resolveBase(p *Provider, written string) (*url.URL, error) {
	written = strings.TrimSpace(written)
	if written == "" {
		written = p.BaseURL
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
	for _, e := range pasted {
		cut, ok := strings.CutSuffix(path, string(e))
		if ok && (e != EndpointModels || strings.HasSuffix(cut, "/v1") || cut == p.DefaultPath) { // "/models" may be a real base
			path = cut
			break
		}
	}
	if path == "" || strings.HasPrefix(p.DefaultPath, path+"/") {
		path = p.DefaultPath
	}
	for _, twice := range []string{p.DefaultPath, "/v1"} {
		for strings.HasSuffix(path, twice+twice) {
			path = strings.TrimSuffix(path, twice)
		}
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: path}, nil
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
