package openai

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// kind is what sort of part is open.
type kind uint8

const (
	none kind = iota
	speech
	thought
	refusal
	calling
)

// choiceDecoder keeps the parts of one choice in their order.
type choiceDecoder struct {
	d     *chunkDecoder
	index int
	parts int // opened so far
	open  kind
	text  bool // a text part was emitted; citations need one
	stop  llm.Stop

	calls  []*call
	call   *call  // the open one
	opened int    // calls emitted
	late   []late // what came while an unfinished call was open

	plain  bool                     // reasoning has a member of its own: texts of reasoning_details repeat it
	sig    llm.Signature            // of the open reasoning
	sealed map[string]llm.Signature // of calls, by id
	cites  []llm.Citation
}

// late is what has to wait until the calls are complete.
type late struct {
	kind kind
	text []byte
	part llm.Part // a whole part instead of text
}

// finishReason remembers the first reason; hosts repeat it (recorded: openrouter/chat).
func (c *choiceDecoder) finishReason(raw, native []byte) error {
	word := llm.TextOf(raw)
	if word == "" || word == "null" || c.stop.Reason != "" {
		return nil
	}
	if word == "error" || word == "network_error" {
		return llm.Failure(burncloud.KindUpstreamServer, 0, nil, "the upstream ended the answer with "+word)
	}
	reason, ok := finishReasons[word]
	if !ok {
		reason = llm.StopUnknown
	}
	c.stop = llm.Stop{Reason: reason, Raw: word}
	if n := llm.TextOf(native); n != "" && reason == llm.StopUnknown {
		c.stop.Raw = n
	}
	return nil
}

func (c *choiceDecoder) delta(raw, logprobs []byte) error {
	if raw == nil || rawjson.IsNull(raw) {
		return nil
	}
	var x rawDelta
	x.read(raw)
	if err := c.reasoning(&x); err != nil {
		return err
	}
	if err := c.content(x.content, logprobs); err != nil {
		return err
	}
	if err := c.say(refusal, c.d.Unquote(x.refusal)); err != nil {
		return err
	}
	if err := c.extras(&x); err != nil {
		return err
	}
	return c.toolCalls(&x)
}

// rawDelta has the members of a delta or message.
type rawDelta struct {
	content, reasoning, details, refusal, calls, legacy, images, annotations, blocks []byte
}

func (x *rawDelta) read(raw []byte) {
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "content":
			x.content = c.Value
		case "reasoning_content", "reasoning":
			if x.reasoning == nil || !isEmpty(c.Value) {
				x.reasoning = c.Value
			}
		case "reasoning_details":
			x.details = c.Value
		case "thinking_blocks":
			x.blocks = c.Value
		case "refusal":
			x.refusal = c.Value
		case "tool_calls":
			x.calls = c.Value
		case "function_call":
			x.legacy = c.Value
		case "images":
			x.images = c.Value
		case "annotations":
			x.annotations = c.Value
		}
	}
}

// content reads a string, or an array of text and thinking (recorded: mistral/chat).
func (c *choiceDecoder) content(raw, logprobs []byte) error {
	if len(raw) == 0 || raw[0] != '[' {
		probs := llm.LogprobsOf(llm.Find(logprobs, "content"))
		if text := c.d.Unquote(raw); len(text) > 0 || probs != nil {
			return c.sayText(text, probs)
		}
		return nil
	}
	for e := rawjson.Members(raw); e.Next(); {
		if err := c.element(e.Value); err != nil {
			return err
		}
	}
	return nil
}

func (c *choiceDecoder) element(raw []byte) error {
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "text":
			if err := c.say(speech, c.d.Unquote(m.Value)); err != nil {
				return err
			}
		case "thinking":
			for e := rawjson.Members(m.Value); e.Next(); {
				for t := rawjson.Members(e.Value); t.Next(); {
					if string(t.Key) != "text" {
						continue
					}
					if err := c.say(thought, c.d.Unquote(t.Value)); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

func (c *choiceDecoder) sayText(text []byte, probs []llm.Logprob) error {
	if probs == nil {
		return c.say(speech, text)
	}
	if err := c.turn(speech); err != nil {
		return err
	}
	return c.emit(llm.Event{Kind: llm.EventDelta, Text: text, Logprobs: probs})
}

// say emits more of a text, opening a part for it if another is open.
func (c *choiceDecoder) say(k kind, text []byte) error {
	if len(text) == 0 {
		return nil
	}
	if c.open == calling && !c.call.complete() {
		c.late = append(c.late, late{kind: k, text: append([]byte(nil), text...)})
		return nil
	}
	if err := c.release(); err != nil {
		return err
	}
	if err := c.turn(k); err != nil {
		return err
	}
	return c.emit(llm.Event{Kind: llm.EventDelta, Text: text})
}

// turn makes sure that a part of the kind is open.
func (c *choiceDecoder) turn(k kind) error {
	if c.open == k {
		return nil
	}
	if err := c.close(); err != nil {
		return err
	}
	var p llm.Part
	switch k {
	case speech:
		c.text = true
		p = llm.Text{}
	case thought:
		p = llm.Reasoning{}
	case refusal:
		p = llm.Refusal{}
	}
	c.open = k
	return c.begin(p)
}

func (c *choiceDecoder) begin(p llm.Part) error {
	c.parts++
	return c.emit(llm.Event{Kind: llm.EventOpen, Part: p})
}

func (c *choiceDecoder) emit(e llm.Event) error {
	e.Choice, e.Index = c.index, c.parts-1
	return c.d.Emit(e)
}

// close ends the open part. Text has its citations then.
func (c *choiceDecoder) close() error {
	if c.open == none {
		return nil
	}
	if c.open == speech {
		for i := range c.cites {
			cite := c.cites[i]
			if err := c.emit(llm.Event{Kind: llm.EventDelta, Citation: &cite}); err != nil {
				return err
			}
		}
		c.cites = nil
	}
	if c.open == thought && !c.sig.IsZero() {
		sig := c.sig
		c.sig = llm.Signature{}
		if err := c.emit(llm.Event{Kind: llm.EventDelta, Signature: sig}); err != nil {
			return err
		}
	}
	c.open, c.call = none, nil
	return c.emit(llm.Event{Kind: llm.EventClose})
}

// end emits what had to wait, and closes.
func (c *choiceDecoder) end() error {
	if err := c.flush(); err != nil {
		return err
	}
	if err := c.close(); err != nil {
		return err
	}
	if err := c.release(); err != nil {
		return err
	}
	if len(c.cites) > 0 && c.open == none {
		if err := c.turn(speech); err != nil {
			return err
		}
	}
	return c.close()
}

// release emits what waited for a call that is complete now.
func (c *choiceDecoder) release() error {
	waited := c.late
	c.late = nil
	for _, l := range waited {
		err := c.say(l.kind, l.text)
		if l.part != nil {
			err = c.whole(l.part)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// whole emits a part that is complete.
func (c *choiceDecoder) whole(p llm.Part) error {
	if c.open == calling && !c.call.complete() {
		c.late = append(c.late, late{part: p})
		return nil
	}
	if err := c.release(); err != nil {
		return err
	}
	if err := c.close(); err != nil {
		return err
	}
	if err := c.begin(p); err != nil {
		return err
	}
	return c.emit(llm.Event{Kind: llm.EventClose})
}
