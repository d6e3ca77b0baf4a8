// Package conformance holds the proofs that the dialects agree: the table of what crosses between them, and the replay
// of recorded traffic through all of them.
package conformance
