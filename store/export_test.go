package store

import "github.com/burncloud/burncloud"

// CallQuery is the SQL of one page of the log, after some call or from the beginning.
func CallQuery(f burncloud.CallFilter, after *burncloud.Call) (query string, args []any) {
	if after == nil {
		return callQuery(f, callCursor{}, 50)
	}
	return callQuery(f, cursorOf(after), 50)
}
