package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/admin"
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
	report, parts, err := examine(ctx, o.dataDir)
	if err != nil {
		return err
	}
	if asJSON {
		err = printReportJSON(p, report, parts)
	} else {
		err = printReport(p, report, parts)
	}
	if err == nil && !report.OK() {
		return errDrift
	}
	return err
}

// examine checks what a data directory has, whether a gateway runs on it or not.
func examine(ctx context.Context, dir string) (*burncloud.CheckReport, []burncloud.Part, error) {
	begin := time.Now()
	path := filepath.Join(dir, "burncloud.db")
	if _, err := os.Stat(path); err != nil {
		return nil, nil, fmt.Errorf("there is no database to check: %w", err)
	}
	db, err := store.Open(ctx, store.Options{Path: path, Now: time.Now})
	if err != nil {
		return nil, nil, fmt.Errorf("open the database: %w", err)
	}
	defer db.Close()
	// Without a gateway holds stay open until it starts, however long that takes: they are measured by the log.
	report, err := db.CheckBooks(ctx, burncloud.CheckScope{Full: true})
	if err != nil {
		return nil, nil, err
	}
	// The journal is read after the database, so that it cannot be behind.
	first, last, damaged := journal.Inspect(filepath.Join(dir, "journal"))
	var damage *journal.CorruptError
	switch {
	case errors.As(damaged, &damage):
		report.Drift = append(report.Drift, ledger.JournalDrift(damaged)...)
	case damaged != nil:
		return nil, nil, damaged
	default:
		report.Durable = uint64(last)
		report.Drift = append(report.Drift, ledger.Ahead(report)...)
	}
	report.Duration = time.Since(begin)
	x := &inspection{
		dir: dir, store: db, began: begin, books: func() *burncloud.CheckReport { return report },
		journal: func() (journal.Status, uint64, error) {
			return journal.Status{First: first, Durable: last}, max(uint64(last), report.LSN) - report.LSN, damaged
		},
	}
	return report, x.look(ctx, true), nil
}

// printParts prints a line for each part: its state, what was measured, and what to do.
func printParts(p *program, parts []burncloud.Part) error {
	for _, part := range parts {
		line := fmt.Sprintf("%-4s %s", part.State, part.Name)
		for _, f := range part.Figures {
			line += " " + f.Name + "=" + figure(f)
		}
		if part.Advice != "" {
			line += ": " + part.Advice
		}
		if _, err := fmt.Fprintln(p.stdout, line); err != nil {
			return err
		}
	}
	return nil
}

// figure is a figure as a person reads it.
func figure(f burncloud.Figure) string {
	switch f.Unit {
	case "":
		return f.Text
	case "bytes":
		return strconv.FormatInt(f.Number>>20, 10) + "MiB"
	case "us":
		return (time.Duration(f.Number) * time.Microsecond).String()
	case "time":
		return time.Unix(f.Number, 0).UTC().Format(time.RFC3339)
	}
	return strconv.FormatInt(f.Number, 10)
}

func printReport(p *program, r *burncloud.CheckReport, parts []burncloud.Part) error {
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
	if err != nil {
		return err
	}
	return printParts(p, parts)
}

// printReportJSON prints what the API's POST /api/doctor answers.
func printReportJSON(p *program, r *burncloud.CheckReport, parts []burncloud.Part) error {
	enc := json.NewEncoder(p.stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(admin.ShowReport(r, parts))
}
