package gateway

import (
	"net/url"

	"github.com/burncloud/burncloud"
)

// Certificate is the one that the channel's upstream showed last to this process, nil where none was seen.
func (g *Gateway) Certificate(id burncloud.ChannelID) *burncloud.Certificate {
	v := g.view()
	if v == nil || v.upstreams[id] == nil {
		return nil
	}
	u, err := url.Parse(v.upstreams[id].BaseURL())
	if err != nil || u.Scheme != "https" {
		return nil
	}
	return g.Transports.Certificate(u.Hostname())
}
