package burncloud

// MaxLimit is the largest limit that can be set.
const MaxLimit = 1_000_000_000

// Limits bound what one token, user, group or channel may use. 0 is no limit.
type Limits struct {
	RPM         int64 `json:"rpm,omitempty"`         // requests per minute
	TPM         int64 `json:"tpm,omitempty"`         // tokens per minute, prompt and answer together
	Concurrency int64 `json:"concurrency,omitempty"` // calls at the same time
}

// IsZero reports whether nothing is limited.
func (l Limits) IsZero() bool { return l == Limits{} }

// Load is what of a subject's allowances is taken at a moment.
type Load struct {
	Requests int64 // of the minute's, not earned back yet; 0 where they are not limited
	Tokens   int64
	UnderWay int64 // calls
}
