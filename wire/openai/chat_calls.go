package openai

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// call is one tool call as it grows. Until it can be emitted its arguments wait in args; they are kept afterwards, to
// know whether the call is complete.
type call struct {
	id, name string
	index    int // the host's; -1 = none
	custom   bool
	sig      llm.Signature
	args     []byte
	begun    bool // emitted
	sent     int  // of args
	whole    bool // args were a JSON value when they had the length asked
	asked    int
}

// complete reports whether the arguments are a whole JSON value, so that no more will come.
func (k *call) complete() bool {
	if k.custom {
		return true // free text shows no end; hosts send it in order
	}
	if k.asked != len(k.args) {
		k.asked = len(k.args)
		k.whole = k.args[len(k.args)-1] == '}' && jsontext.Value(k.args).IsValid()
	}
	return k.whole
}

// rawCall is one element of tool_calls.
type rawCall struct {
	id, name []byte
	index    int
	args     []byte
	custom   bool
	sig      llm.Signature
}

func (c *choiceDecoder) toolCalls(x *rawDelta) error {
	if x.legacy != nil && !rawjson.IsNull(x.legacy) {
		r := rawCall{index: -1}
		r.function(x.legacy)
		if len(r.name) > 0 && c.legacy(&r) {
			r.id = []byte(`"` + legacyID(llm.TextOf(r.name)) + `"`)
		}
		if err := c.route(&r); err != nil {
			return err
		}
	}
	if x.calls == nil || rawjson.IsNull(x.calls) {
		return nil
	}
	for e := rawjson.Members(x.calls); e.Next(); {
		r := rawCall{index: -1}
		r.read(e.Value)
		if err := c.route(&r); err != nil {
			return err
		}
	}
	return nil
}

// legacy reports whether the legacy call's name begins a call, and not only repeats its name.
func (c *choiceDecoder) legacy(r *rawCall) bool {
	name := llm.TextOf(r.name)
	return name != "" && (len(c.calls) == 0 || c.calls[0].name != name)
}

func (r *rawCall) read(raw []byte) {
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "index":
			if i, err := rawjson.Int(m.Value); err == nil && i >= 0 {
				r.index = int(i)
			}
		case "id":
			r.id = m.Value
		case "function":
			r.function(m.Value)
		case "custom":
			r.custom = true
			r.function(m.Value)
		case "extra_content":
			r.sig = googleSignature(m.Value)
		}
	}
}

func (r *rawCall) function(raw []byte) {
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "name":
			r.name = m.Value
		case "arguments", "input":
			r.args = m.Value
		}
	}
}

// googleSignature finds google.thought_signature.
func googleSignature(raw []byte) llm.Signature {
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "google":
			return googleSignature(m.Value)
		case "thought_signature":
			return llm.Signature{Origin: llm.OriginGemini, Data: llm.TextOf(m.Value)}
		}
	}
	return llm.Signature{}
}

// route finds the call that an element belongs to (wire-facts §11): a known id is its call and a new id a new one;
// without an id it is the latest call of the index; without either, or with an index that nothing had, the last call,
// unless a name begins another.
func (c *choiceDecoder) route(r *rawCall) error {
	id := llm.TextOf(r.id)
	k := c.find(id, r)
	if k == nil {
		k = &call{id: id, index: r.index, custom: r.custom}
		if c.calls = append(c.calls, k); len(c.calls) > maxCalls {
			return llm.Invalid(nil)
		}
	}
	if k.id == "" && !k.begun {
		k.id = id
	}
	if !r.sig.IsZero() {
		k.sig = r.sig
	}
	if name := llm.TextOf(r.name); !k.begun && name != "" && name != k.name {
		k.name += name
	}
	c.addArguments(k, r.args)
	return c.advance(k)
}

// maxCalls bounds the calls of one choice.
const maxCalls = 1024

func (c *choiceDecoder) find(id string, r *rawCall) *call {
	n := len(c.calls)
	if id != "" {
		for _, k := range c.calls {
			if k.id == id {
				return k
			}
		}
		// an id that comes after its call's first piece
		if n > 0 && c.calls[n-1].id == "" && !c.calls[n-1].begun && c.calls[n-1].index == r.index {
			return c.calls[n-1]
		}
		return nil
	}
	named := len(r.name) > 2
	for i := n - 1; i >= 0 && r.index >= 0; i-- {
		if k := c.calls[i]; k.index == r.index {
			if named && k.complete() && i == n-1 {
				return nil
			}
			return k
		}
	}
	if n == 0 || named && (r.index >= 0 || c.calls[n-1].complete()) {
		return nil
	}
	return c.calls[n-1]
}

// addArguments takes a piece of the arguments: a string, or from some hosts the object itself.
func (c *choiceDecoder) addArguments(k *call, raw []byte) {
	switch {
	case len(raw) == 0 || rawjson.IsNull(raw):
	case raw[0] == '{':
		if len(k.args) == 0 {
			k.args = append(k.args, raw...)
		}
	default:
		k.args = append(k.args, c.d.Unquote(raw)...)
	}
}

// advance emits what can be emitted now that k has grown: calls go out one after the other, in the order in which
// they came. What comes for a call that is closed is a repetition.
func (c *choiceDecoder) advance(k *call) error {
	if k.begun && c.call != k || k.name == "" || len(k.args) == 0 {
		return nil
	}
	for _, earlier := range c.calls {
		if earlier == k {
			break
		}
		if !earlier.begun || !earlier.complete() {
			return nil
		}
	}
	return c.emitCall(k)
}

func (c *choiceDecoder) emitCall(k *call) error {
	if !k.begun {
		if err := c.beginCall(k); err != nil {
			return err
		}
	}
	if k.sent == len(k.args) {
		return nil
	}
	piece := k.args[k.sent:]
	k.sent = len(k.args)
	return c.emit(llm.Event{Kind: llm.EventDelta, Text: piece})
}

func (c *choiceDecoder) beginCall(k *call) error {
	if err := c.close(); err != nil {
		return err
	}
	k.begun = true
	if k.id == "" {
		k.id = c.d.madeID(c.index, len(c.calls))
	}
	if sig, ok := c.sealed[k.id]; ok && k.sig.IsZero() {
		k.sig = sig
	}
	c.open, c.call = calling, k
	c.opened++
	if len(bytes.TrimSpace(k.args)) == 0 {
		k.sent = len(k.args) // a call without arguments
	}
	return c.begin(llm.ToolCall{ID: k.id, Name: k.name, Custom: k.custom, Signature: k.sig})
}

// flush emits the calls that had to wait, in the order in which they came.
func (c *choiceDecoder) flush() error {
	for _, k := range c.calls {
		if k.begun && c.call != k || k.name == "" {
			continue
		}
		if err := c.emitCall(k); err != nil {
			return err
		}
		if err := c.close(); err != nil {
			return err
		}
	}
	return nil
}
