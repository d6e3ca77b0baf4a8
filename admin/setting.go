package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/burncloud/burncloud"
)

// SettingStore keeps the settings.
type SettingStore interface {
	Settings(ctx context.Context) (burncloud.Settings, error)
	SaveSettings(ctx context.Context, s burncloud.Settings) error
}

// Settings is the JSON form of what an operator may tune while the gateway runs.
type Settings struct {
	MaxBodyBytes        int64 `json:"max_body_bytes" required:"false" minimum:"0" maximum:"1073741824" doc:"Largest request body of the data plane; 0 for the default, 50 MiB."`
	MaxAttempts         int   `json:"max_attempts" required:"false" minimum:"0" maximum:"10" doc:"Tries per call; 0 for the default, 3."`
	RetentionDays       int   `json:"retention_days" required:"false" minimum:"0" maximum:"36500" doc:"Days after which log rows are deleted; 0 keeps them."`
	MaxConcurrentCalls  int64 `json:"max_concurrent_calls" required:"false" minimum:"0" maximum:"1000000000" doc:"Calls under way of everybody together, above which calls are refused with 503; 0 for the default, 10000."`
	AllowUnpriced       bool  `json:"allow_unpriced" required:"false" doc:"Serve models that have no price; their calls then cost nothing. Otherwise they are refused with 402."`
	RollupRetentionDays int   `json:"rollup_retention_days" required:"false" minimum:"0" maximum:"36500" doc:"Days after which the daily sums behind usage charts are deleted; 0 keeps them. Sums of hours are kept for 100 days, of minutes for 3."`

	Record      burncloud.RecordMode `json:"bodies" required:"false" enum:"off,errors,sampled,all" doc:"Of which calls the bodies are kept, apart from the log, sealed with the master key: off (the default), errors (calls that failed, or of which an attempt did), sampled (one in bodies_one_in), or all."`
	RecordOneIn int                  `json:"bodies_one_in" required:"false" minimum:"0" maximum:"1000000" doc:"Calls of which one is kept where they are sampled; 0 for the default, 100."`
	RecordUsers []burncloud.UserID   `json:"bodies_users" required:"false" nullable:"false" maxItems:"1000" doc:"Whose calls may be kept; empty for everybody's."`
	RecordMost  int64                `json:"bodies_max_bytes" required:"false" minimum:"0" maximum:"16777216" doc:"Bytes that are kept of one body; 0 for the default, 256 KiB."`
	RecordHours int                  `json:"bodies_retention_hours" required:"false" minimum:"0" maximum:"878400" doc:"Hours after which they are deleted; 0 for the default, 72."`
	RecordSpace int64                `json:"bodies_max_total_bytes" required:"false" minimum:"0" doc:"Bytes on the disk above which the oldest are deleted early; 0 for the default, 1 GiB."`
}

func (s *Server) settingRoutes(r *router) {
	route(r, op{pattern: "GET /api/settings", id: "get-settings", summary: "Read the settings"},
		func(ctx context.Context, _ *nothing) (*output[Settings], error) {
			now, err := s.Settings.Settings(ctx)
			if err != nil {
				return nil, err
			}
			return &output[Settings]{showSettings(now)}, nil
		})
	route(r, op{
		pattern: "PUT /api/settings", id: "replace-settings", summary: "Replace the settings; what is left out takes its default",
		body: reflect.TypeFor[Settings](),
	},
		func(ctx context.Context, in *bodyInput) (*output[Settings], error) {
			return s.changeSettings(ctx, func(d *Settings) error {
				*d = Settings{}
				return decode(r, in.RawBody, d)
			})
		})
	route(r, op{
		pattern: "PATCH /api/settings", id: "merge-settings", summary: "Merge into the settings (RFC 7396)",
		body: reflect.TypeFor[Settings](), merge: true,
	},
		func(ctx context.Context, in *bodyInput) (*output[Settings], error) {
			return s.changeSettings(ctx, func(d *Settings) error { return merge(r, in.RawBody, d) })
		})
}

func (s *Server) changeSettings(ctx context.Context, change func(*Settings) error) (*output[Settings], error) {
	s.write.Lock()
	defer s.write.Unlock()
	now, err := s.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	d := showSettings(now)
	if err := change(&d); err != nil {
		return nil, err
	}
	if err := s.knownUsers(ctx, d.RecordUsers); err != nil {
		return nil, err
	}
	if err := s.Settings.SaveSettings(ctx, burncloud.Settings(d)); err != nil {
		return nil, problem(err, "settings.")
	}
	if err := s.reload(ctx); err != nil {
		return nil, err
	}
	return &output[Settings]{showSettings(burncloud.Settings(d))}, nil
}

// showSettings are the settings with what was never written in the words of the API.
func showSettings(s burncloud.Settings) Settings {
	s.Record = cmp.Or(s.Record, burncloud.RecordOff)
	s.RecordUsers = append([]burncloud.UserID{}, s.RecordUsers...)
	return Settings(s)
}

// knownUsers refuses users whom nobody knows: a slip there would have nothing kept, and nobody would notice.
func (s *Server) knownUsers(ctx context.Context, ids []burncloud.UserID) error {
	var f faults
	for i, id := range ids {
		_, err := s.Users.User(ctx, id)
		var e *burncloud.Error
		switch {
		case errors.As(err, &e) && e.Kind == burncloud.KindNotFound:
			f.add(fmt.Sprintf("bodies_users[%d]", i), "is not a user: %s", id)
		case err != nil:
			return err
		}
	}
	return f.err()
}
