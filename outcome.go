package burncloud

// Outcome is how a call ended, in one word.
type Outcome string

// Outcomes of a call.
const (
	Completed Outcome = "completed" // the client has its answer
	Cut       Outcome = "cut"       // the answer broke off after it had begun
	Canceled  Outcome = "canceled"  // the client left first
	Refused   Outcome = "refused"   // the caller was at fault, or at a limit of its own
	Failed    Outcome = "failed"    // the client got an error that was not its own doing
)

// OutcomeOf tells how a call ended from what the client got.
func OutcomeOf(status int, kind Kind) Outcome {
	switch {
	case kind == "" && status < 400:
		return Completed
	case kind == KindCanceled || status == KindCanceled.Status():
		return Canceled
	case status < 400:
		return Cut
	case status < 500 && !kind.OfUpstream():
		return Refused
	}
	return Failed
}

// OfUpstream reports whether the kind speaks against the target that was asked, and not against the caller or us.
func (k Kind) OfUpstream() bool {
	switch k {
	case KindUpstreamInvalid, KindUpstreamAuth, KindUpstreamFunds, KindUpstreamMissing, KindUpstreamServer, KindUpstreamConnect,
		KindUpstreamCut, KindUpstreamLimited, KindUpstreamTimeout:
		return true
	}
	return false
}
