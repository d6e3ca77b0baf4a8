package upstream_test

import (
	"net"
	"syscall"
	"testing"

	"github.com/burncloud/burncloud/upstream"
)

// TestHalfOpenOptions reads back from a socket what makes the kernel notice within 25 s that a peer has vanished.
func TestHalfOpenOptions(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var pool upstream.Transports
	defer pool.Close()
	tr, err := pool.Get(upstream.TransportClass{})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := tr.DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	const userTimeout = 0x12
	get := map[string]int{}
	err = raw.Control(func(fd uintptr) {
		for name, option := range map[string][2]int{
			"keepalive": {syscall.SOL_SOCKET, syscall.SO_KEEPALIVE}, "idle": {syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE},
			"interval": {syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL}, "unacknowledged": {syscall.IPPROTO_TCP, userTimeout},
		} {
			v, err := syscall.GetsockoptInt(int(fd), option[0], option[1])
			if err != nil {
				t.Error(err)
			}
			get[name] = v
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if get["keepalive"] == 0 || get["idle"]+2*get["interval"] > 25 || get["unacknowledged"] > 25_000 || get["unacknowledged"] <= 1000*get["idle"] {
		t.Errorf("the socket has %v", get)
	}
}
