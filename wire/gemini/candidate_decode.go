package gemini

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// candidate reads one element of candidates.
func (d *decoder) candidate(raw []byte) error {
	var content, finish, message, grounding, cited, probs []byte
	i := 0
	c := rawjson.Members(raw)
	for c.Next() {
		switch string(c.Key) {
		case "content":
			content = c.Value
		case "index":
			i = int(min(count(c.Value), llm.MaxChoices))
		case "finishReason":
			finish = c.Value
		case "finishMessage":
			message = c.Value
		case "groundingMetadata":
			grounding = c.Value
		case "citationMetadata":
			cited = c.Value
		case "logprobsResult":
			probs = c.Value
		}
	}
	if err := c.Err(); err != nil {
		return llm.Invalid(err)
	}
	if i >= llm.MaxChoices {
		return llm.Invalid(fmt.Errorf("candidate %d", i))
	}
	for i >= len(d.choices) {
		d.choices = append(d.choices, choice{})
	}
	if err := d.content(i, content, logprobs(probs)); err != nil {
		return err
	}
	d.cite(i, grounding, cited)
	d.finish(i, finish, message)
	return nil
}

// finish notes why the candidate ended. Old models say so in every chunk (recorded: vertex/generateContent), so it is
// told at the end of the stream only, and the last word counts.
func (d *decoder) finish(i int, raw, message []byte) {
	word := enum(raw, "", finishNames)
	if word == "" || word == unspecified || word == "null" {
		return
	}
	s := &d.choices[i].stop
	s.Raw, s.Reason = word, stopReasons[word]
	if message != nil {
		s.Detail = llm.TextOf(message)
	}
}

func (d *decoder) content(i int, raw []byte, probs []llm.Logprob) error {
	if raw == nil {
		return nil
	}
	c := rawjson.Members(raw)
	for c.Next() {
		if string(c.Key) != "parts" {
			continue
		}
		parts := rawjson.Members(c.Value)
		for parts.Next() && !d.stopped {
			if err := d.part(i, parts.Value, probs); err != nil {
				return err
			}
			probs = nil
		}
		if err := parts.Err(); err != nil {
			return llm.Invalid(err)
		}
	}
	if err := c.Err(); err != nil {
		return llm.Invalid(err)
	}
	return nil
}

// wirePart is a part as it is written.
type wirePart struct {
	text, call, media []byte
	thought           bool
	signature         string
	kind              string // the member that says what else it is
}

func (d *decoder) part(i int, raw []byte, probs []llm.Logprob) error {
	var p wirePart
	m := rawjson.Members(raw)
	for m.Next() {
		switch string(m.Key) {
		case "text":
			p.text = m.Value
		case "thought":
			p.thought = string(m.Value) == "true"
		case "thoughtSignature":
			p.signature = llm.TextOf(m.Value)
		case "functionCall":
			p.call = m.Value
		case "inlineData", "fileData":
			p.media = m.Value
		case "videoMetadata", "partMetadata", "mediaResolution":
		default:
			p.kind = string(m.Key)
		}
	}
	if err := m.Err(); err != nil {
		return llm.Invalid(err)
	}
	sig := llm.Signature{}
	if p.signature != "" {
		sig = llm.Signature{Origin: llm.OriginGemini, Data: p.signature}
	}
	switch {
	case p.call != nil:
		return d.call(i, p.call, sig)
	case p.media != nil:
		media := readMedia(p.media)
		media.Signature = sig
		d.alone(i, media)
	case p.text == nil && p.kind != "":
		keep := llm.KeepRaw(raw)
		if keep == nil {
			return llm.Invalid(errors.New("a part that is not JSON: " + p.kind))
		}
		d.alone(i, llm.Opaque{From: Dialect, Kind: p.kind, Raw: keep})
	default:
		return d.say(i, p, sig, probs)
	}
	return nil
}

// say emits text or a thought, or the signature that ends one. A part that has its signature takes no more text: what
// follows is a part of its own (recorded: vertex/generateContent), so that each signature goes back to its place.
func (d *decoder) say(i int, p wirePart, sig llm.Signature, probs []llm.Logprob) error {
	d.text = d.text[:0]
	if p.text != nil && !rawjson.IsNull(p.text) {
		var err error
		// Half a surrogate pair is replaced: a model may stop in the midst of a character.
		if d.text, err = jsontext.AppendUnquote(d.text, p.text); err != nil && !jsontext.Value(p.text).IsValid(jsontext.AllowInvalidUTF8(true)) {
			return llm.Invalid(err)
		}
	}
	if len(d.text) == 0 && sig.IsZero() && probs == nil {
		return nil
	}
	c := &d.choices[i]
	_, isText := c.open.(llm.Text)
	_, isThought := c.open.(llm.Reasoning)
	if !isText && !isThought || isThought != p.thought || c.signed {
		if p.thought {
			d.open(i, llm.Reasoning{})
			probs = nil
		} else {
			d.open(i, llm.Text{})
		}
	}
	if len(d.text) > 0 || probs != nil && !p.thought {
		if !p.thought {
			c.keep(d.text)
		}
		d.emit(llm.Event{Kind: llm.EventDelta, Choice: i, Index: c.index, Text: d.text, Logprobs: probs})
	}
	if !sig.IsZero() {
		c.signed = true
		d.emit(llm.Event{Kind: llm.EventDelta, Choice: i, Index: c.index, Signature: sig})
	}
	return nil
}

// open begins a part, after the end of the one before it.
func (d *decoder) open(i int, p llm.Part) {
	c := &d.choices[i]
	d.close(i, c)
	c.open, c.signed = p, false
	if _, ok := p.(llm.Text); ok {
		c.base = c.chars
	}
	d.emit(llm.Event{Kind: llm.EventOpen, Choice: i, Index: c.index, Part: p})
}

func (d *decoder) close(i int, c *choice) {
	if c.open == nil {
		return
	}
	d.emit(llm.Event{Kind: llm.EventClose, Choice: i, Index: c.index})
	c.open = nil
	c.index++
}

// alone emits a part that is whole.
func (d *decoder) alone(i int, p llm.Part) {
	d.open(i, p)
	d.close(i, &d.choices[i])
}

// call emits a function call: whole, or piece by piece as Vertex streams it (recorded: gemini/generateContent).
func (d *decoder) call(i int, raw []byte, sig llm.Signature) error {
	var name, id, args, pieces []byte
	more := false
	m := rawjson.Members(raw)
	for m.Next() {
		switch string(m.Key) {
		case "name":
			name = m.Value
		case "id":
			id = m.Value
		case "args":
			args = m.Value
		case "partialArgs":
			pieces = m.Value
		case "willContinue":
			more = string(m.Value) == "true"
		}
	}
	if err := m.Err(); err != nil {
		return llm.Invalid(err)
	}
	c := &d.choices[i]
	if word := llm.TextOf(name); word != "" {
		d.endCall(i, c)
		c.begin(llm.ToolCall{ID: llm.TextOf(id), Name: word, Signature: sig})
	}
	if !c.active {
		return nil // the end of nothing
	}
	if err := c.add(args, pieces); err != nil {
		return llm.Invalid(err)
	}
	if !more {
		d.endCall(i, c)
	}
	return nil
}

// endCall emits the call that was being read, unless the answer has one of its id already: proxies repeat calls
// without their signature.
func (d *decoder) endCall(i int, c *choice) {
	call, args, ok := c.finish()
	if !ok {
		return
	}
	if call.ID == "" {
		call.ID = d.madeID()
	}
	c.calls = true
	d.open(i, call)
	if len(args) > 0 {
		d.emit(llm.Event{Kind: llm.EventDelta, Choice: i, Index: c.index, Text: args})
	}
	d.close(i, c)
}

// madePrefix begins the ids of calls that came without one. They are never sent to Gemini.
const madePrefix = "gcall_"

// maxID is the length of ids that every dialect takes (OpenAI's chat).
const maxID = 40

// madeID is an id that is the same whenever the same answer is read.
func (d *decoder) madeID() string {
	id := d.id
	if id == "" {
		id = d.req.ID
	}
	n := "_" + strconv.Itoa(d.calls)
	d.calls++
	return madePrefix + llm.ShortID(llm.EscapeID(id), maxID-len(madePrefix)-len(n)) + n
}
