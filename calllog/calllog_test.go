package calllog_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/store"
)

// disk is a journal and a database in one directory, which can be closed and opened again.
type disk struct {
	t       *testing.T
	dir     string
	journal *journal.Journal
	db      *store.DB
}

func newDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{t: t, dir: t.TempDir()}
	d.open()
	t.Cleanup(d.close)
	return d
}

func (d *disk) open() {
	d.t.Helper()
	keys, err := secret.NewKeyring(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		d.t.Fatal(err)
	}
	if d.db, err = store.Open(d.t.Context(), store.Options{Path: filepath.Join(d.dir, "burncloud.db"), Keyring: keys, Now: time.Now}); err != nil {
		d.t.Fatal(err)
	}
	if d.journal, err = journal.Open(journal.Options{Dir: filepath.Join(d.dir, "journal"), SegmentBytes: 64 << 10}); err != nil {
		d.t.Fatal(err)
	}
}

func (d *disk) close() {
	if err := errors.Join(d.journal.Close(), d.db.Close()); err != nil {
		d.t.Error(err)
	}
}

func (d *disk) reopen() {
	d.close()
	d.open()
}

// log makes a call log that posts to the database through the sink's ways.
func (d *disk) log(s *sink) *calllog.Log {
	d.t.Helper()
	s.DB = d.db
	l, err := calllog.New(d.t.Context(), d.journal, s, slog.New(slog.DiscardHandler))
	if err != nil {
		d.t.Fatal(err)
	}
	return l
}

// rows counts the rows of each call.
func (d *disk) rows() map[burncloud.RequestID]int {
	d.t.Helper()
	rows := map[burncloud.RequestID]int{}
	err := d.db.EachCall(d.t.Context(), burncloud.CallFilter{}, func(c *burncloud.Call) error {
		rows[c.RequestID]++
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return rows
}

// want fails unless there is one row for each of the calls 0 to n-1 and no other.
func (d *disk) want(n int) {
	d.t.Helper()
	rows := d.rows()
	for i := range n {
		if rows[id(i)] != 1 {
			d.t.Fatalf("call %d has %d rows", i, rows[id(i)])
		}
	}
	if len(rows) != n {
		d.t.Errorf("%d rows, want %d", len(rows), n)
	}
}

// sink is the database, which can be made to fail, and to forget how far it is.
type sink struct {
	*store.DB

	mu      sync.Mutex
	fails   int // so many times, < 0 = always
	forgets bool
	batches []int
}

func (s *sink) Post(ctx context.Context, b *burncloud.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails != 0 {
		s.fails--
		return errors.New("the disk is on fire")
	}
	s.batches = append(s.batches, len(b.Calls))
	return s.DB.Post(ctx, b)
}

func (s *sink) AppliedLSN(ctx context.Context) (uint64, error) {
	if s.forgets {
		return 0, nil
	}
	return s.DB.AppliedLSN(ctx)
}

func id(i int) burncloud.RequestID { return burncloud.RequestID(fmt.Sprintf("req_%026d", i)) }

func call(i int) *burncloud.Call {
	return &burncloud.Call{RequestID: id(i), Time: time.Unix(1_700_000_000, int64(i)*1000).UTC(), Endpoint: "POST /v1/chat/completions", Status: 200, Dialect: burncloud.DialectOpenAI}
}

func record(t *testing.T, l *calllog.Log, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		if err := l.Record(call(i)); err != nil {
			t.Fatal(err)
		}
	}
}

// run runs the log and returns a function that ends it and returns its error.
func run(t *testing.T, l *calllog.Log) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	return func() error {
		cancel()
		return <-ended
	}
}

func caughtUp(t *testing.T, l *calllog.Log) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); l.Lag() > 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d calls are still waiting", l.Lag())
		}
	}
}

func TestRowsAppearOnce(t *testing.T) {
	d := newDisk(t)
	l := d.log(&sink{})
	stop := run(t, l)
	var writers sync.WaitGroup
	for n := range 4 {
		writers.Go(func() { record(t, l, n*50, (n+1)*50) })
	}
	writers.Wait()
	caughtUp(t, l)
	d.want(200)
	if err := stop(); err != nil {
		t.Error(err)
	}
	d.reopen()
	l = d.log(&sink{})
	if l.Lag() != 0 {
		t.Errorf("after reopening, %d calls wait", l.Lag())
	}
	stop = run(t, l)
	record(t, l, 200, 210)
	caughtUp(t, l)
	d.want(210)
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestJournalOutlivesProcess records and never posts; the next process does.
func TestJournalOutlivesProcess(t *testing.T) {
	d := newDisk(t)
	record(t, d.log(&sink{}), 0, 550)
	d.want(0)
	d.reopen()
	s := &sink{}
	l := d.log(s)
	if l.Lag() != 550 {
		t.Errorf("%d calls wait, want 550", l.Lag())
	}
	stop := run(t, l)
	caughtUp(t, l)
	d.want(550)
	if err := stop(); err != nil {
		t.Error(err)
	}
	if n := slices.Max(s.batches); n > 500 || n < 50 {
		t.Errorf("batches of %v", s.batches)
	}
}

// TestPostedTwiceCountsOnce loses the mark of what was posted, as a crash between two files would.
func TestPostedTwiceCountsOnce(t *testing.T) {
	d := newDisk(t)
	l := d.log(&sink{})
	stop := run(t, l)
	record(t, l, 0, 100)
	caughtUp(t, l)
	if err := stop(); err != nil {
		t.Error(err)
	}
	l = d.log(&sink{forgets: true})
	stop = run(t, l)
	record(t, l, 100, 120)
	caughtUp(t, l)
	if err := stop(); err != nil {
		t.Error(err)
	}
	d.want(120)
}

// TestSinkThatFails is tried again; calls are recorded meanwhile, and all of them arrive.
func TestSinkThatFails(t *testing.T) {
	d := newDisk(t)
	s := &sink{fails: 3}
	l := d.log(s)
	stop := run(t, l)
	record(t, l, 0, 50)
	time.Sleep(100 * time.Millisecond)
	if l.Lag() != 50 {
		t.Errorf("%d calls wait, want 50", l.Lag())
	}
	record(t, l, 50, 90)
	caughtUp(t, l)
	d.want(90)
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestRunDrainsAtCancel(t *testing.T) {
	d := newDisk(t)
	l := d.log(&sink{})
	record(t, l, 0, 150)
	if err := run(t, l)(); err != nil {
		t.Error(err)
	}
	d.want(150)
}

// TestRunTellsWhatIsLeft ends although the sink does not come back, and loses nothing by it.
func TestRunTellsWhatIsLeft(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	l := d.log(&sink{fails: -1})
	record(t, l, 0, 10)
	began := time.Now()
	if err := run(t, l)(); err == nil || time.Since(began) > 8*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	d.reopen()
	l = d.log(&sink{})
	if err := run(t, l)(); err != nil {
		t.Error(err)
	}
	d.want(10)
}

// TestEveryFieldArrives sends a call with everything set through the journal's format and the table.
func TestEveryFieldArrives(t *testing.T) {
	d := newDisk(t)
	l := d.log(&sink{})
	cost, paid, factor := burncloud.Money(123_456_789), burncloud.Money(23_456_789), burncloud.Factor(1_500_000)
	want := burncloud.Call{
		RequestID: id(1), Time: time.Unix(1_700_000_000, 123_456_000).UTC(), UserID: "usr_1", TokenID: "tok_1", ChannelID: "ch_1", KeyID: "key_1", Group: "vip",
		Endpoint: "POST /v1/chat/completions", Model: "m", UpstreamModel: "um", Dialect: "openai", UpstreamDialect: "openai", Stream: true, Status: 200,
		ErrorKind: burncloud.KindUpstreamCut, ErrorMessage: "quote \" and 日本 and \x00", RawUsage: `{"prompt_tokens":1}`, PriceID: "pr_1", Cost: &cost,
		Multiplier: &factor, PurchasePriceID: "pr_2", PurchaseCost: &paid,
		Charge: &burncloud.Charge{Held: 9, Unlimited: true},
		Attempts: []burncloud.Attempt{
			{ChannelID: "ch_0", KeyID: "key_0", UpstreamModel: "um", Status: 500, ErrorKind: burncloud.KindUpstreamServer, ErrorMessage: "x", Duration: 7, Usage: burncloud.Usage{Input: 1, Output: 2}},
			{ChannelID: "ch_1", KeyID: "key_1", UpstreamModel: "um", Status: 200, Duration: 8, PurchaseCost: &paid},
		},
		Usage: burncloud.Usage{Input: 1, CacheRead: 2, CacheWrite: 3, AudioIn: 4, Output: 5, Reasoning: 6, AudioOut: 7, CacheWrite1h: 8, ImageIn: 9, ImageOut: 10, Images: 11, Seconds: 12, Characters: 13},
		TTFT:  8, Duration: 9, Overhead: 10, BytesIn: 11, BytesOut: 12, IP: "::1", Decision: &burncloud.Decision{Strategy: "priority", Total: 2, Candidates: []burncloud.Candidate{{ChannelID: "ch_9", Order: 1}}},
		Losses: []string{"seed: no"}, Flags: []string{"a", "b"}, SnapshotVersion: 13,
	}
	for i, v := 0, reflect.ValueOf(want); i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Fatalf("%s is not set", v.Type().Field(i).Name)
		}
	}
	if err := l.Record(&want); err != nil {
		t.Fatal(err)
	}
	records, err := d.journal.Read(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if read, err := calllog.Keys(records[0].Payload); err != nil || !reflect.DeepEqual(read, calllog.KeysOf(&want)) {
		t.Errorf("the record's keys %+v\nthe call's keys %+v, %v", read, calllog.KeysOf(&want), err)
	}
	if err := run(t, l)(); err != nil {
		t.Fatal(err)
	}
	got, err := d.db.Call(t.Context(), want.RequestID)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("got  %+v\nwant %+v", *got, want)
	}
}

// TestStrangeRecordIsPassedOver: a record with a right checksum that is no call must not hold up those behind it.
func TestStrangeRecordIsPassedOver(t *testing.T) {
	d := newDisk(t)
	l := d.log(&sink{})
	record(t, l, 0, 2)
	if _, err := d.journal.Append(calllog.KindCall, []byte("not a call")); err != nil {
		t.Fatal(err)
	}
	record(t, l, 2, 4)
	stop := run(t, l)
	caughtUp(t, l)
	d.want(4)
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestJournalOfAnotherTimeIsRefused: a journal that ends before what was posted would give numbers again.
func TestJournalOfAnotherTimeIsRefused(t *testing.T) {
	d := newDisk(t)
	if err := d.db.Post(t.Context(), &burncloud.Batch{UpTo: 7}); err != nil {
		t.Fatal(err)
	}
	record(t, calllogOver(t, d, 7), 0, 1) // an empty journal is numbered from there on
	if got := d.journal.Written(); got != 8 {
		t.Errorf("the first record has number %d, want 8", got)
	}
	if err := d.db.Post(t.Context(), &burncloud.Batch{UpTo: 9}); err != nil {
		t.Fatal(err)
	}
	if _, err := calllog.New(t.Context(), d.journal, d.db, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a journal that ends at 8 was taken for a database that has posted 9")
	}
}

// calllogOver replaces the journal by an empty one that is numbered behind after.
func calllogOver(t *testing.T, d *disk, after journal.LSN) *calllog.Log {
	t.Helper()
	if err := d.journal.Close(); err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(journal.Options{Dir: t.TempDir(), SegmentBytes: 1 << 16, After: after})
	if err != nil {
		t.Fatal(err)
	}
	d.journal = j
	return d.log(&sink{})
}
