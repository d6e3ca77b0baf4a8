package rawjson_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/internal/rawjson"
)

func walk(in string) (string, error) {
	var s []string
	c := rawjson.Members([]byte(in))
	for c.Next() {
		s = append(s, fmt.Sprintf("%s=%s", c.Key, c.Value))
	}
	return strings.Join(s, " "), c.Err()
}

func TestMembers(t *testing.T) {
	for _, tt := range []struct {
		in, want string
		kind     rawjson.Kind
	}{
		{`{}`, ``, 0},
		{` [ ] `, ``, 0},
		{`null`, ``, 0},
		{` null `, ``, 0},
		{`{"a":1,"b":{"c":[2]},"a":null}`, `a=1 b={"c":[2]} a=null`, 0},
		{`[ 1 , "x" ,[2],{}, true ]`, `=1 ="x" =[2] ={} =true`, 0},
		{`{"\u0061\n":"\u0061"}`, "a\n=\"\\u0061\"", 0},
		{``, ``, rawjson.KindEmpty},
		{`12`, ``, rawjson.KindType},
		{`"x"`, ``, rawjson.KindType},
		{`[DONE]`, ``, rawjson.KindSyntax},
		{`[1,]`, `=1`, rawjson.KindSyntax},
		{`[1 2]`, `=1`, rawjson.KindSyntax},
		{`[1}`, `=1`, rawjson.KindBrackets},
		{`{"a":1]`, `a=1`, rawjson.KindBrackets},
		{`{"a":1`, `a=1`, rawjson.KindTruncated},
		{`[`, ``, rawjson.KindTruncated},
		{`{"a":1}}`, `a=1`, rawjson.KindTrailing},
		{"{\"\xff\":1}", ``, rawjson.KindUTF8},
		{`[` + nest(63, "1") + `]`, `=` + nest(63, "1"), 0},
		{`[` + nest(64, "1") + `]`, ``, rawjson.KindTooDeep},
	} {
		got, err := walk(tt.in)
		if got != tt.want || kindOf(err) != tt.kind {
			t.Errorf("%s: %s, %v; want %s, kind %d", tt.in, got, err, tt.want, tt.kind)
		}
	}
}

const chunk = `{"id":"chatcmpl-123","object":"chat.completion.chunk","created":1700000000,"model":"gpt-5-mini","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}],"usage":null}`

// content looks for choices[].delta.content and usage the way a relay does.
func content(frame []byte) (text, usage []byte) {
	for c := rawjson.Members(frame); c.Next(); {
		switch string(c.Key) {
		case "usage":
			usage = c.Value
		case "choices":
			for choice := rawjson.Members(c.Value); choice.Next(); {
				for m := rawjson.Members(choice.Value); m.Next(); {
					if string(m.Key) != "delta" {
						continue
					}
					for d := rawjson.Members(m.Value); d.Next(); {
						if string(d.Key) == "content" {
							text = d.Value
						}
					}
				}
			}
		}
	}
	return text, usage
}

func TestMembersChunk(t *testing.T) {
	frame := []byte(chunk)
	if text, usage := content(frame); string(text) != `"x"` || string(usage) != `null` {
		t.Errorf("content = %s, usage = %s", text, usage)
	}
	if got := testing.AllocsPerRun(100, func() { content(frame) }); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func BenchmarkMembersChunk(b *testing.B) {
	frame := []byte(chunk)
	b.ReportAllocs()
	for b.Loop() {
		content(frame)
	}
}

// BenchmarkMembersTop walks only the outermost level.
func BenchmarkMembersTop(b *testing.B) {
	frame := []byte(chunk)
	b.ReportAllocs()
	for b.Loop() {
		for c := rawjson.Members(frame); c.Next(); {
		}
	}
}
