package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"github.com/burncloud/burncloud/journal"
)

// What parent and heir say to each other, a line each: the heir is ready but for the journal; the parent has let go of it;
// the heir serves. From then on the parent sends records and gets an answer to each.
const (
	wordReady   = "ready"
	wordTake    = "take"
	wordServing = "serving"
	// heirEnv tells a process that it was started to take over from another one.
	heirEnv = "BURNCLOUD_HEIR"
	// kinTime is how long one may keep the other waiting.
	kinTime = 30 * time.Second
	// The descriptors that a process may inherit: the first is also where service managers put a socket.
	listenerFD = 3
	kinFD      = 4
	metricsFD  = 5
	// What heirEnv says: whether there is a listener for metrics too.
	heirOnly      = "1"
	heirOfMetrics = "2"
)

// kin is the other one of two processes of which one takes over from the other. A nil kin is nobody.
type kin struct {
	conn    net.Conn
	in      *bufio.Reader
	process *os.Process // the heir's; nil for a parent
	mu      sync.Mutex  // one record at a time
}

func newKin(conn net.Conn) *kin { return &kin{conn: conn, in: bufio.NewReader(conn)} }

func (k *kin) say(word string) error {
	_ = k.conn.SetDeadline(time.Now().Add(kinTime))
	_, err := io.WriteString(k.conn, word+"\n")
	return err
}

func (k *kin) expect(word string) error {
	_ = k.conn.SetDeadline(time.Now().Add(kinTime))
	line, err := k.in.ReadString('\n')
	if err != nil {
		return fmt.Errorf("waiting for the other process to say %q: %w", word, err)
	}
	if line != word+"\n" {
		return fmt.Errorf("the other process said %q, not %q", line, word)
	}
	return nil
}

func (k *kin) close() {
	if k != nil {
		_ = k.conn.Close()
	}
}

// end gives an heir up.
func (k *kin) end() {
	k.close()
	if k.process != nil {
		_ = k.process.Kill()
	}
}

// release waits until the parent has let go of the journal.
func (k *kin) release() error {
	if k == nil {
		return nil
	}
	if err := k.say(wordReady); err != nil {
		return err
	}
	return k.expect(wordTake)
}

// serving tells the parent that its calls are taken, and records for it until it ends.
func (k *kin) serving(b *books, running *sync.WaitGroup) {
	if k == nil || k.say(wordServing) != nil {
		return
	}
	_ = k.conn.SetDeadline(time.Time{})
	running.Go(func() {
		for k.recordOne(b) == nil {
		}
	})
}

// A record on its way is its kind, its length and itself; the answer is 0 and the number it got, or 1 and zeros.
const (
	recordHead   = 1 + 4
	recordAnswer = 1 + 8
)

// recordOne takes one record from the parent.
func (k *kin) recordOne(b *books) error {
	var head [recordHead]byte
	if _, err := io.ReadFull(k.in, head[:]); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > journal.MaxPayload {
		return journal.ErrTooLarge
	}
	payload := make([]byte, n)
	if _, err := io.ReadFull(k.in, payload); err != nil {
		return err
	}
	var answer [recordAnswer]byte
	lsn, failed := b.Append(journal.Kind(head[0]), payload)
	if failed != nil {
		answer[0] = 1
	}
	binary.BigEndian.PutUint64(answer[1:], uint64(lsn))
	_, err := k.conn.Write(answer[:])
	return errors.Join(err, failed)
}

// Append has the heir write a record to its journal.
func (k *kin) Append(kind journal.Kind, payload []byte) (journal.LSN, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = k.conn.SetDeadline(time.Now().Add(kinTime))
	record := append(make([]byte, 0, recordHead+len(payload)), byte(kind))
	record = binary.BigEndian.AppendUint32(record, uint32(len(payload)))
	if _, err := k.conn.Write(append(record, payload...)); err != nil {
		return 0, err
	}
	var answer [recordAnswer]byte
	if _, err := io.ReadFull(k.in, answer[:]); err != nil {
		return 0, err
	}
	if answer[0] != 0 {
		return 0, errors.New("the new process could not record the call")
	}
	return journal.LSN(binary.BigEndian.Uint64(answer[1:])), nil
}

// inherit finds what another process left to this one: a parent that is to be taken over from, with its listener; or the
// socket of a service manager (systemd's socket activation). Both may be nil.
func inherit(getenv func(string) string) (parent *kin, listener, metrics net.Listener, err error) {
	heir := getenv(heirEnv) != ""
	if !heir && (getenv("LISTEN_PID") != strconv.Itoa(os.Getpid()) || getenv("LISTEN_FDS") == "" || getenv("LISTEN_FDS") == "0") {
		return nil, nil, nil, nil
	}
	if listener, err = inherited(listenerFD); err != nil || !heir {
		return nil, listener, nil, err
	}
	if getenv(heirEnv) == heirOfMetrics {
		if metrics, err = inherited(metricsFD); err != nil {
			return nil, nil, nil, errors.Join(err, listener.Close())
		}
	}
	talk := os.NewFile(kinFD, "parent")
	defer talk.Close()
	conn, err := net.FileConn(talk)
	if err != nil {
		return nil, nil, nil, errors.Join(fmt.Errorf("talk to the old process: %w", err), listener.Close())
	}
	return newKin(conn), listener, metrics, nil
}

// inherited is a listener that came with the process.
func inherited(fd uintptr) (net.Listener, error) {
	f := os.NewFile(fd, "listener")
	defer f.Close()
	l, err := net.FileListener(f)
	if err != nil {
		return nil, fmt.Errorf("take over the listening socket: %w", err)
	}
	if _, tcp := l.(*net.TCPListener); !tcp {
		return nil, errors.Join(errors.New("the inherited socket is not one of TCP"), l.Close())
	}
	return l, nil
}

// handOver starts the program anew, as it is now on the disk, and gives it the listener and the books. The caller drains
// when it succeeds, and serves on when not.
func (s *server) handOver() error {
	s.logger.Info("starting a new process to take over")
	heir, err := s.beget()
	if err != nil {
		return err
	}
	if err := heir.expect(wordReady); err != nil {
		heir.end()
		return err
	}
	if err := s.books.give(heir); err != nil {
		return err
	}
	s.logger.Info("the new process has taken over", "pid", heir.process.Pid)
	notifyManager(s.getenv, "MAINPID="+strconv.Itoa(heir.process.Pid))
	return nil
}

// executable is the file to start: what the command line names, where somebody may have put a new version meanwhile.
func executable() (string, error) {
	if path, err := exec.LookPath(os.Args[0]); err == nil {
		return path, nil
	}
	return os.Executable()
}

// notifyManager tells a service manager that waits for it (systemd's Type=notify) how the program does.
func notifyManager(getenv func(string) string, state string) {
	path := getenv("NOTIFY_SOCKET")
	if path == "" {
		return
	}
	conn, err := net.Dial("unixgram", path)
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, state)
}
