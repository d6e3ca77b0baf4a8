package openai

import (
	"bytes"
	"strings"
	"testing"
)

func aForm(fields ...string) []byte {
	var b strings.Builder
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		b.WriteString("--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
	}
	return []byte(b.String() + "--b--\r\n")
}

const formType = "multipart/form-data; boundary=b"

func TestFormValues(t *testing.T) {
	f, err := PeekForm(formType, aForm("model=m", "n=2", "image[]=one", "image=two", "image[]=", "imagery=no"))
	if err != nil {
		t.Fatal(err)
	}
	if got := bytes.Join(f.Values("image"), []byte("|")); string(got) != "one|two|" || len(f.Values("n")) != 1 || f.Values("size") != nil {
		t.Errorf("%q", got)
	}
	for fields, want := range map[string]string{"n=1&n=2": "two fields named n", "size=2K&size=1K": "two fields named size", "N=1": "called n", "Quality=hd": "called quality", "quality=a b": "quality"} {
		if _, err := PeekForm(formType, aForm(append([]string{"model=m"}, strings.Split(fields, "&")...)...)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", fields, err)
		}
	}
}

// FuzzForm: whatever a form is, reading it does no harm, and what it gives is a part of it.
func FuzzForm(f *testing.F) {
	f.Add(formType, aForm("model=m", "n=2", "quality=hd", "file=\x00\r\n--x"))
	f.Add(formType, []byte("--b\r\n\r\n"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		form, err := PeekForm(kind, body)
		if err != nil {
			return
		}
		for _, name := range []string{"n", "size", "image", "file", "model"} {
			for _, v := range form.Values(name) {
				if !bytes.Contains(body, v) {
					t.Errorf("%q is not in %q", v, body)
				}
			}
		}
	})
}

func BenchmarkPeekChat(b *testing.B) {
	body := []byte(`{"model":"gpt-4o","messages":[{"role":"user","content":"` + strings.Repeat("word ", 200) + `"}],"temperature":1,"max_tokens":100,"stream":true,"stream_options":{"include_usage":true}}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Peek(ShapeChoices, body); err != nil {
			b.Fatal(err)
		}
	}
}
