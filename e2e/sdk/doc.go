// Package sdk calls a running BurnCloud with the official clients for Go.
//
// It is a module of its own, because the clients take minutes to compile and have no place in the product's go.sum.
// Start it with e2e/run.sh, which sets BURNCLOUD_URL, BURNCLOUD_TOKEN and BURNCLOUD_ADMIN_TOKEN.
package sdk
