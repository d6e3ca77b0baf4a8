// Package gateway is the data plane: it takes model calls, tries upstreams until one answers, relays the answer and
// records what happened.
package gateway

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/limit"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/upstream"
)

// Snapshots gives the configuration in force.
type Snapshots interface {
	Load() *snapshot.Snapshot
}

// Recorder keeps finished calls. When Record returns nil, the call survives the death of the process.
type Recorder interface {
	Record(*burncloud.Call) error
}

// Gateway serves the data plane. All fields must be set, but for Books, Repeats, Transcripts and Instance.
type Gateway struct {
	Snapshots  Snapshots
	Live       *route.Live
	Limits     *limit.Table
	Transports *upstream.Transports
	Log        Recorder
	Books      Books // nil = nothing is held and nobody pays: calls are recorded with what they would cost
	Balances   Balances
	Repeats    Repeats // nil = an Idempotency-Key means nothing

	Transcripts Transcripts // nil = no bodies are kept

	Logger   *slog.Logger
	Now      func() time.Time
	Instance string // what no other gateway is called, for upstreams that are gateways too; "" = loops are not noticed

	buffers  buffers
	absent   absences
	sessions sessions
	drains   drains
	underWay atomic.Int64 // calls
	current  atomic.Pointer[view]
	compile  sync.Mutex
}

// view is a snapshot with its channels made ready to be called.
type view struct {
	*snapshot.Snapshot
	upstreams map[burncloud.ChannelID]*ready
	via       []string // for requests to upstreams; shared, never edited
	taping    *taping  // nil = no bodies are kept
}

// ready is a channel made ready to be called.
type ready struct {
	*upstream.Upstream
	transport http.RoundTripper
	timeouts  burncloud.Timeouts
	manners   sync.Map // mannerKey → *manner
}

// view returns the snapshot in force, compiled once. It is nil before the first snapshot.
func (g *Gateway) view() *view {
	s := g.Snapshots.Load()
	if v := g.current.Load(); v != nil && v.Snapshot == s {
		return v
	}
	g.compile.Lock()
	defer g.compile.Unlock()
	if s = g.Snapshots.Load(); s == nil {
		return nil
	}
	if v := g.current.Load(); v != nil && v.Snapshot == s {
		return v
	}
	v := &view{Snapshot: s, upstreams: map[burncloud.ChannelID]*ready{}}
	if g.Instance != "" {
		v.via = []string{viaPrefix + g.Instance}
	}
	for ch := range s.Channels() {
		r, err := g.prepare(ch)
		if err != nil { // the snapshot was built with upstream.Check: this does not happen
			g.Logger.Warn("channel cannot be used", "channel", ch.ID, "error", err)
			continue
		}
		v.upstreams[ch.ID] = r
	}
	v.taping = newTaping(v)
	g.current.Store(v)
	return v
}

// lists reports whether any channel, enabled or not, would serve the model to the group.
func (v *view) lists(group burncloud.GroupName, model burncloud.ModelName) bool {
	for ch := range v.Channels() {
		if slices.Contains(ch.Models, model) && slices.Contains(ch.Groups, group) {
			return true
		}
	}
	return false
}

func (g *Gateway) prepare(ch *burncloud.Channel) (*ready, error) {
	up, err := upstream.Compile(ch, g.Transports)
	if err != nil {
		return nil, err
	}
	tr, err := g.Transports.Get(up.Class)
	if err != nil {
		return nil, err
	}
	return &ready{Upstream: up, transport: tr, timeouts: ch.Options.Timeouts}, nil
}

// ServeHTTP serves one request of the data plane.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := g.begin(w, r)
	defer c.end()
	ep, err := c.find()
	c.ep = ep
	c.rec.Endpoint, c.rec.Dialect = ep.name, ep.dialect
	if err == nil {
		err = c.looped()
	}
	if err == nil {
		err = c.shed()
	}
	if err == nil {
		err = ep.serve(c)
	}
	if err != nil {
		c.fail(err)
	}
}

// Handles reports whether the path belongs to the data plane, known or not: its errors are in a client's dialect.
func Handles(path string) bool {
	return strings.HasPrefix(path, "/v1/") || strings.HasPrefix(path, "/v1beta/")
}

// UnderWay is how many calls are under way.
func (g *Gateway) UnderWay() int64 { return g.underWay.Load() }

// call is the state of one request from arrival to its record. It belongs to the goroutine of the handler.
type call struct {
	g         *Gateway
	w         http.ResponseWriter
	r         *http.Request
	control   *http.ResponseController
	ep        *endpoint
	view      *view
	caller    *snapshot.Caller
	relay     relay
	urlModel  burncloud.ModelName // dialects that have it in the path
	urlStream bool
	request   *llm.Request // the body as it was meant, when a target needs it
	inputs    *llm.EmbeddingRequest
	misread   *burncloud.Error // why there is neither
	lost      []llm.Loss       // what the target under way does not get
	plan      route.Plan       // of the targets to try
	remember  bool             // the answer, in case it breaks
	said      said             // as far as the client has it
	broken    *broken          // the answer, which the client has a part of
	left      int              // attempts, the one under way included
	trying    *attempt
	seat      *limit.Grant     // of the caller's limits; nil = none
	slot      *limit.Grant     // of the channel's
	foreseen  int64            // tokens, once estimated
	using     *snapshot.Target // that was handed out and not yet reported on
	body      *buffer
	rec       burncloud.Call
	bill      bill
	repeat    *burncloud.Repeat // nil = the call has no Idempotency-Key
	disputed  bool              // what the upstream reports as used cannot be
	words     words             // of the answer, where its upstream does not count
	start     time.Time
	waited    time.Duration // for the client's body and for upstreams
	bodyRead  bool          // all of the client's body has come
	underWay  bool          // as under way
	tried     bool          // an upstream was asked
	committed bool          // the head of the answer is out
	recorded  bool
	places    sync.Mutex       // held while seat and slot are given back
	detached  atomic.Bool      // the client has left, and the upstream is read all the same
	tooLong   *burncloud.Error // what the first upstream said that the prompt was too long for
	narrow    int64            // the longest context window that was too short, 0 = unknown
	guessed   bool             // a target was tried whose window is not known
	torn      bool             // the answer was cut: so must be the connection
	tape      *tape            // nil = the bodies are not kept
}

// begin opens the call and names it.
func (g *Gateway) begin(w http.ResponseWriter, r *http.Request) *call {
	now := g.Now()
	c := &call{g: g, w: w, r: r, control: http.NewResponseController(w), ep: &unknownOpenAI, view: g.view(), start: now}
	c.rec.RequestID = burncloud.RequestID(burncloud.NewID("req", now))
	c.rec.Time = now
	c.rec.Dialect = burncloud.DialectOpenAI
	c.rec.IP = remoteIP(r)
	if c.view != nil {
		c.rec.SnapshotVersion = c.view.Version
	}
	w.Header()["X-Request-Id"] = []string{string(c.rec.RequestID)}
	return c
}

// end gives back what the call holds. A panic is recorded as our own failure, and the connection is cut if an answer
// had begun, so that nobody takes it for whole.
func (c *call) end() {
	p := recover()
	defer c.g.drains.end(c)
	defer c.endTape()
	c.leave(false)
	if c.underWay {
		c.g.underWay.Add(-1)
	}
	c.body.release()
	c.said.forget()
	if p == nil && c.torn {
		panic(http.ErrAbortHandler)
	}
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	c.g.Logger.Error("call panicked", "request_id", c.rec.RequestID, "panic", p)
	if c.using != nil {
		c.g.Live.Release(c.using) // or a trial would never end
	}
	err := &burncloud.Error{Kind: burncloud.KindInternal, Message: "internal error"}
	if c.committed {
		_ = c.record(http.StatusInternalServerError, err)
		panic(http.ErrAbortHandler)
	}
	c.fail(err)
}

// record writes the call's one journal record, which ends its hold. It must come before the last byte that the client gets; after
// an error that byte must not be sent.
func (c *call) record(status int, err *burncloud.Error) *burncloud.Error {
	c.estimate(err == nil)
	c.leave(err == nil)
	if c.recorded || !c.ep.logged {
		return nil
	}
	c.recorded = true
	now := c.g.Now()
	if c.trying != nil {
		c.trying.settle(now, err)
	}
	answered := err == nil
	if c.detached.Load() {
		status, err = c.drainedRecord(err)
	}
	c.rec.Status = status
	if err != nil {
		c.rec.ErrorKind, c.rec.ErrorMessage = err.Kind, clip(err.Message, maxLoggedText)
	}
	total := now.Sub(c.start)
	c.rec.Duration = burncloud.ToMicros(total)
	c.rec.Overhead = burncloud.ToMicros(total - c.waited)
	if answered || c.committed {
		c.rec.Usage.Characters = c.spoken()
	}
	c.dispute()
	c.price(answered)
	c.purchase(answered)
	c.rec.Decision = c.plan.Decision()
	c.judgeTape()
	failed := c.settle(answered || c.committed)
	c.endRepeat(answered || c.committed)
	return failed
}

// maxLoggedText is how much of an error's text a log row keeps, in bytes.
const maxLoggedText = 1 << 10

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

// gone reports whether the client has left.
func (c *call) gone() bool {
	cause := context.Cause(c.r.Context())
	_, ours := cause.(*burncloud.Error) // ShuttingDown
	return cause != nil && !ours
}

func (c *call) leftEarly(err error) *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindCanceled, Message: "the client left before the answer was complete", Err: err}
}
