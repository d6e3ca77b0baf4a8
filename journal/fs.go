package journal

import (
	"errors"
	"io"
	"os"
)

// FS is the disk as the journal uses it, so that tests can make it fail. Its zero-effort implementation is the
// operating system. All methods may be called concurrently.
type FS interface {
	Directory
	// Open opens a file for reading and writing; with create it must not exist yet.
	Open(path string, create bool) (File, error)
}

// Directory is where segments are found.
type Directory interface {
	// List returns the names in a directory, in any order.
	List(dir string) ([]string, error)
	Rename(from, to string) error
	Remove(path string) error
	// SyncDir makes creations, renames and removals in dir survive a power cut.
	SyncDir(dir string) error
}

// File is one open segment.
type File interface {
	Content
	Space
	io.Closer
}

// Content is what is in a segment.
type Content interface {
	io.ReaderAt
	io.WriterAt
	// Sync makes what was written survive a power cut. After an error nothing is known about what was not synced before.
	Sync() error
}

// Space is how much room a segment has.
type Space interface {
	// Size returns the length in bytes.
	Size() (int64, error)
	// Truncate cuts the file to size bytes.
	Truncate(size int64) error
	// Allocate makes the file at least size bytes long, reading as zero, with the space reserved where the system can.
	Allocate(size int64) error
}

type osFS struct{}

func (osFS) Open(path string, create bool) (File, error) {
	flag := os.O_RDWR
	if create {
		flag |= os.O_CREATE | os.O_EXCL
	}
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

func (osFS) List(dir string) ([]string, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	names, err := d.Readdirnames(-1)
	return names, errors.Join(err, d.Close())
}

func (osFS) Rename(from, to string) error { return os.Rename(from, to) }

func (osFS) Remove(path string) error { return os.Remove(path) }

func (osFS) SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

type osFile struct{ *os.File }

func (f osFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// extend is Allocate for systems that cannot reserve space.
func (f osFile) extend(size int64) error {
	old, err := f.Size()
	if err != nil || old >= size {
		return err
	}
	return f.File.Truncate(size)
}
