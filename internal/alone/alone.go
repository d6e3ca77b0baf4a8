// Package alone is for tests that judge how long something takes. Beside other tests, or under the race detector, a time says
// more of the machine than of the program, so they judge only where they have the machine to themselves: in make figures, which
// runs one package after the other.
package alone

import (
	"os"
	"testing"
)

// Here reports whether the test has the machine to itself.
func Here() bool { return os.Getenv("BURNCLOUD_ALONE") != "" }

// Needed skips a test that has to have it.
func Needed(t *testing.T) {
	t.Helper()
	if !Here() {
		t.Skip("it needs the machine to itself: make figures runs it")
	}
}
