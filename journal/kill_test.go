package journal_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud/journal"
)

const childDir = "JOURNAL_TEST_DIR"

// TestMain is the process that is killed, when told to be.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := appendForever(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// appendForever appends from several goroutines and prints each record once Append has returned.
func appendForever(dir string) error {
	j, err := journal.Open(journal.Options{Dir: dir, SegmentBytes: 10_000, Durability: journal.Process})
	if err != nil {
		return err
	}
	errs := make(chan error)
	for w := range 6 {
		go func() {
			for i := 0; ; i++ {
				payload := fmt.Sprintf("%d/%d/%d", os.Getpid(), w, i)
				lsn, err := j.Append(1, []byte(payload))
				if err == nil {
					_, err = fmt.Fprintf(os.Stdout, "%d %s\n", lsn, payload)
				}
				if err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	return <-errs
}

func TestKilledProcessLosesNothing(t *testing.T) {
	dir := t.TempDir()
	returned := map[journal.LSN]string{}
	for range 10 {
		for lsn, payload := range runAndKill(t, dir, time.Duration(5+rand.IntN(60))*time.Millisecond) {
			if _, twice := returned[lsn]; twice {
				t.Fatalf("record %d given out twice", lsn)
			}
			returned[lsn] = payload
		}
		j := open(t, journal.Options{Dir: dir, SegmentBytes: 10_000})
		seen := map[string]bool{}
		all := readAll(t, j)
		for i, r := range all {
			if r.LSN != journal.LSN(i+1) || seen[string(r.Payload)] {
				t.Fatalf("record %d at %d: %s", r.LSN, i+1, r.Payload)
			}
			seen[string(r.Payload)] = true
		}
		for lsn, payload := range returned {
			if int(lsn) > len(all) || string(all[lsn-1].Payload) != payload {
				t.Fatalf("record %d %s is lost; there are %d", lsn, payload, len(all))
			}
		}
		mustClose(t, j)
	}
	t.Logf("%d records returned, none lost", len(returned))
}

// runAndKill runs the child for a while after its first record, and returns what it printed.
func runAndKill(t *testing.T, dir string, life time.Duration) map[journal.LSN]string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	printed := map[journal.LSN]string{}
	var killing sync.Once
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // killed, perhaps in the middle of a line
		}
		killing.Do(func() { time.AfterFunc(life, func() { child.Process.Kill() }) })
		var lsn journal.LSN
		number, payload, _ := strings.Cut(strings.TrimSpace(line), " ")
		if _, err := fmt.Sscan(number, &lsn); err != nil {
			t.Fatalf("child printed %q", line)
		}
		printed[lsn] = payload
	}
	_ = child.Wait() // it says that it was killed
	if len(printed) == 0 {
		t.Fatal("the child appended nothing")
	}
	return printed
}
