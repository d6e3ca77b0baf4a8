package gateway

import (
	"context"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/upstream"
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
	began  time.Time
	clock  *clock
}

// run sends the request and relays the answer. An error before the call is committed leaves the client untouched.
func (a *attempt) run() *burncloud.Error {
	c := a.call
	if a.up = c.view.upstreams[a.target.Channel.ID]; a.up == nil {
		return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the channel cannot be used as it is configured"}
	}
	c.rec.UpstreamDialect = a.up.Provider.Wire
	ctx, cancel := context.WithCancelCause(c.r.Context())
	defer cancel(nil)
	a.clock = startClock(a.up.timeouts, c.rec.Stream, c.g.Now, cancel)
	defer a.clock.stop()
	resp, err := a.send(ctx)
	if err != nil {
		return a.broken(ctx, err)
	}
	defer resp.Body.Close()
	a.entry.Status = resp.StatusCode
	if resp.StatusCode != http.StatusOK {
		return a.refused(ctx, resp)
	}
	if c.rec.Stream {
		return a.relayStream(ctx, resp)
	}
	return a.relayAnswer(ctx, resp)
}

// send makes the upstream request. The client's body stays out of its pool unless the transport is done with it.
func (a *attempt) send(ctx context.Context) (*http.Response, error) {
	c := a.call
	body := c.relay.Body(a.target.UpstreamModel, a.up.asksUsage())
	var sending sending
	req, err := a.up.Request(sending.watch(ctx), c.ep.upstream, a.target.Key.Value, body)
	if err != nil {
		return nil, err
	}
	kept := c.body.keep // an earlier attempt's transport may not be done yet
	c.body.keep = true
	began := c.g.Now()
	resp, err := a.up.transport.RoundTrip(req)
	c.waited += c.g.Now().Sub(began)
	c.body.keep = kept || !sending.done()
	return resp, err
}

// read is resp.Body.Read with its time counted as waiting for the upstream.
func (a *attempt) read(body io.Reader, b []byte) (int, error) {
	began := a.call.g.Now()
	n, err := body.Read(b)
	now := a.call.g.Now()
	a.call.waited += now.Sub(began)
	if n > 0 {
		a.clock.touch(now)
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
	if e := upstream.Classify(r.Provider, resp.StatusCode, resp.Header, body, key); e != nil {
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
	if a.call.gone() {
		return &burncloud.Error{Kind: burncloud.KindCanceled, Message: "the client left before the answer was complete", Err: err}
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
	c := a.call
	if err := a.expect(resp, "application/json"); err != nil {
		return err
	}
	buf := c.g.buffers.get(sizeHint(resp.ContentLength))
	defer buf.release()
	var err error
	if buf.b, err = readUpTo(reader{a, resp.Body}, buf.b, maxAnswer); err != nil {
		if err == errTooLong {
			return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream's answer is too long", Status: resp.StatusCode}
		}
		return a.broken(ctx, err)
	}
	out, err := c.relay.Answer(buf.b)
	if err != nil {
		return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream's answer is not a whole JSON answer", Status: resp.StatusCode, Err: err}
	}
	if out.ErrorBody != nil {
		return a.up.classify(resp, out.ErrorBody, a.target.Key.Value)
	}
	a.note(&out)
	return c.sendWhole(resp.Header["Content-Type"], buf.b)
}

// sizeHint is the buffer to begin with for an answer whose length may not be announced.
func sizeHint(n int64) int {
	if n < 0 {
		return classSizes[1]
	}
	return int(min(n, maxAnswer)) + 1 // one more, so that EOF is found without growing
}

// expect refuses an answer of another media type, before its body is believed.
func (a *attempt) expect(resp *http.Response, want string) *burncloud.Error {
	if enc := resp.Header.Get("Content-Encoding"); enc != "" && enc != "identity" {
		return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream encoded its answer though it was not asked to", Status: resp.StatusCode}
	}
	got, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err == nil && got == want {
		return nil
	}
	body, _ := readUpTo(reader{a, resp.Body}, nil, maxErrorBody)
	if e := upstream.Classify(a.up.Provider, resp.StatusCode, resp.Header, body, a.target.Key.Value); e != nil {
		return e
	}
	return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream answered something else than " + want, Status: resp.StatusCode}
}

// note puts what the answer told on the call's record.
func (a *attempt) note(out *llm.Outcome) {
	a.call.rec.Usage = out.Usage
	a.call.rec.RawUsage = clip(string(out.RawUsage), maxLoggedText)
}

// settle writes the attempt's line, once.
func (a *attempt) settle(now time.Time, err *burncloud.Error) {
	a.call.trying = nil
	a.entry.Duration = burncloud.ToMicros(now.Sub(a.began))
	if err != nil {
		a.entry.ErrorKind, a.entry.ErrorMessage = err.Kind, clip(err.Message, maxLoggedText)
	}
}
