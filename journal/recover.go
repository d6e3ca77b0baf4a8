package journal

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// CorruptError says that a record that had been on the disk is damaged or missing.
type CorruptError struct {
	LSN     LSN    // the record
	Segment string // the file name of its segment, or of the one before the gap
	Offset  int64  // where in it
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("journal record %d is damaged: segment %s, offset %d", e.LSN, e.Segment, e.Offset)
}

// relic is a segment as recovery finds it.
type relic struct {
	*segment
	header segmentHeader
	born   bool  // has a header that fits its name
	limit  LSN   // where later segments take over
	tail   int64 // offset behind the last record and, if there is one, the mark of a clean close
}

// recover reads what is in the directory, repairs what a crash can explain, and sets the journal up to go on. An empty
// one is numbered from behind after.
func (j *Journal) recover(after LSN) error {
	all, err := j.inventory()
	for _, r := range all {
		j.segs = append(j.segs, r.segment) // so that they are closed if this fails
	}
	if err != nil {
		return err
	}
	kept, void := settle(all)
	next, claim, cut, err := j.survey(kept)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		next = after + 1
	}
	j.next, j.written = next, next-1
	if cut == 0 {
		// The new one comes first: the names of those that go are all that still tells the numbering.
		s, err := j.begin()
		if err != nil {
			return err
		}
		j.segs = append(j.segs, s)
		if err := j.amputate(kept, void); err != nil {
			return err
		}
		j.segs = []*segment{s}
		return nil
	}
	if err := j.amputate(kept[cut:], void); err != nil {
		return err
	}
	j.segs = nil
	for _, r := range kept[:cut] {
		j.segs = append(j.segs, r.segment)
	}
	if err := j.resume(kept[cut-1]); err != nil {
		return err
	}
	for _, s := range j.segs {
		if s.last > claim || s == j.active() {
			if err := s.store(claim + 1); err != nil {
				return err
			}
		}
	}
	j.durable = j.written
	return j.fs.SyncDir(j.dir)
}

// inventory opens the segments, in the order of their creation, and removes spares.
func (j *Journal) inventory() ([]*relic, error) {
	names, err := j.fs.List(j.dir)
	if err != nil {
		return nil, err
	}
	var all []*relic
	for _, name := range names {
		if strings.HasPrefix(name, sparePrefix) && strings.HasSuffix(name, segmentSuffix) {
			if err := j.fs.Remove(j.path(name)); err != nil {
				return all, err
			}
		}
		first, seq, ok := parseSegmentName(name)
		if !ok {
			continue
		}
		f, err := j.fs.Open(j.path(name), false)
		if err != nil {
			return all, err
		}
		r := &relic{segment: &segment{name: name, file: f, seq: seq, first: first, last: first - 1, end: segmentHead, named: true}}
		all = append(all, r)
		if r.size, err = f.Size(); err != nil {
			return all, err
		}
		var head [segmentHead]byte
		if _, err := f.ReadAt(head[:], 0); err != nil && !errors.Is(err, io.EOF) {
			return all, err
		}
		r.header, r.born = decodeHeader(head[:])
		r.born = r.born && r.header.first == first && r.header.seq == seq
		j.lastSeq = max(j.lastSeq, seq)
	}
	slices.SortFunc(all, func(a, b *relic) int { return cmp.Compare(a.seq, b.seq) })
	return all, nil
}

// settle separates the segments that are superseded whole, and notes how far the others count.
func settle(all []*relic) (kept, void []*relic) {
	limit := LSN(math.MaxUint64)
	for _, r := range slices.Backward(all) {
		if r.first > limit {
			void = append(void, r)
			continue
		}
		r.limit = limit
		if r.born {
			limit = r.first - 1
		}
		kept = append(kept, r)
	}
	slices.Reverse(kept)
	return kept, void
}

// survey reads the records. It returns the LSN after the last good one, the highest that was known to be on the disk,
// and how many segments remain: those behind hold nothing that was ever synced.
func (j *Journal) survey(kept []*relic) (next, claim LSN, cut int, err error) {
	next = 1
	if len(kept) > 0 {
		next = kept[0].first
	}
	where, offset := "", int64(0)
	for _, r := range kept {
		if !r.born {
			where, offset = r.name, 0
			break
		}
		if r.first != next {
			break
		}
		saw, err := r.scan()
		if err != nil {
			return 0, 0, 0, err
		}
		claim = max(claim, saw, r.header.durable)
		next, cut, where, offset = r.last+1, cut+1, r.name, r.end
	}
	behind := kept[max(cut-1, 0):]
	for i, r := range behind {
		from := int64(segmentHead)
		if i == 0 && cut > 0 {
			from = r.tail
		} else if r.born {
			claim = max(claim, r.header.durable)
		}
		saw, err := r.evidence(from, next)
		if err != nil {
			return 0, 0, 0, err
		}
		claim = max(claim, saw)
	}
	if claim >= next {
		return 0, 0, 0, &CorruptError{LSN: next, Segment: where, Offset: offset}
	}
	return next, claim, cut, nil
}

// windowBytes is how much of a segment recovery looks at at a time; it holds any record.
const windowBytes = 2 * (recordHead + MaxPayload)

// scan reads records until the segment's limit or the first that is not right, and returns the highest LSN that they
// say had been synced.
func (r *relic) scan() (claim LSN, err error) {
	buf := make([]byte, min(windowBytes, r.size))
	for {
		n, err := r.file.ReadAt(buf, r.end)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		data := buf[:n]
		// Unless this is the end of the file, stop where a record might be cut by the window.
		for len(data) >= recordHead+MaxPayload || n < len(buf) {
			f, ok := decodeRecord(data)
			if ok && f.Kind == markKind && r.limit > r.last {
				r.tail = r.end + int64(f.size)
				return max(claim, f.claim), nil
			}
			if !ok || f.LSN != r.last+1 || f.LSN > r.limit {
				r.tail = r.end
				return claim, nil
			}
			claim = max(claim, f.claim)
			r.grow(f.LSN, f.size)
			data = data[f.size:]
		}
	}
}

// evidence searches what is behind an offset for records numbered next or later, and returns the highest LSN that one
// of them says had been synced. It notes whether there is anything but zeros.
func (r *relic) evidence(from int64, next LSN) (claim LSN, err error) {
	buf := make([]byte, min(windowBytes, max(r.size-from, 0)))
	for from < r.size {
		n, err := r.file.ReadAt(buf, from)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		if n < recordHead {
			r.dirty = r.dirty || !isZero(buf[:n])
			break
		}
		step := n - recordHead + 1 // a record may begin in the last bytes
		if !isZero(buf[:n]) {
			r.dirty = true
			claim = max(claim, latestClaim(buf[:n], next))
			step = min(step, windowBytes/2) // or anywhere in the second half
		}
		from += int64(step)
	}
	return claim, nil
}

// amputate removes segments that do not count, those first that would count again without the others.
func (j *Journal) amputate(lost, void []*relic) error {
	slices.Reverse(lost)
	for _, r := range append(void, lost...) {
		j.log.Warn("journal segment dropped: nothing in it was ever synced, or all of it is superseded", "segment", r.name)
		if err := errors.Join(r.file.Close(), j.fs.Remove(j.path(r.name)), j.fs.SyncDir(j.dir)); err != nil {
			return err
		}
	}
	return nil
}

// store brings to the disk what is read from a segment, from a record on. A sync alone would not do: if the process
// before ended because a sync failed, the system shows what was written and believes it to be stored.
func (s *segment) store(from LSN) error {
	if err := s.again(0, segmentHead); err != nil {
		return err
	}
	for at := s.find(max(from, s.first)).offset; at < s.end; at += windowBytes {
		if err := s.again(at, min(windowBytes, s.end-at)); err != nil {
			return err
		}
	}
	return s.file.Sync()
}

// again writes n bytes that are in the file already.
func (s *segment) again(at, n int64) error {
	buf := make([]byte, n)
	if _, err := s.file.ReadAt(buf, at); err != nil {
		return err
	}
	_, err := s.file.WriteAt(buf, at)
	return err
}

// begin starts the first segment.
func (j *Journal) begin() (*segment, error) {
	j.durable = j.written
	j.mu.Lock()
	defer j.mu.Unlock()
	s, err := j.fresh(j.next, 0)
	if err != nil {
		return nil, err
	}
	if err := j.carry(s); err != nil {
		return nil, classify(err)
	}
	s.named = true
	if err := errors.Join(s.file.Sync(), j.fs.SyncDir(j.dir)); err != nil {
		return nil, errors.Join(err, s.file.Close())
	}
	return s, nil
}

// resume makes the last segment ready to be written to again: nothing but zeros behind its records.
func (j *Journal) resume(r *relic) error {
	if r.dirty {
		j.log.Warn("journal cut behind its last whole record", "lsn", r.last, "segment", r.name, "offset", r.end)
		if err := r.file.Truncate(r.end); err != nil {
			return err
		}
	}
	if r.dirty || r.size < j.segmentBytes {
		r.dirty = false
		// Without the space this segment is full, and whether there is another shows later.
		if err := r.file.Allocate(max(r.size, j.segmentBytes)); err != nil && !errors.Is(classify(err), ErrFull) {
			return err
		}
	}
	var err error
	r.size, err = r.file.Size()
	return err
}
