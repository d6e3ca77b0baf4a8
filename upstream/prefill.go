package upstream

import "github.com/burncloud/burncloud"

// BillsOn reports whether the provider makes and bills the whole answer though the connection is closed.
func (u *Upstream) BillsOn(stream bool) bool {
	switch u.Provider.CancelStopsBilling {
	case CancelBills:
		return true
	case CancelStopsStreams:
		return !stream
	}
	return false
}

// ContinuesPrefill reports whether the provider is known to go on with a final message of the assistant when it is asked for
// the model in the dialect. A channel's option says so for the others.
func (u *Upstream) ContinuesPrefill(wire burncloud.Dialect, model burncloud.ModelName) bool {
	if wire != u.Provider.Main() && wire != WireAnthropic {
		return false
	}
	list := u.Provider.ContinuesPrefill
	return len(list) > 0 && !Reasons(model) && forModel(list, family(model)) && !u.Target(wire, model).Quirks.NoPrefill
}
