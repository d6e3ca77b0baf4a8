package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/burncloud/burncloud/admin"
)

// manifest is what a file for apply says, in the JSON of the API.
type manifest struct {
	settings map[string]any
	sections map[string][]document // by section
}

// document is one object of a manifest.
type document struct {
	line   int
	fields map[string]any
}

// section is one list of a manifest, in the order in which they are applied: later ones refer to earlier ones.
type section struct {
	name     string
	shape    reflect.Type
	identity []string // fields that tell which object is meant
}

// sections is the table of what a manifest may hold. The shapes are those of the API, and so are the names of fields;
// channel and user name what the API wants the identifier of.
func sections() []section {
	return []section{
		{"groups", reflect.TypeFor[admin.Group](), []string{"name"}},
		{"users", reflect.TypeFor[admin.User](), []string{"username"}},
		{"channels", reflect.TypeFor[admin.Channel](), []string{"name"}},
		{"imports", reflect.TypeFor[admin.PriceImport](), nil},
		{"prices", reflect.TypeFor[admin.Price](), nil},
		{"routes", reflect.TypeFor[admin.Route](), []string{"model", "group"}},
		{"tokens", reflect.TypeFor[admin.Token](), []string{"name", "user_id"}},
	}
}

// references are the fields that name an object instead of giving its identifier.
var references = map[reflect.Type]map[string]string{
	reflect.TypeFor[admin.Price]():       {"channel": "channel_id"},
	reflect.TypeFor[admin.RouteTarget](): {"channel": "channel_id"},
	reflect.TypeFor[admin.Token]():       {"user": "user_id"},
}

const (
	maxManifest = 8 << 20 // bytes
	maxNodes    = 500_000 // with everything that aliases repeat
)

// reader turns YAML into the JSON of the API. It notes everything that is wrong, with its line.
type reader struct {
	getenv func(string) string
	nodes  int
	faults []string
}

// readManifest reads a manifest strictly: a field that the API does not have is an error.
func readManifest(file []byte, getenv func(string) string) (*manifest, error) {
	var root yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(file))
	if err := d.Decode(&root); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("the file is empty")
		}
		return nil, err
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("the file has more than one document")
	}
	r := &reader{getenv: getenv}
	m := r.manifest(root.Content[0])
	if len(r.faults) > 0 {
		return nil, errors.New(strings.Join(r.faults, "\n  "))
	}
	return m, nil
}

func (r *reader) fault(n *yaml.Node, format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf("line %d: ", n.Line)+fmt.Sprintf(format, args...))
}

func (r *reader) manifest(root *yaml.Node) *manifest {
	m := &manifest{sections: map[string][]document{}}
	r.pairs(root, "", func(key, value *yaml.Node) {
		if key.Value == "settings" {
			m.settings, _ = r.value(value, reflect.TypeFor[admin.Settings](), "settings").(map[string]any)
			return
		}
		i := slices.IndexFunc(sections(), func(s section) bool { return s.name == key.Value })
		switch {
		case i < 0:
			r.fault(key, "unknown section %q", key.Value)
		case value.Kind != yaml.SequenceNode:
			r.fault(value, "%s must be a list", key.Value)
		default:
			for n, item := range value.Content {
				m.sections[key.Value] = append(m.sections[key.Value], r.document(item, sections()[i], n))
			}
		}
	})
	return m
}

func (r *reader) document(item *yaml.Node, s section, n int) document {
	at := fmt.Sprintf("%s[%d]", s.name, n)
	fields, _ := r.value(item, s.shape, at).(map[string]any)
	for _, name := range s.identity[:min(1, len(s.identity))] {
		if v, ok := fields[name]; fields != nil && (!ok || v == "") {
			r.fault(item, "%s.%s is required", at, name)
		}
	}
	return document{item.Line, fields}
}

// pairs walks a mapping. A key that comes twice is an error.
func (r *reader) pairs(n *yaml.Node, at string, each func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.fault(n, "%s must be a mapping of names to values", strings.TrimPrefix(at+" ", " "))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			r.fault(key, "%q is there twice", key.Value)
			continue
		}
		seen[key.Value] = true
		each(key, n.Content[i+1])
	}
}

// value converts a node to what the API's type takes.
func (r *reader) value(n *yaml.Node, t reflect.Type, at string) any {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if r.nodes++; r.nodes > maxNodes {
		if r.nodes == maxNodes+1 {
			r.fault(n, "the file is too large with what its aliases repeat")
		}
		return nil
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[admin.ChannelKey]():
		return r.text(n, at)
	case t.Kind() == reflect.Struct && t.String() != "time.Time":
		return r.object(n, t, at)
	case t.Kind() == reflect.Slice:
		return r.list(n, t, at)
	case t.Kind() == reflect.Map:
		out := map[string]any{}
		r.pairs(n, at, func(key, value *yaml.Node) { out[key.Value] = r.value(value, t.Elem(), at+"."+key.Value) })
		return out
	}
	return r.scalar(n, t, at)
}

func (r *reader) list(n *yaml.Node, t reflect.Type, at string) any {
	if n.Kind != yaml.SequenceNode {
		r.fault(n, "%s must be a list", at)
		return nil
	}
	out := []any{}
	for i, item := range n.Content {
		out = append(out, r.value(item, t.Elem(), fmt.Sprintf("%s[%d]", at, i)))
	}
	return out
}

func (r *reader) object(n *yaml.Node, t reflect.Type, at string) any {
	known := fieldsOf(t)
	out := map[string]any{}
	r.pairs(n, at, func(key, value *yaml.Node) {
		name := key.Value
		switch ft, ok := known[name]; {
		case references[t][name] != "":
			out[name] = r.text(value, at+"."+name)
		case !ok:
			r.fault(key, "unknown field %q in %s", name, at)
		default:
			out[name] = r.value(value, ft, at+"."+name)
		}
	})
	return out
}

// fieldsOf are the fields that may be written, by their names in JSON.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			for name, ft := range fieldsOf(f.Type) {
				out[name] = ft
			}
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" && name != "dry_run" && f.Tag.Get("readOnly") != "true" {
			out[name] = f.Type
		}
	}
	return out
}

func (r *reader) scalar(n *yaml.Node, t reflect.Type, at string) any {
	switch t.Kind() {
	case reflect.Bool:
		if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
			r.fault(n, "%s must be true or false", at)
			return nil
		}
		return n.Value == "true"
	case reflect.Int, reflect.Int64:
		v := r.text(n, at)
		if _, err := strconv.ParseInt(v, 10, 64); err != nil {
			r.fault(n, "%s must be a whole number", at)
			return nil
		}
		return json.Number(v)
	}
	return r.text(n, at)
}

// variable is a reference to the environment.
var variable = regexp.MustCompile(`\$\$|\$\{[^}]*\}`)

// text is a scalar as it is written, with ${NAME} replaced by the environment's and $$ by $.
func (r *reader) text(n *yaml.Node, at string) string {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.ScalarNode {
		r.fault(n, "%s must be a text", at)
		return ""
	}
	return variable.ReplaceAllStringFunc(n.Value, func(ref string) string {
		if ref == "$$" {
			return "$"
		}
		name := ref[2 : len(ref)-1]
		v := r.getenv(name)
		if v == "" {
			r.fault(n, "%s: the environment has no %q", at, name)
		}
		return v
	})
}
