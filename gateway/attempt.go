package gateway

import (
	"context"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/openai"
)

// Bounds of what is read from an upstream.
const (
	maxAnswer    = 64 << 20 // a whole JSON answer
	maxErrorBody = 8 << 10  // of an error answer
)

// attempt is one try of one target.
type attempt struct {
	call   *call
	target *snapshot.Target
	entry  *burncloud.Attempt // its line on the call's record
	up     *ready
	out    *outgoing
	began  time.Time
	at     time.Time // of the newest read or write: the clock is looked at twice for each event, not more
	clock  *clock

	spent    time.Duration // how long the key's limit, of which the answer says that nothing is left, takes to be whole again
	answered time.Duration // from asking to a whole answer; 0 for streams
	pen      sync.Mutex    // held while the client is written to once the call is committed
	pinging  bool          // under pen: the client may be sent what keeps it waiting
	lasts    bool          // it goes on when the client leaves
	bound    *time.Timer   // of going on so; set once the call is detached
	drained  int           // bytes that were read so
}

// run sends the request and relays the answer. An error before the call is committed leaves the client untouched.
func (a *attempt) run() *burncloud.Error {
	c := a.call
	parent := c.r.Context()
	if a.lasts = a.outlives(); a.lasts {
		parent = context.WithoutCancel(parent)
	}
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	a.pinging = c.broken != nil && len(c.ep.ping) > 0 // the client waits for more
	a.clock = startClock(a.up.timeouts, a.firstToken(), c.g.Now, cancel, a)
	defer a.hush()
	defer a.clock.stop()
	if a.lasts {
		defer a.outlive()()
	}
	if c.ep.op == upstream.Realtime {
		return a.runSession(ctx)
	}
	resp, err := a.send(ctx)
	if err != nil {
		return a.broken(ctx, err)
	}
	defer resp.Body.Close()
	a.entry.Status = resp.StatusCode
	if resp.StatusCode != http.StatusOK {
		return a.refused(ctx, resp)
	}
	a.spent = upstream.Spent(resp.Header)
	media := mediaOf(resp)
	switch {
	case a.out.embed != nil:
		return a.translateVectors(ctx, resp)
	case a.out.back == nil && (c.rec.Stream && !c.ep.anyMedia || c.ep.anyMedia && media == eventStream):
		return a.relayStream(ctx, resp)
	case a.out.back == nil && c.ep.anyMedia && media != jsonMedia:
		return a.relayBytes(ctx, resp, media)
	case a.out.back == nil:
		return a.relayAnswer(ctx, resp)
	case c.rec.Stream:
		return a.translateStream(ctx, resp)
	}
	return a.translateAnswer(ctx, resp)
}

// send makes the upstream request. The client's body stays out of its pool unless the transport is done with it.
func (a *attempt) send(ctx context.Context) (*http.Response, error) {
	c := a.call
	var sending sending
	req, err := a.up.Request(sending.watch(ctx), upstream.Ask{
		Operation: a.out.op, Wire: a.out.wire, Model: a.target.UpstreamModel, Stream: c.rec.Stream,
		Key: a.target.Key.Value, Body: a.out.body, ContentType: c.contentType(), Header: a.out.header,
	})
	if err != nil {
		return nil, err
	}
	if via := c.via(); via != nil {
		req.Header["Via"] = via
	}
	c.tape.sends(a, req)
	kept := c.body.keep // an earlier attempt's transport may not be done yet
	c.body.keep = true
	began := c.g.Now()
	resp, err := a.up.transport.RoundTrip(req)
	c.waited += c.g.Now().Sub(began)
	c.body.keep = kept || !sending.done()
	c.tape.answers(resp)
	return resp, err
}

// contentType is that of the client's body where it is forwarded as it came; "" is JSON.
func (c *call) contentType() string {
	if _, ok := c.relay.(*openai.Form); ok {
		return c.r.Header.Get("Content-Type")
	}
	return ""
}

// read is resp.Body.Read with its time counted as waiting for the upstream. It leaves the time of its end in at.
func (a *attempt) read(body io.Reader, b []byte) (int, error) {
	began := a.at
	if began.IsZero() {
		began = a.call.g.Now()
	}
	a.clock.busy.Store(false)
	n, err := body.Read(b)
	a.at = a.call.g.Now()
	a.call.waited += a.at.Sub(began)
	if n > 0 {
		a.clock.touch(a.at)
		a.call.tape.heard(b[:n], a.at)
	}
	a.clock.busy.Store(true)
	if a.lasts && a.call.detached.Load() {
		a.swallow(n)
	}
	return n, err
}

// refused classifies an answer that is not 200.
func (a *attempt) refused(ctx context.Context, resp *http.Response) *burncloud.Error {
	body, err := readUpTo(reader{a, resp.Body}, nil, maxErrorBody)
	if err != nil && err != errTooLong && context.Cause(ctx) != nil {
		return a.broken(ctx, err)
	}
	return a.up.classify(resp, body, a.target.Key.Value)
}

// classify names the error that an answer is.
func (r *ready) classify(resp *http.Response, body []byte, key burncloud.Secret) *burncloud.Error {
	if e := upstream.Classify(r.Provider, resp.StatusCode, resp.Header, body, r.Secrets(key)...); e != nil {
		return e
	}
	return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream's answer is neither an answer nor an error", Status: resp.StatusCode}
}

// asksUsage reports whether a stream of this provider reports its usage only when it is asked to.
func (r *ready) asksUsage() bool { return r.Provider.StreamUsage == upstream.StreamUsageAsked }

// reader reads an upstream's body through the attempt's clock.
type reader struct {
	a    *attempt
	body io.Reader
}

func (r reader) Read(b []byte) (int, error) { return r.a.read(r.body, b) }

// broken classifies a failure of the connection: the client left, a clock ran out, or the network gave way.
func (a *attempt) broken(ctx context.Context, err error) *burncloud.Error {
	err = quiet(err, a.secrets())
	if a.call.gone() {
		return a.call.leftEarly(err)
	}
	if late, ok := context.Cause(ctx).(*burncloud.Error); ok {
		return late
	}
	if a.entry.Status != 0 {
		return &burncloud.Error{Kind: burncloud.KindUpstreamCut, Message: "the upstream's answer was cut off", Status: a.entry.Status, Err: err}
	}
	return &burncloud.Error{Kind: burncloud.KindUpstreamConnect, Message: "the upstream could not be reached", Err: err}
}

// relayAnswer relays a whole JSON answer: nothing is sent before all of it is there and makes sense.
func (a *attempt) relayAnswer(ctx context.Context, resp *http.Response) *burncloud.Error {
	buf, failure := a.whole(ctx, resp)
	defer buf.release()
	if failure != nil {
		return failure
	}
	out, err := a.call.relay.Answer(buf.b)
	if err != nil {
		return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream's answer is not a whole JSON answer", Status: resp.StatusCode, Err: err}
	}
	if out.ErrorBody != nil {
		return a.up.classify(resp, out.ErrorBody, a.target.Key.Value)
	}
	a.note(&out)
	a.units(buf.b)
	return a.call.sendWhole([]string{typeOf(resp)}, buf.b)
}

// whole reads a whole JSON answer. The buffer is the caller's to release, nil or not.
func (a *attempt) whole(ctx context.Context, resp *http.Response) (*buffer, *burncloud.Error) {
	if err := a.expect(resp, jsonMedia); err != nil {
		return nil, err
	}
	buf := a.call.g.buffers.get(sizeHint(resp.ContentLength))
	var err error
	buf.b, err = readUpTo(reader{a, resp.Body}, buf.b, maxAnswer)
	switch {
	case err == errTooLong:
		return buf, &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream's answer is too long", Status: resp.StatusCode}
	case err != nil:
		return buf, a.broken(ctx, err)
	}
	a.answered = a.call.g.Now().Sub(a.began)
	return buf, nil
}

// sizeHint is the buffer to begin with for an answer whose length may not be announced.
func sizeHint(n int64) int {
	if n < 0 {
		return classSizes[1]
	}
	return int(min(n, maxAnswer)) + 1 // one more, so that EOF is found without growing
}

// mediaOf is the media type of an answer, "" if it does not say.
func mediaOf(resp *http.Response) string {
	media, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return media
}

// harmless are the parameters of media types that are passed on.
var harmless = []string{"bits", "channels", "charset", "codec", "codecs", "rate"}

// typeOf is the media type of an answer as it is passed on, with the parameters that are known.
func typeOf(resp *http.Response) string {
	written := resp.Header.Get("Content-Type")
	if !strings.Contains(written, ";") {
		return written
	}
	media, params, err := mime.ParseMediaType(written)
	before := len(params)
	maps.DeleteFunc(params, func(name, _ string) bool { return !slices.Contains(harmless, name) })
	if err == nil && len(params) == before {
		return written
	}
	return mime.FormatMediaType(media, params)
}

// encoded reports whether an answer is compressed, which it was not asked to be.
func encoded(resp *http.Response) bool {
	enc := resp.Header.Get("Content-Encoding")
	return enc != "" && enc != "identity"
}

// expect refuses an answer of another media type, before its body is believed.
func (a *attempt) expect(resp *http.Response, want string) *burncloud.Error {
	if encoded(resp) {
		return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream encoded its answer though it was not asked to", Status: resp.StatusCode}
	}
	if mediaOf(resp) == want {
		return nil
	}
	body, _ := readUpTo(reader{a, resp.Body}, nil, maxErrorBody)
	if e := upstream.Classify(a.up.Provider, resp.StatusCode, resp.Header, body, a.secrets()...); e != nil {
		return e
	}
	return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream answered something else than " + want, Status: resp.StatusCode}
}

// note puts what the answer told on the call's record.
func (a *attempt) note(out *llm.Outcome) {
	a.entry.Usage = out.Usage
	a.call.rec.Usage = a.charged(out.Usage)
	a.namePictures(&a.call.rec.Usage, nil)
	raw := string(out.RawUsage)
	if wordy(raw) {
		raw = upstream.Scrub(raw, a.secrets())
	}
	a.call.rec.RawUsage = clip(raw, maxLoggedText)
}

// settle writes the attempt's line, once.
func (a *attempt) settle(now time.Time, err *burncloud.Error) {
	a.call.trying = nil
	a.entry.Duration = burncloud.ToMicros(now.Sub(a.began))
	if err != nil {
		a.entry.ErrorKind, a.entry.ErrorMessage = err.Kind, clip(err.Message, maxLoggedText)
		a.givenUp(err.Kind)
	}
}
