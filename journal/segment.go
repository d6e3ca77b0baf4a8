package journal

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// segment is one file of consecutive records. Everything in it but file, name, seq, size and first is guarded by mu.
type segment struct {
	name  string
	file  File
	seq   uint64 // order of creation; a later segment supersedes what earlier ones hold from its first LSN on
	size  int64  // bytes preallocated
	first LSN    // of its first record, present or to come
	last  LSN    // of its newest record; first-1 if it has none
	end   int64  // offset behind the newest record
	dirty bool   // has records that were never synced
	named bool   // its name is known to be in the directory on the disk
	index []place
}

// place says that a record starts at an offset.
type place struct {
	lsn    LSN
	offset int64
}

// indexEvery is the least distance of two places in an index, in bytes.
const indexEvery = 64 << 10

func (s *segment) room() int64 { return s.size - s.end }

// grow notes that records up to last now follow the present end, in n bytes.
func (s *segment) grow(last LSN, n int) {
	if k := len(s.index); k == 0 || s.end-s.index[k-1].offset >= indexEvery {
		s.index = append(s.index, place{s.last + 1, s.end})
	}
	s.last = last
	s.end += int64(n)
}

// find returns the nearest known place at or before a record.
func (s *segment) find(lsn LSN) place {
	i, exact := slices.BinarySearchFunc(s.index, lsn, func(p place, n LSN) int {
		return int(int64(p.lsn) - int64(n))
	})
	if exact {
		return s.index[i]
	}
	if i == 0 {
		return place{s.first, segmentHead}
	}
	return s.index[i-1]
}

// Segments are called 00000000000000000001-00000001.seg: first LSN, order of creation. One that waits for its use is
// called spare-00000002.seg.
const (
	segmentSuffix = ".seg"
	sparePrefix   = "spare-"
)

func segmentName(first LSN, seq uint64) string {
	return fmt.Sprintf("%020d-%08d%s", first, seq, segmentSuffix)
}

func parseSegmentName(name string) (first LSN, seq uint64, ok bool) {
	base, found := strings.CutSuffix(name, segmentSuffix)
	lsn, order, cut := strings.Cut(base, "-")
	n, err1 := strconv.ParseUint(lsn, 10, 64)
	seq, err2 := strconv.ParseUint(order, 10, 64)
	ok = found && cut && err1 == nil && err2 == nil && n > 0 && segmentName(LSN(n), seq) == name
	return LSN(n), seq, ok
}

func (j *Journal) path(name string) string { return filepath.Join(j.dir, name) }

// active is the segment that is written to.
func (j *Journal) active() *segment { return j.segs[len(j.segs)-1] }

// newSpare preallocates a segment. Called without mu.
func (j *Journal) newSpare(seq uint64, size int64) (*segment, error) {
	name := fmt.Sprintf("%s%08d%s", sparePrefix, seq, segmentSuffix)
	f, err := j.fs.Open(j.path(name), true)
	if err != nil {
		return nil, classify(err)
	}
	if err := f.Allocate(size); err != nil {
		return nil, classify(errors.Join(err, f.Close(), j.fs.Remove(j.path(name))))
	}
	return &segment{name: name, file: f, seq: seq, size: size}, nil
}

// discard removes a segment that was never written to. Called without mu.
func (j *Journal) discard(s *segment) {
	if err := errors.Join(s.file.Close(), j.fs.Remove(j.path(s.name))); err != nil {
		j.log.Warn("journal segment not removed", "segment", s.name, "err", err)
	}
}

// fresh returns a segment named for its first LSN that has room for need bytes, without a header yet. It is called
// with mu, by whoever holds the right to write, and lets go of mu meanwhile. Without a spare it preallocates one,
// unless that failed just before: then it is left to the syncer to find out when there is space again.
func (j *Journal) fresh(first LSN, need int64) (*segment, error) {
	need += segmentHead
	s := j.spare
	if s != nil && s.size >= need {
		j.spare = nil
	} else if s = nil; j.lack != nil {
		return nil, j.lack
	}
	j.lastSeq++
	seq := j.lastSeq
	j.mu.Unlock()
	defer j.mu.Lock()
	if s == nil {
		var err error
		if s, err = j.newSpare(seq, max(need, j.segmentBytes)); err != nil {
			return nil, err
		}
	}
	s.seq = seq
	name := segmentName(first, seq)
	if err := j.fs.Rename(j.path(s.name), j.path(name)); err != nil {
		j.discard(s)
		return nil, classify(err)
	}
	s.name, s.first, s.last, s.end = name, first, first-1, segmentHead
	return s, nil
}

// provide sees to it that there is a spare. Called by the syncer with mu; lets go of it meanwhile.
func (j *Journal) provide() {
	if j.failed != nil || j.closed || j.lack != nil && time.Now().Before(j.retryAt) {
		return
	}
	if j.spare == nil {
		j.lastSeq++
		seq := j.lastSeq
		j.mu.Unlock()
		s, err := j.newSpare(seq, j.segmentBytes)
		j.mu.Lock()
		if err != nil {
			j.lacking(err)
			return
		}
		j.spare = s
	}
	if j.lack != nil {
		j.log.Info("journal has a spare segment again")
		j.lack = nil
	}
}

// lacking notes that there is no next segment; the syncer will look for space again and again.
func (j *Journal) lacking(err error) {
	if j.lack == nil {
		j.log.Error("journal cannot start a segment", "err", err)
	}
	j.lack = err
	j.retryAt = time.Now().Add(retryEvery)
	j.wakeSyncer()
}
