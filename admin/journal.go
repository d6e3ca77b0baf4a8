package admin

import (
	"context"

	"github.com/burncloud/burncloud/journal"
)

// JournalSource knows how the journal does.
type JournalSource interface {
	Status() journal.Status
	Healthy() error
}

// AppliedSource knows how far the database is in the journal.
type AppliedSource interface {
	AppliedLSN(ctx context.Context) (uint64, error)
}

// JournalState is how the journal does.
type JournalState struct {
	Healthy    bool             `json:"healthy" doc:"Whether new calls are taken."`
	Reason     string           `json:"reason" doc:"Why not; empty otherwise."`
	FirstLSN   uint64           `json:"first_lsn" doc:"The oldest record that is kept."`
	WrittenLSN uint64           `json:"written_lsn" doc:"The newest record: it survives the death of the process."`
	DurableLSN uint64           `json:"durable_lsn" doc:"The newest record that is on the disk: it survives a power cut."`
	AppliedLSN uint64           `json:"applied_lsn" doc:"The newest record that the database has."`
	Lag        uint64           `json:"lag" doc:"Records that the database does not have yet."`
	Segments   []JournalSegment `json:"segments" nullable:"false" doc:"Files, oldest first."`
	Syncs      uint64           `json:"syncs" doc:"How often the disk was synced since the start."`
	SyncP50US  int64            `json:"sync_p50_us" doc:"Median time of the last syncs, in microseconds."`
	SyncP99US  int64            `json:"sync_p99_us" doc:"99th percentile."`
}

// JournalSegment is one file of the journal.
type JournalSegment struct {
	Name     string `json:"name" doc:"File name."`
	FirstLSN uint64 `json:"first_lsn" doc:"Its first record."`
	LastLSN  uint64 `json:"last_lsn" doc:"Its last record; one less than the first while it has none."`
	Bytes    int64  `json:"bytes" doc:"Bytes used."`
	Size     int64  `json:"size" doc:"Bytes reserved."`
}

func (s *Server) journalRoutes(r *router) {
	route(r, op{pattern: "GET /api/journal", id: "get-journal", summary: "Show how the journal does"},
		func(ctx context.Context, _ *nothing) (*output[JournalState], error) {
			applied, err := s.Applied.AppliedLSN(ctx)
			if err != nil {
				return nil, err
			}
			st := s.Journal.Status()
			out := JournalState{
				Healthy: true, FirstLSN: uint64(st.First), WrittenLSN: uint64(st.Written), DurableLSN: uint64(st.Durable), AppliedLSN: applied,
				Lag: max(uint64(st.Written), applied) - applied, Segments: make([]JournalSegment, len(st.Segments)),
				Syncs: st.Syncs, SyncP50US: st.SyncP50.Microseconds(), SyncP99US: st.SyncP99.Microseconds(),
			}
			if err := s.Journal.Healthy(); err != nil {
				out.Healthy, out.Reason = false, err.Error()
			}
			for i, seg := range st.Segments {
				out.Segments[i] = JournalSegment{seg.Name, uint64(seg.First), uint64(seg.Last), seg.Bytes, seg.Size}
			}
			return &output[JournalState]{out}, nil
		})
}
