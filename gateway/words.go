package gateway

import (
	"bytes"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/tokenizer"
)

// words counts the tokens of what an answer says, from the bytes that the client gets, in whichever client's dialect. It holds
// the last few words and nothing else, and allocates nothing.
type words struct {
	counter tokenizer.Counter
	text    llm.Unquoter
	counts  bool
}

// begin counts from here on, in the tokens of a family.
func (w *words) begin(f *tokenizer.Family) {
	f.Counter(&w.counter)
	w.counts = true
}

// tokens is the count so far.
func (w *words) tokens() int64 {
	if !w.counts {
		return 0
	}
	return w.counter.Tokens()
}

var (
	dataField  = []byte("data:")
	doneSuffix = []byte(`.done"`)
)

// events reads what is written to a stream: whole lines, of events or of a JSON array.
func (w *words) events(b []byte) {
	for w.counts && len(b) > 0 {
		line := b
		if end := bytes.IndexByte(b, '\n'); end >= 0 {
			line, b = b[:end], b[end+1:]
		} else {
			b = nil
		}
		line = bytes.Trim(bytes.TrimPrefix(line, dataField), " \t\r[],")
		if len(line) > 1 && line[0] == '{' {
			w.answer(line)
		}
	}
}

// answer reads one event or a whole answer.
func (w *words) answer(b []byte) {
	if !w.counts || len(b) == 0 || b[0] != '{' {
		return
	}
	w.object(b, 0)
}

// maxNesting is how deep texts are in answers, at most: those of Responses, in their lists.
const maxNesting = 8

// object reads the members that are said, and looks into those that can hold some. Names mean the same in all dialects.
func (w *words) object(b []byte, depth int) {
	for m := rawjson.Members(b); depth < maxNesting && m.Next(); {
		switch string(m.Key) {
		case "type":
			if depth == 0 && bytes.HasSuffix(m.Value, doneSuffix) {
				return // Responses says everything again
			}
		case "text", "content", "delta", "reasoning_content", "reasoning", "thinking", "refusal", "arguments", "partial_json", "name",
			"choices", "message", "candidates", "parts", "functionCall", "function", "tool_calls", "function_call", "output", "content_block", "summary":
			w.value(m.Value, depth)
		case "args", "input": // of a call, as an object
			if m.Value[0] == '{' && len(m.Value) > 2 {
				w.counter.Write(m.Value)
			}
		}
	}
}

func (w *words) value(b []byte, depth int) {
	switch b[0] {
	case '"':
		w.counter.Write(w.text.Unquote(b))
	case '{':
		w.object(b, depth+1)
	case '[':
		for e := rawjson.Members(b); e.Next(); {
			if e.Value[0] == '{' {
				w.object(e.Value, depth+1)
			}
		}
	}
}
