package admin

import (
	"context"
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
}

func (s *Server) settingRoutes(r *router) {
	route(r, op{pattern: "GET /api/settings", id: "get-settings", summary: "Read the settings"},
		func(ctx context.Context, _ *nothing) (*output[Settings], error) {
			now, err := s.Settings.Settings(ctx)
			if err != nil {
				return nil, err
			}
			return &output[Settings]{Settings(now)}, nil
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
	d := Settings(now)
	if err := change(&d); err != nil {
		return nil, err
	}
	if err := s.Settings.SaveSettings(ctx, burncloud.Settings(d)); err != nil {
		return nil, problem(err, "settings.")
	}
	if err := s.reload(ctx); err != nil {
		return nil, err
	}
	return &output[Settings]{d}, nil
}
