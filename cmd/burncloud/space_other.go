//go:build !linux && !darwin && !freebsd

package main

import "errors"

// space is not known here.
func space(string) (free, size int64, err error) {
	return 0, 0, errors.New("this system does not say")
}
