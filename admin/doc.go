// Package admin is the control plane: the REST API under /api with which operators and scripts run the gateway.
//
// One file holds one noun: its JSON form, the way to and from the domain type, and its routes. Every write is checked
// whole before it is committed, and is in effect for new calls when its response is sent. Errors are
// application/problem+json; a 422 names the fields in the caller's words and never repeats a value.
//
// Access: every route names the scope it needs in one table (access.go); what is not in the table is refused. The
// credential is a session's cookie, the token of the environment, or a stored management token, which may have a part of
// what its user may do. Keys of the data plane open nothing here. Writes on a request's behalf are in the audit log.
//
// A bootstrap token belongs to nobody. What it creates belongs to the oldest enabled admin; where none exists, a user
// "admin" without a password is created at the first need, which also closes the set-up page.
package admin
