package journal

import (
	"errors"
	"fmt"
	"syscall"
)

func (f osFile) Sync() error {
	for {
		err := syscall.Fdatasync(int(f.Fd()))
		if err == nil {
			return nil
		}
		if err != syscall.EINTR {
			return fmt.Errorf("fdatasync %s: %w", f.Name(), err)
		}
	}
}

func (f osFile) Allocate(size int64) error {
	for {
		err := syscall.Fallocate(int(f.Fd()), 0, 0, size)
		switch {
		case err == nil:
			return nil
		case err == syscall.EINTR:
		case errors.Is(err, errors.ErrUnsupported):
			return f.extend(size)
		default:
			return fmt.Errorf("fallocate %s: %w", f.Name(), err)
		}
	}
}
