package admin

import "context"

// Reloaded is the version of the configuration that is in effect.
type Reloaded struct {
	Version int64 `json:"version" doc:"Version of the configuration that new calls see."`
}

func (s *Server) reloadRoutes(r *router) {
	route(r, op{pattern: "POST /api/internal/reload", id: "reload", summary: "Build the stored configuration anew; 422 with every fault when it does not build"},
		func(ctx context.Context, _ *nothing) (*output[Reloaded], error) {
			s.write.Lock()
			defer s.write.Unlock()
			version, err := s.Reload.Reload(ctx)
			if err != nil {
				return nil, err
			}
			return &output[Reloaded]{Reloaded{version}}, nil
		})
}
