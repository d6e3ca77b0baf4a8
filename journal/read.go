package journal

import (
	"errors"
	"fmt"
	"io"
)

// readBytes is about how much one Read returns at most, in bytes. Who posts what it returns has work that is the same for few records
// and for many.
const readBytes = 1 << 20

// Read returns records from LSN from on, at most limit of them and about 256 KiB, but at least one if it has been
// written; none if it has not. Payloads are the caller's. It is made for readers that go on where they stopped.
func (j *Journal) Read(from LSN, limit int) ([]Record, error) {
	j.reading.RLock()
	defer j.reading.RUnlock()
	j.mu.Lock()
	s, at, last, end, err := j.locate(from)
	j.mu.Unlock()
	if err != nil || s == nil {
		return nil, err
	}
	buf := make([]byte, min(readBytes, end-at.offset))
	for {
		n, err := s.file.ReadAt(buf, at.offset)
		if n < len(buf) && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read journal %s at %d: %w", s.name, at.offset, err)
		}
		records, next := collect(buf[:n], at, from, last, limit)
		if len(records) > 0 {
			return records, nil
		}
		// Either everything here came before from, or the first record is larger than the buffer.
		if next == at {
			size := recordSize(buf[:n])
			if size <= n || at.offset+int64(size) > end {
				return nil, &CorruptError{LSN: at.lsn, Segment: s.name, Offset: at.offset}
			}
			buf = make([]byte, size)
		}
		at = next
		buf = buf[:min(int64(cap(buf)), end-at.offset)]
	}
}

// locate finds the segment that has a record, a place at or before it, and the segment's last record and end.
func (j *Journal) locate(from LSN) (s *segment, at place, last LSN, end int64, err error) {
	if j.ended {
		return nil, at, 0, 0, ErrClosed
	}
	if from < j.segs[0].first {
		return nil, at, 0, 0, fmt.Errorf("record %d: %w: the first is %d", from, ErrReleased, j.segs[0].first)
	}
	for i := len(j.segs) - 1; i >= 0; i-- {
		if s := j.segs[i]; s.first <= from && from <= s.last {
			return s, s.find(from), s.last, s.end, nil
		}
	}
	return nil, at, 0, 0, nil
}

// collect decodes the records in data, which starts at place at, returns those numbered from to last, and says where
// it stopped.
func collect(data []byte, at place, from, last LSN, limit int) (records []Record, next place) {
	for at.lsn <= last && len(records) < max(limit, 1) {
		f, ok := decodeRecord(data)
		if !ok || f.LSN != at.lsn {
			break
		}
		if f.LSN >= from {
			records = append(records, f.Record)
		}
		data = data[f.size:]
		at = place{at.lsn + 1, at.offset + int64(f.size)}
	}
	return records, at
}

// Release says that records up to upTo are not needed any more. Segments that hold no others are deleted, oldest
// first, except for the one that is written to, which keeps the numbering.
func (j *Journal) Release(upTo LSN) error {
	j.releasing.Lock()
	defer j.releasing.Unlock()
	for {
		j.mu.Lock()
		if j.closed {
			j.mu.Unlock()
			return ErrClosed
		}
		s := j.segs[0]
		keep := len(j.segs) == 1 || s.last > min(upTo, j.durable)
		trash := j.trash
		j.mu.Unlock()
		if keep && len(trash) == 0 {
			return nil
		}
		// What a segment supersedes has to go before it does, or it would count again.
		if err := j.remove(trash); err != nil {
			return err
		}
		j.mu.Lock()
		j.trash = j.trash[len(trash):]
		j.mu.Unlock()
		if keep {
			continue
		}
		if err := j.remove([]string{s.name}); err != nil {
			return err
		}
		j.forget(s)
	}
}

// remove deletes files for good.
func (j *Journal) remove(names []string) error {
	if len(names) == 0 {
		return nil
	}
	// The names of those that stay have to be on the disk first: they carry the numbering.
	if err := j.fs.SyncDir(j.dir); err != nil {
		return fmt.Errorf("release journal segment: %w", err)
	}
	for _, name := range names {
		if err := j.fs.Remove(j.path(name)); err != nil {
			return fmt.Errorf("release journal segment: %w", err)
		}
	}
	if err := j.fs.SyncDir(j.dir); err != nil {
		return fmt.Errorf("release journal segment: %w", err)
	}
	return nil
}

// forget closes the oldest segment, whose file is gone.
func (j *Journal) forget(s *segment) {
	j.reading.Lock()
	defer j.reading.Unlock()
	j.mu.Lock()
	if len(j.segs) > 0 && j.segs[0] == s {
		j.segs = j.segs[1:]
	}
	j.mu.Unlock()
	if err := s.file.Close(); err != nil {
		j.log.Warn("journal segment not closed", "segment", s.name, "err", err)
	}
}
