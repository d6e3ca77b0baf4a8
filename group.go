package burncloud

import "time"

// ChannelGroup is a pool of channels that users and tokens are given access to.
type ChannelGroup struct {
	Name        GroupName
	Description string
	Multiplier  Factor // applied to every price
	Limits      Limits // of all callers together
	CreatedAt   time.Time
	UpdatedAt   time.Time
}
