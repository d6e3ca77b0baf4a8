package admin

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/danielgtaylor/huma/v2"
)

// logColumns heads the CSV export.
var logColumns = []string{
	"request_id", "time", "user_id", "token_id", "channel_id", "group", "endpoint", "model", "upstream_model",
	"dialect", "upstream_dialect", "stream", "status", "error_kind", "error_message", "attempts",
	"input", "cache_read", "cache_write", "audio_in", "output", "reasoning", "audio_out", "cost",
	"ttft_ms", "duration_ms", "overhead_us", "ip", "cache_write_1h", "image_in", "image_out", "images", "seconds", "characters", "purchase_cost",
}

type exportInput struct {
	LogFilter
	Format string `query:"format" enum:"csv,jsonl" default:"jsonl" doc:"csv, or one JSON object a line."`
}

func (s *Server) exportRoute(r *router) {
	route(r, op{pattern: "GET /api/logs/export", id: "export-logs", summary: "Stream calls as CSV or JSON lines"},
		func(ctx context.Context, in *exportInput) (*huma.StreamResponse, error) {
			f, err := in.filter()
			if err != nil {
				return nil, err
			}
			total, err := s.Counts.CountCalls(ctx, f)
			if err != nil {
				return nil, err
			}
			return &huma.StreamResponse{Body: func(hc huma.Context) {
				hc.SetHeader("X-Total-Estimate", strconv.FormatInt(total, 10)) // for a progress bar
				s.export(hc, in.Format, f)
			}}, nil
		})
}

// export streams. A failure after the first call aborts the connection, so that the client cannot take a cut file for
// a whole one.
func (s *Server) export(hc huma.Context, format string, f burncloud.CallFilter) {
	media, write := "application/jsonl", jsonLines(hc.BodyWriter())
	flush := func() error { return nil }
	if format == "csv" {
		cw := csv.NewWriter(hc.BodyWriter())
		media, write = "text/csv; charset=utf-8", csvRows(cw)
		flush = func() error { cw.Flush(); return cw.Error() }
		_ = cw.Write(logColumns) // into the writer's buffer: failures are found at the flush
	}
	hc.SetHeader("Content-Type", media)
	hc.SetHeader("Content-Disposition", `attachment; filename="calls.`+format+`"`)
	begun := false
	err := s.Logs.EachCall(hc.Context(), f, func(c *burncloud.Call) error {
		begun = true
		l := showLog(c)
		return write(&l)
	})
	if err == nil {
		begun, err = true, flush()
	}
	if err == nil {
		return
	}
	if hc.Context().Err() == nil {
		s.Log.ErrorContext(hc.Context(), "export of calls cut", "err", err)
	}
	if begun {
		panic(http.ErrAbortHandler)
	}
	p := problem(err, "")
	hc.SetHeader("Content-Type", problemType)
	hc.SetHeader("Content-Disposition", "inline")
	hc.SetStatus(p.Status)
	_ = json.NewEncoder(hc.BodyWriter()).Encode(p)
}

func jsonLines(w io.Writer) func(*Log) error {
	e := json.NewEncoder(w)
	return func(l *Log) error { return e.Encode(l) }
}

func csvRows(w *csv.Writer) func(*Log) error {
	return func(l *Log) error {
		row := l.row()
		for i, cell := range row {
			row[i] = inert(cell)
		}
		return w.Write(row)
	}
}

// inert keeps spreadsheets from taking a cell for a formula.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
