package admin

import (
	"net/http"

	"github.com/burncloud/burncloud"
)

// absent are the resources of the contract that this version does not have. They answer 501 rather than 404, so that
// a script can tell "not yet" from "misspelt".
var absent = map[string]string{
	"/api/usage": "usage series are not there yet", "/api/usage/": "usage series are not there yet",
	"/api/me/usage": "usage series are not there yet",
	"/api/events":   "live events come with the console",
}

func absentRoutes(mux *http.ServeMux) {
	for pattern, why := range absent {
		p := newProblem(burncloud.KindUnsupported, why)
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) { writeProblem(w, p) })
	}
}
