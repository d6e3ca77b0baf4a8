package sim

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
)

// readForm reads a multipart body: its fields, and the name and size of its file. It says whether the body is one.
func (x *exchange) readForm() bool {
	kind, params, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return false
	}
	x.form = make(map[string]string)
	for r := multipart.NewReader(bytes.NewReader(x.body), params["boundary"]); ; {
		part, err := r.NextPart()
		if err != nil {
			break // at the end, or where the form is broken: what is missing is then asked for
		}
		content, err := io.ReadAll(part)
		if err != nil {
			break
		}
		if part.FormName() == "file" {
			x.fileName, x.fileSize = part.FileName(), len(content)
			continue
		}
		x.form[part.FormName()] = string(content)
	}
	x.q.Model, x.q.Stream = x.form["model"], x.form["stream"] == "true"
	return true
}
