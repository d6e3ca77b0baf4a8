package admin

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// Problem is the body of every error (RFC 9457).
type Problem struct {
	Title  string       `json:"title" doc:"The HTTP status in words."`
	Status int          `json:"status" doc:"The HTTP status."`
	Detail string       `json:"detail,omitempty" doc:"What is wrong."`
	Kind   string       `json:"kind,omitempty" doc:"The class of the error, as on log rows."`
	Errors []FieldError `json:"errors,omitempty" nullable:"false" doc:"One entry per field at fault."`

	Current any `json:"current,omitempty" doc:"When a write was refused because somebody has changed the object: the object as it is now."`
}

// FieldError is one thing wrong with a request. Values are never repeated: they may be secrets.
type FieldError struct {
	Field   string `json:"field" doc:"Path of the field in the request, empty for the request as a whole."`
	Message string `json:"message" doc:"What is wrong with it."`
}

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus makes a Problem the response of a failed operation.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType marks the body as a problem.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

func newProblem(kind burncloud.Kind, detail string, fields ...FieldError) *Problem {
	status := kind.Status()
	return &Problem{Title: http.StatusText(status), Status: status, Detail: detail, Kind: string(kind), Errors: fields}
}

// faults collects what is wrong with one document.
type faults []FieldError

func (f *faults) add(field, format string, args ...any) {
	*f = append(*f, FieldError{field, fmt.Sprintf(format, args...)})
}

// err is nil when nothing was added.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return newProblem(burncloud.KindInvalid, "the request has invalid fields", f...)
}

// problem translates any error into what the caller may see, once. prefix is cut off the fields of configuration
// faults, so that a write to one object speaks of that object's fields.
func problem(err error, prefix string) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var cf burncloud.Faults
	if errors.As(err, &cf) {
		p = newProblem(burncloud.KindInvalid, "the configuration would not build")
		for _, f := range cf {
			p.Errors = append(p.Errors, FieldError{strings.TrimPrefix(f.Field, prefix), f.Message})
		}
		return p
	}
	e := burncloud.AsError(err)
	if e.Kind == burncloud.KindInternal {
		return newProblem(e.Kind, "internal error")
	}
	p = newProblem(e.Kind, e.Message)
	if e.Param != "" {
		p.Errors = []FieldError{{e.Param, e.Message}}
	}
	return p
}

// problemOf is the huma transformer that gives the library's own errors our form.
func problemOf(_ huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := &Problem{Title: m.Title, Status: m.Status, Detail: m.Detail, Kind: string(kindOf(m.Status))}
	if m.Status >= 500 {
		p.Detail = "internal error"
		return p, nil
	}
	for _, d := range m.Errors {
		p.Errors = append(p.Errors, fieldError(d))
	}
	return p, nil
}

// fieldError names the field without the part of the request it came from, and a missing field by its own name.
func fieldError(d *huma.ErrorDetail) FieldError {
	field := d.Location
	for _, part := range [...]string{"body", "query", "path"} {
		if rest, ok := strings.CutPrefix(field, part); ok {
			field = strings.TrimPrefix(rest, ".")
			break
		}
	}
	var missing string
	if _, err := fmt.Sscanf(d.Message, validation.MsgExpectedRequiredProperty, &missing); err == nil {
		return FieldError{strings.TrimPrefix(field+"."+missing, "."), "is required"}
	}
	return FieldError{field, d.Message}
}

func kindOf(status int) burncloud.Kind {
	for _, k := range [...]burncloud.Kind{
		burncloud.KindBadRequest, burncloud.KindUnauthenticated, burncloud.KindForbidden,
		burncloud.KindNotFound, burncloud.KindMethod, burncloud.KindConflict, burncloud.KindTooLarge, burncloud.KindInvalid,
	} {
		if k.Status() == status {
			return k
		}
	}
	return burncloud.KindBadRequest
}

// writeProblem answers outside of huma.
func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}
