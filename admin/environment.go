package admin

import "context"

// EnvironmentSetting is one setting of the program that only its start can change.
type EnvironmentSetting struct {
	Name   string `json:"name" doc:"The variable of the environment."`
	Flag   string `json:"flag" doc:"The flag of the command line, which wins over the variable; empty where there is none."`
	Value  string `json:"value" doc:"The value in force; empty for none. A secret is never shown."`
	Source string `json:"source" enum:"flag,env,default" doc:"Where the value comes from."`
	Secret bool   `json:"secret" doc:"Whether it is a secret: then value is empty, and set says whether there is one."`
	Set    bool   `json:"set" doc:"Whether it has a value."`
	Help   string `json:"help" doc:"What it does."`
}

// Environment is how the program was started.
type Environment struct {
	Items   []EnvironmentSetting `json:"items" nullable:"false" doc:"The settings, in the order of the command's help."`
	Version string               `json:"version" doc:"Version of the program."`
	Go      string               `json:"go" doc:"Version of Go that built it."`
	System  string               `json:"system" doc:"Operating system and processor."`
	Started string               `json:"started" format:"date-time" doc:"When it was started."`
}

func (s *Server) environmentRoutes(r *router) {
	route(r, op{pattern: "GET /api/settings/environment", id: "get-environment", summary: "Read how the program was started: what is set by flags and by the environment"},
		func(context.Context, *nothing) (*output[Environment], error) {
			e := s.Environment
			e.Items, e.Version = orEmpty(e.Items), s.Version
			return &output[Environment]{e}, nil
		})
}
