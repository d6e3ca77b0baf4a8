package ledger

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
)

// Kinds of the journal's records about money. The end of a hold is the record of its call: calllog.KindCall.
const (
	KindReserve  journal.Kind = 2
	KindProgress journal.Kind = 3
	KindExtend   journal.Kind = 4
)

// ErrRecord says that a record is not one of the ledger's.
var ErrRecord = errors.New("not a record of the ledger")

// recordVersion begins every record, so that its form can change.
const recordVersion = 1

// A record is: version, then texts (length, bytes) and integers, all as varints. Names and order are the journal's
// format; append-only.
//
//	RESERVE:  call user token amount time deadline price factor unlimited model group endpoint
//	PROGRESS: call tokens cost
//	EXTEND:   call amount deadline
type writer struct{ b []byte }

func (w *writer) text(s string) {
	w.b = binary.AppendUvarint(w.b, uint64(len(s)))
	w.b = append(w.b, s...)
}

func (w *writer) number(n int64) { w.b = binary.AppendVarint(w.b, n) }

type reader struct {
	b   []byte
	all string // as it was; the texts are parts of it
	bad bool
}

func (r *reader) text() string {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n > uint64(len(r.b)-size) {
		r.b, r.bad = nil, true
		return ""
	}
	from := len(r.all) - len(r.b) + size
	r.b = r.b[size+int(n):]
	return r.all[from : from+int(n)]
}

func (r *reader) number() int64 {
	n, size := binary.Varint(r.b)
	if size <= 0 {
		r.b, r.bad = nil, true
		return 0
	}
	r.b = r.b[size:]
	return n
}

// end reports whether the record was whole and nothing follows.
func (r *reader) end() error {
	if r.bad || len(r.b) != 0 {
		return ErrRecord
	}
	return nil
}

func begin(payload []byte) *reader {
	if len(payload) == 0 || payload[0] != recordVersion {
		return &reader{bad: true}
	}
	return &reader{b: payload[1:], all: string(payload[1:])}
}

func appendReserve(b []byte, h *burncloud.OpenHold) []byte {
	w := writer{append(b, recordVersion)}
	w.text(string(h.RequestID))
	w.text(string(h.UserID))
	w.text(string(h.TokenID))
	w.number(int64(h.Amount))
	w.number(h.Time.UnixMicro())
	w.number(h.Deadline.UnixMicro())
	w.text(string(h.PriceID))
	w.number(int64(h.Factor))
	unlimited := int64(0)
	if h.Unlimited {
		unlimited = 1
	}
	w.number(unlimited)
	w.text(string(h.Model))
	w.text(string(h.Group))
	w.text(h.Endpoint)
	return w.b
}

func decodeReserve(payload []byte) (h burncloud.OpenHold, err error) {
	r := begin(payload)
	h.RequestID = burncloud.RequestID(r.text())
	h.UserID = burncloud.UserID(r.text())
	h.TokenID = burncloud.TokenID(r.text())
	h.Amount = burncloud.Money(r.number())
	h.Time = time.UnixMicro(r.number()).UTC()
	h.Deadline = time.UnixMicro(r.number()).UTC()
	h.PriceID = burncloud.PriceID(r.text())
	h.Factor = burncloud.Factor(r.number())
	h.Unlimited = r.number() == 1
	h.Model = burncloud.ModelName(r.text())
	h.Group = burncloud.GroupName(r.text())
	h.Endpoint = r.text()
	if h.Amount < 0 || h.RequestID == "" {
		r.bad = true
	}
	return h, r.end()
}

func appendProgress(b []byte, call burncloud.RequestID, tokens int64, cost burncloud.Money) []byte {
	w := writer{append(b, recordVersion)}
	w.text(string(call))
	w.number(tokens)
	w.number(int64(cost))
	return w.b
}

func decodeProgress(payload []byte) (call burncloud.RequestID, tokens int64, cost burncloud.Money, err error) {
	r := begin(payload)
	call = burncloud.RequestID(r.text())
	tokens, cost = r.number(), burncloud.Money(r.number())
	if tokens < 0 || cost < 0 {
		r.bad = true
	}
	return call, tokens, cost, r.end()
}

func appendExtend(b []byte, call burncloud.RequestID, amount burncloud.Money, deadline time.Time) []byte {
	w := writer{append(b, recordVersion)}
	w.text(string(call))
	w.number(int64(amount))
	w.number(deadline.UnixMicro())
	return w.b
}

// decodeExtend returns the amount by which the hold grows, and its deadline from then on.
func decodeExtend(payload []byte) (call burncloud.RequestID, amount burncloud.Money, deadline time.Time, err error) {
	r := begin(payload)
	call = burncloud.RequestID(r.text())
	amount = burncloud.Money(r.number())
	deadline = time.UnixMicro(r.number()).UTC()
	if amount < 0 {
		r.bad = true
	}
	return call, amount, deadline, r.end()
}
