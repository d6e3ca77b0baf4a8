package main

import (
	"net/url"
	"runtime"
	"time"

	"github.com/burncloud/burncloud/admin"
)

// given is the setting as the console shows it. What has no flag is a secret; so is the password in an address.
func (s *setting) given(value string, byFlag, byEnv bool) admin.EnvironmentSetting {
	e := admin.EnvironmentSetting{Name: s.env, Flag: s.flag, Value: value, Source: "default", Secret: s.flag == "", Set: value != "", Help: s.help}
	switch {
	case byFlag:
		e.Source = "flag"
	case byEnv:
		e.Source = "env"
	}
	if u, err := url.Parse(value); err == nil && u.User != nil {
		e.Value = u.Redacted()
	}
	if e.Secret {
		e.Value = ""
	}
	return e
}

// environment is how the program was started, for the console.
func (o *options) environment(now time.Time) admin.Environment {
	return admin.Environment{
		Items: o.given, Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH, Started: now.UTC().Format(time.RFC3339),
	}
}
