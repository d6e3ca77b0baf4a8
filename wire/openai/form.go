package openai

import (
	"bytes"
	"mime"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// Form is a call whose body is multipart/form-data: audio to be transcribed, images to be edited. It is forwarded as it
// is, but for the value of its model field.
type Form struct {
	body  []byte
	head  llm.Head
	model rawjson.Span
	parts []part
}

// part is one field of a form, or one file.
type part struct {
	name  string
	value rawjson.Span
}

// maxParts bounds the parts of a form.
const maxParts = 256

// PeekForm finds the model and stream fields of a form. The errors are KindBadRequest and name the field.
func PeekForm(contentType string, body []byte) (*Form, error) {
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != "multipart/form-data" || params["boundary"] == "" {
		return nil, &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "the body must be multipart/form-data with a boundary"}
	}
	f := &Form{body: body}
	if err := f.walk([]byte("--" + params["boundary"])); err != nil {
		return nil, err
	}
	if !f.model.Present() || f.head.Model == "" {
		return nil, &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "you must provide a model parameter", Param: "model"}
	}
	return f, nil
}

var errForm = &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "the form is not well-formed: a part has no end"}

// walk goes through the parts between delimiters.
func (f *Form) walk(delimiter []byte) error {
	at := bytes.Index(f.body, delimiter)
	if at < 0 {
		return errForm
	}
	for range maxParts {
		at += len(delimiter)
		if bytes.HasPrefix(f.body[at:], []byte("--")) {
			return nil
		}
		n := bytes.Index(f.body[at:], append([]byte("\r\n"), delimiter...))
		if n < 0 {
			return errForm
		}
		if err := f.read(rawjson.Span{Start: at, End: at + n}); err != nil {
			return err
		}
		at += n + 2
	}
	return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "the form has too many parts"}
}

// read reads one part, from the end of its delimiter to the line end before the next.
func (f *Form) read(at rawjson.Span) error {
	text := at.Of(f.body)
	n := bytes.Index(text, []byte("\r\n\r\n"))
	if n < 0 {
		return errForm
	}
	value := rawjson.Span{Start: at.Start + n + 4, End: at.End}
	name := fieldName(string(text[:n]))
	f.parts = append(f.parts, part{name, value})
	switch name {
	case "model":
		if f.model.Present() {
			return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "the form has two fields named model", Param: "model"}
		}
		f.model = value
		f.head.Model = burncloud.ModelName(value.Of(f.body))
	case "stream":
		f.head.Stream = string(value.Of(f.body)) == "true"
	default:
		if err := llm.CheckField(name, value.Of(f.body)); err != nil {
			return err
		}
		if llm.IsQuantity(name) && len(f.Values(name)) > 1 {
			return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "the form has two fields named " + name, Param: name}
		}
		if name != "" && (strings.EqualFold(name, "model") || strings.EqualFold(name, "stream")) {
			return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "the field " + name + " is misspelt", Param: name}
		}
	}
	return nil
}

// fieldName is the name parameter of a part's Content-Disposition.
func fieldName(header string) string {
	for line := range strings.SplitSeq(header, "\r\n") {
		key, value, ok := strings.Cut(line, ":")
		if !ok || !strings.EqualFold(strings.TrimSpace(key), "Content-Disposition") {
			continue
		}
		if _, params, err := mime.ParseMediaType(value); err == nil {
			return params["name"]
		}
	}
	return ""
}

// Values are the fields or files of that name, in their order. They may be written as a list ("image[]").
func (f *Form) Values(name string) (all [][]byte) {
	for _, p := range f.parts {
		if p.name == name || strings.TrimSuffix(p.name, "[]") == name {
			all = append(all, p.value.Of(f.body))
		}
	}
	return all
}

// Head returns what routing needs.
func (f *Form) Head() llm.Head { return f.head }

// Body returns the form for an upstream that calls the model by the given name.
func (f *Form) Body(model burncloud.ModelName, _ bool) []byte {
	if model == f.head.Model {
		return f.body
	}
	return rawjson.Apply(nil, f.body, []rawjson.Edit{{At: f.model, With: []byte(model)}})
}

// Answer reads a whole answer.
func (f *Form) Answer(body []byte) (llm.Outcome, error) { return anyAnswer(body), nil }

// Stream reads the events of one attempt's stream.
func (f *Form) Stream() llm.Frames { return &EventStream{} }
