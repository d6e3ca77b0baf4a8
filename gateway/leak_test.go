package gateway_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain also fails when the tests leave goroutines of ours behind.
func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		serveUntilKilled()
	}
	code := m.Run()
	if left := leftovers(5 * time.Second); code == 0 && left != "" {
		fmt.Fprintf(os.Stderr, "goroutines left behind:\n\n%s\n", left)
		code = 1
	}
	os.Exit(code)
}

// leftovers waits for the goroutines that serve, relay or record to end, and returns the stacks of those that do not.
func leftovers(patience time.Duration) string {
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		buf := make([]byte, 4<<20)
		var left []string
		for _, stack := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			if !strings.Contains(stack, "TestMain") && (strings.Contains(stack, "burncloud/") || strings.Contains(stack, "net/http.")) {
				left = append(left, stack)
			}
		}
		if len(left) == 0 || time.Now().After(end) {
			return strings.Join(left, "\n\n")
		}
	}
}
