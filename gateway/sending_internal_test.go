package gateway

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/openai"
)

// dyingConn fails to write once it has written a number of times, as an idle connection does that the peer dropped.
type dyingConn struct {
	net.Conn
	left int
}

func (c *dyingConn) Write(b []byte) (int, error) {
	if c.left--; c.left < 0 {
		return 0, net.ErrClosed
	}
	return c.Conn.Write(b)
}

// dialer makes transports whose connections last for so many writes, one after the other; then none can be had.
func dialer(t *testing.T, writes ...int) *http.Transport {
	tr := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if len(writes) == 0 {
			return nil, errors.New("refused")
		}
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		dying := &dyingConn{conn, writes[0]}
		writes = writes[1:]
		return dying, err
	}}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

// TestBodyStaysOutOfPool: once one attempt's transport may still read the client's body, no later success pools it.
func TestBodyStaysOutOfPool(t *testing.T) {
	whole := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b, err := io.ReadAll(r.Body); err != nil || !bytes.HasPrefix(b, []byte(`{"model":"m","x":"`)) {
			t.Errorf("%.50s, %v", b, err)
		}
	}))
	defer whole.Close()
	over := make(chan struct{})
	early := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { // before it has read the body
		control := http.NewResponseController(w)
		_ = errors.Join(control.EnableFullDuplex(), control.Flush())
		<-over
	}))
	defer early.Close()
	defer close(over)
	const small, large, many = 10, 32 << 20, 1 << 20
	type step struct {
		transport *http.Transport
		to        string
		fails     bool
	}
	idle := dialer(t, 1, many)
	for name, tt := range map[string]struct {
		steps []step
		size  int
		keep  bool
	}{
		"answered":             {[]step{{dialer(t, many), whole.URL, false}}, small, false},
		"not connected":        {[]step{{dialer(t), whole.URL, true}}, small, false},
		"refused, answered":    {[]step{{dialer(t, 0), whole.URL, true}, {dialer(t, many), whole.URL, false}}, small, false},
		"idle connection dead": {[]step{{idle, whole.URL, false}, {idle, whole.URL, false}}, small, false},
		"under way":            {[]step{{dialer(t, many), early.URL, false}}, large, true},
		"under way, refused":   {[]step{{dialer(t, many), early.URL, false}, {dialer(t), whole.URL, true}}, large, true},
		"under way, answered":  {[]step{{dialer(t, many), early.URL, false}, {dialer(t, many), whole.URL, false}}, large, true},
	} {
		t.Run(name, func(t *testing.T) {
			body := append([]byte(`{"model":"m","x":"`), bytes.Repeat([]byte("x"), tt.size)...)
			body = append(body, `"}`...)
			relay, err := openai.Peek(openai.ShapeChoices, body)
			if err != nil {
				t.Fatal(err)
			}
			c := &call{g: &Gateway{Now: time.Now}, relay: relay, body: &buffer{b: body}, ep: endpoints["/v1/chat/completions"]}
			for i, step := range tt.steps {
				if fails := sendOnce(t, c, step.transport, step.to); fails != step.fails {
					t.Errorf("attempt %d: failed: %v, want %v", i, fails, step.fails)
				}
			}
			if c.body.keep != tt.keep {
				t.Errorf("kept out of the pool: %v, want %v", c.body.keep, tt.keep)
			}
		})
	}
}

// sendOnce makes an attempt, which is over with the test, and reports whether it failed.
func sendOnce(t *testing.T, c *call, transport *http.Transport, to string) (failed bool) {
	t.Helper()
	ch := &burncloud.Channel{Provider: "custom", BaseURL: to + "/v1", Keys: []burncloud.ChannelKey{{Value: "some-key", Enabled: true}}}
	up, err := upstream.Compile(ch, &upstream.Transports{})
	if err != nil {
		t.Fatal(err)
	}
	a := &attempt{call: c, target: &snapshot.Target{Channel: ch, Key: &ch.Keys[0], UpstreamModel: "m"}, up: &ready{Upstream: up, transport: transport}, out: &outgoing{wire: burncloud.DialectOpenAI, op: upstream.Generate, body: c.body.b}}
	resp, err := a.send(t.Context())
	if err != nil {
		return true
	}
	if !c.body.keep { // there is no more to come, and the connection can be used again
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
	return false
}
