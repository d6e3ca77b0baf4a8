package burncloud_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

func TestKindStatus(t *testing.T) {
	for _, row := range []struct {
		kind burncloud.Kind
		want int
	}{
		{burncloud.KindBadRequest, 400},
		{burncloud.KindUnauthenticated, 401},
		{burncloud.KindNoFunds, 402},
		{burncloud.KindModelNotFound, 404},
		{burncloud.KindInvalid, 422},
		{burncloud.KindCanceled, 499},
		{burncloud.KindInternal, 500},
		{burncloud.KindUpstreamAuth, 502},
		{burncloud.KindUpstreamLimited, 429},
		{burncloud.KindNoChannel, 503},
		{burncloud.KindUpstreamTimeout, 504},
		{"no such kind", 500},
		{"", 500},
	} {
		if got := row.kind.Status(); got != row.want {
			t.Errorf("%q.Status() = %d, want %d", row.kind, got, row.want)
		}
	}
}

func TestAsError(t *testing.T) {
	known := &burncloud.Error{Kind: burncloud.KindNoFunds, Message: "out of money", RetryAfter: time.Second, Err: io.EOF}
	if got := burncloud.AsError(fmt.Errorf("hold: %w", known)); got != known || !errors.Is(got, io.EOF) || got.Error() != "no_funds: out of money: EOF" {
		t.Errorf("got %v", got)
	}
	got := burncloud.AsError(errors.New("dial tcp 10.0.0.1: refused"))
	if got.Kind != burncloud.KindInternal || strings.Contains(got.Message, "10.0.0.1") || !strings.Contains(got.Error(), "10.0.0.1") {
		t.Errorf("an unclassified error becomes %+v", got)
	}
	if s := (&burncloud.Error{Kind: burncloud.KindMethod, Message: "m"}).Error(); s != "method_not_allowed: m" {
		t.Errorf("got %q", s)
	}
}

func TestFaults(t *testing.T) {
	var faults burncloud.Faults
	for i := range 7 {
		faults = append(faults, burncloud.Fault{Field: fmt.Sprint("f", i), Message: "is bad"})
	}
	for _, row := range []struct {
		n    int
		want string
	}{
		{1, "configuration refused: f0 is bad"},
		{2, "configuration refused: f0 is bad; f1 is bad"},
		{7, "configuration refused: f0 is bad; f1 is bad; f2 is bad; f3 is bad; f4 is bad, …"},
	} {
		if got := faults[:row.n].Error(); got != row.want {
			t.Errorf("got %q, want %q", got, row.want)
		}
	}
}

func TestSecretStaysHidden(t *testing.T) {
	s := burncloud.Secret("sk-very-secret-0123")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", s)
	text, _ := s.MarshalText()
	for _, shown := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %q %s", s, s, s, s, s), fmt.Sprintf("%+v", struct{ K burncloud.Secret }{s}), string(text), log.String()} {
		if strings.Contains(shown, "very") {
			t.Errorf("%q shows the secret", shown)
		}
	}
	if s.Reveal() != "sk-very-secret-0123" || s.Hint() != "…0123" || burncloud.Secret("short").Hint() != "…" {
		t.Errorf("reveal %q, hint %q", s.Reveal(), s.Hint())
	}
}
