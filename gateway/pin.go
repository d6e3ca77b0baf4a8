package gateway

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// pinHeader names the one channel that a call may go to. It is for whoever runs the gateway, to try or to reproduce: tokens of
// users without a role in it are refused.
const pinHeader = "X-Burncloud-Channel"

// pinned narrows the pool to the channel that the call names, without fallback models; a call that names none keeps its pool.
func (c *call) pinned(pool *snapshot.Pool) (*snapshot.Pool, *burncloud.Error) {
	id := c.r.Header.Get(pinHeader)
	if id == "" {
		return pool, nil
	}
	if role := c.caller.User.Role; role != burncloud.RoleAdmin && role != burncloud.RoleOperator {
		return nil, &burncloud.Error{Kind: burncloud.KindForbidden, Message: pinHeader + " is for tokens of operators", Code: "channel_not_allowed"}
	}
	if pool = pool.Only(burncloud.ChannelID(id)); pool == nil {
		return nil, &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "the channel that " + pinHeader + " names does not serve this model to the token's group"}
	}
	return pool, nil
}
