// Package burncloud is the vocabulary of the gateway: the things an operator names, with no input or output of their own.
//
// Every other package speaks in these types; this one imports nothing but the standard library.
package burncloud
