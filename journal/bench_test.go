package journal_test

import (
	"testing"

	"github.com/burncloud/burncloud/journal"
)

// BenchmarkAppend appends 300-byte records from many goroutines; Wait includes the sync, which they share.
func BenchmarkAppend(b *testing.B) {
	for _, c := range []struct {
		name       string
		durability journal.Durability
		parallel   int
		wait       bool
	}{
		{"Process/1", journal.Process, 0, false},
		{"Process/parallel", journal.Process, 32, false},
		{"Disk/1", journal.Disk, 0, false},
		{"Disk/parallel", journal.Disk, 32, false},
		{"Disk/parallel+Wait", journal.Disk, 32, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			j := open(b, journal.Options{Durability: c.durability})
			payload := make([]byte, 300)
			one := func() {
				lsn, err := j.Append(1, payload)
				if err == nil && c.wait {
					err = j.Wait(b.Context(), lsn)
				}
				if err != nil {
					b.Error(err)
				}
			}
			b.ReportAllocs()
			b.SetBytes(int64(len(payload)))
			if c.parallel == 0 {
				for b.Loop() {
					one()
				}
				return
			}
			b.SetParallelism(c.parallel)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					one()
				}
			})
		})
	}
}
