package main

import (
	"bufio"
	"context"
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

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
)

// What parent and heir say to each other, a line each: the heir is ready but for the journal; the parent has let go of it;
// the heir serves. From then on the parent sends records, and asks whether they are durable, and gets an answer to each.
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
	process *os.Process   // the heir's; nil for a parent
	gone    chan struct{} // closed when the process is known to have ended
	mu      sync.Mutex    // one record at a time
}

func newKin(conn net.Conn) *kin {
	return &kin{conn: conn, in: bufio.NewReader(conn), gone: make(chan struct{})}
}

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

// end gives an heir up. It must not see the talk end, for that would be this process's death to it.
func (k *kin) end() {
	if k.process != nil {
		_ = k.process.Kill()
		<-k.gone
	}
	k.close()
}

// lives reports whether the other process is not known to have ended. Nobody does not live.
func (k *kin) lives() bool {
	if k == nil {
		return false
	}
	select {
	case <-k.gone:
		return false
	default:
		return true
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

// serving tells the parent that its calls are taken, and records for it until it ends. The holds that it leaves open are
// settled then; but not where this process ends first, for then the parent takes its books back.
func (s *server) serving() {
	k := s.parent
	if k == nil {
		return
	}
	err := k.say(wordServing)
	_ = k.conn.SetDeadline(time.Time{})
	s.background.Go(func() {
		defer close(k.gone)
		for err == nil {
			err = s.serveParent()
		}
		if !errors.Is(err, net.ErrClosed) {
			s.ledger.Orphan()
		}
	})
}

// A request of the parent is the kind of a record, its length and itself; or askDurable and a record's number, for which the
// disk is waited. The answer is 0 and the number that a record got, or 1 and zeros.
const (
	askHead    = 1 + 4
	askAnswer  = 1 + 8
	askDurable = journal.Kind(0) // no record is of that kind
)

// errHeirRefused says that the heir lives, and did not do what it was asked for.
var errHeirRefused = errors.New("the new process did not take the record")

// serveParent does one thing for the parent.
func (s *server) serveParent() error {
	k := s.parent
	var head [askHead]byte
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
	var answer [askAnswer]byte
	lsn, refused := s.keep(journal.Kind(head[0]), payload)
	if refused != nil {
		s.logger.Warn("a record of the process before this one was not taken", "kind", head[0], "error", refused)
		answer[0], lsn = 1, 0
	}
	binary.BigEndian.PutUint64(answer[1:], uint64(lsn))
	_, err := k.conn.Write(answer[:])
	return err
}

// keep does what the parent asks for.
func (s *server) keep(kind journal.Kind, payload []byte) (journal.LSN, error) {
	switch kind {
	case askDurable:
		if len(payload) != 8 {
			return 0, ledger.ErrRecord
		}
		lsn := journal.LSN(binary.BigEndian.Uint64(payload))
		ctx, cancel := context.WithTimeout(context.Background(), kinTime/2)
		defer cancel()
		return lsn, s.books.Wait(ctx, lsn)
	case calllog.KindCall:
		keys, err := calllog.Keys(payload)
		if err != nil {
			return 0, err
		}
		return s.ledger.Keep(kind, payload, &keys)
	}
	return s.ledger.Keep(kind, payload, nil)
}

// budget is what a token's calls may cost in a period; nil = no budget.
func (s *server) budget(id burncloud.TokenID) (*burncloud.Money, burncloud.Period, error) {
	t, err := s.store.Token(context.Background(), id)
	if err != nil || t.Unlimited {
		return nil, "", err
	}
	return t.Budget, t.BudgetPeriod, nil
}

// Append has the heir write a record to its journal.
func (k *kin) Append(kind journal.Kind, payload []byte) (journal.LSN, error) {
	return k.ask(kind, payload)
}

// Wait has the heir wait until the record is as durable as its journal makes it.
func (k *kin) Wait(lsn journal.LSN) error {
	_, err := k.ask(askDurable, binary.BigEndian.AppendUint64(nil, uint64(lsn)))
	return err
}

// ask has the heir do one thing. After an error other than errHeirRefused nothing more can be asked.
func (k *kin) ask(kind journal.Kind, payload []byte) (journal.LSN, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = k.conn.SetDeadline(time.Now().Add(kinTime))
	request := append(make([]byte, 0, askHead+len(payload)), byte(kind))
	request = binary.BigEndian.AppendUint32(request, uint32(len(payload)))
	var answer [askAnswer]byte
	_, err := k.conn.Write(append(request, payload...))
	if err == nil {
		_, err = io.ReadFull(k.in, answer[:])
	}
	if err != nil {
		k.close() // an answer that comes late must not be taken for the next one's
		return 0, err
	}
	if answer[0] != 0 {
		return 0, errHeirRefused
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
	if s.parent.lives() {
		return errors.New("the process before this one has calls under way: try again when it has ended")
	}
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
