//go:build !linux

package upstream

import (
	"syscall"
	"time"
)

// noticeHalfOpen does nothing here: only Linux has the option.
func noticeHalfOpen(syscall.RawConn, time.Duration) error { return nil }
