package burncloud

import "time"

// Repeat is a call that carried an Idempotency-Key: what a second one of the same user and key is told.
type Repeat struct {
	UserID      UserID
	Key         string
	Fingerprint string    // of the request
	RequestID   RequestID // of the first
	Expires     time.Time
	Status      int // 0 = it runs
	ContentType string
	Body        []byte // of its answer; nil = it was not kept
}
