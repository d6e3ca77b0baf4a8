package rawjson_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/burncloud/burncloud/internal/rawjson"
)

var nameList = []string{"model", "stream", "stream_options", "max_tokens"}

// FuzzScan compares Scan with encoding/json: what that accepts as an object
// within the rules stated here Scan must accept, with the same values; and what
// Scan accepts it must accept after edits.
func FuzzScan(f *testing.F) {
	for _, tt := range accepted {
		f.Add([]byte(tt.in))
	}
	for _, tt := range refused {
		f.Add([]byte(tt.in))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var out [known]rawjson.Span
		lay, err := rawjson.Scan(b, names(), out[:])
		std, ok := reference(b)
		if ok && err != nil {
			t.Fatalf("%q: refused: %v", b, err)
		}
		if err != nil {
			return
		}
		if ok {
			sameValues(t, b, std, out[:])
		}
		if json.Valid(b) && !ok && !invalidText(b) {
			if d, _ := depthAndKeys(b); d <= rawjson.MaxDepth {
				t.Fatalf("%q: accepted, but the reference has another reason to refuse", b)
			}
		}
		checkEdits(t, b, lay, out[:])
	})
}

// reference reads b with encoding/json and reports whether Scan must accept it.
func reference(b []byte) (map[string]json.RawMessage, bool) {
	var m map[string]json.RawMessage
	if json.Unmarshal(b, &m) != nil || m == nil || invalidText(b) {
		return nil, false
	}
	depth, keys := depthAndKeys(b)
	if depth > rawjson.MaxDepth {
		return nil, false
	}
	seen := map[string]bool{}
	for _, k := range keys {
		for _, n := range nameList {
			if k != n && strings.EqualFold(k, n) || k == n && seen[k] {
				return nil, false
			}
		}
		seen[k] = true
	}
	return m, true
}

// invalidText is wider than the rule (it looks at nested strings too), which
// only makes the comparison miss some inputs.
func invalidText(b []byte) bool {
	if !utf8.Valid(b) {
		return true
	}
	var v any
	if json.Unmarshal(b, &v) != nil {
		return false
	}
	again, err := json.Marshal(v)
	return err != nil || bytes.Contains(again, []byte("\ufffd")) || bytes.Contains(again, []byte(`\ufffd`))
}

func depthAndKeys(b []byte) (deepest int, keys []string) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	depth, isKey := 0, false
	for {
		tok, err := dec.Token()
		if err != nil {
			return deepest, keys
		}
		if depth == 1 {
			isKey = !isKey
			if s, is := tok.(string); is && isKey {
				keys = append(keys, s)
			}
		}
		switch tok {
		case json.Delim('{'), json.Delim('['):
			depth++
			deepest = max(deepest, depth)
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
}

func sameValues(t *testing.T, b []byte, std map[string]json.RawMessage, out []rawjson.Span) {
	t.Helper()
	for i, n := range nameList {
		got, want := out[i].Of(b), []byte(std[n])
		if !bytes.Equal(got, want) {
			t.Fatalf("%q: %s = %q, encoding/json %q", b, n, got, want)
		}
		if len(got) == 0 || got[0] != '"' {
			continue
		}
		var s string
		if err := json.Unmarshal(want, &s); err != nil {
			t.Fatal(err)
		}
		if own, err := rawjson.String(got); err != nil || own != s {
			t.Fatalf("%q: String = %q, %v, encoding/json %q", got, own, err, s)
		}
	}
}

func checkEdits(t *testing.T, b []byte, lay rawjson.Layout, out []rawjson.Span) {
	t.Helper()
	var edits []rawjson.Edit
	if out[model].Present() {
		edits = append(edits, rawjson.Edit{At: out[model], With: rawjson.AppendString(nil, "new \"name\"")})
	}
	edits = append(edits, lay.AtEnd(nil, []byte(`"inserted":{"x":1}`)))
	edited := rawjson.Apply(nil, b, edits)
	var after [known + 1]rawjson.Span
	if _, err := rawjson.Scan(edited, rawjson.NewNames(append(nameList[:known:known], "inserted")...), after[:]); err != nil {
		if kindOf(err) == rawjson.KindDuplicate || kindOf(err) == rawjson.KindCaseVariant {
			return // the input had a key "inserted" of its own
		}
		t.Fatalf("%q edited to %q: %v", b, edited, err)
	}
	for i := range out {
		got, want := string(after[i].Of(edited)), string(out[i].Of(b))
		if i == model && out[i].Present() {
			want = `"new \"name\""`
		}
		if got != want {
			t.Fatalf("%q edited to %q: %s = %q, want %q", b, edited, nameList[i], got, want)
		}
	}
	if json.Valid(b) && !json.Valid(edited) {
		t.Fatalf("%q edited to %q, which is not valid", b, edited)
	}
	same := rawjson.Apply(nil, b, nil)
	if !bytes.Equal(same, b) {
		t.Fatalf("%q without edits became %q", b, same)
	}
}

// FuzzMembers: a walk fails on no valid JSON, and sees as many elements as
// encoding/json does.
func FuzzMembers(f *testing.F) {
	f.Add([]byte(chunk))
	f.Add([]byte(`[1,{"a":"b\\\""},[]]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c := rawjson.Members(b)
		n := 0
		for c.Next() {
			n++
		}
		if c.Err() != nil && json.Valid(b) && !invalidText(b) && kindOf(c.Err()) != rawjson.KindType && kindOf(c.Err()) != rawjson.KindTooDeep {
			t.Fatalf("%q: %v", b, c.Err())
		}
		var elems []json.RawMessage
		if c.Err() == nil && json.Unmarshal(b, &elems) == nil && len(elems) != n {
			t.Fatalf("%q: %d elements, encoding/json %d", b, n, len(elems))
		}
	})
}
