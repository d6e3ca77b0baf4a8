package burncloud

import "time"

// Page asks for one page of a list, ordered by identifier.
type Page struct {
	Limit  int    // 1…200
	Cursor string // opaque, from the page before; "" = first
	Query  string // case-insensitive part of a name; "" = all
}

// ChannelTest is what a small real call through one channel found.
type ChannelTest struct {
	OK        bool
	KeyID     KeyID // the key that was used, "" = the channel has none
	Model     ModelName
	Status    int           // the upstream's HTTP status, 0 = no answer
	FirstByte time.Duration // request sent → first content
	Duration  time.Duration
	Answer    string // the beginning of the answer's text
	Usage     Usage
	ErrorKind Kind
	Error     string
}
