package burncloud

// MaxCandidates bounds how many candidates of a decision are told.
const MaxCandidates = 16

// Decision is how the targets of a call were chosen. The JSON names are the journal's format.
type Decision struct {
	Strategy   Strategy    `json:"strategy"`         // of the model's pool
	Sticky     bool        `json:"sticky,omitempty"` // a session chose before the strategy did
	Total      int         `json:"total"`            // targets of all pools that were looked at
	Candidates []Candidate `json:"candidates"`       // the chosen ones in order, then others; at most MaxCandidates

	Spread []Share `json:"-"` // of Question.Times
}

// Question asks how the targets of a call would be chosen.
type Question struct {
	Group  GroupName // of the caller; "" = default
	Model  ModelName
	Traits Traits
	Dead   []ChannelID // taken for dead
	Times  int         // how many calls are spread; 0 = none
}

// Share is how often a target was chosen first.
type Share struct {
	Model         ModelName // whose pool it is in
	ChannelID     ChannelID
	UpstreamModel ModelName
	Priority      int
	Weight        int
	Times         int
}

// Cause is the kind of a reason for which a target was not taken.
type Cause string

// Causes.
const (
	CauseDead      Cause = "dead"
	CauseSupposed  Cause = "supposed"  // taken for dead by the question
	CauseCondition Cause = "condition" // it is not for calls like this
	CauseUnfit     Cause = "unfit"     // the call cannot be said in its dialect
	CauseFailed    Cause = "failed"    // in this call
)

// Candidate is one target as a call's decision saw it.
type Candidate struct {
	Model         ModelName `json:"for"` // whose pool it is in
	ChannelID     ChannelID `json:"channel"`
	KeyID         KeyID     `json:"key,omitempty"`
	UpstreamModel ModelName `json:"model"`
	Order         int       `json:"order,omitempty"`   // 1 = chosen first; 0 = not chosen
	Skipped       string    `json:"skipped,omitempty"` // why it was passed over or given up
	Cause         Cause     `json:"-"`                 // of what kind that is; "" = it was not
	Priority      int       `json:"-"`
	Weight        int       `json:"-"`
}
