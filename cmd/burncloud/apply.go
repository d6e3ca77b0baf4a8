package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
)

// applyHelp is what "apply -h" says before the flags.
const applyHelp = `usage: burncloud apply -f FILE [--dry-run] [--url URL]

Makes groups, users, channels, prices, routes, tokens and settings of a running server as a YAML file says. Fields that
the file does not name stay as they are, and so does what it does not list. The management token is taken from
BURNCLOUD_ADMIN_TOKEN; ${NAME} in the file is taken from the environment.
`

func runApply(ctx context.Context, p *program, args []string) error {
	fs := flag.NewFlagSet("burncloud apply", flag.ContinueOnError)
	fs.SetOutput(p.stdout)
	address := p.getenv("BURNCLOUD_URL")
	if address == "" {
		address = "http://127.0.0.1:3000"
	}
	file := fs.String("f", "", "the YAML file; - reads standard input")
	dryRun := fs.Bool("dry-run", false, "show what would change, and change nothing")
	base := fs.String("url", address, "address of the server (BURNCLOUD_URL)")
	if slices.Contains(args, "-h") || slices.Contains(args, "-help") || slices.Contains(args, "--help") {
		fmt.Fprint(p.stdout, applyHelp, "\n")
	}
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	if *file == "" {
		return usageError("-f names no file")
	}
	if u, err := url.Parse(*base); err != nil || u.Host == "" {
		return usageError("%q is not the address of a server", *base)
	}
	token := p.getenv("BURNCLOUD_ADMIN_TOKEN")
	if token == "" {
		return usageError("BURNCLOUD_ADMIN_TOKEN is not set: it must be a management token of the server")
	}
	m, err := openManifest(*file, p.getenv)
	if err != nil {
		return fmt.Errorf("%s: %w", *file, err)
	}
	a := &applier{api: &apiClient{base: strings.TrimSuffix(*base, "/"), token: token}, out: p.stdout, dryRun: *dryRun}
	if err := a.apply(ctx, m); err != nil {
		return fmt.Errorf("%s: %w", *file, err)
	}
	return nil
}

func openManifest(path string, getenv func(string) string) (*manifest, error) {
	in := io.Reader(os.Stdin)
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, errors.Unwrap(err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxManifest+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxManifest {
		return nil, fmt.Errorf("is larger than %d bytes", maxManifest)
	}
	return readManifest(b, getenv)
}

// applier brings a server to what a manifest says.
type applier struct {
	api    *apiClient
	out    io.Writer
	dryRun bool

	ids                    map[string]map[string]string // section → name → identifier
	created, changed, same int
}

// toBe is the identifier of what a dry run does not make.
const toBe = "to-be-made"

func (a *applier) apply(ctx context.Context, m *manifest) error {
	a.ids = map[string]map[string]string{"channels": {}, "users": {}}
	if m.settings != nil {
		if err := a.settings(ctx, m.settings); err != nil {
			return err
		}
	}
	for _, s := range sections() {
		if err := a.section(ctx, s, m.sections[s.name]); err != nil {
			return fmt.Errorf("%w%s", err, a.soFar())
		}
	}
	fmt.Fprintf(a.out, "%d created, %d changed, %d as they are", a.created, a.changed, a.same)
	if a.dryRun {
		fmt.Fprint(a.out, " (a dry run: nothing was changed)")
	}
	fmt.Fprintln(a.out)
	return nil
}

// soFar says what an apply that failed had done.
func (a *applier) soFar() string {
	if a.dryRun || a.created+a.changed == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d created and %d changed before)", a.created, a.changed)
}

func (a *applier) settings(ctx context.Context, want map[string]any) error {
	var now map[string]any
	if err := a.api.get(ctx, "/api/settings", &now); err != nil {
		return err
	}
	return a.change(ctx, "settings", "/api/settings", want, now)
}

// section applies one list.
func (a *applier) section(ctx context.Context, s section, docs []document) error {
	switch s.name {
	case "prices":
		return a.prices(ctx, docs)
	case "imports":
		return a.imports(ctx, docs)
	}
	if len(docs) == 0 && a.ids[s.name] == nil {
		return nil
	}
	there, err := a.all(ctx, s.name)
	if err != nil {
		return err
	}
	for _, o := range there {
		a.learn(s.name, o)
	}
	seen := map[string]int{}
	for _, d := range docs {
		if err := a.resolve(d.fields); err != nil {
			return fmt.Errorf("line %d: %w", d.line, err)
		}
		id := identity(s, d.fields)
		if before, ok := seen[id]; ok {
			return fmt.Errorf("line %d: %s is there already, in line %d", d.line, title(s, d.fields), before)
		}
		seen[id] = d.line
		if err := a.object(ctx, s, d, matching(s, d.fields, there)); err != nil {
			return fmt.Errorf("line %d: %s: %w", d.line, title(s, d.fields), err)
		}
	}
	return nil
}

// object makes or changes one object.
func (a *applier) object(ctx context.Context, s section, d document, there []map[string]any) error {
	switch len(there) {
	case 0:
		return a.create(ctx, s, d)
	case 1:
		id, _ := there[0]["id"].(string)
		if s.name == "groups" {
			id, _ = there[0]["name"].(string)
		}
		return a.change(ctx, title(s, d.fields), "/api/"+s.name+"/"+url.PathEscape(id), d.fields, there[0])
	}
	return fmt.Errorf("there are %d of that name: it cannot be told which is meant", len(there))
}

func (a *applier) create(ctx context.Context, s section, d document) error {
	fmt.Fprintln(a.out, "+", title(s, d.fields)+details(s, d.fields))
	a.created++
	made := map[string]any{"id": toBe, "name": d.fields["name"], "username": d.fields["username"]}
	if !a.dryRun {
		if err := a.api.post(ctx, "/api/"+s.name, d.fields, &made); err != nil {
			a.created--
			return err
		}
		if key, ok := made["key"].(string); ok {
			fmt.Fprintf(a.out, "  key: %s (it is shown this once)\n", key)
		}
	}
	a.learn(s.name, made)
	return nil
}

// change patches what differs.
func (a *applier) change(ctx context.Context, what, path string, want, now map[string]any) error {
	diff := differences("", want, now)
	if len(diff) == 0 {
		a.same++
		return nil
	}
	patch := map[string]any{}
	for _, d := range diff {
		patch[d.top] = want[d.top]
		if d.top == "model_mapping" { // a merge leaves what it does not name
			patch[d.top] = exactly(want[d.top], now[d.top])
		}
	}
	fmt.Fprintln(a.out, "~", what)
	for _, d := range diff {
		fmt.Fprintf(a.out, "    %s: %s → %s\n", d.field, d.before, d.after)
	}
	a.changed++
	if a.dryRun {
		return nil
	}
	if err := a.api.patch(ctx, path, patch); err != nil {
		a.changed--
		return err
	}
	return nil
}

// learn remembers the identifier of what others may refer to by name.
func (a *applier) learn(section string, o map[string]any) {
	if ids := a.ids[section]; ids != nil {
		name, _ := o["name"].(string)
		if section == "users" {
			name, _ = o["username"].(string)
		}
		id, _ := o["id"].(string)
		ids[name] = id
	}
}

// resolve replaces names by identifiers.
func (a *applier) resolve(fields map[string]any) error {
	for name, ref := range map[string]struct{ section, field string }{"channel": {"channels", "channel_id"}, "user": {"users", "user_id"}} {
		v, ok := fields[name].(string)
		if !ok {
			continue
		}
		id, known := a.ids[ref.section][v]
		if !known {
			return fmt.Errorf("there is no %s %q", name, v)
		}
		delete(fields, name)
		fields[ref.field] = id
	}
	targets, _ := fields["targets"].([]any)
	for _, t := range targets {
		if t, ok := t.(map[string]any); ok {
			if err := a.resolve(t); err != nil {
				return err
			}
		}
	}
	return nil
}

// all reads a whole list.
func (a *applier) all(ctx context.Context, section string) ([]map[string]any, error) {
	var items []map[string]any
	for cursor := ""; ; {
		var page struct {
			Items []map[string]any `json:"items"`
			Next  string           `json:"next_cursor"`
		}
		if err := a.api.get(ctx, "/api/"+section+"?limit=200&cursor="+url.QueryEscape(cursor), &page); err != nil {
			return nil, err
		}
		items = append(items, page.Items...)
		if cursor = page.Next; cursor == "" {
			return items, nil
		}
	}
}

// bulk is what the API says of new prices.
type bulk struct {
	Changed, Same int
	Items         []struct {
		Change string
		After  map[string]any
		Fields []struct {
			Field         string
			Before, After *string
			Percent       *string
		}
	}
}

func (a *applier) prices(ctx context.Context, docs []document) error {
	if len(docs) == 0 {
		return nil
	}
	items := make([]any, len(docs))
	for i, d := range docs {
		if err := a.resolve(d.fields); err != nil {
			return fmt.Errorf("line %d: %w", d.line, err)
		}
		items[i] = d.fields
	}
	return a.priceBulk(ctx, "/api/prices/bulk", map[string]any{"dry_run": a.dryRun, "items": items})
}

func (a *applier) imports(ctx context.Context, docs []document) error {
	for _, d := range docs {
		d.fields["dry_run"] = a.dryRun
		if err := a.priceBulk(ctx, "/api/prices/import", d.fields); err != nil {
			return fmt.Errorf("line %d: %w", d.line, err)
		}
	}
	return nil
}

// priceBulk makes price versions. What the API calls the same is left alone.
func (a *applier) priceBulk(ctx context.Context, path string, body any) error {
	var b bulk
	if err := a.api.post(ctx, path, body, &b); err != nil {
		return err
	}
	a.same += b.Same
	for _, x := range b.Items {
		sign := "+"
		switch x.Change {
		case "same":
			continue
		case "changed":
			sign = "~"
			a.changed++
		default:
			a.created++
		}
		fmt.Fprintf(a.out, "%s %s price %v%s\n", sign, x.After["kind"], x.After["model"], payee(x.After))
		for _, f := range x.Fields {
			percent := ""
			if f.Percent != nil {
				percent = " (" + *f.Percent + "%)"
			}
			fmt.Fprintf(a.out, "    %s: %s → %s%s\n", f.Field, orNone(f.Before), orNone(f.After), percent)
		}
	}
	return nil
}

func payee(price map[string]any) string {
	if id, _ := price["channel_id"].(string); id != "" {
		return " of channel " + id
	}
	if name, _ := price["provider"].(string); name != "" {
		return " of provider " + name
	}
	return ""
}

func orNone(s *string) string {
	if s == nil {
		return "none"
	}
	return *s
}
