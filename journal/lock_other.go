//go:build !unix || solaris || aix

package journal

import "errors"

// lockDir refuses: without a lock that dies with its owner, two processes could write into one journal.
func lockDir(string) (unlock func() error, err error) { return nil, errors.ErrUnsupported }
