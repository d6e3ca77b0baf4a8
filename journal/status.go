package journal

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"
)

// Status is how a journal does at one moment.
type Status struct {
	First    LSN // the oldest record that is kept
	Written  LSN
	Durable  LSN
	Segments []SegmentStatus // by LSN
	Syncs    uint64          // since the journal was opened
	SyncP50  time.Duration   // of the last few hundred
	SyncP99  time.Duration
}

// SegmentStatus is one file.
type SegmentStatus struct {
	Name  string
	First LSN
	Last  LSN   // First-1 if it has no record
	Bytes int64 // used
	Size  int64 // preallocated
}

// syncSamples is how many durations of syncs are kept.
const syncSamples = 512

// took notes how long a sync took. With mu.
func (j *Journal) took(d time.Duration) {
	if len(j.syncTimes) < syncSamples {
		j.syncTimes = append(j.syncTimes, d)
	} else {
		j.syncTimes[j.syncs%syncSamples] = d
	}
	j.syncs++
	j.syncTook += d
}

// Status returns how the journal does.
func (j *Journal) Status() Status {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := Status{First: j.segs[0].first, Written: j.written, Durable: j.durable, Syncs: uint64(j.syncs)}
	for _, seg := range j.segs {
		s.Segments = append(s.Segments, SegmentStatus{Name: seg.name, First: seg.first, Last: seg.last, Bytes: seg.end, Size: seg.size})
	}
	if sorted := slices.Sorted(slices.Values(j.syncTimes)); len(sorted) > 0 {
		s.SyncP50, s.SyncP99 = sorted[len(sorted)/2], sorted[len(sorted)*99/100]
	}
	return s
}

// Verify reads every record that is kept and on the disk: each is intact and they are numbered without a hole. What is
// not so is a *CorruptError.
func (j *Journal) Verify() error {
	to := j.Durable()
	for next := j.First(); next <= to; {
		records, err := j.Read(next, 4096)
		if errors.Is(err, ErrReleased) {
			next = j.First()
			continue
		}
		if err != nil {
			return err
		}
		if len(records) == 0 || records[0].LSN != next {
			return &CorruptError{LSN: next}
		}
		next = records[len(records)-1].LSN + 1
	}
	return nil
}

// Inspect reads the segments in a directory as Open does, but changes nothing, so that it may be done while another process
// has the journal open. It returns the first and the last record; damage is a *CorruptError.
func Inspect(dir string) (first, last LSN, err error) {
	first, last, err = inspect(dir)
	// What was appended between two looks can be taken for damage. That is found elsewhere the next time, or not at all.
	for range 5 {
		var damage, again *CorruptError
		if !errors.As(err, &damage) {
			break
		}
		f, l, err2 := inspect(dir)
		if errors.As(err2, &again) && again.LSN == damage.LSN {
			return f, l, err2
		}
		first, last, err = f, l, err2
	}
	return first, last, err
}

func inspect(dir string) (first, last LSN, err error) {
	j := &Journal{dir: dir, fs: readFS{}}
	all, err := j.inventory()
	defer func() {
		for _, r := range all {
			err = errors.Join(err, r.file.Close())
		}
	}()
	if err != nil {
		return 0, 0, fmt.Errorf("inspect journal: %w", err)
	}
	kept, _ := settle(all)
	next, _, _, err := j.survey(kept)
	if len(kept) > 0 {
		first = kept[0].first
	}
	if err != nil {
		return first, 0, fmt.Errorf("inspect journal: %w", err)
	}
	return first, next - 1, nil
}

// readFS is the operating system's files, for reading only: nothing is removed.
type readFS struct{ osFS }

func (readFS) Open(path string, _ bool) (File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Remove does nothing: inventory removes spare segments, which are the other process's.
func (readFS) Remove(string) error { return nil }
