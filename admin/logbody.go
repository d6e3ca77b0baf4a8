package admin

import (
	"context"
	"encoding/base64"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/burncloud/burncloud"
)

// TranscriptSource has what was said in calls, as far as it is kept.
type TranscriptSource interface {
	Transcript(ctx context.Context, id burncloud.RequestID) (*burncloud.Transcript, error) // nil = nothing is kept of the call
	Space(ctx context.Context) (burncloud.TranscriptSpace, error)
	Clear(ctx context.Context, before time.Time) error
	Counts() (kept, dropped, waiting int64)
}

// LogBodies is what was said in one call.
type LogBodies struct {
	ID        string     `json:"id" doc:"Identifier of the call."`
	Kept      bool       `json:"kept" doc:"Whether the bodies of the call are kept."`
	Reason    string     `json:"reason" enum:",off,succeeded,not_sampled,other_user,dropped,expired,not_read,unknown" doc:"Why they are not, by the settings as they are now: off; succeeded, where only failures are kept; not_sampled; other_user, where only those of some users are kept; dropped, because there was no room for them; expired; not_read, where no body was read: sessions, and calls whose token was refused; unknown, as when they were switched on later."`
	ExpiresAt *time.Time `json:"expires_at" doc:"When they are deleted by the retention as it is now; null when they are not kept."`
	Request   LogBody    `json:"request" doc:"What the client sent."`
	Answer    LogBody    `json:"answer" doc:"What the client was given. Lines that only kept it waiting are left out."`
	Exchanges []Exchange `json:"exchanges" nullable:"false" doc:"What was said between the gateway and the upstreams: one for each attempt that sent something, in order."`
}

// MyLogBodies is what was said in one of the own calls.
type MyLogBodies struct {
	ID        string     `json:"id" doc:"Identifier of the call."`
	Kept      bool       `json:"kept" doc:"Whether the bodies of the call are kept."`
	ExpiresAt *time.Time `json:"expires_at" doc:"When they are deleted; null when they are not kept."`
	Request   LogBody    `json:"request" doc:"What the client sent."`
	Answer    LogBody    `json:"answer" doc:"What the client was given. Lines that only kept it waiting are left out."`
}

// Exchange is what was said in one attempt.
type Exchange struct {
	ChannelID     string  `json:"channel_id" doc:"Channel that was asked."`
	UpstreamModel string  `json:"upstream_model" doc:"Model that was asked."`
	Dialect       string  `json:"dialect" doc:"Wire format that was spoken."`
	Status        int     `json:"status" doc:"The upstream's status, 0 without an answer."`
	Request       LogBody `json:"request" doc:"What was sent: as the client's bytes with few edits, or translated."`
	Answer        LogBody `json:"answer" doc:"What the upstream answered."`
}

// LogBody is a body, or as much of it as is kept. Secrets of channels, and whatever looks like a key, are asterisks.
type LogBody struct {
	ContentType string  `json:"content_type" doc:"Media type, empty when there was none."`
	Bytes       int64   `json:"bytes" doc:"Size of the whole."`
	Kept        int64   `json:"kept_bytes" doc:"Bytes of it that are kept, from the beginning on."`
	Truncated   bool    `json:"truncated" doc:"Whether a part is missing."`
	Encoding    string  `json:"encoding" enum:"utf-8,base64" doc:"How text stands for the bytes."`
	Text        string  `json:"text" doc:"What is kept; empty for a stream, whose frames have it."`
	Frames      []Frame `json:"frames" nullable:"false" doc:"Of a stream: its events, in order. Together they are the body."`
}

// Frame is one event of a stream.
type Frame struct {
	AtMS  float64 `json:"at_ms" doc:"When all of it was there, in milliseconds since the call arrived. What was read or sent at once has the same time."`
	Bytes int     `json:"bytes" doc:"Its size."`
	Text  string  `json:"text" doc:"The event; of a binary frame its payload."`
}

// BodySpace is what all kept bodies take.
type BodySpace struct {
	Calls   int64      `json:"calls" doc:"Calls whose bodies are kept."`
	Bytes   int64      `json:"bytes" doc:"Bytes on the disk."`
	Oldest  *time.Time `json:"oldest" doc:"Arrival of the oldest of these calls; null when there is none."`
	Dropped int64      `json:"dropped" doc:"Calls whose bodies were to be kept and were not, since the program began."`
}

func (s *Server) bodyRoutes(r *router) {
	route(r, op{pattern: "GET /api/logs/bodies", id: "get-body-space", summary: "Tell what the kept bodies of calls take"},
		func(ctx context.Context, _ *nothing) (*output[BodySpace], error) {
			space, err := s.Transcripts.Space(ctx)
			_, dropped, _ := s.Transcripts.Counts()
			return &output[BodySpace]{BodySpace{space.Calls, space.Bytes, timeOrNil(space.Oldest), dropped}}, err
		})
	route(r, op{pattern: "DELETE /api/logs/bodies", id: "delete-bodies", summary: "Delete the kept bodies of all calls that have arrived"},
		func(ctx context.Context, _ *nothing) (*struct{}, error) {
			if err := s.noteBodies(ctx, "delete-bodies", "logs"); err != nil {
				return nil, err
			}
			return nil, s.Transcripts.Clear(ctx, s.Now())
		})
	route(r, op{pattern: "GET /api/logs/{id}/bodies", id: "get-log-bodies", summary: "Read what was said in one call; reading it is noted in the audit log"},
		func(ctx context.Context, in *idInput) (*output[LogBodies], error) {
			c, err := s.Logs.Call(ctx, burncloud.RequestID(in.ID))
			if err != nil {
				return nil, err
			}
			said, err := s.Transcripts.Transcript(ctx, c.RequestID)
			if err != nil {
				return nil, err
			}
			if said == nil {
				return &output[LogBodies]{s.unsaid(c)}, nil
			}
			if err := s.noteBodies(ctx, "get-log-bodies", "logs/"+string(c.RequestID)); err != nil {
				return nil, err
			}
			return &output[LogBodies]{s.showBodies(said)}, nil
		})
	route(r, op{pattern: "GET /api/me/logs/{id}/bodies", id: "get-my-log-bodies", summary: "Read what was said in one of the own calls"},
		func(ctx context.Context, in *idInput) (*output[MyLogBodies], error) {
			c, err := s.Logs.Call(ctx, burncloud.RequestID(in.ID))
			if err == nil && c.UserID != callerOf(ctx).userID {
				err = missing("call", in.ID)
			}
			if err != nil {
				return nil, err
			}
			said, err := s.Transcripts.Transcript(ctx, c.RequestID)
			if err != nil {
				return nil, err
			}
			all := s.unsaid(c)
			if said != nil {
				all = s.showBodies(said)
			}
			return &output[MyLogBodies]{MyLogBodies{all.ID, all.Kept, all.ExpiresAt, all.Request, all.Answer}}, nil
		})
}

// noteBodies puts it into the audit log who reads or deletes what others have written.
func (s *Server) noteBodies(ctx context.Context, action, object string) error {
	v := visitOf(ctx)
	return s.Audit.NoteAudit(burncloud.WithChange(ctx, &burncloud.Change{Actor: v.caller.actor, Action: action, Object: object, IP: v.address()}))
}

func (s *Server) showBodies(t *burncloud.Transcript) LogBodies {
	ends := t.Time.Add(s.bodiesLife()).UTC()
	out := LogBodies{ID: string(t.RequestID), Kept: true, ExpiresAt: &ends, Request: showBody(&t.Request), Answer: showBody(&t.Answer), Exchanges: make([]Exchange, len(t.Exchanges))}
	for i := range t.Exchanges {
		x := &t.Exchanges[i]
		out.Exchanges[i] = Exchange{string(x.ChannelID), string(x.UpstreamModel), string(x.Dialect), x.Status, showBody(&x.Request), showBody(&x.Answer)}
	}
	return out
}

func (s *Server) bodiesLife() time.Duration {
	return time.Duration(s.Snapshots.Load().Settings().RecordHours) * time.Hour
}

// unsaid is a call of which nothing is kept, with the reason as far as the settings tell it.
func (s *Server) unsaid(c *burncloud.Call) LogBodies {
	none := LogBody{Encoding: "utf-8", Frames: []Frame{}}
	return LogBodies{ID: string(c.RequestID), Reason: s.whyUnsaid(c), Request: none, Answer: none, Exchanges: []Exchange{}}
}

func (s *Server) whyUnsaid(c *burncloud.Call) string {
	set := s.Snapshots.Load().Settings()
	failed := c.ErrorKind != "" || slices.ContainsFunc(c.Attempts, func(a burncloud.Attempt) bool { return a.ErrorKind != "" })
	for _, x := range []struct {
		reason string
		is     bool
	}{
		{"dropped", slices.Contains(c.Flags, burncloud.FlagBodiesDropped)},
		{"off", set.Record == burncloud.RecordOff},
		{"expired", s.Now().Sub(c.Time) > s.bodiesLife()},
		{"not_read", c.UserID == "" || c.Endpoint == realtimeEndpoint},
		{"other_user", len(set.RecordUsers) > 0 && !slices.Contains(set.RecordUsers, c.UserID)},
		{"succeeded", set.Record == burncloud.RecordErrors && !failed},
		{"not_sampled", set.Record == burncloud.RecordSampled},
	} {
		if x.is {
			return x.reason
		}
	}
	return "unknown"
}

// realtimeEndpoint has sessions and no bodies.
const realtimeEndpoint = "GET /v1/realtime"

func showBody(b *burncloud.Body) LogBody {
	out := LogBody{
		ContentType: b.ContentType, Bytes: b.Size, Kept: int64(len(b.Data)), Truncated: b.Truncated(), Encoding: "utf-8",
		Frames: framesOf(b),
	}
	switch data := whole(b); {
	case len(out.Frames) > 0:
	case utf8.Valid(data):
		out.Text = string(data)
	default:
		out.Encoding, out.Text = "base64", base64.StdEncoding.EncodeToString(b.Data)
	}
	return out
}

// whole is what is kept of a body, without a character that was cut through at its end.
func whole(b *burncloud.Body) []byte {
	data := b.Data
	if !b.Truncated() {
		return data
	}
	for i := 1; i < utf8.UTFMax && i <= len(data); i++ {
		if tail := data[len(data)-i:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return data[:len(data)-i]
			}
			break
		}
	}
	return data
}
