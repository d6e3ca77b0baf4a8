package store

import "github.com/burncloud/burncloud"

// CallQuery is the SQL of one page of the log, after the number of some call or from the beginning.
func CallQuery(f burncloud.CallFilter, after int64) (query string, args []any) {
	return callQuery(f, after, 50)
}
