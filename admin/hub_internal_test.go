package admin

import (
	"testing"

	"github.com/burncloud/burncloud"
)

// TestSlowReaderLosesEvents and holds up nobody; it is told how many.
func TestSlowReaderLosesEvents(t *testing.T) {
	h := NewHub()
	f, ok := h.subscribe(burncloud.CallFilter{})
	if !ok {
		t.Fatal("no room")
	}
	for v := range int64(queueLength + 5) {
		h.Version(v)
	}
	if missed := f.missed.Load(); missed != 5 || len(f.events) != queueLength {
		t.Errorf("%d missed, %d wait", missed, len(f.events))
	}
	h.leave(f)
	h.Version(0)
	if f.missed.Load() != 5 {
		t.Error("one who left gets events")
	}
}
