// Package secret makes, checks, hashes and encrypts the credentials of the gateway.
package secret
