package responses

import (
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// current is the item whose events are being turned into parts.
type current struct {
	index int
	kind  string
	call  llm.ToolCall // once it can be opened

	piece    int    // the content or summary part that is open, or was last
	refusal  bool   // the piece is a refusal
	spoken   bool   // text of the piece was sent
	noted    int    // annotations of the piece that were sent
	thought  bool   // text of the reasoning was sent
	channel  string // of reasoning: content or summary, whichever came first
	finished int    // content parts that were closed
}

// says reports whether something of an item is in the event.
func (e *event) says() bool {
	switch string(e.typ) {
	case "response.output_item.done",
		"response.output_text.done", "response.refusal.done", "response.content_part.done",
		"response.output_text.annotation.added", "response.reasoning_text.done", "response.reasoning_summary_text.done",
		"response.function_call_arguments.done", "response.custom_tool_call_input.done":
		return true
	}
	return e.begins()
}

// begins reports whether an item can begin with the event.
func (e *event) begins() bool {
	switch string(e.typ) {
	case "response.output_item.added", "response.output_text.delta", "response.refusal.delta",
		"response.reasoning_text.delta", "response.reasoning_summary_text.delta",
		"response.function_call_arguments.delta", "response.custom_tool_call_input.delta":
		return true
	}
	return false
}

// itemEvent reads an event of the current item, or of one that becomes it.
func (d *streamDecoder) itemEvent(e *event, index int) {
	if d.cur == nil {
		if e.is("response.output_item.done") {
			it := readItem(e.raw(evItem))
			d.whole(&it)
			return
		}
		if !e.begins() {
			return // late words about an item that is done
		}
		if e.is("response.output_item.added") && !streams(e.raw(evItem)) {
			return
		}
		d.cur = &current{index: index, piece: -1}
	}
	switch string(e.typ) {
	case "response.output_item.added":
		if d.cur.kind != "" { // the one before was never done
			d.finishItem(nil)
			d.cur = &current{index: index, piece: -1}
		}
		d.added(e)
	case "response.output_item.done":
		it := readItem(e.raw(evItem))
		d.finishItem(&it)
	case "response.output_text.delta", "response.refusal.delta":
		d.contentDelta(e)
	case "response.output_text.done", "response.refusal.done", "response.content_part.done":
		d.contentDone(e)
	case "response.output_text.annotation.added":
		d.annotation(e)
	case "response.reasoning_text.delta", "response.reasoning_text.done":
		d.reasoning(e, "content", e.index(evContent))
	case "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done":
		d.reasoning(e, "summary", e.index(evSummary))
	case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta":
		d.arguments(e.raw(evDelta), false)
	case "response.function_call_arguments.done":
		d.arguments(e.raw(evArguments), true)
	case "response.custom_tool_call_input.done":
		d.arguments(e.raw(evInput), true)
	}
}

// streams reports whether an item comes in deltas. The others are taken from the event that says that they are done,
// which OpenAI sometimes forgets (recorded: mcp-list-tools): nothing may wait for it.
func streams(item []byte) bool {
	switch string(unquoted(llm.Find(item, "type"))) {
	case kindMessage, kindReasoning, kindCall, kindCustomCall:
		return true
	}
	return false
}

func (d *streamDecoder) added(e *event) {
	it := readItem(e.raw(evItem))
	c := d.cur
	c.kind = it.kind
	if c.kind != kindCall && c.kind != kindCustomCall {
		return
	}
	if call, ok := it.call(); ok {
		c.call = call
		d.open(call)
	}
}

// fits reports whether an event of items of that kind is in place. An item that was not announced is of its kind.
func (d *streamDecoder) fits(kind string) bool {
	if d.cur.kind == "" {
		d.cur.kind = kind
	}
	return d.cur.kind == kind
}

// contentDelta yields more of a message's text or refusal.
func (d *streamDecoder) contentDelta(e *event) {
	if !d.enter(e.index(evContent), e.is("response.refusal.delta")) {
		return
	}
	var probs []llm.Logprob
	if !d.cur.refusal {
		probs = logprobs(e.raw(evLogprobs))
	}
	if d.delta(e.raw(evDelta), probs) {
		d.cur.spoken = true
	}
}

// enter opens the content part with the index unless it is open; false if its turn is over.
func (d *streamDecoder) enter(piece int, refusal bool) bool {
	c := d.cur
	piece = max(piece, 0)
	if !d.fits(kindMessage) {
		return false
	}
	if d.isOpen && c.piece == piece {
		return true
	}
	if piece < c.finished {
		return false
	}
	d.leave()
	c.piece, c.refusal, c.spoken, c.noted = piece, refusal, false, 0
	if refusal {
		d.open(llm.Refusal{})
	} else {
		d.open(llm.Text{})
	}
	return true
}

// leave closes the open content part.
func (d *streamDecoder) leave() {
	if d.isOpen {
		d.close()
		d.cur.finished = d.cur.piece + 1
	}
}

// contentDone takes the text of a content part from the event that ends it, if there were no deltas.
func (d *streamDecoder) contentDone(e *event) {
	p := outContent{text: e.raw(evText), logprobs: e.raw(evLogprobs), kind: "output_text"}
	switch string(e.typ) {
	case "response.refusal.done":
		p.kind, p.text = kindRefusal, e.raw(evRefusal)
	case "response.content_part.done":
		p = readContent(e.raw(evPart))
		if p.kind == "reasoning_text" {
			return
		}
	}
	d.content(&p, e.index(evContent), e.is("response.content_part.done"))
}

// content yields what was not sent yet of a content part; last says that no more will come.
func (d *streamDecoder) content(p *outContent, piece int, last bool) {
	piece = max(piece, 0)
	if !p.isText() && p.kind != kindRefusal || p.isEmpty() && !(d.isOpen && d.cur.piece == piece) {
		return
	}
	if !d.enter(piece, p.kind == kindRefusal) {
		return
	}
	c := d.cur
	if !c.spoken {
		var probs []llm.Logprob
		if !c.refusal {
			probs = logprobs(p.logprobs)
		}
		c.spoken = d.delta(p.text, probs)
	}
	if !last {
		return
	}
	if cites := citations(p.annotations); len(cites) > c.noted {
		for _, cite := range cites[c.noted:] {
			d.cite(cite)
		}
	}
	d.leave()
}

func (d *streamDecoder) annotation(e *event) {
	cite, ok := citation(e.raw(evAnnotation))
	if ok && d.enter(e.index(evContent), false) {
		d.cite(cite)
	}
}

func (d *streamDecoder) cite(cite llm.Citation) {
	if d.cur.refusal {
		return
	}
	d.cur.noted++
	d.emit(llm.Event{Kind: llm.EventDelta, Index: d.next - 1, Citation: &cite})
}

// reasoning yields more of the chain of thought or of its summary: whichever of the two came first. A new part of it
// is a new paragraph.
func (d *streamDecoder) reasoning(e *event, channel string, piece int) {
	c := d.cur
	if !d.fits(kindReasoning) {
		return
	}
	if c.channel == "" {
		c.channel = channel
	}
	raw := e.raw(evDelta)
	if raw == nil {
		raw = e.raw(evText)
		if piece == c.piece && c.spoken {
			return
		}
	}
	if c.channel != channel || len(raw) <= 2 {
		return
	}
	if !d.isOpen {
		d.open(llm.Reasoning{})
	}
	if piece != c.piece {
		if c.thought {
			d.text(paragraph)
		}
		c.piece, c.spoken = piece, false
	}
	if d.delta(raw, nil) {
		c.spoken, c.thought = true, true
	}
}

// arguments yields more of the arguments of a call, or all of them if there were no deltas.
func (d *streamDecoder) arguments(raw []byte, whole bool) {
	c := d.cur
	if !d.isOpen || c.kind != kindCall && c.kind != kindCustomCall || whole && c.spoken {
		return
	}
	if len(raw) > 0 && raw[0] == '{' { // the object itself
		d.text(string(raw))
		c.spoken = true
		return
	}
	if d.delta(raw, nil) {
		c.spoken = true
	}
}

// finishItem ends the current item with what its done event has beyond what was sent; it is nil if there was none.
func (d *streamDecoder) finishItem(it *outItem) {
	c := d.cur
	if it == nil {
		d.close()
		d.cur = nil
		return
	}
	switch {
	case it.kind == kindMessage && d.fits(kindMessage):
		d.finishMessage(it)
	case it.kind == kindReasoning && c.kind == kindReasoning && c.thought:
		if it.sealed != "" {
			sig := llm.Signature{Origin: d.origin, ID: it.id, Data: it.sealed}
			d.emit(llm.Event{Kind: llm.EventDelta, Index: d.next - 1, Signature: sig})
		}
	case (it.kind == kindCall || it.kind == kindCustomCall) && d.isOpen:
		d.arguments(it.arguments, true)
	default:
		d.close()
		d.whole(it)
	}
	d.close()
	d.cur = nil
}

func (d *streamDecoder) finishMessage(it *outItem) {
	piece := 0
	if len(it.content) > 0 && it.content[0] == '[' {
		for c := rawjson.Members(it.content); c.Next(); piece++ {
			if piece >= d.cur.finished {
				p := readContent(c.Value)
				d.content(&p, piece, true)
			}
		}
	}
	d.leave()
}
