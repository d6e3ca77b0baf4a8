package gateway

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/limit"
)

// ChannelLoad is how much of the channel's limits is taken now, by the calls of this process. Calls under way are known
// where they are not limited, too.
func (g *Gateway) ChannelLoad(id burncloud.ChannelID) burncloud.Load {
	s := g.Snapshots.Load()
	if s == nil || s.Channel(id) == nil {
		return burncloud.Load{}
	}
	load := g.Limits.Used(limit.Subject{Key: limit.Key{Kind: limit.Channel, ID: string(id)}, Limits: s.Channel(id).Limits})
	load.UnderWay = max(load.UnderWay, g.Live.UnderWay(id))
	return load
}
