package calllog

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
)

// fillRandom sets what v holds to random values, some of them zero.
func fillRandom(rnd *rand.Rand, v reflect.Value) {
	if rnd.IntN(5) == 0 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		texts := []string{"a", "日本", "\x00\n\"\\", "</script>", `{"x":1}`, "\u2028", "😀"}
		v.SetString(texts[rnd.IntN(len(texts))] + texts[rnd.IntN(len(texts))])
	case reflect.Int, reflect.Int64:
		v.SetInt(rnd.Int64()>>rnd.IntN(64) - rnd.Int64N(2))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillRandom(rnd, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+rnd.IntN(3), 3))
		for i := range v.Len() {
			fillRandom(rnd, v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(rnd.Int64N(1<<32), rnd.Int64N(1e9)).UTC()))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" {
				fillRandom(rnd, v.Field(i))
			}
		}
	default:
		panic(v.Kind())
	}
}

func TestEncodedCallDecodes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		var want, got burncloud.Call
		fillRandom(rnd, reflect.ValueOf(&want).Elem())
		b := appendCall(nil, &want)
		if err := json.Unmarshal(b, &got, json.RejectUnknownMembers(true)); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: %v\ngot  %+v\nwant %+v", b, err, got, want)
		}
	}
}

func TestEncodedCallIsUTF8(t *testing.T) {
	var got burncloud.Call
	b := appendCall(nil, &burncloud.Call{RawUsage: "a\xe6\x97"})
	if err := json.Unmarshal(b, &got); err != nil || got.RawUsage[0] != 'a' {
		t.Errorf("%s: %v", b, err)
	}
}

func sample() *burncloud.Call {
	cost := burncloud.Money(123_456)
	return &burncloud.Call{
		RequestID: "req_01JQXXXXXXXXXXXXXXXXXXXXXX", Time: time.Unix(1_700_000_000, 123_456_789).UTC(), UserID: "usr_01JQXXXXXXXXXXXXXXXXXXXXXX",
		TokenID: "tok_01JQXXXXXXXXXXXXXXXXXXXXXX", ChannelID: "ch_01JQXXXXXXXXXXXXXXXXXXXXXX", Endpoint: "POST /v1/chat/completions", Model: "gpt-4o-mini",
		Dialect: "openai", Status: 200, Attempts: []burncloud.Attempt{{ChannelID: "ch_01JQXXXXXXXXXXXXXXXXXXXXXX", UpstreamModel: "gpt-4o-mini", Status: 200, Duration: 12345}},
		Usage: burncloud.Usage{Input: 200, Output: 100}, RawUsage: `{"prompt_tokens":200,"completion_tokens":100,"total_tokens":300}`, Cost: &cost, Duration: 12345, IP: "127.0.0.1",
	}
}

func TestEncodingAllocatesLittle(t *testing.T) {
	c, b := sample(), make([]byte, 0, 4096)
	for _, tt := range []struct {
		cost *burncloud.Money
		most float64
	}{{nil, 0}, {c.Cost, 3}} { // Money's text
		c.Cost = tt.cost
		if n := testing.AllocsPerRun(100, func() { b = appendCall(b[:0], c) }); n > tt.most {
			t.Errorf("%v allocations, want %v", n, tt.most)
		}
	}
}

func BenchmarkAppendCall(b *testing.B) {
	c, buf := sample(), make([]byte, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		buf = appendCall(buf[:0], c)
	}
}

func BenchmarkMarshalCall(b *testing.B) {
	c := sample()
	b.ReportAllocs()
	for b.Loop() {
		_, _ = json.Marshal(c)
	}
}
