package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/burncloud/burncloud"
	"github.com/danielgtaylor/huma/v2"
)

// router registers operations in one form: documented errors, bounded bodies, problems for errors.
type router struct {
	huma.API
	log *slog.Logger
}

// op describes one operation.
type op struct {
	pattern string // "POST /api/channels/{id}/test", the key of scopes
	id      string // operation id, unique
	summary string
	status  int // of success; 0 = 200
	body    reflect.Type
	merge   bool                    // the body is a JSON merge patch of that type
	noBody  bool                    // the body may be left out
	events  map[string]reflect.Type // the answer is a stream of server-sent events, by their names
}

// route registers a handler. It turns every error into a Problem and logs the ones whose text is hidden.
func route[I, O any](r *router, o op, handle func(context.Context, *I) (*O, error)) {
	method, path, _ := strings.Cut(o.pattern, " ")
	noun := strings.Split(strings.TrimPrefix(path, "/api/"), "/")[0]
	hop := huma.Operation{
		OperationID: o.id, Method: method, Path: path, Summary: o.summary, Tags: []string{noun},
		DefaultStatus: o.status, MaxBodyBytes: maxBody + 1, // the library refuses the length itself
		SkipValidateBody: true,
		Responses: map[string]*huma.Response{"default": {
			Description: "Error",
			Content:     map[string]*huma.MediaType{problemType: {Schema: r.schema(reflect.TypeFor[Problem]())}},
		}},
		Security: []map[string][]string{{"management": {}}, {"session": {}}},
	}
	switch scopes[o.pattern] {
	case scopePublic:
		hop.Security = nil
	case scopeSession:
		hop.Security = hop.Security[1:]
	}
	if o.events != nil {
		hop.Responses["200"] = r.eventResponse(o.events)
	}
	if o.body != nil {
		hop.RequestBody = &huma.RequestBody{}
	}
	huma.Register(r.API, hop, func(ctx context.Context, in *I) (*O, error) {
		if c := burncloud.ChangeOf(ctx); c != nil {
			c.Action = o.id
		}
		out, err := handle(ctx, in)
		if err == nil {
			return out, nil
		}
		var e *burncloud.Error
		if errors.As(err, &e) && e.RetryAfter > 0 {
			visitOf(ctx).w.Header().Set("Retry-After", strconv.Itoa(int(e.RetryAfter.Seconds())))
		}
		p := problem(err, "")
		left := ctx.Err() != nil && errors.Is(err, context.Canceled) // the page went away, and nothing failed
		if p.Status == http.StatusInternalServerError && !left {
			r.log.ErrorContext(ctx, "control plane request failed", "route", o.pattern, "err", err)
		}
		return nil, p
	})
	if o.body != nil {
		r.documentBody(hop.RequestBody, o)
	}
}

// eventResponse documents a stream: what the data of each event is.
func (r *router) eventResponse(events map[string]reflect.Type) *huma.Response {
	s := &huma.Schema{}
	text := "Server-sent events. The data of each is JSON:"
	for _, name := range slices.Sorted(maps.Keys(events)) {
		ref := r.schema(events[name])
		s.OneOf = append(s.OneOf, ref)
		text += " " + name + " is a " + ref.Ref[strings.LastIndexByte(ref.Ref, '/')+1:] + ";"
	}
	return &huma.Response{
		Description: strings.TrimSuffix(text, ";") + ".",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: s}},
	}
}

// documentBody replaces the schema of raw bytes by that of the document which they must be.
func (r *router) documentBody(body *huma.RequestBody, o op) {
	body.Required = !o.noBody
	schema := r.schema(o.body)
	media := "application/json"
	if o.merge {
		schema, media = r.patchSchema(o.body), "application/merge-patch+json"
	}
	body.Content = map[string]*huma.MediaType{media: {Schema: schema}}
	if o.merge {
		body.Content["application/json"] = body.Content[media]
	}
}

func (r *router) schema(t reflect.Type) *huma.Schema {
	return r.OpenAPI().Components.Schemas.Schema(t, true, "")
}

// patchSchema is the schema of a type with nothing required.
func (r *router) patchSchema(t reflect.Type) *huma.Schema {
	ref := r.schema(t).Ref
	all := r.OpenAPI().Components.Schemas.Map()
	name := ref[strings.LastIndexByte(ref, '/')+1:]
	patch := *all[name]
	patch.Required = nil
	all[name+"Patch"] = &patch
	return &huma.Schema{Ref: ref + "Patch"}
}

// document returns what writes the OpenAPI document of all registered operations, once.
func (r *router) document() func() []byte {
	all := r.OpenAPI().Components.Schemas.Map()
	delete(all, "ErrorModel") // the library's own error form, replaced by Problem
	delete(all, "ErrorDetail")
	return sync.OnceValue(func() []byte {
		b, err := json.Marshal(r.OpenAPI())
		if err != nil {
			panic(fmt.Sprintf("admin: OpenAPI document: %v", err)) // a fault in the program text, which tests see
		}
		return b
	})
}

// taking registers a handler of a request whose body is a D.
func taking[D, O any](r *router, o op, handle func(context.Context, *D) (*O, error)) {
	o.body = reflect.TypeFor[D]()
	route(r, o, func(ctx context.Context, in *bodyInput) (*O, error) {
		var d D
		if err := decode(r, in.RawBody, &d); err != nil {
			return nil, err
		}
		return handle(ctx, &d)
	})
}

// decode reads a request body into v: well-formed JSON (400), no unknown members and every value of its schema's
// type and range (422).
func decode[T any](r *router, raw []byte, v *T) error {
	if _, err := parse(raw); err != nil {
		return err
	}
	return fill(r, raw, v)
}

// merge applies a JSON merge patch (RFC 7396) to the JSON form of v and reads the result back into v.
func merge[T any](r *router, raw []byte, v *T) error {
	patch, err := parse(raw)
	if err != nil {
		return err
	}
	members, ok := patch.(map[string]any)
	if !ok {
		return newProblem(burncloud.KindInvalid, "the body must be an object", FieldError{"", "must be an object"})
	}
	var f faults
	f.unknown(r, r.schema(reflect.TypeFor[T]()), patch, "")
	if err := f.err(); err != nil {
		return err
	}
	now, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("current state: %w", err)
	}
	target, err := parse(now)
	if err != nil {
		return err
	}
	merged, err := json.Marshal(mergeValue(target, members))
	if err != nil {
		return fmt.Errorf("merged state: %w", err)
	}
	var fresh T
	if err := fill(r, merged, &fresh); err != nil {
		return err
	}
	*v = fresh
	return nil
}

// mergeValue is RFC 7396, section 2.
func mergeValue(target, patch any) any {
	members, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	object, ok := target.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for k, v := range members {
		if v == nil {
			delete(object, k)
			continue
		}
		object[k] = mergeValue(object[k], v)
	}
	return object
}

// parse reads one JSON value and nothing after it. Numbers keep their digits.
func parse(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, newProblem(burncloud.KindBadRequest, "the body is not JSON")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, newProblem(burncloud.KindBadRequest, "the body has data after its JSON value")
	}
	return doc, nil
}

// fill validates a well-formed document and reads it into v.
func fill[T any](r *router, raw []byte, v *T) error {
	var doc any // with plain numbers, as the validator wants them
	if err := json.Unmarshal(raw, &doc); err != nil {
		return newProblem(burncloud.KindBadRequest, "the body is not JSON")
	}
	schema := r.schema(reflect.TypeFor[T]())
	var f faults
	f.unknown(r, schema, doc, "")
	res := &huma.ValidateResult{}
	huma.Validate(r.OpenAPI().Components.Schemas, schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeWriteToServer, doc, res)
	for _, e := range res.Errors {
		fe := fieldError(e.(huma.ErrorDetailer).ErrorDetail())
		if !slices.ContainsFunc(f, func(x FieldError) bool { return x.Field == fe.Field }) {
			f = append(f, fe)
		}
	}
	if err := f.err(); err != nil {
		return err
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return newProblem(burncloud.KindInvalid, "the body does not have the expected form")
	}
	return nil
}

// unknown adds a fault for each member that the schema does not have, letter by letter: the decoder of the standard
// library would take a member in another case for the one that is meant.
func (f *faults) unknown(r *router, s *huma.Schema, v any, path string) {
	for s.Ref != "" {
		s = r.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
	}
	switch v := v.(type) {
	case map[string]any:
		if closed, ok := s.AdditionalProperties.(bool); !ok || closed {
			return
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			at := strings.TrimPrefix(path+"."+k, ".")
			if sub, ok := s.Properties[k]; ok {
				f.unknown(r, sub, v[k], at)
				continue
			}
			f.add(at, "unknown field")
		}
	case []any:
		if s.Items == nil {
			return
		}
		for i, x := range v {
			f.unknown(r, s.Items, x, fmt.Sprintf("%s[%d]", path, i))
		}
	}
}
