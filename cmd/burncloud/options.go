package main

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/burncloud/burncloud/admin"
	"github.com/burncloud/burncloud/journal"
)

// options are the flags of serve and demo, after the environment.
type options struct {
	listen     string
	dataDir    string
	adminToken string
	masterKey  string
	durability journal.Durability
	drain      time.Duration // for streams after a signal
	grace      time.Duration // of new connections after a signal
	logLevel   slog.Level
	logFormat  string
	readyFile  string // demo only

	metricsListen string // "" = none

	given []admin.EnvironmentSetting // every setting, and where its value comes from
}

// setting is one flag with its variable. Parsing is strict: a bad value is one line and exit status 2.
type setting struct {
	flag, env, def, help string
	set                  func(*options, string) error
}

// settings is the table of the command line. Secrets have no flag: a command line can be read by other users.
func settings() []setting {
	return []setting{
		{"listen", "BURNCLOUD_LISTEN", "127.0.0.1:3000", "address to serve on", (*options).setListen},
		{"data-dir", "BURNCLOUD_DATA_DIR", "./data", "directory of the database, journal and key file", func(o *options, v string) error { o.dataDir = v; return nil }},
		{"database-url", "BURNCLOUD_DATABASE_URL", "", "not in this version: the database is SQLite in the data directory", unsupported},
		{"redis-url", "BURNCLOUD_REDIS_URL", "", "not in this version", unsupported},
		{"clickhouse-url", "BURNCLOUD_CLICKHOUSE_URL", "", "not in this version", unsupported},
		{"metrics-listen", "BURNCLOUD_METRICS_LISTEN", "", "address to serve /metrics on without a token, besides the main one; empty = only there", (*options).setMetricsListen},
		{"durability", "BURNCLOUD_DURABILITY", "disk", "disk: records survive a power cut; process: the death of the process", (*options).setDurability},
		{"drain", "BURNCLOUD_DRAIN", "600s", "how long running calls may go on after SIGTERM; then they get an error", (*options).setDrain},
		{"drain-grace", "BURNCLOUD_DRAIN_GRACE", "5s", "how long new calls are still taken after SIGTERM, while /readyz says 503", (*options).setGrace},
		{"log-level", "BURNCLOUD_LOG_LEVEL", "", "debug, info, warn or error; empty = info, in the demo warn", (*options).setLogLevel},
		{"log-format", "BURNCLOUD_LOG_FORMAT", "text", "text or json", (*options).setLogFormat},
		{"", "BURNCLOUD_ADMIN_TOKEN", "", "a token that may do everything over the API", (*options).setAdminToken},
		{"", "BURNCLOUD_MASTER_KEY", "", "what seals provider keys in the database; without it, master.key in the data directory", (*options).setMasterKey},
	}
}

// parse reads the environment and then the flags, which win.
func parse(p *program, args []string, more func(*flag.FlagSet, *options)) (*options, error) {
	o := &options{}
	fs := flag.NewFlagSet("burncloud "+p.command, flag.ContinueOnError)
	fs.SetOutput(p.stdout)
	values := map[string]*string{}
	for _, s := range settings() {
		v := s.def
		if env := p.getenv(s.env); env != "" {
			v = env
		}
		values[s.env] = &v
		if s.flag != "" {
			fs.StringVar(values[s.env], s.flag, v, s.help+" ("+s.env+")")
		}
	}
	if more != nil {
		more(fs, o)
	}
	if err := parseFlags(fs, args); err != nil {
		return nil, err
	}
	flags := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { flags[f.Name] = true })
	for _, s := range settings() {
		o.given = append(o.given, s.given(*values[s.env], flags[s.flag], p.getenv(s.env) != ""))
		if v := *values[s.env]; v != "" {
			if err := s.set(o, v); err != nil {
				return nil, usageError("%s: %v", s.env, err)
			}
		}
	}
	return o, nil
}

// parseFlags turns the flag package's complaint and usage dump into one line.
func parseFlags(fs *flag.FlagSet, args []string) error {
	fs.Usage = func() {}
	out := fs.Output()
	fs.SetOutput(io.Discard) // the error says it all
	err := fs.Parse(args)
	fs.SetOutput(out)
	if err == flag.ErrHelp {
		fmt.Fprintf(out, "usage of %s:\n", fs.Name())
		fs.PrintDefaults()
		return err
	}
	if err != nil {
		return usageError("%v", err)
	}
	if fs.NArg() > 0 {
		return usageError("unexpected argument %q", fs.Arg(0))
	}
	return nil
}

func unsupported(_ *options, v string) error {
	if scheme, _, ok := strings.Cut(v, ":"); ok {
		return fmt.Errorf("%s: is not supported by this version", scheme)
	}
	return fmt.Errorf("is not supported by this version")
}

func (o *options) setListen(v string) error {
	if _, _, err := net.SplitHostPort(v); err != nil {
		return fmt.Errorf("%q is not host:port", v)
	}
	o.listen = v
	return nil
}

func (o *options) setMetricsListen(v string) error {
	if _, _, err := net.SplitHostPort(v); err != nil {
		return fmt.Errorf("%q is not host:port", v)
	}
	o.metricsListen = v
	return nil
}

func (o *options) setDurability(v string) error {
	switch v {
	case "disk":
		o.durability = journal.Disk
	case "process":
		o.durability = journal.Process
	default:
		return fmt.Errorf("%q is neither disk nor process", v)
	}
	return nil
}

func (o *options) setDrain(v string) (err error) {
	o.drain, err = duration(v)
	return err
}

func (o *options) setGrace(v string) (err error) {
	o.grace, err = duration(v)
	return err
}

// duration reads a length of time up to a day.
func duration(v string) (time.Duration, error) {
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 || d > 24*time.Hour {
		return 0, fmt.Errorf("%q is not a length of time like 600s", v)
	}
	return d, nil
}

func (o *options) setLogLevel(v string) error {
	if err := o.logLevel.UnmarshalText([]byte(v)); err != nil {
		return fmt.Errorf("%q is not debug, info, warn or error", v)
	}
	return nil
}

func (o *options) setLogFormat(v string) error {
	if v != "text" && v != "json" {
		return fmt.Errorf("%q is neither text nor json", v)
	}
	o.logFormat = v
	return nil
}

// The token's length is checked here, its value is never printed.
func (o *options) setAdminToken(v string) error {
	if len(v) < 16 {
		return fmt.Errorf("must have at least 16 characters")
	}
	o.adminToken = v
	return nil
}

func (o *options) setMasterKey(v string) error {
	if len(v) < 32 {
		return fmt.Errorf("must have at least 32 characters")
	}
	o.masterKey = v
	return nil
}
