package gemini

import (
	"slices"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// requestEncoder writes one request for one target.
type requestEncoder struct {
	llm.Writer
	req     *llm.Request
	t       *llm.Target
	origin  llm.Origin
	losses  *llm.Losses
	choice  llm.ToolChoice
	standIn bool // llm.FormatTool stands in for a schema
}

// EncodeRequest writes the body of generateContent and streamGenerateContent, which are the same. Quirks.Budgets marks
// the generation of Gemini 2.5: thinking is steered by budgets, tool results hold no media, calls need no signature.
func (b Back) EncodeRequest(req *llm.Request, t *llm.Target) ([]byte, []llm.Loss, error) {
	e := requestEncoder{req: req, t: t, origin: t.Origin, losses: llm.NewLosses(req), choice: req.ToolChoice}
	e.standIn = req.Format.Kind == llm.FormatSchema && t.Quirks.NoSchema && len(req.Tools) == 0
	if e.origin == "" {
		e.origin = llm.OriginGemini
	}
	e.losses.DropExtra(Dialect)
	e.Open('{')
	e.system()
	e.contents(req.Turns(e.losses))
	e.tools()
	e.toolConfig()
	e.config()
	e.rest()
	e.Close('}')
	return e.losses.Result(e.Buf, t.Quirks.Set)
}

func (e *requestEncoder) system() {
	if len(e.req.System) == 0 {
		return
	}
	at := e.Buf
	e.OpenKey("systemInstruction", '{')
	e.OpenKey("parts", '[')
	n := len(e.Buf)
	for _, p := range e.req.System {
		switch p := p.(type) {
		case llm.Text:
			if p.Text != "" {
				e.text(p.Text, false, "")
			}
		case llm.Media:
			e.media("system", p)
		}
	}
	if len(e.Buf) == n {
		e.Buf = at // nothing was said
		return
	}
	e.Close(']')
	e.Close('}')
}

// rest writes what has no place of its own, and says what the dialect has no word for.
func (e *requestEncoder) rest() {
	r, l := e.req, e.losses
	switch r.ServiceTier {
	case "", "auto":
	case "default", "standard", "standard_only":
		e.Str("serviceTier", "standard")
	case "flex", "priority":
		e.Str("serviceTier", r.ServiceTier)
	default:
		l.Drop(llm.FieldServiceTier, "the upstream has no tier "+strconv.Quote(r.ServiceTier))
	}
	for _, x := range []struct {
		f    llm.Field
		lost bool
	}{
		{llm.FieldParallelTools, r.ParallelTools != nil && !*r.ParallelTools},
		{llm.FieldVerbosity, r.Verbosity != ""},
		{llm.FieldUser, r.User != ""},
		{llm.FieldMetadata, r.Metadata != nil},
		{llm.FieldCacheKey, r.Cache.Key != ""},
		{llm.FieldRetention, r.Cache.Retention != ""},
		{llm.FieldCacheMark, marked(r)},
		{llm.FieldLogitBias, r.Sampling.LogitBias != nil},
	} {
		if x.lost {
			l.Drop(x.f, "Gemini has nothing like it")
		}
	}
	if r.Extra.From == Dialect {
		for _, m := range r.Extra.Members {
			if !strings.Contains(m.Name, ".") {
				e.AnyKey(m.Name)
				e.Buf = append(e.Buf, m.Value...)
			}
		}
	}
}

// nested writes the members of the request's Extra that belong into the object of the given name.
func (e *requestEncoder) nested(object string) {
	if e.req.Extra.From != Dialect {
		return
	}
	for _, m := range e.req.Extra.Members {
		if name, ok := strings.CutPrefix(m.Name, object+"."); ok {
			e.AnyKey(name)
			e.Buf = append(e.Buf, m.Value...)
		}
	}
}

// marked reports whether anything bears a cache mark: Gemini caches by itself.
func marked(r *llm.Request) bool {
	has := func(p llm.Part) bool { return llm.CacheOf(p) != "" }
	return r.Cache.Mark != "" || slices.ContainsFunc(r.System, has) ||
		slices.ContainsFunc(r.Tools, func(t llm.Tool) bool { return t.Cache != "" }) ||
		slices.ContainsFunc(r.Messages, func(m llm.Message) bool { return slices.ContainsFunc(m.Parts, has) })
}

// tools writes one list of function declarations, then the tools that Google runs.
func (e *requestEncoder) tools() {
	var functions, others []llm.Tool
	for _, t := range e.allowed() {
		if t.Kind == llm.ToolHosted {
			others = append(others, t)
		} else {
			functions = append(functions, t)
		}
	}
	raws := make([]string, 0, len(others))
	for _, t := range others {
		if raw := e.hosted(t); raw != "" && !slices.Contains(raws, raw) {
			raws = append(raws, raw)
		}
	}
	if len(functions)+len(raws) == 0 {
		return
	}
	e.OpenKey("tools", '[')
	if len(functions) > 0 {
		e.Open('{')
		e.OpenKey("functionDeclarations", '[')
		for _, t := range functions {
			e.function(t)
		}
		e.Close(']')
		e.Close('}')
	}
	for _, raw := range raws {
		e.Elem([]byte(raw))
	}
	e.Close(']')
}

// allowed are the tools that the model may see: a list of allowed functions has no effect unless one must be called.
func (e *requestEncoder) allowed() []llm.Tool {
	switch {
	case e.standIn:
		tool, choice := e.req.FormatAsTool()
		e.choice = choice
		return []llm.Tool{tool}
	case e.choice.Mode == llm.ChoiceRequired:
		return e.req.Tools
	}
	return e.req.Allowed()
}

// google are the names of the tools that Google runs, by the names that others have for them.
var google = map[string]string{
	llm.HostedWebSearch: `{"googleSearch":{}}`, llm.HostedWebFetch: `{"urlContext":{}}`, llm.HostedCode: `{"codeExecution":{}}`,
}

func (e *requestEncoder) hosted(t llm.Tool) string {
	if t.From == Dialect {
		return string(t.Raw)
	}
	raw, ok := google[t.Name]
	if !ok {
		field := e.req.Word(llm.FieldTools)
		if t.Pos >= 0 {
			field += "[" + strconv.Itoa(t.Pos) + "]"
		}
		e.losses.Drop(llm.Field(field), "Gemini has no tool like "+t.Name)
		return ""
	}
	e.losses.DropOptions(t)
	return raw
}

func (e *requestEncoder) function(t llm.Tool) {
	schema := t.Schema
	if t.Kind == llm.ToolCustom {
		schema = llm.Raw(llm.CustomParameters)
		if t.Grammar != nil {
			e.losses.Drop(llm.Field(e.req.ToolPath(&t)+".format"), "Gemini has no grammars")
		}
	}
	e.Open('{')
	e.Str("name", t.Name)
	e.StrIf("description", t.Description)
	if takesArguments(schema) {
		e.Raw("parametersJsonSchema", schema)
	}
	e.Close('}')
}

// takesArguments reports whether a schema has properties or leaves room for any: an object without is refused by some
// versions, where no schema at all is not.
func takesArguments(schema llm.Raw) bool {
	open, properties := false, false
	for c := rawjson.Members(schema); c.Next(); {
		switch string(c.Key) {
		case "properties":
			inner := rawjson.Members(c.Value)
			properties = properties || inner.Next()
		case "type", "required", "description", "title", "$schema":
		case "additionalProperties":
			open = open || string(c.Value) != "false"
		default:
			open = true
		}
	}
	return open || properties
}

func (e *requestEncoder) toolConfig() {
	c, at := e.choice, len(e.Buf)
	e.OpenKey("toolConfig", '{')
	n := len(e.Buf)
	mode, names := "", []string(nil)
	switch c.Mode {
	case llm.ChoiceAuto:
		mode = "AUTO"
	case llm.ChoiceNone:
		mode = "NONE"
	case llm.ChoiceRequired:
		mode, names = "ANY", c.Allow
		if c.Name != "" {
			names = []string{c.Name}
		}
	}
	if mode != "" && (len(e.req.Tools) > 0 || e.standIn) {
		e.OpenKey("functionCallingConfig", '{')
		e.Str("mode", mode)
		e.Strs("allowedFunctionNames", names)
		e.Close('}')
	}
	if e.mixes() {
		e.Bool("includeServerSideToolInvocations", true)
	}
	e.nested("toolConfig")
	if len(e.Buf) == n {
		e.Buf = e.Buf[:at]
		return
	}
	e.Close('}')
}

// mixes reports whether functions stand beside tools that Google runs, which Gemini 3 takes only when told that the
// client can bear with the parts that those leave in the answer. A client that speaks Gemini says so itself.
func (e *requestEncoder) mixes() bool {
	var functions, others bool
	for _, t := range e.allowed() {
		if t.Kind != llm.ToolHosted {
			functions = true
		} else if t.From == Dialect || google[t.Name] != "" {
			others = true
		}
	}
	return functions && others && !e.t.Quirks.Budgets && e.req.From != Dialect
}

// refuse names a field in a message at fault.
func (e *requestEncoder) refuse(m *llm.Message, field llm.Field, why string) {
	e.losses.Refuse(e.req.Path(m)+"."+e.req.Word(field), why)
}
