package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// EventStore finds what a reader of the stream missed.
type EventStore interface {
	CallsAfter(ctx context.Context, f burncloud.CallFilter, after uint64, limit int) (calls []burncloud.PostedCall, more bool, err error)
}

// How the stream behaves.
const (
	heartbeat   = 15 * time.Second // a comment, so that proxies do not take it for dead
	tickEvery   = 5 * time.Second
	recheck     = time.Second // how often the credential is looked at again
	writeWait   = 10 * time.Second
	maxReplay   = 500  // calls that are looked through for a reader who was away
	maxStreams  = 200  // at once
	queueLength = 1000 // events that wait for one reader; more are a gap
)

// HealthEvent tells that a channel's key or model passed into a state.
type HealthEvent struct {
	ChannelID string `json:"channel_id" doc:"The channel."`
	HealthChange
}

// VersionEvent tells that another configuration is in force.
type VersionEvent struct {
	Version int64 `json:"version" doc:"The configuration in force."`
}

// TickEvent sums up the calls since the tick before.
type TickEvent struct {
	Time    time.Time    `json:"time" doc:"When the tick was."`
	Seconds float64      `json:"seconds" doc:"Time since the tick before."`
	Calls   UsageNumbers `json:"calls" doc:"The calls since, of those that the filter selects."`
	Backlog int64        `json:"backlog" doc:"Finished calls that wait in the journal."`
}

// GapEvent tells that events are missing: the reader should load what it shows anew.
type GapEvent struct {
	Missed int64 `json:"missed" doc:"How many events are missing; 0 where that is not known."`
}

// eventTypes are the events of the stream by their names.
var eventTypes = map[string]reflect.Type{
	"call": reflect.TypeFor[Log](), "health": reflect.TypeFor[HealthEvent](), "version": reflect.TypeFor[VersionEvent](),
	"tick": reflect.TypeFor[TickEvent](), "gap": reflect.TypeFor[GapEvent](),
}

type eventInput struct {
	LogFilter
	Last string `header:"Last-Event-ID" maxLength:"30" doc:"The id of the newest call that the reader has: what came after it is sent first."`
}

func (s *Server) eventRoutes(r *router) {
	route(r, op{
		pattern: "GET /api/events", id: "stream-events", events: eventTypes,
		summary: "Stream new calls, changes of health, versions of the configuration and ticks as server-sent events",
	},
		func(ctx context.Context, in *eventInput) (*huma.StreamResponse, error) {
			f, err := in.filter()
			if err != nil {
				return nil, err
			}
			after, err := strconv.ParseUint(in.Last, 10, 63)
			if err != nil && in.Last != "" {
				return nil, newProblem(burncloud.KindInvalid, "the request has invalid fields", FieldError{"Last-Event-ID", "is not an id of this stream"})
			}
			feed, ok := s.Hub.subscribe(f)
			if !ok {
				return nil, newProblem(burncloud.KindOverloaded, "too many streams are open")
			}
			return &huma.StreamResponse{Body: func(hc huma.Context) {
				defer s.Hub.leave(feed)
				s.stream(hc, feed, after)
			}}, nil
		})
}

// stream writes events until the reader leaves, is not allowed any more, or the program ends.
func (s *Server) stream(hc huma.Context, feed *feed, after uint64) {
	r, w := humago.Unwrap(hc)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	out := eventWriter{w: w, control: http.NewResponseController(w)}
	out.comment("burncloud")
	if after > 0 {
		if err := s.replay(r.Context(), &out, feed, after); err != nil {
			return
		}
	}
	tick, check := time.NewTicker(tickEvery), time.NewTicker(recheck)
	defer tick.Stop()
	defer check.Stop()
	last := s.Now()
	beat := time.Now()
	for out.err == nil {
		select {
		case e := <-feed.events:
			if missed := feed.missed.Swap(0); missed > 0 {
				out.event("", "gap", GapEvent{missed})
			}
			if e.lsn == 0 || e.lsn > after { // else it came with the replay
				out.event(e.id(), e.name, e.data)
			}
		case <-tick.C:
			now := s.Now()
			t := TickEvent{Time: now.UTC(), Seconds: now.Sub(last).Seconds(), Calls: showTally(feed.take())}
			if s.Backlog != nil {
				t.Backlog = int64(s.Backlog.Lag())
			}
			out.event("", "tick", t)
			last = now
		case <-check.C:
			if c, err := s.authenticate(visitOf(r.Context())); err != nil || !c.may(scopeRead, "events") {
				return
			}
			if time.Since(beat) >= heartbeat {
				out.comment("")
				beat = time.Now()
			}
		case <-s.Hub.ended:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// replay sends what came after a call.
func (s *Server) replay(ctx context.Context, out *eventWriter, feed *feed, after uint64) error {
	calls, more, err := s.Events.CallsAfter(ctx, feed.filter, after, maxReplay)
	if err != nil {
		s.Log.ErrorContext(ctx, "events missed could not be read", "err", err)
		return err
	}
	if more {
		out.event("", "gap", GapEvent{})
		return out.err
	}
	for _, c := range calls {
		out.event(strconv.FormatUint(c.LSN, 10), "call", showLog(c.Call))
	}
	return out.err
}

// eventWriter writes server-sent events. After a failure it does nothing.
type eventWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
}

func (o *eventWriter) comment(text string) { o.write(": " + text + "\n\n") }

func (o *eventWriter) event(id, name string, data any) {
	b, err := json.Marshal(data)
	if err != nil {
		o.err = fmt.Errorf("event %s: %w", name, err)
		return
	}
	var e strings.Builder
	if id != "" {
		e.WriteString("id: " + id + "\n")
	}
	e.WriteString("event: " + name + "\ndata: ")
	e.Write(b)
	e.WriteString("\n\n")
	o.write(e.String())
}

func (o *eventWriter) write(text string) {
	if o.err != nil {
		return
	}
	// A writer that cannot have deadlines is one of a test.
	_ = o.control.SetWriteDeadline(time.Now().Add(writeWait))
	if _, o.err = o.w.Write([]byte(text)); o.err == nil {
		o.err = o.control.Flush()
	}
}
