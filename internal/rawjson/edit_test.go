package rawjson_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/burncloud/burncloud/internal/rawjson"
)

func TestString(t *testing.T) {
	for _, tt := range []struct {
		in, want string
		kind     rawjson.Kind
	}{
		{`""`, "", 0},
		{`"abc"`, "abc", 0},
		{`"\"\\\/\b\f\n\r\t"`, "\"\\/\b\f\n\r\t", 0},
		{`"\u00e9\u4e16\ud83d\ude00x\u0000"`, "é世😀x\x00", 0},
		{`"é世😀"`, "é世😀", 0},
		{`"\ud83d"`, "", rawjson.KindEscape},
		{`"\ude00\ud83d"`, "", rawjson.KindEscape},
		{`"\ud83d\u0041"`, "", rawjson.KindEscape},
		{`"\x"`, "", rawjson.KindEscape},
		{"\"\xff\"", "", rawjson.KindUTF8},
		{"\"\n\"", "", rawjson.KindControl},
		{`"`, "", rawjson.KindType},
		{`"\"`, "", rawjson.KindType},
		{`"a""`, "", rawjson.KindType},
		{``, "", rawjson.KindType},
		{`1`, "", rawjson.KindType},
		{`null`, "", rawjson.KindType},
		{`["a"]`, "", rawjson.KindType},
	} {
		got, err := rawjson.String([]byte(tt.in))
		if got != tt.want || kindOf(err) != tt.kind {
			t.Errorf("String(%s) = %q, %v; want %q, kind %d", tt.in, got, err, tt.want, tt.kind)
		}
	}
}

func TestInt(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int64
		err  string
	}{
		{`0`, 0, ``},
		{`-0`, 0, ``},
		{`42`, 42, ``},
		{`9223372036854775807`, math.MaxInt64, ``},
		{`-9223372036854775808`, math.MinInt64, ``},
		{`9223372036854775808`, 0, `must be an integer of at most 64 bits, not 9223372036854775808`},
		{`1.0`, 0, `must be an integer without fraction or exponent, not 1.0`},
		{`1e3`, 0, `must be an integer without fraction or exponent, not 1e3`},
		{`1E3`, 0, `must be an integer without fraction or exponent, not 1E3`},
		{`"1"`, 0, `must be an integer, not a string`},
		{`true`, 0, `must be an integer, not a boolean`},
		{`null`, 0, `must be an integer, not null`},
		{`[1]`, 0, `must be an integer, not an array`},
		{``, 0, `must be an integer, not nothing`},
		{`1 `, 0, `must be an integer, not a number`},
	} {
		got, err := rawjson.Int([]byte(tt.in))
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && err.Error() != tt.err {
			t.Errorf("Int(%s) = %d, %v; want %d, %s", tt.in, got, err, tt.want, tt.err)
		}
	}
}

func TestBoolNull(t *testing.T) {
	for _, tt := range []struct {
		in             string
		want, ok, null bool
	}{
		{`true`, true, true, false},
		{`false`, false, true, false},
		{`null`, false, false, true},
		{`"true"`, false, false, false},
		{`1`, false, false, false},
		{``, false, false, false},
	} {
		got, err := rawjson.Bool([]byte(tt.in))
		if got != tt.want || (err == nil) != tt.ok || rawjson.IsNull([]byte(tt.in)) != tt.null {
			t.Errorf("%s: Bool = %v, %v; IsNull = %v", tt.in, got, err, rawjson.IsNull([]byte(tt.in)))
		}
	}
}

func kindOf(err error) rawjson.Kind {
	var e *rawjson.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return 0
}

func TestApply(t *testing.T) {
	at := func(s, e int) rawjson.Span { return rawjson.Span{Start: s, End: e} }
	for _, tt := range []struct {
		in    string
		edits []rawjson.Edit
		want  string
	}{
		{`{"a":1}`, nil, `{"a":1}`},
		{`{"a":1}`, []rawjson.Edit{{at(5, 6), []byte("22")}}, `{"a":22}`},
		{`{"a":1,"b":2}`, []rawjson.Edit{{at(5, 6), []byte("x")}, {at(11, 12), nil}}, `{"a":x,"b":}`},
		{`{"a":1}`, []rawjson.Edit{{at(1, 1), []byte("<")}, {at(6, 6), []byte(">")}, {at(6, 6), []byte("!")}}, `{<"a":1>!}`},
	} {
		got := rawjson.Apply([]byte("pre"), []byte(tt.in), tt.edits)
		if string(got) != "pre"+tt.want {
			t.Errorf("%s: %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestApplyPanics(t *testing.T) {
	for name, edits := range map[string][]rawjson.Edit{
		"absent":   {{}},
		"unsorted": {{At: rawjson.Span{Start: 5, End: 6}}, {At: rawjson.Span{Start: 1, End: 2}}},
		"overlap":  {{At: rawjson.Span{Start: 1, End: 4}}, {At: rawjson.Span{Start: 3, End: 5}}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			rawjson.Apply(nil, []byte(`{"a":1}`), edits)
		}()
	}
}

func TestInsert(t *testing.T) {
	const member = `"k":[1]`
	for _, tt := range []struct{ in, start, end string }{
		{`{}`, `{"k":[1]}`, `{"k":[1]}`},
		{` { } `, ` {"k":[1] } `, ` { "k":[1]} `},
		{`{"a":1}`, `{"k":[1],"a":1}`, `{"a":1,"k":[1]}`},
		{"{ \"a\":1\n}\n", "{\"k\":[1], \"a\":1\n}\n", "{ \"a\":1\n,\"k\":[1]}\n"},
	} {
		lay, err := rawjson.Scan([]byte(tt.in), names(), make([]rawjson.Span, known))
		if err != nil {
			t.Fatal(err)
		}
		scratch := []byte("kept")
		if got := rawjson.Apply(nil, []byte(tt.in), []rawjson.Edit{lay.AtStart(scratch, []byte(member))}); string(got) != tt.start {
			t.Errorf("%q at start: %q, want %q", tt.in, got, tt.start)
		}
		if got := rawjson.Apply(nil, []byte(tt.in), []rawjson.Edit{lay.AtEnd(nil, []byte(member))}); string(got) != tt.end {
			t.Errorf("%q at end: %q, want %q", tt.in, got, tt.end)
		}
	}
}

func TestEditAllocates(t *testing.T) {
	body, n := small(), names()
	dst, scratch := make([]byte, 0, 4<<10), make([]byte, 0, 256)
	if got := testing.AllocsPerRun(20, func() {
		var out [known]rawjson.Span
		lay, err := rawjson.Scan(body, n, out[:])
		if err != nil {
			t.Fatal(err)
		}
		name := rawjson.AppendString(scratch, "vendor/model")
		edits := [...]rawjson.Edit{{out[model], name}, lay.AtEnd(name[len(name):], []byte(`"x":1`))}
		dst = rawjson.Apply(dst[:0], body, edits[:])
		if _, err := rawjson.Int(out[maxTokens].Of(body)); err != nil {
			t.Fatal(err)
		}
	}); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func TestAppendString(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", `""`},
		{"abc", `"abc"`},
		{"<a&b>\u2028'/", "\"<a&b>\u2028'/\""},
		{"\"\\\n\r\t\x00\x1f\x7f", `"\"\\\n\r\t\u0000\u001f` + "\x7f\""},
		{"é世😀", `"é世😀"`},
		{"a\xffb\xc3", "\"a\ufffdb\ufffd\""},
	} {
		if got := rawjson.AppendString([]byte("> "), tt.in); string(got) != "> "+tt.want {
			t.Errorf("%q: %s, want %s", tt.in, got, tt.want)
		}
	}
}

func FuzzString(f *testing.F) {
	for _, s := range []string{"", "abc", "\"\\\n\x00", "é😀", "\xff\xed\xa0\x80", strings.Repeat("x", 50) + `\`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := rawjson.AppendString(nil, s)
		var std string
		if err := json.Unmarshal(q, &std); err != nil {
			t.Fatalf("%q: %v", q, err)
		}
		own, err := rawjson.String(q)
		if err != nil || own != std || utf8.ValidString(s) && own != s {
			t.Fatalf("%q: String = %q, %v; encoding/json %q", q, own, err, std)
		}
		raw := []byte(`"` + s + `"`)
		own, err = rawjson.String(raw)
		stdErr := json.Unmarshal(raw, &std)
		if err == nil && (stdErr != nil || own != std) {
			t.Fatalf("%q: String = %q; encoding/json %q, %v", raw, own, std, stdErr)
		}
		if err != nil && stdErr == nil && !strings.Contains(std, "\ufffd") {
			t.Fatalf("%q: %v; encoding/json %q", raw, err, std)
		}
	})
}
