package admin

import (
	"context"
	"net/http"
	"time"

	"github.com/burncloud/burncloud"
)

// maxSnooze is how long something may be put off at most.
const maxSnooze = 30 * 24 * time.Hour

// Snooze puts off what needs attention, for the caller alone.
type Snooze struct {
	Key   string     `json:"key" minLength:"1" maxLength:"700" doc:"The key that the attention list gives."`
	Until *time.Time `json:"until" required:"false" nullable:"true" doc:"Until when, at most 30 days from now; null to see it again at once."`
}

func (s *Server) snoozeRoutes(r *router) {
	taking(r, op{
		pattern: "PUT /api/overview/snooze", id: "snooze-attention", status: http.StatusNoContent, summary: "Put something off that needs attention, or take it up again; other people still see it",
	}, func(ctx context.Context, d *Snooze) (*nothing, error) {
		now, until := s.Now().UTC(), time.Time{}
		if d.Until != nil {
			until = d.Until.UTC()
			if until.Before(now) || until.Sub(now) > maxSnooze {
				return nil, newProblem(burncloud.KindInvalid, "the request has invalid fields", FieldError{"until", "must be in the future, at most 30 days from now"})
			}
		}
		about(ctx, "attention/"+d.Key, nil, d)
		return nil, s.Console.SaveSnooze(ctx, callerOf(ctx).userID, d.Key, until, now)
	})
}
