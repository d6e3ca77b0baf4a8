package dashscope

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// choice is one answer as it grows.
type choice struct {
	d             *decoder
	index         int
	text, thought growth
	calls         []*call
	open          *call  // that gets its arguments as they come
	late          []byte // text that came before the open call was complete
	stop          llm.Stop
}

// growth finds what is new in a piece that repeats everything before it.
type growth struct{ seen []byte }

// next returns the new part of a piece: in cumulative streams what follows the text seen, else all of it. A piece that
// does not repeat what was seen is new: some models always stream increments. The half of a character that a host cut
// comes as U+FFFD at the end and waits for its other half.
func (g *growth) next(piece []byte, cumulative bool) []byte {
	if !cumulative {
		return piece
	}
	piece = bytes.TrimSuffix(piece, []byte("\uFFFD"))
	piece = bytes.TrimPrefix(piece, g.seen)
	g.seen = append(g.seen, piece...)
	return piece
}

func (c *choice) message(raw, probs []byte) error {
	var content, calls []byte
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "reasoning_content":
			piece := c.thought.next(c.d.out.Unquote(m.Value), c.d.cumulative)
			if err := c.d.out.Thought(c.index, piece); err != nil {
				return err
			}
		case "content":
			content = m.Value
		case "tool_calls":
			calls = m.Value
		}
	}
	if err := c.content(content, probs); err != nil {
		return err
	}
	for m := rawjson.Members(calls); m.Next(); {
		if err := c.call(m.Value); err != nil {
			return err
		}
	}
	return nil
}

// content reads a string, or the array of the multimodal endpoint.
func (c *choice) content(raw, probs []byte) error {
	if len(raw) == 0 || raw[0] != '[' {
		return c.say(c.d.out.Unquote(raw), llm.LogprobsOf(llm.Find(probs, "content"))) // in OpenAI's shape (documented)
	}
	for e := rawjson.Members(raw); e.Next(); {
		for m := rawjson.Members(e.Value); m.Next(); {
			switch string(m.Key) {
			case "text":
				if err := c.say(c.d.out.Unquote(m.Value), nil); err != nil {
					return err
				}
			case "image":
				if err := c.d.out.Whole(c.index, image(llm.TextOf(m.Value))); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func image(url string) llm.Media {
	if kind, data, ok := llm.ParseDataURL(url); ok {
		return llm.Media{Kind: llm.MediaImage, Type: kind, Data: data}
	}
	return llm.Media{Kind: llm.MediaImage, URL: url}
}

func (c *choice) say(piece []byte, probs []llm.Logprob) error {
	piece = c.text.next(piece, c.d.cumulative)
	if len(piece) == 0 && probs == nil {
		return nil
	}
	if c.open != nil && !c.open.complete() {
		c.late = append(c.late, piece...)
		return nil
	}
	c.open = nil
	return c.d.out.Logprobs(c.index, piece, probs)
}

// ended takes a finish reason; the word "null" says that there is none yet.
func (c *choice) ended(reason []byte) {
	if string(reason) == `"null"` {
		return
	}
	if word := llm.TextOf(reason); word != "" {
		c.stop = stopOf(word)
	}
}

// end yields what had to wait.
func (c *choice) end() error {
	for _, k := range c.calls {
		if k.begun || k.name == "" {
			continue
		}
		if err := c.begin(k); err != nil {
			return err
		}
	}
	if err := c.d.out.Text(c.index, c.late); err != nil {
		return err
	}
	if c.index > 0 {
		return nil
	}
	for _, cite := range c.d.sources {
		if err := c.d.out.Cite(c.index, cite); err != nil {
			return err
		}
	}
	return nil
}

// call is one tool call as it grows.
type call struct {
	id, name string
	index    int // the host's; -1 = none
	args     []byte
	seen     growth
	begun    bool
}

// complete reports whether the arguments are a whole JSON value, so that no more will come.
func (k *call) complete() bool { return jsontext.Value(k.args).IsValid() }

// maxCalls bounds the calls of one choice.
const maxCalls = 1024

// call reads an element of tool_calls. Increments have the index of their call and an empty id (recorded:
// dashscope/native-text). Calls that come while another is not complete wait for the end.
func (c *choice) call(raw []byte) error {
	index, id, name, args := -1, "", "", []byte(nil)
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "index":
			if i, err := rawjson.Int(m.Value); err == nil && 0 <= i && i < maxCalls {
				index = int(i)
			}
		case "id":
			id = llm.TextOf(m.Value)
		case "function":
			name, args = llm.TextOf(llm.Find(m.Value, "name")), c.d.out.Unquote(llm.Find(m.Value, "arguments"))
		}
	}
	k := c.find(index, id, name)
	if k == nil {
		return llm.Invalid(nil)
	}
	if k.name == "" {
		k.name = name
	}
	piece := k.seen.next(args, c.d.cumulative)
	k.args = append(k.args, piece...)
	switch {
	case k.begun && c.open == k:
		return c.d.out.Arguments(c.index, piece)
	case k.begun || k.name == "" || c.open != nil && !c.open.complete():
		return nil
	}
	return c.begin(k)
}

// find returns the call that an element belongs to: the one with its id, else the latest with its index, else the last.
// It is nil if there are too many.
func (c *choice) find(index int, id, name string) *call {
	for i := len(c.calls) - 1; i >= 0; i-- {
		k := c.calls[i]
		switch {
		case id != "" && k.id == id:
			return k
		case id == "" && (index < 0 && name == "" || index >= 0 && k.index == index):
			return k
		case id != "" && k.id == "" && !k.begun && k.index == index:
			k.id = id
			return k
		}
	}
	if len(c.calls) == maxCalls {
		return nil
	}
	k := &call{id: id, index: index}
	c.calls = append(c.calls, k)
	return k
}

func (c *choice) begin(k *call) error {
	if k.id == "" {
		k.id = llm.ShortID("call_"+c.d.id+"_"+strconv.Itoa(c.index)+"_"+strconv.Itoa(len(c.calls)), 40)
	}
	k.begun, c.open = true, k
	return c.d.out.Call(c.index, llm.ToolCall{ID: k.id, Name: k.name, Arguments: string(k.args)})
}
