package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// delivery is a right answer on its way out: a body in one piece, or frames.
type delivery struct {
	kind   string // content type
	body   []byte
	frames []frame
	pieces int // of a body: how many gaps it waits
	text   int // of a body: bytes of generated text
}

// done ends a stream of OpenAI's dialect.
const done = "data: [DONE]\n\n"

// deliver sends a right answer, unless the knobs want another.
func (x *exchange) deliver(d delivery) {
	if x.misfortune() {
		return
	}
	if d.frames == nil && strings.HasPrefix(d.kind, "application/json") {
		d.body = layout(d.body, x.p.shape.indent, x.p.shape.bodyEnd)
	}
	x.headers(x.p.shape.headers, d.kind)
	if x.knobs.HangAfterHead {
		x.fault = "hang-after-head"
		x.status(http.StatusOK)
		x.flush()
		x.untilGone()
		return
	}
	if x.garbled(d) {
		return
	}
	if d.frames != nil {
		x.stream(d.frames)
		return
	}
	lead := ""
	if x.knobs.KeepAlive > 0 && strings.HasPrefix(d.kind, "application/json") {
		lead = "\n"
	}
	if !x.wait(x.knobs.FirstToken+x.knobs.Gap*time.Duration(max(0, d.pieces-1)), lead) {
		return
	}
	x.sentBytes = d.text
	x.status(http.StatusOK)
	x.finish(d.body)
}

// layout indents a JSON body the way the flavour does.
func layout(body []byte, indent, end string) []byte {
	if indent == "" {
		return append(body, end...)
	}
	w := bytes.NewBuffer(make([]byte, 0, 2*len(body)))
	if json.Indent(w, body, "", indent) != nil {
		return append(body, end...) // a body that is no JSON is sent as it is
	}
	w.WriteString(end)
	return w.Bytes()
}

// headers sets the headers of an answer; their names are canonical already.
func (x *exchange) headers(list [][2]string, contentType string) {
	h := x.w.Header()
	for _, kv := range list {
		value := kv[1]
		switch value {
		case "<request>":
			value = x.v.request
		case "<date>":
			value = time.Unix(x.v.created, 0).UTC().Format(time.RFC3339)
		}
		h[kv[0]] = []string{value}
	}
	if h["Content-Type"] = nil; contentType != "-" {
		h["Content-Type"] = []string{contentType}
	}
}

// status sends the status line and headers, once.
func (x *exchange) status(code int) {
	if x.rec.Status == 0 {
		x.note(func(s *Served) { s.Status = code })
		x.w.WriteHeader(code)
	}
}

func (x *exchange) flush() {
	_ = x.rc.Flush() // a writer that cannot flush sends everything at the end
}

// fail sends an error in the flavour's shape.
func (x *exchange) fail(pr problem) {
	x.v.message, x.v.kind, x.v.param, x.v.code, x.v.status = pr.message, pr.kind, pr.param, pr.code, pr.status
	if x.v.model == "" {
		x.v.model = x.rec.Model
	}
	form := x.p.shape.bodies.failure
	if pr.body != "" {
		form = compile(pr.body)
	}
	body := layout(x.wrapped(form.append(nil, &x.v)), x.p.shape.errIndent, x.p.shape.bodyEnd)
	x.headers(x.p.shape.errHeaders, or(pr.contentType, x.errType))
	if x.p.shape.dialect == bedrockDialect {
		x.w.Header().Set("X-Amzn-Errortype", pr.kind+":http://internal.amazon.com/coral/com.amazon.bedrock/")
	}
	if x.wait(x.knobs.FirstToken, "") {
		x.status(pr.status)
		_ = x.write(body) // a client that left is told nothing
	}
}

// wrapped puts an error into an array where an array was asked for.
func (x *exchange) wrapped(body []byte) []byte {
	if !x.array {
		return body
	}
	return append(append([]byte{'['}, body...), ']')
}

// misfortune answers with an error as often as ErrorShare says.
func (x *exchange) misfortune() bool {
	draw := float64(mix(x.p.seed^x.n<<32)>>11) / (1 << 53)
	if draw >= x.knobs.ErrorShare {
		return false
	}
	x.fault = "error"
	x.v.late = x.knobs.RetryAfter
	if after := x.knobs.RetryAfter; after > 0 && !x.p.shape.lateInBody {
		x.w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(after.Seconds()))))
		if x.p.flavor == OpenAI {
			x.w.Header().Set("Retry-After-Ms", strconv.FormatInt(after.Milliseconds(), 10))
		}
	}
	status := x.knobs.ErrorStatus
	if status == 0 {
		status = http.StatusInternalServerError
	}
	x.fail(x.p.shape.failure(status))
	return true
}

// wait lets time pass and says whether the client is still there. If KeepAlive is set and there is a lead, the answer
// begins at once and the lead is sent ever so often.
func (x *exchange) wait(d time.Duration, lead string) bool {
	ctx := x.r.Context()
	if d <= 0 {
		return ctx.Err() == nil
	}
	over := time.NewTimer(d)
	defer over.Stop()
	var tick <-chan time.Time
	if x.knobs.KeepAlive > 0 && lead != "" {
		t := time.NewTicker(x.knobs.KeepAlive)
		defer t.Stop()
		tick = t.C
	}
	for {
		select {
		case <-over.C:
			return true
		case <-ctx.Done():
			return false
		case <-tick:
			x.status(http.StatusOK)
			if x.write([]byte(lead)) != nil {
				return false
			}
			x.flush()
		}
	}
}

// untilGone waits for the client, or the server, to hang up.
func (x *exchange) untilGone() { <-x.r.Context().Done() }

// write sends bytes, dripping if the knobs say so.
func (x *exchange) write(b []byte) error {
	if x.knobs.Drip <= 0 {
		_, err := x.w.Write(b)
		return err
	}
	for i := range b {
		if i > 0 && !x.wait(x.knobs.Drip, "") {
			return x.r.Context().Err()
		}
		if _, err := x.w.Write(b[i : i+1]); err != nil {
			return fmt.Errorf("drip: %w", err)
		}
		x.flush()
	}
	return nil
}

// finish sends the last bytes of a right answer. The record is finished first, so that whoever has read those bytes
// finds it so, and unfinished again if they could not be sent.
func (x *exchange) finish(b []byte) {
	x.note(func(s *Served) {
		s.Finished, s.Chunks, s.SentBytes, s.Fault = true, x.chunks, x.sentBytes, x.fault
	})
	if err := x.write(b); err != nil {
		now := x.p.opts.Now()
		x.note(func(s *Served) { s.Finished, s.Gone = false, now })
	}
}

// stream sends frames one by one, with the gaps and faults the knobs want.
func (x *exchange) stream(frames []frame) {
	x.buf = append(make([]byte, 0, 1024), x.p.shape.preamble...)
	if x.knobs.FirstToken > 0 && len(x.buf) > 0 {
		if !x.send() {
			return
		}
	}
	if !x.wait(x.knobs.FirstToken, x.p.shape.keepAlive) {
		return
	}
	for i := range frames {
		if i > 0 && !x.wait(x.knobs.Gap, x.p.shape.keepAlive) || x.brokenOff(i) || !x.sendFrame(i, &frames[i]) {
			return
		}
	}
	if x.brokenOff(len(frames)) {
		return
	}
	if x.knobs.NoDone {
		x.fault = "no-done"
		x.finish(nil)
		return
	}
	x.finish([]byte(x.ending))
}

// send writes what is in the buffer and empties it.
func (x *exchange) send() bool {
	x.status(http.StatusOK)
	err := x.write(x.buf)
	x.buf = x.buf[:0]
	x.flush()
	return err == nil
}

// sendFrame renders and sends frame i.
func (x *exchange) sendFrame(i int, f *frame) bool {
	if x.knobs.Huge > 0 && f.text != "" && x.fault == "" && f.event == "" {
		return x.sendHuge(i, f)
	}
	x.render(i, f)
	if i == 0 && x.knobs.Garbage == PlainFrame {
		x.fault = string(PlainFrame)
		x.buf = append(x.buf, "data: this frame is not json\n\n"...)
	}
	if !x.send() {
		return false
	}
	x.chunks++
	x.sentBytes += f.size()
	return true
}

// render appends frame i to the buffer.
func (x *exchange) render(i int, f *frame) {
	v := &x.v
	v.seq, v.index, v.text, v.think = i, f.index, f.text, f.think
	v.call, v.callID, v.callName, v.args = f.callNo, f.call.id, f.call.name, f.call.args
	v.finish, v.native = f.finish, x.native(f.finish)
	v.raw, v.item = f.raw, f.item
	if f.choices != "" {
		v.choices = f.choices
	}
	if f.event == "" {
		x.buf = f.form.append(x.buf, v)
		return
	}
	if f.text != "" && x.knobs.Huge > 0 && x.fault == "" {
		x.fault, v.text = "huge", strings.Repeat("x", x.knobs.Huge) // its length comes before it, so it cannot be sent in parts
	}
	x.buf = appendEvent(x.buf, "event", f.event, f.form.append(nil, v))
}

// sendHuge sends a frame whose text is Huge bytes long, without holding them all.
func (x *exchange) sendHuge(i int, f *frame) bool {
	const mark = "@@@"
	huge := *f
	huge.text = mark
	x.fault = "huge"
	x.render(i, &huge)
	before, after, _ := strings.Cut(string(x.buf), mark)
	x.buf = append(x.buf[:0], before...)
	if !x.send() {
		return false
	}
	block := bytes.Repeat([]byte("x"), 64<<10)
	for left := x.knobs.Huge; left > 0; left -= len(block) {
		if x.write(block[:min(left, len(block))]) != nil {
			return false
		}
	}
	x.buf = append(x.buf, after...)
	x.chunks++
	x.sentBytes += x.knobs.Huge
	return x.send()
}
