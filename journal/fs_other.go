//go:build !linux

package journal

func (f osFile) Sync() error { return f.File.Sync() }

func (f osFile) Allocate(size int64) error { return f.extend(size) }
