package admin

import (
	"net/http"

	"github.com/burncloud/burncloud"
)

// absent are the resources of the contract that this version does not have. They answer 501 rather than 404, so that
// a script can tell "not yet" from "misspelt".
var absent = map[string]string{
	"POST /api/users/{id}/credit":         "balances come with the ledger",
	"POST /api/users/{id}/reset-password": "passwords come with the console's sessions",

	"/api/redemptions": "redemption codes come with the ledger", "/api/redemptions/": "redemption codes come with the ledger",
	"/api/audit": "the audit log is not there yet", "/api/audit/": "the audit log is not there yet",
	"/api/session": "sessions come with the console", "/api/session/": "sessions come with the console",
	"/api/me": "self-service comes with the console", "/api/me/": "self-service comes with the console",
}

func absentRoutes(mux *http.ServeMux) {
	for pattern, why := range absent {
		p := newProblem(burncloud.KindUnsupported, why)
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) { writeProblem(w, p) })
	}
}
