package openai_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/openai"
)

const (
	frameHead = `data: {"id":"c","choices":[{"index":0,"delta":{`
	frameTail = `},"logprobs":null,"finish_reason":null}],"usage":null}` + "\n\n"
)

// judged compares the quick way with the whole scan, event by event.
func judged(t *testing.T, frames []string) {
	t.Helper()
	r, err := openai.Peek(openai.ShapeChoices, []byte(`{"model":"a","stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	quick, whole := r.Stream(), r.Stream().(*openai.Stream)
	for i, f := range frames {
		ev, _ := sse.Parse([]byte(f), nil)
		got, want := quick.Frame([]byte(f)), whole.Event(ev)
		if got != want || !reflect.DeepEqual(quick.Outcome(), whole.Outcome()) {
			t.Fatalf("event %d, %q after %q:\ngot  %b, %+v\nwant %b, %+v", i, f, frames[:i], got, quick.Outcome(), want, whole.Outcome())
		}
		fresh := r.Stream()
		fresh.Frame([]byte(f))
		text, plain := quick.Text()
		if all, alone := fresh.Text(); got == llm.Content && plain && (!alone || string(text) != string(all)) {
			t.Fatalf("event %d, %q after %q: says %q %v, want %q %v", i, f, frames[:i], text, plain, all, alone)
		}
	}
}

func TestPatternIsNotFooled(t *testing.T) {
	first := frameHead + `"content":"x"` + frameTail
	for _, second := range []string{
		frameHead + `"content":"say \"usage\":{}"` + frameTail,
		frameHead + `"content":"\\"` + frameTail,
		frameHead + `"content":"\"` + frameTail,
		frameHead + `"content":"\u00e9\n"` + frameTail,
		frameHead + `"content":"\u00"` + frameTail,
		frameHead + "\"content\":\"a\n\ndata: b\"" + frameTail,
		frameHead + "\"content\":\"a\rb\"" + frameTail,
		frameHead + `"content":"usage"` + frameTail,
		frameHead + `"content":"finish_reason"` + frameTail,
		frameHead + `"content":"x"},"usage":{"prompt_tokens":1},"a":{"content":"x"` + frameTail,
		strings.Replace(first, `"usage":null`, `"usage":{"prompt_tokens":3,"completion_tokens":1}`, 1),
		strings.Replace(first, `"usage":null`, `"error":{"message":"x"}`, 1),
		strings.Replace(first, `"finish_reason":null`, `"finish_reason":"stop"`, 1),
		strings.TrimSuffix(first, "\n"),
		first[:len(first)-3],
		"data: [DONE]\n\n",
	} {
		judged(t, []string{first, first, second, first})
	}
}

// TestPatternJudgesAsTheScan mixes the pieces that events are made of, whole and damaged, into streams.
func TestPatternJudgesAsTheScan(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[rnd.IntN(len(of))] }
	text := func() string {
		var b strings.Builder
		for range rnd.IntN(4) {
			b.WriteString(pick("a", " ", "usage", "é", `\n`, `\"`, `\\`, `\u00e9`, `\ud83d\ude00`, `"usage":{"prompt_tokens":1}`, `content":"`, `\`, `"`, "\n", "\r", "\x01", "\xff", "}", "{", `,"error":{}`))
		}
		return b.String()
	}
	member := func() string {
		name := pick("content", "content", "reasoning_content", "reasoning", "text", "arguments", "obfuscation", "other", `x\"content`, "usage", "role")
		return `"` + name + `":` + pick(`"`+text()+`"`, `"`+text()+`"`, `"x"`, "null")
	}
	for range 3000 {
		frames := []string{frameHead + `"content":"x"` + frameTail}
		for range 12 {
			f := pick(frames...)
			switch rnd.IntN(5) {
			case 0:
				f = frameHead + member() + pick("", ","+member()) + pick(frameTail, frameTail, strings.Replace(frameTail, `"usage":null`, member(), 1))
			case 1:
				f = strings.Replace(f, pick("null", `"x"`, `{`, `"usage":null`, `"content":"`), pick(`{"prompt_tokens":7}`, `"stop"`, `"`+text()+`"`, "null"), 1)
			case 2:
				i := rnd.IntN(len(f))
				f = f[:i] + pick(`"`, `\`, ",", ":", "", text()) + f[i:]
			case 3:
				i := rnd.IntN(len(f))
				f = f[:i] + f[min(len(f), i+1+rnd.IntN(3)):]
			}
			if f == "" {
				continue
			}
			frames = append(frames, f)
		}
		judged(t, frames)
	}
}

func FuzzPattern(f *testing.F) {
	f.Add([]byte(frameHead+`"content":"x"`+frameTail), []byte(frameHead+`"content":"y\""`+frameTail))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if len(a) > 0 && len(b) > 0 {
			judged(t, []string{frameHead + `"content":"x"` + frameTail, string(a), string(b), string(a)})
		}
	})
}
