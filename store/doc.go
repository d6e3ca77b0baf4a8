// Package store keeps the configuration and the call log in a SQL database.
//
// One text of SQL serves every engine; what engines do differently is in a dialect. Each exported method is one
// transaction; the lower-case functions below it take the transaction. A failure that means something to the caller is
// a *burncloud.Error (not found, conflict, invalid), or burncloud.Faults when the configuration would not build.
package store
