package admin

import (
	"net/http"

	"github.com/burncloud/burncloud"
)

// absent are the resources of the contract that this version does not have. They answer 501 rather than 404, so that
// a script can tell "not yet" from "misspelt".
var absent = map[string]string{
	"POST /api/users/{id}/credit": "balances come with the ledger",

	"/api/redemptions": "redemption codes come with the ledger", "/api/redemptions/": "redemption codes come with the ledger",
	"/api/usage": "usage series are not there yet", "/api/usage/": "usage series are not there yet",
	"/api/me/balance": "balances come with the ledger", "/api/me/statement": "statements come with the ledger",
	"/api/me/redeem": "redemption codes come with the ledger", "/api/me/usage": "usage series are not there yet",
	"/api/events": "live events come with the console",
}

func absentRoutes(mux *http.ServeMux) {
	for pattern, why := range absent {
		p := newProblem(burncloud.KindUnsupported, why)
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) { writeProblem(w, p) })
	}
}
