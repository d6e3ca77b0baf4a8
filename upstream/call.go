package upstream

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/burncloud/burncloud"
)

// Channel options that only some providers know.
const (
	optionWorkspace    = "workspace"
	optionOrganization = "organization"
	optionProject      = "project"
	optionRegion       = "region"
	optionAPIVersion   = "api_version"
)

// optionValues are the channel's options that only some providers know, by name.
func optionValues(o *burncloud.ChannelOptions) map[string]string {
	return map[string]string{
		optionWorkspace: o.Workspace, optionOrganization: o.Organization, optionProject: o.Project,
		optionRegion: o.Region, optionAPIVersion: o.APIVersion,
	}
}

// settings are what a channel's options come to.
type settings struct {
	base   *url.URL
	root   string // path of the base without the provider's own end
	region string
	vars   map[string]string // what stands for {name} in paths and queries
	wires  []*Wire           // what is spoken at the base
}

func settle(p *Provider, ch *burncloud.Channel) (*settings, error) {
	o := &ch.Options
	base, err := resolveBase(p, ch.BaseURL, o)
	if err != nil {
		return nil, err
	}
	s := &settings{base: base, region: o.Region, vars: optionValues(o)}
	switch p.Auth {
	case AuthVertex:
		s.vertex(ch)
	case AuthBedrock:
		s.region = bedrockRegion(o.Region, base.Hostname())
	case AuthAzure:
		s.vars[optionAPIVersion] = azureVersion(base.Path, o.APIVersion)
	}
	root, known := p.root(base.Path)
	s.root = root
	only := ""
	for i := range p.Wires {
		if end := p.Wires[i].Only; end != "" && strings.HasSuffix(base.Path, end) {
			only = end
			break
		}
	}
	for i := range p.Wires {
		w := &p.Wires[i]
		if w.Own && !p.isAt(base.Host) {
			continue
		}
		if w.Only == only && (known || w.Beside == "") && (w.Needs == "" || s.vars[w.Needs] != "") {
			s.wires = append(s.wires, w)
		}
	}
	return s, nil
}

// isAt reports whether the host is one of the provider's own.
func (p *Provider) isAt(host string) bool {
	return slices.ContainsFunc(append([]string{p.BaseURL}, p.OtherURLs...), func(own string) bool {
		u, err := url.Parse(own)
		return err == nil && u.Host == host
	})
}

// vertex finds the project and where it is. Without a project it is the express mode, which has neither in its URLs.
func (s *settings) vertex(ch *burncloud.Channel) {
	for _, k := range ch.Keys {
		if s.vars[optionProject] == "" && isServiceAccount(k.Value.Reveal()) {
			if a, err := parseAccount(k.Value.Reveal()); err == nil && projectName.MatchString(a.Project) {
				s.vars[optionProject] = a.Project
			}
		}
	}
	if s.region == "" {
		s.region = globalRegion
	}
	if project := s.vars[optionProject]; project != "" {
		s.vars["place"] = "/projects/" + project + "/locations/" + s.region
	}
}

// bedrockHost is where an address of Bedrock names its region.
var bedrockHost = regexp.MustCompile(`^bedrock-runtime(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com$`)

func bedrockRegion(option, host string) string {
	if m := bedrockHost.FindStringSubmatch(host); option == "" && m != nil {
		return m[1]
	}
	return option
}

// call is one operation in one dialect, ready but for the model, the key and the body.
type call struct {
	method string
	models []string // patterns; nil = all
	whole  address
	stream *address // nil = the same
	auth   credential
	header http.Header // values are shared, never edited
	passed []string    // headers of clients that go on
}

// address is a URL with at most one gap for the model.
type address struct {
	url    url.URL // all of it when there is no gap
	before string  // path before the gap
	after  string
	inPath bool
	query  string // before the model, when the gap is in the query
	inArgs bool
}

func newCall(s *settings, w *Wire, op Operation) *call {
	at := w.place(op)
	c := &call{method: op.method(), models: w.Models, whole: s.address(w, at.path, op == Realtime)}
	if at.stream != "" {
		streamed := s.address(w, at.stream, false)
		c.stream = &streamed
	}
	return c
}

func (s *settings) address(w *Wire, path string, socket bool) address {
	start := s.base.Path
	if w.Beside != "" {
		start = s.root + w.Beside
	}
	path, query, _ := strings.Cut(path, "?")
	path = start + s.fill(w.Under+path)
	if more := s.fill(w.Query); more != "" && !strings.HasSuffix(more, "=") {
		query = strings.TrimPrefix(query+"&"+more, "&")
	}
	a := address{url: *s.base}
	if socket {
		a.url.Scheme = strings.Replace(a.url.Scheme, "http", "ws", 1)
	}
	a.before, a.after, a.inPath = strings.Cut(path, "{model}")
	a.url.Path = path
	before, after, gap := strings.Cut(query, "{model}")
	a.url.RawQuery, a.inArgs = query, gap
	if gap {
		a.query, a.url.RawQuery = before, after
	}
	return a
}

func (s *settings) fill(text string) string {
	for name, v := range s.vars {
		text = strings.ReplaceAll(text, "{"+name+"}", v)
	}
	return strings.ReplaceAll(text, "{place}", "") // of the express mode
}

// url is the address for one request.
func (c *call) url(model burncloud.ModelName, stream bool) (*url.URL, error) {
	a := &c.whole
	if stream && c.stream != nil {
		a = c.stream
	}
	u := a.url
	if !a.inPath && !a.inArgs {
		return &u, nil
	}
	name := string(model)
	if i := strings.LastIndex(name, "models/"); i >= 0 { // "models/x", "publishers/google/models/x"
		name = name[i+len("models/"):]
	}
	if name == "" || strings.Trim(name, ".") == "" || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return nil, &burncloud.Error{Kind: burncloud.KindUpstreamMissing, Message: "the model's name cannot be in the provider's address"}
	}
	if a.inArgs {
		u.RawQuery = a.query + url.QueryEscape(name) + a.url.RawQuery
	}
	if a.inPath {
		u.Path = a.before + name + a.after
		u.RawPath = escaped(a.before) + awsEscape(name, "@") + escaped(a.after)
	}
	return &u, nil
}

func escaped(path string) string { return (&url.URL{Path: path}).EscapedPath() }
