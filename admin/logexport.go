package admin

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"log/slog"
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
			x := export[Log]{log: s.Log, name: "calls", format: in.Format, columns: logColumns, row: (*Log).row}
			x.each = func(ctx context.Context, emit func(*Log) error) error {
				return s.Logs.EachCall(ctx, f, func(c *burncloud.Call) error {
					l := showLog(c)
					return emit(&l)
				})
			}
			return &huma.StreamResponse{Body: func(hc huma.Context) {
				hc.SetHeader("X-Total-Estimate", strconv.FormatInt(total, 10)) // for a progress bar
				x.send(hc)
			}}, nil
		})
}

// export is a list that is streamed as a file.
type export[T any] struct {
	log     *slog.Logger
	name    string // of the file
	format  string // csv or jsonl
	columns []string
	row     func(*T) []string
	each    func(ctx context.Context, emit func(*T) error) error
}

// send streams. A failure after the first object aborts the connection, so that the client cannot take a cut file for a
// whole one.
func (x export[T]) send(hc huma.Context) {
	media, write := "application/jsonl", jsonLines[T](hc.BodyWriter())
	flush := func() error { return nil }
	if x.format == "csv" {
		cw := csv.NewWriter(hc.BodyWriter())
		media, write = "text/csv; charset=utf-8", csvRows(cw, x.row)
		flush = func() error { cw.Flush(); return cw.Error() }
		_ = cw.Write(x.columns) // into the writer's buffer: failures are found at the flush
	}
	hc.SetHeader("Content-Type", media)
	hc.SetHeader("Content-Disposition", `attachment; filename="`+x.name+`.`+x.format+`"`)
	begun := false
	err := x.each(hc.Context(), func(t *T) error {
		begun = true
		return write(t)
	})
	if err == nil {
		begun, err = true, flush()
	}
	if err == nil {
		return
	}
	if hc.Context().Err() == nil {
		x.log.ErrorContext(hc.Context(), "export of "+x.name+" cut", "err", err)
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

func jsonLines[T any](w io.Writer) func(*T) error {
	e := json.NewEncoder(w)
	return func(t *T) error { return e.Encode(t) }
}

func csvRows[T any](w *csv.Writer, row func(*T) []string) func(*T) error {
	return func(t *T) error {
		cells := row(t)
		for i, cell := range cells {
			cells[i] = inert(cell)
		}
		return w.Write(cells)
	}
}

// Spreadsheets take a cell for a formula that begins with one of the first, in full width too; some skip blanks before it, and
// cut a cell at a control character.
const (
	formulaMarks = "=+-@＝＋－＠"
	blankMarks   = " \t\r\n\v\f\x00\u00a0\ufeff"
)

// inert keeps spreadsheets from taking a cell for a formula.
func inert(cell string) string {
	rest := strings.TrimLeft(cell, blankMarks)
	if strings.IndexAny(rest, formulaMarks) == 0 || cell != "" && strings.ContainsRune("\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
