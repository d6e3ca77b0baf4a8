package main

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/internal/emptydb"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
	"github.com/burncloud/burncloud/store"
)

// TestBooksAreTakenBack: what the heir wrote, but did not live to say, is not written again; what it did not write is.
func TestBooksAreTakenBack(t *testing.T) {
	dir := t.TempDir()
	keyring, err := secret.NewKeyring([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	emptydb.At(t, filepath.Join(dir, "b.db"))
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(dir, "b.db"), Keyring: keyring, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	b := &books{store: db, logger: slog.New(slog.NewTextHandler(io.Discard, nil)), options: journal.Options{Dir: filepath.Join(dir, "journal")}}
	if err := b.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.post()
	written, err := b.Append(calllog.KindCall, []byte(`{"request_id":"req_1"}`))
	if err != nil {
		t.Fatal(err)
	}
	b.stop()
	b.posting.Wait()
	if err := b.journal.Close(); err != nil {
		t.Fatal(err)
	}
	here, there := net.Pipe()
	_ = there.Close()
	b.journal, b.heir = nil, newKin(here)
	again, err := b.Append(calllog.KindCall, []byte(`{"request_id":"req_1"}`))
	if err != nil || again != written {
		t.Errorf("record %d, then %d, %v", written, again, err)
	}
	if next, err := b.Append(calllog.KindCall, []byte(`{"request_id":"req_2"}`)); err != nil || next <= written {
		t.Errorf("the next is %d, %v", next, err)
	}
	if _, err := b.Append(ledger.KindReserve, nil); !errors.Is(err, errStale) {
		t.Errorf("money was held in books that another process wrote in: %v", err)
	}
	b.close()
}
