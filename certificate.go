package burncloud

import "time"

// Certificate is what an upstream showed when a connection to it was made.
type Certificate struct {
	Host        string // that it is for
	From, Until time.Time
}
