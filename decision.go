package burncloud

// MaxCandidates bounds how many candidates of a decision are told.
const MaxCandidates = 16

// Decision is how the targets of a call were chosen. The JSON names are the journal's format.
type Decision struct {
	Strategy   Strategy    `json:"strategy"`         // of the model's pool
	Sticky     bool        `json:"sticky,omitempty"` // a session chose before the strategy did
	Total      int         `json:"total"`            // targets of all pools that were looked at
	Candidates []Candidate `json:"candidates"`       // the chosen ones in order, then others; at most MaxCandidates
}

// Candidate is one target as a call's decision saw it.
type Candidate struct {
	Model         ModelName `json:"for"` // whose pool it is in
	ChannelID     ChannelID `json:"channel"`
	KeyID         KeyID     `json:"key,omitempty"`
	UpstreamModel ModelName `json:"model"`
	Order         int       `json:"order,omitempty"`   // 1 = chosen first; 0 = not chosen
	Skipped       string    `json:"skipped,omitempty"` // why it was passed over or given up
}
