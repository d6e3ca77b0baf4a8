package gateway

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/openai"
)

// browserKey is how browsers, which cannot set headers on a WebSocket, carry the key (OpenAI's convention).
const browserKey = "openai-insecure-api-key."

// realtime relays a WebSocket session to an upstream that has the endpoint. The frames pass untouched; what the
// upstream reports as used in each response is summed up, and the session is one record.
func (c *call) realtime() *burncloud.Error {
	c.adoptBrowserKey()
	if err := c.authenticate(); err != nil {
		return err
	}
	c.bodyRead = true // there is none
	model := burncloud.ModelName(c.r.URL.Query().Get("model"))
	if model == "" {
		return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "you must provide a model parameter", Param: "model"}
	}
	if !strings.EqualFold(c.r.Header.Get("Upgrade"), "websocket") || c.r.Header.Get("Sec-Websocket-Key") == "" {
		return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "this endpoint is a WebSocket: send an upgrade request"}
	}
	c.rec.Model, c.rec.Stream = model, true
	if c.g.sessions.refused() {
		return ShuttingDown()
	}
	pool, refused := c.admit(model)
	if refused != nil {
		return refused
	}
	c.relay = session{head: llm.Head{Model: model, Stream: true}}
	return c.dispatch(pool)
}

// adoptBrowserKey moves a key out of the subprotocols, where it must not reach the upstream.
func (c *call) adoptBrowserKey() {
	var rest []string
	for part := range strings.SplitSeq(strings.Join(c.r.Header["Sec-Websocket-Protocol"], ","), ",") {
		part = strings.TrimSpace(part)
		if key, ok := strings.CutPrefix(part, browserKey); ok {
			c.r.Header.Set("Authorization", "Bearer "+key)
			continue
		}
		if part != "" {
			rest = append(rest, part)
		}
	}
	c.r.Header.Set("Sec-Websocket-Protocol", strings.Join(rest, ", "))
}

// session stands for the bytes of a call that has no body.
type session struct{ head llm.Head }

func (s session) Head() llm.Head                        { return s.head }
func (s session) Body(burncloud.ModelName, bool) []byte { return nil }
func (s session) Answer([]byte) (llm.Outcome, error)    { return llm.Outcome{}, nil }
func (s session) Stream() llm.Frames                    { return &openai.EventStream{} }

// handshake are the request headers of an upgrade that the upstream must see. Extensions are left out: compressed
// frames could not be metered.
var handshake = []string{"Connection", "Upgrade", "Sec-Websocket-Key", "Sec-Websocket-Version", "Sec-Websocket-Protocol", "Openai-Beta"}

// ShuttingDown is the cause with which the context of the server is canceled when the process ends before its calls: it is
// what their clients are told.
func ShuttingDown() *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindOverloaded, Message: "the gateway is shutting down", RetryAfter: retrySoon}
}

// runSession opens the upstream's WebSocket and joins it with the client's.
func (a *attempt) runSession(ctx context.Context) *burncloud.Error {
	c := a.call
	req, err := a.up.Request(ctx, upstream.Ask{Operation: upstream.Realtime, Wire: a.out.wire, Model: a.target.UpstreamModel, Key: a.target.Key.Value})
	if err != nil {
		return burncloud.AsError(err)
	}
	req.URL.Scheme = strings.Replace(req.URL.Scheme, "ws", "http", 1) // what the transport calls it
	for _, name := range handshake {
		if v := c.r.Header.Get(name); v != "" {
			req.Header.Set(name, v)
		}
	}
	if via := c.via(); via != nil {
		req.Header["Via"] = via
	}
	began := c.g.Now()
	resp, err := a.up.transport.RoundTrip(req)
	c.waited += c.g.Now().Sub(began)
	if err != nil {
		return a.broken(ctx, err)
	}
	defer resp.Body.Close()
	a.entry.Status = resp.StatusCode
	far, ok := resp.Body.(io.ReadWriteCloser)
	if resp.StatusCode != http.StatusSwitchingProtocols || !ok {
		return a.refused(ctx, resp)
	}
	if refused := c.gate(); refused != nil {
		return refused
	}
	near, buffered, err := c.control.Hijack()
	if err != nil {
		return &burncloud.Error{Kind: burncloud.KindInternal, Message: "the connection cannot be upgraded", Err: err}
	}
	defer near.Close()
	c.committed = true
	if !c.g.sessions.begin(near) {
		refused := ShuttingDown()
		_ = c.record(refused.Kind.Status(), refused)
		return refused
	}
	defer c.g.sessions.end(near)
	a.clock.content()
	a.clock.stop() // a session may be silent for as long as it likes
	c.g.Live.Begin(a.target, 0)
	c.rec.TTFT = burncloud.ToMicros(c.g.Now().Sub(c.start))
	if err := c.switchProtocols(near, resp.Header); err != nil {
		return a.sessionOver(nil)
	}
	return a.join(near, buffered.Reader, far)
}

// switchProtocols answers the client's upgrade as the upstream answered ours.
func (c *call) switchProtocols(near net.Conn, h http.Header) error {
	head := "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Request-Id: " + string(c.rec.RequestID) + "\r\n"
	for _, name := range []string{"Sec-Websocket-Accept", "Sec-Websocket-Protocol"} {
		if v := textproto.TrimString(h.Get(name)); v != "" && !strings.ContainsAny(v, "\r\n") {
			head += fmt.Sprintf("%s: %s\r\n", name, v)
		}
	}
	_, err := io.WriteString(near, head+"\r\n")
	return err
}

// join copies both ways until either side ends, and then ends the other.
func (a *attempt) join(near net.Conn, fromClient *bufio.Reader, far io.ReadWriteCloser) *burncloud.Error {
	done := make(chan int64, 1)
	go func() {
		n, _ := io.Copy(far, fromClient)
		_ = far.Close()
		done <- n
	}()
	meter := &sessionMeter{}
	n, _ := io.Copy(io.MultiWriter(near, &sessionBill{call: a.call, client: near, meter: meter}), far)
	_ = near.Close()
	a.call.rec.BytesOut = n
	a.call.rec.BytesIn = <-done
	return a.sessionOver(meter)
}

// sessionOver records the session.
func (a *attempt) sessionOver(meter *sessionMeter) *burncloud.Error {
	if meter != nil {
		a.note(&llm.Outcome{Usage: meter.usage, RawUsage: meter.raw})
	}
	return a.call.record(http.StatusSwitchingProtocols, nil)
}
