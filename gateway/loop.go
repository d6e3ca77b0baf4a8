package gateway

import (
	"strings"

	"github.com/burncloud/burncloud"
)

const (
	maxHops   = 5                // gateways of this kind that a call may have come through
	viaPrefix = "1.1 burncloud-" // of what one of them puts into the Via header (RFC 9110 §7.6.3)
)

// hops are the gateways of this kind that the call came through. What other proxies wrote is none of the upstream's
// business.
func (c *call) hops() []string {
	var hops []string
	for _, line := range c.r.Header["Via"] {
		for hop := range strings.SplitSeq(line, ",") {
			if hop = strings.TrimSpace(hop); strings.HasPrefix(hop, viaPrefix) {
				hops = append(hops, hop)
			}
		}
	}
	return hops
}

// looped refuses a call that came through this gateway before, or through too many.
func (c *call) looped() *burncloud.Error {
	if c.g.Instance == "" || len(c.r.Header["Via"]) == 0 {
		return nil
	}
	hops := c.hops()
	for _, hop := range hops {
		if hop[len(viaPrefix):] == c.g.Instance {
			return &burncloud.Error{Kind: burncloud.KindLoop, Message: "this gateway was asked by itself: a channel leads back to it"}
		}
	}
	if len(hops) > maxHops {
		return &burncloud.Error{Kind: burncloud.KindLoop, Message: "the call came through too many gateways"}
	}
	return nil
}

// via is the header that tells the upstream which gateways it is asked by; nil = none.
func (c *call) via() []string {
	if c.g.Instance == "" {
		return nil
	}
	if hops := c.hops(); len(hops) > 0 {
		return []string{strings.Join(append(hops, c.view.via...), ", ")}
	}
	return c.view.via
}
