package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
	"github.com/burncloud/burncloud/store"
)

// errDrift says that the books do not agree: exit status 2. What is wrong has been printed.
var errDrift = errors.New("the books do not agree")

// runDoctor checks the books and the journal in the data directory from the beginning.
func runDoctor(ctx context.Context, p *program, args []string) error {
	asJSON := false
	o, err := parse(p, args, func(fs *flag.FlagSet, _ *options) { fs.BoolVar(&asJSON, "json", false, "print the report as JSON") })
	if err != nil {
		return err
	}
	report, err := examine(ctx, o.dataDir)
	if err != nil {
		return err
	}
	if asJSON {
		err = printReportJSON(p, report)
	} else {
		err = printReport(p, report)
	}
	if err == nil && !report.OK() {
		return errDrift
	}
	return err
}

// examine checks what a data directory has, whether a gateway runs on it or not.
func examine(ctx context.Context, dir string) (*burncloud.CheckReport, error) {
	begin := time.Now()
	path := filepath.Join(dir, "burncloud.db")
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("there is no database to check: %w", err)
	}
	db, err := store.Open(ctx, store.Options{Path: path, Now: time.Now})
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	// Without a gateway holds stay open until it starts, however long that takes: they are measured by the log.
	report, err := db.CheckBooks(ctx, burncloud.CheckScope{Full: true})
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	// The journal is read after the database, so that it cannot be behind.
	_, last, err := journal.Inspect(filepath.Join(dir, "journal"))
	var damage *journal.CorruptError
	switch {
	case errors.As(err, &damage):
		report.Drift = append(report.Drift, ledger.JournalDrift(err)...)
	case err != nil:
		return nil, err
	default:
		report.Durable = uint64(last)
		report.Drift = append(report.Drift, ledger.Ahead(report)...)
	}
	report.Duration = time.Since(begin)
	return report, nil
}

func printReport(p *program, r *burncloud.CheckReport) error {
	for _, d := range r.Drift {
		if _, err := fmt.Fprintf(p.stdout, "drift: %s: %s: want %s, got %s\n", d.Check, d.Where, d.Want, d.Got); err != nil {
			return err
		}
	}
	verdict := "OK"
	if !r.OK() {
		verdict = "DRIFT"
	}
	_, err := fmt.Fprintf(p.stdout, "ledger %s accounts=%d entries=%d drift=%d lsn=%d in %.1fs\n",
		verdict, r.Accounts, r.Entries, len(r.Drift), r.LSN, r.Duration.Seconds())
	return err
}

func printReportJSON(p *program, r *burncloud.CheckReport) error {
	drift := r.Drift
	if drift == nil {
		drift = []burncloud.Drift{}
	}
	enc := json.NewEncoder(p.stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		OK         bool              `json:"ok"`
		Accounts   int64             `json:"accounts"`
		Entries    int64             `json:"entries"`
		AppliedLSN uint64            `json:"applied_lsn"`
		DurableLSN uint64            `json:"durable_lsn"`
		Drift      []burncloud.Drift `json:"drift"`
		DurationMS int64             `json:"duration_ms"`
	}{r.OK(), r.Accounts, r.Entries, r.LSN, r.Durable, drift, r.Duration.Milliseconds()})
}
