package gateway

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// statusClientLeft is logged for calls whose client went away first; nobody receives it.
const statusClientLeft = 499

// jsonHeader is the content type of what the gateway writes itself. It is shared: never edit it.
var jsonHeader = []string{jsonMedia}

// commit sends the head of the answer.
func (c *call) commit(status int) {
	if c.detached.Load() {
		c.committed = true
		return
	}
	overhead := c.g.Now().Sub(c.start) - c.waited
	c.w.Header()["X-Burncloud-Overhead-Us"] = []string{strconv.FormatInt(overhead.Microseconds(), 10)}
	if status == http.StatusOK && len(c.lost) > 0 {
		c.w.Header()["X-Burncloud-Dropped"] = []string{llm.Dropped(c.lost)}
	}
	c.w.WriteHeader(status)
	c.committed = true
}

// sendWhole records the call and sends a whole answer.
func (c *call) sendWhole(contentType []string, body []byte) *burncloud.Error {
	if a := c.trying; a != nil {
		a.pen.Lock() // the client may leave, and must not do so in the middle of this
		defer a.pen.Unlock()
	}
	if err := c.gate(); err != nil {
		return err
	}
	c.rec.TTFT = burncloud.ToMicros(c.g.Now().Sub(c.start))
	if !c.detached.Load() {
		c.rec.BytesOut = int64(len(body))
	}
	c.hear(body)
	c.keepAnswer(contentType[0], body)
	if err := c.record(http.StatusOK, nil); err != nil {
		return err
	}
	if c.detached.Load() {
		return nil
	}
	h := c.w.Header()
	h["Content-Type"] = contentType
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	if c.rec.Cost != nil {
		h["X-Burncloud-Cost"] = []string{c.rec.Cost.String()}
	}
	_ = c.control.SetWriteDeadline(c.g.Now().Add(writeWait + time.Duration(len(body)/bodyRate)*time.Second))
	c.commit(http.StatusOK)
	c.tape.toldWhole(body)
	_, _ = c.w.Write(body) // the answer was made and is recorded; a client that left changes nothing
	return nil
}

// flag notes what was unusual about the call, once.
func (c *call) flag(word string) {
	if !slices.Contains(c.rec.Flags, word) {
		c.rec.Flags = append(c.rec.Flags, word)
	}
}

// fail ends a call that was not answered: with an error in the client's dialect if nothing was sent yet.
func (c *call) fail(err *burncloud.Error) {
	if err.Err != nil {
		c.g.Logger.Debug("call failed", "request_id", c.rec.RequestID, "kind", err.Kind, "error", err)
	}
	if c.committed {
		return
	}
	status := err.Kind.Status()
	_ = c.record(status, err)
	if err.Kind == burncloud.KindCanceled || c.detached.Load() {
		return
	}
	out := forClient(err)
	h := c.w.Header()
	h["Content-Type"] = jsonHeader
	if out.RetryAfter > 0 {
		seconds := (out.RetryAfter + time.Second - 1) / time.Second
		h["Retry-After"] = []string{strconv.FormatInt(int64(seconds), 10)}
	}
	if err.Kind == burncloud.KindMethod {
		h["Allow"] = []string{c.ep.method}
	}
	if err.Kind == burncloud.KindTooLarge {
		h["Connection"] = []string{"close"}
	}
	if !c.bodyRead { // the server reads what is left of it before it answers
		_ = c.control.SetReadDeadline(c.g.Now().Add(bodyRest))
	}
	body := c.ep.front.EncodeError(nil, out)
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	c.commit(status)
	c.tape.toldWhole(body)
	_, _ = c.w.Write(body)
}

// forClient is the error as a client may see it: what is our own fault says nothing.
func forClient(err *burncloud.Error) *burncloud.Error {
	if err.Kind != burncloud.KindInternal {
		return err
	}
	return &burncloud.Error{Kind: err.Kind, Message: "internal error"}
}
