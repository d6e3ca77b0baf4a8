//go:build unix

package main

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
)

// upgradeSignal is sent by an operator who has put a new version in place.
func upgradeSignal() (_ <-chan os.Signal, stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR2)
	return c, func() { signal.Stop(c) }
}

// beget starts the heir with the listener and one end of a talk.
func (s *server) beget() (*kin, error) {
	listener, err := duplicate(s.listener)
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, err
	}
	syscall.CloseOnExec(pair[0])
	syscall.CloseOnExec(pair[1])
	ours, theirs := os.NewFile(uintptr(pair[0]), "heir"), os.NewFile(uintptr(pair[1]), "parent")
	defer ours.Close()
	defer theirs.Close()
	path, err := executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path, os.Args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.ExtraFiles = []*os.File{listener, theirs}
	cmd.Env = []string{heirEnv + "=" + heirOnly}
	if s.metricsListener != nil {
		metrics, err := duplicate(s.metricsListener)
		if err != nil {
			return nil, err
		}
		defer metrics.Close()
		cmd.ExtraFiles = append(cmd.ExtraFiles, metrics)
		cmd.Env[0] = heirEnv + "=" + heirOfMetrics
	}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "LISTEN_") && !strings.HasPrefix(v, heirEnv+"=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	conn, err := net.FileConn(ours)
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	k := newKin(conn)
	k.process = cmd.Process
	go func() { // it outlives this process, unless it fails
		_ = cmd.Wait()
		close(k.gone)
	}()
	return k, nil
}

// duplicate is another descriptor of the listener. TCPListener.File would make the socket a blocking one, here too: then
// accepting could not be ended, and would take a connection that is the heir's.
func duplicate(l net.Listener) (*os.File, error) {
	tcp, ok := l.(*net.TCPListener)
	if !ok {
		return nil, errors.New("the listener cannot be handed over")
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return nil, err
	}
	var fd int
	var failed error
	err = raw.Control(func(of uintptr) {
		syscall.ForkLock.RLock()
		defer syscall.ForkLock.RUnlock()
		if fd, failed = syscall.Dup(int(of)); failed == nil {
			syscall.CloseOnExec(fd)
		}
	})
	if err = errors.Join(err, failed); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "listener"), nil
}
