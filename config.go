package burncloud

// Config is the whole configuration of the data plane as the store holds it, before it is validated.
type Config struct {
	Version  int64
	Channels []Channel
	Groups   []ChannelGroup
	Routes   []ModelRoute
	Tokens   []AccessToken
	Users    []User
	Prices   []Price
	Settings Settings
}

// Settings are what an operator may tune while the gateway runs. Zero takes the documented default.
type Settings struct {
	MaxBodyBytes        int64 `json:"max_body_bytes,omitempty"`        // request bodies of the data plane; default 50 MiB
	MaxAttempts         int   `json:"max_attempts,omitempty"`          // tries per call; default 3
	RetentionDays       int   `json:"retention_days,omitempty"`        // log rows are deleted after; 0 = kept
	MaxConcurrentCalls  int64 `json:"max_concurrent_calls,omitempty"`  // calls under way, of everybody; more are refused; default 10,000
	AllowUnpriced       bool  `json:"allow_unpriced,omitempty"`        // models without a price are served, and cost nothing
	RollupRetentionDays int   `json:"rollup_retention_days,omitempty"` // the sums of days are deleted after; 0 = kept

	// Whether the bodies of calls are kept, how much of them, and for how long.
	Record      RecordMode `json:"bodies,omitempty"`                 // default off
	RecordOneIn int        `json:"bodies_one_in,omitempty"`          // calls of which one is kept, where they are sampled; default 100
	RecordUsers []UserID   `json:"bodies_users,omitempty"`           // whose calls; empty = everybody's
	RecordMost  int64      `json:"bodies_max_bytes,omitempty"`       // kept of one body; default 256 KiB
	RecordHours int        `json:"bodies_retention_hours,omitempty"` // they are deleted after; default 72
	RecordSpace int64      `json:"bodies_max_total_bytes,omitempty"` // of all together on the disk, above which the oldest go; default 1 GiB
}

// Fault is one thing wrong with a configuration.
type Fault struct {
	Field   string // path in the API's words: "channels[ch_…].base_url"
	Message string
}

// Faults is every reason why a configuration does not build.
type Faults []Fault

// Error lists the faults in one line.
func (f Faults) Error() string {
	s := "configuration refused"
	for i, x := range f {
		if i == 5 {
			return s + ", …"
		}
		s += [2]string{": ", "; "}[min(i, 1)] + x.Field + " " + x.Message
	}
	return s
}
