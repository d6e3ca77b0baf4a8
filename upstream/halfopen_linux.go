package upstream

import (
	"syscall"
	"time"
)

// tcpUserTimeout is TCP_USER_TIMEOUT of linux/tcp.h, which package syscall does not name.
const tcpUserTimeout = 0x12

// noticeHalfOpen fails the connection when the peer acknowledges nothing for so long. Keep-alives only watch a
// connection on which nothing is under way.
func noticeHalfOpen(conn syscall.RawConn, after time.Duration) (err error) {
	cerr := conn.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(after.Milliseconds()))
	})
	if cerr != nil {
		return cerr
	}
	return err
}
