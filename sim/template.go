package sim

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// values are what the placeholders of a template stand for.
type values struct {
	id, request, model, print string
	created                   int64
	seed                      uint64

	index                int
	text, think          string // unquoted
	calls, choices, data string // rendered tool calls, choices, list entries
	firstID, lastID      string // of a list's entries
	vector               string // rendered embedding
	usageText, thinkText string // rendered members with their comma
	call                 int
	callID, callName     string
	args                 string
	finish, native       string
	usage                usage
	askedUsage, unpadded bool
	unlogged             bool // without logprobs
	seq                  int
	message, kind        string // of a problem
	param, code          string
	status               int
	late                 time.Duration     // until the client should come back
	item, signature      string            // ids and signatures of an answer's parts
	failed               string            // the response that failed, should it fail
	stopped              string            // the stop sequence met
	raw                  string            // of a frame: rendered already
	sofar                usage             // tokens up to some point of an answer
	echo                 map[string]string // JSON of request members that the answer repeats
}

// usage counts tokens; completion includes reasoning, prompt includes cached.
// written are prompt tokens newly put in the cache, in all and for an hour.
type usage struct{ prompt, cached, completion, reasoning, written, writtenHour int }

// template is text with placeholders such as <id>, cut up once so that rendering only appends.
type template struct {
	lits []string // one more than vars
	vars []func([]byte, *values) []byte
}

// compile cuts text up. A placeholder that is not known is a mistake in a table of this package, hence the panic.
func compile(text string) *template {
	t := &template{}
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			t.lits = append(t.lits, text)
			return t
		}
		j := strings.IndexByte(text[i:], '>')
		if j < 0 {
			panic(fmt.Sprintf("sim: unclosed placeholder in %q", text))
		}
		put, ok := placeholders[text[i+1:i+j]]
		if name, echoed := strings.CutPrefix(text[i+1:i+j], "echo:"); echoed {
			put, ok = func(b []byte, v *values) []byte { return append(b, or(v.echo[name], "null")...) }, true
		}
		if !ok {
			panic(fmt.Sprintf("sim: unknown placeholder %q", text[i:i+j+1]))
		}
		t.lits, t.vars = append(t.lits, text[:i]), append(t.vars, put)
		text = text[i+j+1:]
	}
}

func (t *template) append(dst []byte, v *values) []byte {
	for i, put := range t.vars {
		dst = append(dst, t.lits[i]...)
		dst = put(dst, v)
	}
	return append(dst, t.lits[len(t.lits)-1]...)
}

func (t *template) render(v *values) string { return string(t.append(nil, v)) }

// placeholders is the vocabulary of the templates. Names in capitals render a quoted string, others bare text.
var placeholders = map[string]func([]byte, *values) []byte{
	"id":          func(b []byte, v *values) []byte { return append(b, v.id...) },
	"request":     func(b []byte, v *values) []byte { return append(b, v.request...) },
	"created":     func(b []byte, v *values) []byte { return strconv.AppendInt(b, v.created, 10) },
	"MODEL":       func(b []byte, v *values) []byte { return appendJSON(b, v.model) },
	"print":       func(b []byte, v *values) []byte { return append(b, v.print...) },
	"seed":        func(b []byte, v *values) []byte { return strconv.AppendUint(b, mix(v.seed)>>34, 10) },
	"index":       func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(v.index), 10) },
	"TEXT":        func(b []byte, v *values) []byte { return appendJSON(b, v.text) },
	"THINK":       func(b []byte, v *values) []byte { return appendJSON(b, v.think) },
	"calls":       func(b []byte, v *values) []byte { return append(b, v.calls...) },
	"choices":     func(b []byte, v *values) []byte { return append(b, v.choices...) },
	"data":        func(b []byte, v *values) []byte { return append(b, v.data...) },
	"FIRST":       func(b []byte, v *values) []byte { return appendJSON(b, v.firstID) },
	"LAST":        func(b []byte, v *values) []byte { return appendJSON(b, v.lastID) },
	"vector":      func(b []byte, v *values) []byte { return append(b, v.vector...) },
	"usagemember": func(b []byte, v *values) []byte { return append(b, v.usageText...) },
	"thinkmember": func(b []byte, v *values) []byte { return append(b, v.thinkText...) },
	"call":        func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(v.call), 10) },
	"callid":      func(b []byte, v *values) []byte { return append(b, v.callID...) },
	"NAME":        func(b []byte, v *values) []byte { return appendJSON(b, v.callName) },
	"ARGS":        func(b []byte, v *values) []byte { return appendJSON(b, v.args) },
	"finish":      func(b []byte, v *values) []byte { return append(b, v.finish...) },
	"FINISH":      func(b []byte, v *values) []byte { return appendOrNull(b, v.finish) },
	"native":      func(b []byte, v *values) []byte { return append(b, v.native...) },
	"prompt":      func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(v.usage.prompt), 10) },
	"cached":      func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(v.usage.cached), 10) },
	"completion":  func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(v.usage.completion), 10) },
	"reasoning":   func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(v.usage.reasoning), 10) },
	"missed": func(b []byte, v *values) []byte {
		return strconv.AppendInt(b, int64(v.usage.prompt-v.usage.cached), 10)
	},
	"total": func(b []byte, v *values) []byte {
		return strconv.AppendInt(b, int64(v.usage.prompt+v.usage.completion), 10)
	},
	"MESSAGE": func(b []byte, v *values) []byte { return appendJSON(b, v.message) },
	"TYPE":    func(b []byte, v *values) []byte { return appendOrNull(b, v.kind) },
	"PARAM":   func(b []byte, v *values) []byte { return appendOrNull(b, v.param) },
	"CODE":    func(b []byte, v *values) []byte { return appendOrNull(b, v.code) },
	"status":  func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(v.status), 10) },
	"resetms": func(b []byte, v *values) []byte { return strconv.AppendInt(b, (v.created+60)*1000, 10) },
	// OpenAI's reasoning models have no logprobs member (recorded: openai/chat, gpt-5 and o4-mini).
	"logprobs": func(b []byte, v *values) []byte {
		if v.unlogged {
			return b
		}
		return append(b, `"logprobs":null,`...)
	},
	"nullusage": appendNullUsage,
	"pad":       appendPad,
	// The counts of reasoning are a member only where there was reasoning (recorded: deepseek/chat).
	"reasoned": func(b []byte, v *values) []byte {
		if v.usage.reasoning == 0 {
			return b
		}
		return fmt.Appendf(b, `,"completion_tokens_details":{"reasoning_tokens":%d}`, v.usage.reasoning)
	},
	// Cached tokens at the top of usage (doc: moonshot/chat) and below it (groq), where there were any.
	"topcached": func(b []byte, v *values) []byte {
		if v.usage.cached == 0 {
			return b
		}
		return fmt.Appendf(b, `,"cached_tokens":%d`, v.usage.cached)
	},
	"subcached": func(b []byte, v *values) []byte {
		if v.usage.cached == 0 {
			return b
		}
		return fmt.Appendf(b, `,"prompt_tokens_details":{"cached_tokens":%d}`, v.usage.cached)
	},
	"costs": appendCosts,

	"model":     func(b []byte, v *values) []byte { return append(b, v.model...) },
	"args":      func(b []byte, v *values) []byte { return append(b, v.args...) },
	"item":      func(b []byte, v *values) []byte { return append(b, v.item...) },
	"signature": func(b []byte, v *values) []byte { return append(b, v.signature...) },
	"raw":       func(b []byte, v *values) []byte { return append(b, v.raw...) },
	"STOPPED":   func(b []byte, v *values) []byte { return appendOrNull(b, v.stopped) },
	"thoughtdetails": func(b []byte, v *values) []byte {
		if v.usage.reasoning == 0 {
			return b
		}
		return fmt.Appendf(b, `,"output_tokens_details":{"thinking_tokens":%d}`, v.usage.reasoning)
	},
	"finishmessage": func(b []byte, v *values) []byte {
		if v.finish != "tool_calls" {
			return b
		}
		return append(b, `,"finishMessage":"Model generated function call(s)."`...)
	},
	// Gemini counts apart what was said and what was thought, and leaves out what is nothing.
	"candidates": func(b []byte, v *values) []byte {
		if v.sofar.completion == v.sofar.reasoning {
			return b
		}
		return fmt.Appendf(b, `,"candidatesTokenCount":%d`, v.sofar.completion-v.sofar.reasoning)
	},
	"thoughts": func(b []byte, v *values) []byte {
		if v.sofar.reasoning == 0 {
			return b
		}
		return fmt.Appendf(b, `,"thoughtsTokenCount":%d`, v.sofar.reasoning)
	},
	"sofar": func(b []byte, v *values) []byte {
		return strconv.AppendInt(b, int64(v.sofar.prompt+v.sofar.completion), 10)
	},
	"cachedcontent": func(b []byte, v *values) []byte {
		if v.sofar.cached == 0 {
			return b
		}
		return fmt.Appendf(b, `,"cachedContentTokenCount":%d`, v.sofar.cached)
	},
	"awscached": func(b []byte, v *values) []byte {
		if v.usage.cached == 0 {
			return b
		}
		return fmt.Appendf(b, `"cacheReadInputTokenCount":%d,"cacheReadInputTokens":%d,"cacheWriteInputTokenCount":0,"cacheWriteInputTokens":0,`,
			v.usage.cached, v.usage.cached)
	},
	"completedat": appendCompletedAt,
	"expires":     appendExpires,
	"nextseq":     func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(v.seq)+1, 10) },
	"failed":      func(b []byte, v *values) []byte { return append(b, v.failed...) },
	"seq":         func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(v.seq), 10) },
	"late":        func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(math.Ceil(v.late.Seconds())), 10) },
	"date": func(b []byte, v *values) []byte {
		return time.Unix(v.created, 0).UTC().AppendFormat(b, time.RFC3339)
	},
	"fresh": func(b []byte, v *values) []byte {
		return strconv.AppendInt(b, int64(v.usage.prompt-v.usage.cached-v.usage.written), 10)
	},
	"written":     func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(v.usage.written), 10) },
	"writtenhour": func(b []byte, v *values) []byte { return strconv.AppendInt(b, int64(v.usage.writtenHour), 10) },
	"writtenbrief": func(b []byte, v *values) []byte {
		return strconv.AppendInt(b, int64(v.usage.written-v.usage.writtenHour), 10)
	},
}

// appendNullUsage writes the empty usage member that chunks carry once the usage was asked for (recorded: openai/chat).
func appendNullUsage(b []byte, v *values) []byte {
	if !v.askedUsage {
		return b
	}
	return append(b, `,"usage":null`...)
}

// appendPad writes the member with which OpenAI hides the length of its chunks (recorded: openai/chat).
func appendPad(b []byte, v *values) []byte {
	if v.unpadded {
		return b
	}
	const letters = "aZ3kQ9mX0cT7vB1nR5wYp"
	h := mix(v.seed ^ uint64(v.seq)*0x9e37)
	b = append(b, `,"obfuscation":"`...)
	for range 4 + h%12 {
		h = mix(h)
		b = append(b, letters[h%uint64(len(letters))])
	}
	return append(b, '"')
}

// appendCosts writes what OpenRouter says the tokens cost: 0.2 and 0.8 dollars a million.
func appendCosts(b []byte, v *values) []byte {
	in, out := float64(v.usage.prompt)*2e-7, float64(v.usage.completion)*8e-7
	return fmt.Appendf(b, `"cost":%.7f,"is_byok":false,"prompt_tokens_details":{"cached_tokens":%d,"cache_write_tokens":0,`+
		`"audio_tokens":0,"video_tokens":0},"cost_details":{"upstream_inference_cost":%.7f,`+
		`"upstream_inference_prompt_cost":%.7f,"upstream_inference_completions_cost":%.7f}`, in+out, v.usage.cached, in+out, in, out)
}

func appendOrNull(b []byte, s string) []byte {
	if s == "" {
		return append(b, "null"...)
	}
	return appendJSON(b, s)
}

// appendJSON appends s quoted. Text beyond ASCII stays as it is, as the providers leave it.
func appendJSON(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return appendEscaped(b, s)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendEscaped(b []byte, s string) []byte {
	var w strings.Builder
	e := json.NewEncoder(&w)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes, and a builder always writes
	return append(b, strings.TrimSuffix(w.String(), "\n")...)
}

// mix is splitmix64's finisher: the only source of chance here.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
