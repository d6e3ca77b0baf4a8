package gateway

import (
	"hash/fnv"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

// Transcripts keeps what was said in calls whose bodies are wanted. None of its methods waits for anything.
type Transcripts interface {
	// Begin takes room for the transcript of a call, and returns how many bytes; 0 = there is none.
	Begin() int
	// More takes room for so many more bytes.
	More(bytes int) bool
	// Forget gives back all the room that a transcript took.
	Forget(bytes int)
	// Keep takes over a transcript with its room. mask hides the secrets in a body; it may be called later, from elsewhere.
	Keep(said *burncloud.Transcript, mask func([]byte), bytes int)
}

const (
	maxMarks = 1 << 14 // pieces of one stream; what comes in more is not kept
	markSize = 16      // bytes of memory

	maxMediaType = 200 // bytes
)

// taping says of which calls the bodies are kept. A view without it keeps none, which costs its calls one comparison.
type taping struct {
	mode  burncloud.RecordMode
	oneIn uint64
	users []burncloud.UserID
	most  int
	mask  func() *upstream.Mask
}

// newTaping is nil where nothing is kept.
func newTaping(v *view) *taping {
	set := v.Settings()
	if set.Record == burncloud.RecordOff {
		return nil
	}
	return &taping{
		mode: set.Record, oneIn: uint64(set.RecordOneIn), users: set.RecordUsers, most: int(set.RecordMost),
		mask: sync.OnceValue(func() *upstream.Mask {
			var secrets []burncloud.Secret
			for ch := range v.Channels() {
				up := v.upstreams[ch.ID]
				for i := range ch.Keys {
					if up != nil {
						secrets = append(secrets, up.Secrets(ch.Keys[i].Value)...)
					}
				}
			}
			return upstream.NewMask(secrets)
		}),
	}
}

// wants reports whether the bodies of a call are to be remembered until it has ended. What it chooses of samples is chance, and
// the same for the same call.
func (p *taping) wants(c *call) bool {
	if len(p.users) > 0 && !slices.Contains(p.users, c.caller.User.ID) {
		return false
	}
	if p.mode != burncloud.RecordSampled {
		return true
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(c.rec.RequestID))
	return h.Sum64()%p.oneIn == 0
}

// tape remembers the bodies of one call. It belongs to the call's goroutine, and a nil tape remembers nothing.
type tape struct {
	to    Transcripts
	how   *taping
	said  burncloud.Transcript
	start time.Time
	now   func() time.Time
	room  int // bytes of memory that were taken
}

// startTape begins to remember the bodies of the call, if they are wanted.
func (c *call) startTape() {
	how := c.view.taping
	if how == nil || c.g.Transcripts == nil || !c.ep.logged || c.ep.op == upstream.Realtime || !how.wants(c) {
		return
	}
	room := c.g.Transcripts.Begin()
	if room == 0 {
		c.flag(burncloud.FlagBodiesDropped)
		return
	}
	c.tape = &tape{to: c.g.Transcripts, how: how, start: c.start, now: c.g.Now, room: room}
	c.tape.said.RequestID, c.tape.said.Time = c.rec.RequestID, c.rec.Time
}

// asked remembers the client's request.
func (t *tape) asked(r *http.Request, body []byte) {
	if t != nil {
		t.said.Request.ContentType = mediaType(r.Header)
		t.add(&t.said.Request, body)
	}
}

// mediaType is what a header says that a body is.
func mediaType(h http.Header) string { return clip(h.Get("Content-Type"), maxMediaType) }

// sends remembers what an attempt is about to send. What is the client's own body is not remembered twice.
func (t *tape) sends(a *attempt, req *http.Request) {
	if t == nil {
		return
	}
	x := burncloud.Exchange{ChannelID: a.target.Channel.ID, UpstreamModel: a.target.UpstreamModel, Dialect: a.out.wire}
	x.Request.ContentType = mediaType(req.Header)
	own := &t.said.Request
	if sent := a.out.body; len(sent) > 0 && int64(len(sent)) == own.Size && len(a.call.body.bytes()) == len(sent) && &sent[0] == &a.call.body.b[0] {
		x.Request.Size, x.Request.Data = own.Size, own.Data
	} else {
		t.add(&x.Request, sent)
	}
	t.said.Exchanges = append(t.said.Exchanges, x)
}

// answers remembers the head of the upstream's answer.
func (t *tape) answers(resp *http.Response) {
	if t == nil || resp == nil {
		return
	}
	x := &t.said.Exchanges[len(t.said.Exchanges)-1]
	x.Status, x.Answer.ContentType = resp.StatusCode, mediaType(resp.Header)
}

// heard remembers a piece of the upstream's answer.
func (t *tape) heard(b []byte, at time.Time) {
	if t != nil && len(t.said.Exchanges) > 0 {
		t.piece(&t.said.Exchanges[len(t.said.Exchanges)-1].Answer, b, at)
	}
}

// told remembers a piece of the answer that the client is given.
func (t *tape) told(b []byte, at time.Time) {
	if t != nil {
		t.piece(&t.said.Answer, b, at)
	}
}

// toldWhole remembers an answer that the client is given at once, or its end.
func (t *tape) toldWhole(b []byte) {
	if t != nil {
		t.told(b, t.now())
	}
}

// piece adds to a body that comes in pieces.
func (t *tape) piece(to *burncloud.Body, b []byte, at time.Time) {
	if len(to.Marks) == maxMarks {
		to.Size += int64(len(b))
		return
	}
	if n := t.add(to, b); n > 0 && t.takes(markSize) {
		to.Marks = append(to.Marks, burncloud.Mark{At: burncloud.ToMicros(at.Sub(t.start)), Bytes: n})
	}
}

// add adds to a body what there is room for, and returns how much that is. A body of which a part is missing gets no more.
func (t *tape) add(to *burncloud.Body, b []byte) int {
	whole := !to.Truncated()
	to.Size += int64(len(b))
	n := min(len(b), t.how.most-len(to.Data))
	if !whole || n <= 0 {
		return 0
	}
	if need := len(to.Data) + n; need > cap(to.Data) {
		grown := need
		if len(to.Data) > 0 { // there may be more pieces
			grown = min(max(need, 2*cap(to.Data)), t.how.most)
		}
		if !t.takes(grown - cap(to.Data)) {
			return 0
		}
		to.Data = slices.Grow(to.Data, grown-len(to.Data))
	}
	to.Data = append(to.Data, b[:n]...)
	return n
}

// takes takes room for so many more bytes.
func (t *tape) takes(bytes int) bool {
	if !t.to.More(bytes) {
		return false
	}
	t.room += bytes
	return true
}

// judgeTape decides, when the call is recorded, whether what was said is kept.
func (c *call) judgeTape() {
	if t := c.tape; t != nil && t.how.mode == burncloud.RecordErrors && !c.failedAnywhere() {
		t.to.Forget(t.room)
		c.tape = nil
	}
}

// failedAnywhere reports whether the call or an attempt of it failed.
func (c *call) failedAnywhere() bool {
	return c.rec.ErrorKind != "" || slices.ContainsFunc(c.rec.Attempts, func(a burncloud.Attempt) bool { return a.ErrorKind != "" })
}

// endTape hands over what was said, once everything has been.
func (c *call) endTape() {
	t := c.tape
	if t == nil {
		return
	}
	c.tape = nil
	if !c.recorded {
		t.to.Forget(t.room)
		return
	}
	t.said.Answer.ContentType = mediaType(c.w.Header())
	how := t.how
	t.to.Keep(&t.said, func(b []byte) { how.mask().Hide(b) }, t.room)
}
