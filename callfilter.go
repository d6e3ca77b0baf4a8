package burncloud

import (
	"slices"
	"strings"
	"time"
)

// CallFilter selects log rows; zero fields select everything.
type CallFilter struct {
	From, To    time.Time // arrival; From is included, To is not
	UserID      UserID
	TokenID     TokenID
	ChannelID   ChannelID
	KeyID       KeyID
	Group       GroupName
	Model       ModelName
	Status      int
	StatusClass int // 4 = 400 to 499
	Outcome     Outcome
	ErrorKind   Kind
	RequestID   RequestID
	Endpoint    string
	Dialect     Dialect
	Stream      *bool
	Flag        string
	IP          string
	MinCost     *Money // charged; calls without a cost have none
	MaxCost     *Money
	MinTTFT     Micros
	MinDuration Micros
	Query       string // case-insensitive part of the request ID, a model or the error
}

// Matches reports whether the filter selects the call.
func (f *CallFilter) Matches(c *Call) bool {
	return f.matchesKeys(c) && f.matchesSizes(c) &&
		(f.From.IsZero() || !c.Time.Before(f.From)) && (f.To.IsZero() || c.Time.Before(f.To)) &&
		(f.Query == "" || f.found(c))
}

func (f *CallFilter) matchesKeys(c *Call) bool {
	return either(f.UserID, c.UserID) && either(f.TokenID, c.TokenID) && either(f.ChannelID, c.ChannelID) && either(f.KeyID, c.KeyID) &&
		either(f.Group, c.Group) && either(f.Model, c.Model) && either(f.Status, c.Status) && either(f.StatusClass, c.Status/100) &&
		either(f.Outcome, OutcomeOf(c.Status, c.ErrorKind)) && either(f.ErrorKind, c.ErrorKind) && either(f.RequestID, c.RequestID) &&
		either(f.Endpoint, c.Endpoint) && either(f.Dialect, c.Dialect) && either(f.IP, c.IP) &&
		(f.Stream == nil || *f.Stream == c.Stream) && (f.Flag == "" || slices.Contains(c.Flags, f.Flag))
}

// either reports whether nothing is wanted, or what is there.
func either[T comparable](want, is T) bool {
	var any T
	return want == any || want == is
}

func (f *CallFilter) matchesSizes(c *Call) bool {
	return (f.MinCost == nil || c.Cost != nil && *c.Cost >= *f.MinCost) && (f.MaxCost == nil || c.Cost != nil && *c.Cost <= *f.MaxCost) &&
		c.TTFT >= f.MinTTFT && c.Duration >= f.MinDuration
}

// found reports whether the query occurs in the call.
func (f *CallFilter) found(c *Call) bool {
	q := strings.ToLower(f.Query)
	for _, text := range [...]string{string(c.RequestID), string(c.Model), string(c.UpstreamModel), string(c.ErrorKind), c.ErrorMessage} {
		if strings.Contains(strings.ToLower(text), q) {
			return true
		}
	}
	return false
}
