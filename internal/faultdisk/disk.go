// Package faultdisk is a disk in memory that fails when it is told to, and forgets in a power cut; only tests use it.
package faultdisk

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/burncloud/burncloud/journal"
)

// Disk is a disk in memory that forgets, in a power cut, any of the writes that were not synced, or parts of them. As
// on Linux, what a failed sync was to write counts as clean afterwards, readable but perhaps never stored.
type Disk struct {
	mu       sync.Mutex
	rng      *rand.Rand
	names    map[string]*inode // as processes see it
	stable   map[string]*inode // as a power cut leaves it, before a prefix of pending
	pending  []func(map[string]*inode)
	capacity int64 // bytes that can be allocated
	failIn   int   // the how-manieth operation from now fails; 0 = none
	failWith error
	syncs    int
}

type inode struct {
	cache, stable []byte
	pending       []write
}

// write is data at an offset, or a change of size.
type write struct {
	data []byte
	at   int64
	size bool
}

// New returns an empty disk; what is left to chance follows from the seed.
func New(seed uint64) *Disk {
	return &Disk{
		rng: rand.New(rand.NewPCG(seed, 1)), names: map[string]*inode{}, stable: map[string]*inode{}, capacity: 1 << 30,
	}
}

func apply(data []byte, w write) []byte {
	end := int(w.at) + len(w.data)
	if w.size && len(data) > end {
		return data[:end:end]
	}
	if len(data) < end {
		data = append(data, make([]byte, end-len(data))...)
	}
	copy(data[w.at:], w.data)
	return data
}

// fail reports whether this operation is the one to fail.
func (d *Disk) fail() error {
	if d.failIn > 0 {
		if d.failIn--; d.failIn == 0 {
			return d.failWith
		}
	}
	return nil
}

// Arm makes the nth operation from now fail.
func (d *Disk) Arm(n int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failIn, d.failWith = n, err
}

// SetCapacity says how many bytes can be allocated.
func (d *Disk) SetCapacity(n int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.capacity = n
}

func (d *Disk) used() (n int64) {
	for _, f := range d.names {
		n += int64(len(f.cache))
	}
	return n
}

// PowerCut returns the disk as it is found afterwards.
func (d *Disk) PowerCut() *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	after := New(d.rng.Uint64())
	after.stable = maps.Clone(d.stable)
	for _, op := range d.pending[:d.rng.IntN(len(d.pending)+1)] {
		op(after.stable)
	}
	drop, tear := d.rng.Float64(), d.rng.Float64()
	for name, f := range after.stable {
		data := slices.Clone(f.stable)
		for _, w := range f.pending {
			switch {
			case d.rng.Float64() < drop:
				continue
			case d.rng.Float64() < tear && len(w.data) > 0 && !w.size:
				i := d.rng.IntN(len(w.data))
				k := i + d.rng.IntN(len(w.data)-i+1)
				w = write{data: w.data[i:k], at: w.at + int64(i)}
			}
			data = apply(data, w)
		}
		after.stable[name] = &inode{cache: data, stable: slices.Clone(data)}
	}
	after.names = maps.Clone(after.stable)
	return after
}

var errKilled = errors.New("this process is dead")

// Has reports whether there is a file whose name begins so.
func (d *Disk) Has(prefix string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for name := range d.names {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// Put makes a file.
func (d *Disk) Put(name string, data []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.names[name] = &inode{cache: data}
}

// Syncs is how many files were synced so far.
func (d *Disk) Syncs() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.syncs
}

// Boot starts a process on the disk.
func (d *Disk) Boot() *Process { return &Process{Disk: d} }

// Process is the disk as one process sees it, until it is killed.
type Process struct {
	*Disk
	killed bool
}

// Kill ends the process: nothing that it does reaches the disk any more.
func (p *Process) Kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.killed = true
}

// begin starts an operation; the caller unlocks.
func (p *Process) begin() error {
	p.mu.Lock()
	if p.killed {
		return errKilled
	}
	return p.fail()
}

// Open opens or makes a file.
func (p *Process) Open(path string, create bool) (journal.File, error) {
	defer p.mu.Unlock()
	if err := p.begin(); err != nil {
		return nil, err
	}
	name := filepath.Base(path)
	f, exists := p.names[name]
	if create == exists {
		return nil, fs.ErrExist
	}
	if create {
		f = &inode{}
		p.change(func(names map[string]*inode) { names[name] = f })
	}
	return &handle{p, f}, nil
}

func (p *Process) change(op func(map[string]*inode)) {
	op(p.names)
	p.pending = append(p.pending, op)
}

// List returns the names.
func (p *Process) List(string) ([]string, error) {
	defer p.mu.Unlock()
	err := p.begin()
	return slices.Collect(maps.Keys(p.names)), err
}

// Rename renames a file.
func (p *Process) Rename(from, to string) error {
	defer p.mu.Unlock()
	if err := p.begin(); err != nil {
		return err
	}
	from, to = filepath.Base(from), filepath.Base(to)
	p.change(func(names map[string]*inode) {
		names[to] = names[from]
		delete(names, from)
	})
	return nil
}

// Remove removes a file.
func (p *Process) Remove(path string) error {
	defer p.mu.Unlock()
	if err := p.begin(); err != nil {
		return err
	}
	p.change(func(names map[string]*inode) { delete(names, filepath.Base(path)) })
	return nil
}

// SyncDir makes names survive a power cut.
func (p *Process) SyncDir(string) error {
	defer p.mu.Unlock()
	if err := p.begin(); err != nil {
		return err
	}
	for _, op := range p.pending {
		op(p.stable)
	}
	p.pending = nil
	return nil
}

type handle struct {
	*Process
	file *inode
}

func (h *handle) ReadAt(b []byte, at int64) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if at >= int64(len(h.file.cache)) {
		return 0, io.EOF
	}
	n := copy(b, h.file.cache[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (h *handle) WriteAt(b []byte, at int64) (int, error) {
	defer h.mu.Unlock()
	err := h.begin()
	if err != nil {
		if h.killed {
			return 0, err
		}
		b = b[:h.rng.IntN(len(b)+1)]
	}
	h.add(write{data: slices.Clone(b), at: at})
	return len(b), err
}

func (h *handle) add(w write) {
	h.file.cache = apply(h.file.cache, w)
	h.file.pending = append(h.file.pending, w)
}

func (h *handle) Sync() error {
	defer h.mu.Unlock()
	err := h.begin()
	if h.killed {
		return err
	}
	h.syncs++
	for _, w := range h.file.pending {
		if err == nil || h.rng.IntN(2) == 0 {
			h.file.stable = apply(h.file.stable, w)
		}
	}
	h.file.pending = nil
	return err
}

func (h *handle) Size() (int64, error) {
	defer h.mu.Unlock()
	err := h.begin()
	return int64(len(h.file.cache)), err
}

func (h *handle) Truncate(size int64) error {
	defer h.mu.Unlock()
	if err := h.begin(); err != nil {
		return err
	}
	h.add(write{at: size, size: true})
	return nil
}

func (h *handle) Allocate(size int64) error {
	defer h.mu.Unlock()
	if err := h.begin(); err != nil {
		return err
	}
	more := size - int64(len(h.file.cache))
	if more <= 0 {
		return nil
	}
	if h.used()+more > h.capacity {
		return syscall.ENOSPC
	}
	h.add(write{at: size})
	return nil
}

func (h *handle) Close() error { return nil }
