package transcript_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/store"
	"github.com/burncloud/burncloud/transcript"
)

func newStore(t *testing.T) *store.Transcripts {
	t.Helper()
	keys, err := secret.NewKeyring(bytes.Repeat([]byte("k"), 32))
	if err != nil {
		t.Fatal(err)
	}
	s := store.NewTranscripts(filepath.Join(t.TempDir(), "bodies.db"), keys)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func body(s string) burncloud.Body { return burncloud.Body{Size: int64(len(s)), Data: []byte(s)} }

// said is a transcript with one of everything.
func said(id string) *burncloud.Transcript {
	sent := body(`{"model":"m"}`)
	stream := body("data: 1\n\ndata: 2\n\n")
	stream.Marks = []burncloud.Mark{{At: 1500, Bytes: 9}, {At: 9000, Bytes: 9}}
	stream.ContentType, stream.Size = "text/event-stream", 1000
	answer := body("secret answer")
	answer.ContentType = "text/plain; key=secret"
	return &burncloud.Transcript{
		RequestID: burncloud.RequestID(id), Time: time.Now().UTC().Truncate(time.Microsecond), Request: sent, Answer: stream,
		Exchanges: []burncloud.Exchange{
			{ChannelID: "ch_1", UpstreamModel: "u", Dialect: "openai", Request: sent},
			{ChannelID: "ch_2", UpstreamModel: "u2", Dialect: "bedrock", Status: 200, Request: body("\x00\xff"), Answer: answer},
		},
	}
}

// run runs the keeper until the function returns, and through the end.
func run(k *transcript.Keeper, f func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); k.Run(ctx) }()
	f()
	cancel()
	<-done
}

// TestKept: what was taken over comes back as it was, but for what the mask hid; at the end nothing is left behind.
func TestKept(t *testing.T) {
	k := transcript.New(newStore(t), slog.New(slog.DiscardHandler))
	mask := func(b []byte) {
		if i := bytes.Index(b, []byte("secret")); i >= 0 {
			copy(b[i:], "******")
		}
	}
	const n = 300
	run(k, func() {
		for i := range n {
			k.Keep(said(fmt.Sprintf("req_%d", i)), mask, k.Begin())
		}
	})
	if kept, dropped, waiting := k.Counts(); kept != n || dropped != 0 || waiting != 0 {
		t.Fatalf("%d kept, %d dropped, %d bytes of room", kept, dropped, waiting)
	}
	want := said("req_299")
	got, err := k.Transcript(t.Context(), "req_299")
	if err != nil || got == nil {
		t.Fatal(got, err)
	}
	want.Exchanges[1].Answer = body("****** answer")
	want.Exchanges[1].Answer.ContentType = "text/plain; key=******"
	want.Time = got.Time
	for _, b := range append(got.Bodies(), want.Bodies()...) {
		if len(b.Data) == 0 {
			b.Data = nil
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if space, err := k.Space(t.Context()); err != nil || space.Calls != n {
		t.Errorf("%+v, %v", space, err)
	}
	if err := k.Clear(t.Context(), time.Now().Add(time.Second)); err != nil {
		t.Error(err)
	}
	if space, err := k.Space(t.Context()); err != nil || space.Calls != 0 {
		t.Errorf("after all were deleted: %+v, %v", space, err)
	}
}

// TestNoRoom: what finds no room is dropped and counted, and room that is given back can be taken again.
func TestNoRoom(t *testing.T) {
	k := transcript.New(newStore(t), slog.New(slog.DiscardHandler))
	taken := 0
	for k.More(1 << 20) {
		taken += 1 << 20
	}
	if taken < 32<<20 || taken > 256<<20 {
		t.Errorf("the room is %d bytes", taken)
	}
	if k.Begin() != 0 {
		t.Error("there was room where there is none")
	}
	if _, dropped, waiting := k.Counts(); dropped != 1 || waiting != int64(taken) {
		t.Errorf("%d dropped, %d waiting", dropped, waiting)
	}
	k.Forget(taken)
	if k.Begin() == 0 {
		t.Error("room that was given back cannot be taken")
	}
}

// failing is a store whose disk is full.
type failing struct{ *store.Transcripts }

func (failing) PutTranscripts(context.Context, []burncloud.PackedTranscript) error {
	return errors.New("disk full")
}

// TestStoreFails: a store that fails costs the transcripts and nothing else.
func TestStoreFails(t *testing.T) {
	k := transcript.New(failing{newStore(t)}, slog.New(slog.DiscardHandler))
	run(k, func() { k.Keep(said("req_1"), func([]byte) {}, k.Begin()) })
	if kept, dropped, waiting := k.Counts(); kept != 0 || dropped != 1 || waiting != 0 {
		t.Errorf("%d kept, %d dropped, %d waiting", kept, dropped, waiting)
	}
}

// TestRetained: what is older than its time goes.
func TestRetained(t *testing.T) {
	k := transcript.New(newStore(t), slog.New(slog.DiscardHandler))
	old := said("req_old")
	old.Time = time.Now().Add(-3 * time.Hour)
	run(k, func() {
		k.Keep(old, func([]byte) {}, k.Begin())
		k.Keep(said("req_new"), func([]byte) {}, k.Begin())
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	go k.Retain(ctx, func() transcript.Bounds { return transcript.Bounds{Hours: 2, Bytes: 1 << 30} })
	for {
		got, err := k.Transcript(ctx, "req_old")
		if err != nil {
			t.Fatal(err)
		}
		if got == nil {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if got, err := k.Transcript(ctx, "req_new"); got == nil || err != nil {
		t.Errorf("the new one is gone too: %v", err)
	}
}
