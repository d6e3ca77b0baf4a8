package burncloud_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

func TestTokenAllows(t *testing.T) {
	for _, row := range []struct {
		models []burncloud.ModelName
		ask    burncloud.ModelName
		want   bool
	}{
		{nil, "any", true}, {[]burncloud.ModelName{"a", "b"}, "b", true}, {[]burncloud.ModelName{"a"}, "A", false}, {[]burncloud.ModelName{"a"}, "ab", false}, {[]burncloud.ModelName{"a"}, "", false},
	} {
		if got := (&burncloud.AccessToken{Models: row.models}).Allows(row.ask); got != row.want {
			t.Errorf("%v allows %q: %v", row.models, row.ask, got)
		}
	}
}

func TestTokenAllowsFrom(t *testing.T) {
	for _, row := range []struct {
		cidr, ip string
		want     bool
	}{
		{"", "203.0.113.9", true},
		{"10.0.0.0/8", "10.1.2.3", true},
		{"10.0.0.0/8", "11.1.2.3", false},
		{"10.0.0.0/8", "::ffff:10.1.2.3", true},
		{"2001:db8::/32", "2001:db8::1", true},
		{"2001:db8::/32", "10.1.2.3", false},
		{"192.0.2.7/32", "192.0.2.7", true},
		{"0.0.0.0/0", "::1", false},
	} {
		var token burncloud.AccessToken
		if row.cidr != "" {
			token.AllowedCIDRs = []netip.Prefix{netip.MustParsePrefix(row.cidr)}
		}
		if got := token.AllowsFrom(netip.MustParseAddr(row.ip)); got != row.want {
			t.Errorf("%q allows %s: %v", row.cidr, row.ip, got)
		}
	}
	narrow := burncloud.AccessToken{AllowedCIDRs: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	if narrow.AllowsFrom(netip.Addr{}) {
		t.Error("an unknown address is let in")
	}
}

func TestTokenExpired(t *testing.T) {
	end := time.Unix(1000, 0)
	for _, row := range []struct {
		expires, now time.Time
		want         bool
	}{
		{time.Time{}, end, false}, {end, end.Add(-1), false}, {end, end, true}, {end, end.Add(1), true},
	} {
		if got := (&burncloud.AccessToken{ExpiresAt: row.expires}).Expired(row.now); got != row.want {
			t.Errorf("expires %v, now %v: %v", row.expires, row.now, got)
		}
	}
}
