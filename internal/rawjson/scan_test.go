package rawjson_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/internal/rawjson"
)

const (
	model = iota
	stream
	streamOptions
	maxTokens
	known
)

func names() *rawjson.Names {
	return rawjson.NewNames("model", "stream", "stream_options", "max_tokens")
}

func nest(n int, inner string) string {
	return strings.Repeat("[", n) + inner + strings.Repeat("]", n)
}

var accepted = []struct{ in, model, stream string }{
	{`{}`, ``, ``},
	{" \t\r\n{ } \n", ``, ``},
	{`{"model":"a"}`, `"a"`, ``},
	{`{"model":"a","stream":true}`, `"a"`, `true`},
	{` { "model" : "a" , "stream" : false } `, `"a"`, `false`},
	{`{"x":{"model":"inner"},"model":"cheap"}`, `"cheap"`, ``},
	{`{"messages":[{"model":"nested","stream":1}],"n":1e999,"model":"cheap"}`, `"cheap"`, ``},
	{`{"mod\u0065l":"x"}`, `"x"`, ``},
	{`{"\u006d\u006F\u0064\u0065\u006c":"x","strea\u006D":null}`, `"x"`, `null`},
	{`{"model":"a\"b\\","stream":true}`, `"a\"b\\"`, `true`},
	{`{"model":"\ud83d\ude00 é 世"}`, `"\ud83d\ude00 é 世"`, ``},
	{`{"model":-0.5e+10}`, `-0.5e+10`, ``},
	{`{"model":0}`, `0`, ``},
	{`{"model":{"a":[1,{"b":"]}"}]},"stream":[]}`, `{"a":[1,{"b":"]}"}]}`, `[]`},
	{`{"a":1,"a":2,"model":"x"}`, `"x"`, ``},
	{`{"models":"x","mode":"y","modelſ":1}`, ``, ``},
	{`{"":1,"model":"x"}`, `"x"`, ``},
	{`{"é":1,"\n":2,"\u00e9":3,"\ud83d\ude00":4}`, ``, ``},
	{"{\"a\":\"\xff\",\"b\":[\"\xff\"],\"c\":\"\\ud800\"}", ``, ``},
	{`{"a":` + nest(63, "1") + `,"model":"x"}`, `"x"`, ``},
	{`{"` + strings.Repeat(`\u0041`, 100) + `":1,"model":"x"}`, `"x"`, ``},
	{`{"a":"0123456\\","b":"01234567\\","c":"012345678\"","model":"x"}`, `"x"`, ``},
	{`{"a":"` + strings.Repeat(`x`, 40) + `\\\\\"","model":"x"}`, `"x"`, ``},
}

func TestScanAccepts(t *testing.T) {
	for _, tt := range accepted {
		var out [known]rawjson.Span
		b := []byte(tt.in)
		lay, err := rawjson.Scan(b, names(), out[:])
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		if got := string(out[model].Of(b)); got != tt.model {
			t.Errorf("%s: model = %q, want %q", tt.in, got, tt.model)
		}
		if got := string(out[stream].Of(b)); got != tt.stream {
			t.Errorf("%s: stream = %q, want %q", tt.in, got, tt.stream)
		}
		if b[lay.Open] != '{' || b[lay.Close] != '}' {
			t.Errorf("%s: layout %+v is not at the braces", tt.in, lay)
		}
		if empty := strings.Join(strings.Fields(tt.in), "") == "{}"; lay.Empty != empty {
			t.Errorf("%s: empty = %v", tt.in, lay.Empty)
		}
	}
}

var refused = []struct {
	in   string
	kind rawjson.Kind
	at   int
	key  string
}{
	{``, rawjson.KindEmpty, 0, ``},
	{" \r\n", rawjson.KindEmpty, 0, ``},
	{"\xef\xbb\xbf{}", rawjson.KindBOM, 0, ``},
	{`hello`, rawjson.KindSyntax, 0, ``},
	{`<html>`, rawjson.KindSyntax, 0, ``},
	{`tru`, rawjson.KindTruncated, 3, ``},
	{`[1]`, rawjson.KindNotObject, 0, ``},
	{` "x"`, rawjson.KindNotObject, 1, ``},
	{`null`, rawjson.KindNotObject, 0, ``},
	{`12 13`, rawjson.KindTrailing, 3, ``},
	{`{"model":"cheap"`, rawjson.KindTruncated, 16, `model`},
	{`{"model":"cheap`, rawjson.KindTruncated, 15, `model`},
	{`{"model":"cheap\"`, rawjson.KindTruncated, 17, `model`},
	{`{"model":"cheap\"}`, rawjson.KindTruncated, 18, `model`},
	{`{"model":`, rawjson.KindTruncated, 9, `model`},
	{`{"model"`, rawjson.KindTruncated, 8, `model`},
	{`{"mod`, rawjson.KindTruncated, 5, ``},
	{`{`, rawjson.KindTruncated, 1, ``},
	{`{"a":1,`, rawjson.KindTruncated, 7, ``},
	{`{"a":[1,{"b":2}`, rawjson.KindTruncated, 15, `a`},
	{`{"a":tr`, rawjson.KindTruncated, 7, `a`},
	{`{"a":-`, rawjson.KindTruncated, 6, `a`},
	{`{"model":"cheap"} trailing`, rawjson.KindTrailing, 18, ``},
	{`{}{}`, rawjson.KindTrailing, 2, ``},
	{"{}\x00", rawjson.KindTrailing, 2, ``},
	{`{"model":"cheap","model":"expensive"}`, rawjson.KindDuplicate, 17, `model`},
	{`{"model":"cheap","mod\u0065l":"expensive"}`, rawjson.KindDuplicate, 17, `model`},
	{`{"model":null,"model":null}`, rawjson.KindDuplicate, 14, `model`},
	{`{"model":"cheap","MODEL":"expensive"}`, rawjson.KindCaseVariant, 17, `MODEL`},
	{`{"Model":"cheap"}`, rawjson.KindCaseVariant, 1, `Model`},
	{`{"\u004dodel":"cheap"}`, rawjson.KindCaseVariant, 1, `Model`},
	{`{"ſtream":true}`, rawjson.KindCaseVariant, 1, `ſtream`},
	{`{"max_to\u212aens":1}`, rawjson.KindCaseVariant, 1, "max_to\u212aens"},
	{`{"a":` + nest(64, "1") + `}`, rawjson.KindTooDeep, 68, `a`},
	{`{"a":` + strings.Repeat(`{"a":`, 64) + `1`, rawjson.KindTooDeep, 320, `a`},
	{`{"a":[1}`, rawjson.KindBrackets, 7, `a`},
	{`{"a":{]}`, rawjson.KindBrackets, 6, `a`},
	{`{"a":[{"b":[}]}]}`, rawjson.KindBrackets, 12, `a`},
	{`{"a":1]`, rawjson.KindBrackets, 6, `a`},
	{`{]`, rawjson.KindSyntax, 1, ``},
	{`{"a":1}]`, rawjson.KindTrailing, 7, ``},
	{"{\"model\":\"a\nb\"}", rawjson.KindControl, 11, `model`},
	{"{\"x\":\"0123456789\x00\"}", rawjson.KindControl, 16, `x`},
	{"{\"mo\tdel\":1}", rawjson.KindControl, 4, "mo\tdel"},
	{`{"mod\xel":1}`, rawjson.KindEscape, 5, `mod\xel`},
	{`{"mod\u00g5l":1}`, rawjson.KindEscape, 5, `mod\u00g5l`},
	{`{"\ud800":1}`, rawjson.KindEscape, 2, `\ud800`},
	{`{"\udc00\ud800":1}`, rawjson.KindEscape, 2, `\udc00\ud800`},
	{`{"a\ud83dx":1}`, rawjson.KindEscape, 3, `a\ud83dx`},
	{`{"model":"\ud83d"}`, rawjson.KindEscape, 10, `model`},
	{`{"model":"\q"}`, rawjson.KindEscape, 10, `model`},
	{`{"x":"\u12"}`, rawjson.KindEscape, 6, `x`},
	{"{\"model\":\"a\xff\"}", rawjson.KindUTF8, 10, `model`},
	{"{\"mod\xffel\":1}", rawjson.KindUTF8, 2, "mod\xffel"},
	{"{\"model\xc1\xa1\":1}", rawjson.KindUTF8, 2, "model\xc1\xa1"},
	{`{"model":"cheap",,"a":1}`, rawjson.KindSyntax, 17, ``},
	{`{,"a":1}`, rawjson.KindSyntax, 1, ``},
	{`{"a":1,}`, rawjson.KindSyntax, 7, ``},
	{`{"a":1 "b":2}`, rawjson.KindSyntax, 7, `a`},
	{`{"a" 1}`, rawjson.KindSyntax, 5, `a`},
	{`{"a"::1}`, rawjson.KindSyntax, 5, `a`},
	{`{"a":}`, rawjson.KindSyntax, 5, `a`},
	{`{"a"}`, rawjson.KindSyntax, 4, `a`},
	{`{a:1}`, rawjson.KindSyntax, 1, ``},
	{`{'a':1}`, rawjson.KindSyntax, 1, ``},
	{`{1:1}`, rawjson.KindSyntax, 1, ``},
	{`{"a":True}`, rawjson.KindSyntax, 5, `a`},
	{`{"a":truth}`, rawjson.KindSyntax, 8, `a`},
	{`{"a":truex}`, rawjson.KindSyntax, 9, `a`},
	{`{"a":nul}`, rawjson.KindSyntax, 8, `a`},
	{`{"a":NaN}`, rawjson.KindSyntax, 5, `a`},
	{`{"a":01}`, rawjson.KindSyntax, 5, `a`},
	{`{"a":-01}`, rawjson.KindSyntax, 6, `a`},
	{`{"a":+1}`, rawjson.KindSyntax, 5, `a`},
	{`{"a":.5}`, rawjson.KindSyntax, 5, `a`},
	{`{"a":1.}`, rawjson.KindSyntax, 7, `a`},
	{`{"a":1e}`, rawjson.KindSyntax, 7, `a`},
	{`{"a":1e+}`, rawjson.KindSyntax, 8, `a`},
	{`{"a":0x10}`, rawjson.KindSyntax, 6, `a`},
	{`{"a":1/*c*/}`, rawjson.KindSyntax, 6, `a`},
	{"{\"a\":1,\u00a0\"b\":1}", rawjson.KindSyntax, 7, ``},
}

func TestScanRefuses(t *testing.T) {
	for _, tt := range refused {
		var out [known]rawjson.Span
		_, err := rawjson.Scan([]byte(tt.in), names(), out[:])
		var e *rawjson.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: err = %v, want kind %d", tt.in, err, tt.kind)
			continue
		}
		if e.Kind != tt.kind || e.Offset != tt.at || e.Key != tt.key {
			t.Errorf("%q: kind %d at %d key %q (%v), want %d at %d key %q", tt.in, e.Kind, e.Offset, e.Key, e, tt.kind, tt.at, tt.key)
		}
	}
}

func TestScanMessages(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{``, `invalid JSON: the text is empty`},
		{`[1]`, `the JSON must be an object, not an array`},
		{`{"model":1,"model":2}`, `duplicate key "model" at byte 11`},
		{`{"MODEL":1}`, `key "MODEL" differs from "model" only by case at byte 1`},
		{`{"messages":[}`, `invalid JSON: mismatched brackets at byte 13, in "messages"`},
		{`{"a":1 b}`, `invalid JSON: unexpected "b" where a comma should be at byte 7, in "a"`},
		{`{} x`, `invalid JSON: more text after the value at byte 3`},
	} {
		var out [known]rawjson.Span
		if _, err := rawjson.Scan([]byte(tt.in), names(), out[:]); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.in, err, tt.want)
		}
	}
}

func TestErrorKeyIsCut(t *testing.T) {
	var out [known]rawjson.Span
	_, err := rawjson.Scan([]byte(`{"`+strings.Repeat("k", 1<<20)+`":x}`), names(), out[:])
	if err == nil || len(err.Error()) > 200 {
		t.Errorf("error of %d bytes", len(err.Error()))
	}
}

// TestTruncation: no proper prefix of an object is an object.
func TestTruncation(t *testing.T) {
	for _, tt := range accepted {
		in := strings.TrimSpace(tt.in)
		for n := range len(in) {
			var out [known]rawjson.Span
			if _, err := rawjson.Scan([]byte(in[:n]), names(), out[:]); err == nil {
				t.Fatalf("prefix %q accepted", in[:n])
			}
		}
	}
}

func TestScanClearsOut(t *testing.T) {
	out := [known]rawjson.Span{{1, 2}, {1, 2}, {1, 2}, {1, 2}}
	if _, err := rawjson.Scan([]byte(`{}`), names(), out[:]); err != nil || out != [known]rawjson.Span{} {
		t.Errorf("out = %v, err = %v", out, err)
	}
}

func TestNamesPanic(t *testing.T) {
	for _, list := range [][]string{{""}, {"a", "a"}, {"é"}, {"a\"b"}, {strings.Repeat("x", 41)}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("NewNames(%q) did not panic", list)
				}
			}()
			rawjson.NewNames(list...)
		}()
	}
}

// TestNamesByCase: names that differ only by case are each themselves.
func TestNamesByCase(t *testing.T) {
	var out [2]rawjson.Span
	b := []byte(`{"topP":1,"topp":2}`)
	if _, err := rawjson.Scan(b, rawjson.NewNames("topp", "topP"), out[:]); err != nil || string(out[1].Of(b)) != "1" {
		t.Errorf("out = %v, err = %v", out, err)
	}
}

func TestScanAllocates(t *testing.T) {
	n := names()
	bodies := [][]byte{small(), agent(100 << 10), []byte(`{"\u006dodel":"x","\u00e9":1,"` + strings.Repeat(`\u0041`, 100) + `":1}`)}
	for _, b := range bodies {
		var out [known]rawjson.Span
		if got := testing.AllocsPerRun(20, func() {
			if _, err := rawjson.Scan(b, n, out[:]); err != nil {
				t.Fatal(err)
			}
		}); got != 0 {
			t.Errorf("%.40s: %v allocations", b, got)
		}
	}
}

func small() []byte {
	return []byte(`{"model":"gpt-5-mini","stream":true,"stream_options":{"include_usage":true},"max_tokens":512,"temperature":0.7,"user":"u-123","messages":[` +
		`{"role":"system","content":"You are a helpful assistant. Answer in one sentence."},{"role":"user","content":"` + strings.Repeat("Why is the sky blue? ", 25) + `"}]}`)
}

// agent is a body like those of coding agents: 40 tools with schemas, then
// turns with code (escaped newlines and quotes) until size is reached.
func agent(size int) []byte {
	var b strings.Builder
	r := rand.New(rand.NewPCG(1, 2))
	b.WriteString(`{"model":"claude-sonnet-4","max_tokens":8192,"stream":true,"tools":[`)
	for i := range 40 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"type":"function","function":{"name":"tool_%d","description":"Reads a file from the workspace and returns its text with line numbers.","parameters":{"type":"object","properties":{"path":{"type":"string","description":"absolute path"},"offset":{"type":"integer","minimum":0},"limit":{"type":"integer","maximum":2000}},"required":["path"],"additionalProperties":false}}}`, i)
	}
	b.WriteString(`],"messages":[{"role":"system","content":"You are an agent."}`)
	for b.Len() < size {
		fmt.Fprintf(&b, `,{"role":"assistant","content":[{"type":"text","text":"func f%d(a string) error {\n\tif a == \"\" {\n\t\treturn errors.New(\"empty\")\n\t}\n\treturn nil\n}\n%s"}]}`, r.IntN(1000), strings.Repeat("The next step is to look at the caller of this function. ", r.IntN(12)))
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

func image(size int) []byte {
	return []byte(`{"model":"gpt-5-mini","messages":[{"role":"user","content":[{"type":"text","text":"what is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,` +
		strings.Repeat("iVBORw0KGgoAAAANSUhEUgAA", size/24) + `"}}]}],"stream":true}`)
}

func benchmarkScan(b *testing.B, body []byte) {
	n := names()
	var out [known]rawjson.Span
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rawjson.Scan(body, n, out[:]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScan1K(b *testing.B)   { benchmarkScan(b, small()) }
func BenchmarkScan100K(b *testing.B) { benchmarkScan(b, agent(100<<10)) }
func BenchmarkScan1M(b *testing.B)   { benchmarkScan(b, image(1<<20)) }

// BenchmarkScanTopString has the long string at the top level, where it is
// also looked into for control characters.
func BenchmarkScanTopString(b *testing.B) {
	benchmarkScan(b, []byte(`{"input":"`+strings.Repeat("x", 1<<20)+`"}`))
}
