package admin

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/danielgtaylor/huma/v2"
)

// AuditStore reads the audit log, newest first. Writing it is part of every write that the store makes for a request.
type AuditStore interface {
	Audit(ctx context.Context, f burncloud.AuditFilter, p burncloud.Page) ([]burncloud.AuditEntry, string, error)
	EachAudit(ctx context.Context, f burncloud.AuditFilter, each func(*burncloud.AuditEntry) error) error
	VerifyAudit(ctx context.Context) (entries int64, last string, err error)
	NoteAudit(ctx context.Context) error // an entry for the context's change, which writes nothing else
}

// AuditEntry is the JSON form of one change that somebody made.
type AuditEntry struct {
	Seq    int64      `json:"seq" doc:"Number of the entry: 1, 2, 3, … without a gap."`
	Time   time.Time  `json:"time" doc:"When it was made."`
	Actor  AuditActor `json:"actor" doc:"Who made it."`
	Action string     `json:"action" doc:"Operation of this API, such as merge-channel."`
	Object string     `json:"object" doc:"What was changed, such as channels/ch_…."`
	IP     string     `json:"ip" doc:"Address that it was made from; empty for the machine itself."`
	Before any        `json:"before,omitempty" doc:"The object before, as this API shows it: without secrets. Left out when it was not there, or has no form that is shown."`
	After  any        `json:"after,omitempty" doc:"The object afterwards, in the same form. Left out when it was deleted."`
	Hash   string     `json:"hash" doc:"SHA-256 of the entry and of the hash of the one before."`
}

// AuditActor is who made a change.
type AuditActor struct {
	Kind string `json:"kind" enum:"user,token,bootstrap,machine,guest" doc:"user: in a browser; token: a management token; bootstrap: the token of the environment; machine: the command line; guest: somebody without an account."`
	ID   string `json:"id" doc:"Identifier of the user or of the management token; empty for the others."`
	Name string `json:"name" doc:"The name at that time."`
}

// AuditCheck is what reading the whole chain has found.
type AuditCheck struct {
	OK       bool   `json:"ok" doc:"Whether every entry is as it was written, and none is missing."`
	Entries  int64  `json:"entries" doc:"Entries that are in order, from the first on."`
	LastHash string `json:"last_hash" doc:"Hash of the last of them. Kept elsewhere, it shows later that nobody has written the chain anew."`
	Problem  string `json:"problem" doc:"What is wrong; empty when nothing is."`
}

// AuditFilter selects entries. It is exported because huma sees no members of an unexported embedded struct.
type AuditFilter struct {
	Actor  string    `query:"actor" maxLength:"200" doc:"Only changes by this user or token: identifier or name."`
	Object string    `query:"object" maxLength:"200" doc:"Only changes of this object (channels/ch_…), or of all of a kind (channels)."`
	Action string    `query:"action" maxLength:"100" doc:"Only this operation."`
	From   time.Time `query:"from" doc:"Only changes at or after this time."`
	To     time.Time `query:"to" doc:"Only changes before this time."`
}

type auditListInput struct {
	AuditFilter
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Objects per page."`
	Cursor string `query:"cursor" maxLength:"500" doc:"next_cursor of the page before."`
}

type auditExportInput struct {
	AuditFilter
	Format string `query:"format" enum:"csv,jsonl" default:"jsonl" doc:"csv, or one JSON object a line."`
}

func (s *Server) auditRoutes(r *router) {
	route(r, op{pattern: "GET /api/audit", id: "list-audit", summary: "List who changed what, newest first"},
		func(ctx context.Context, in *auditListInput) (*output[Page[AuditEntry]], error) {
			all, next, err := s.Audit.Audit(ctx, burncloud.AuditFilter(in.AuditFilter), burncloud.Page{Limit: in.Limit, Cursor: in.Cursor})
			if err != nil {
				return nil, err
			}
			out := make([]AuditEntry, len(all))
			for i := range all {
				out[i] = showAudit(&all[i])
			}
			return newPage(out, next), nil
		})
	route(r, op{pattern: "GET /api/audit/verify", id: "verify-audit", summary: "Read the whole chain of the audit log"},
		func(ctx context.Context, _ *nothing) (*output[AuditCheck], error) {
			entries, last, err := s.Audit.VerifyAudit(ctx)
			out := AuditCheck{OK: err == nil, Entries: entries, LastHash: last}
			if err != nil {
				s.Log.ErrorContext(ctx, "audit log", "err", err)
				out.Problem = "entry " + strconv.FormatInt(entries+1, 10) + " is missing, or is not what was written"
			}
			return &output[AuditCheck]{out}, nil
		})
	route(r, op{pattern: "GET /api/audit/export", id: "export-audit", summary: "Stream the audit log as CSV or JSON lines"},
		func(_ context.Context, in *auditExportInput) (*huma.StreamResponse, error) {
			x := export[AuditEntry]{log: s.Log, name: "audit", format: in.Format, columns: auditColumns, row: (*AuditEntry).row}
			x.each = func(ctx context.Context, emit func(*AuditEntry) error) error {
				return s.Audit.EachAudit(ctx, burncloud.AuditFilter(in.AuditFilter), func(e *burncloud.AuditEntry) error {
					shown := showAudit(e)
					return emit(&shown)
				})
			}
			return &huma.StreamResponse{Body: x.send}, nil
		})
}

func showAudit(e *burncloud.AuditEntry) AuditEntry {
	out := AuditEntry{Seq: e.Seq, Time: e.Time, Actor: AuditActor(e.Actor), Action: e.Action, Object: e.Object, IP: e.IP, Hash: e.Hash}
	if e.Before != nil {
		out.Before = e.Before
	}
	if e.After != nil {
		out.After = e.After
	}
	return out
}

// auditColumns heads the CSV export.
var auditColumns = []string{"seq", "time", "actor_kind", "actor_id", "actor_name", "action", "object", "ip", "before", "after", "hash"}

// row is the entry as CSV cells, in the order of auditColumns.
func (e *AuditEntry) row() []string {
	return []string{
		strconv.FormatInt(e.Seq, 10), e.Time.Format(time.RFC3339Nano), e.Actor.Kind, e.Actor.ID, e.Actor.Name, e.Action, e.Object, e.IP,
		document(e.Before), document(e.After), e.Hash,
	}
}

// document is a document of an entry as text.
func document(v any) string {
	raw, _ := v.(json.RawMessage)
	return string(raw)
}
