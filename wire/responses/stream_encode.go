package responses

import (
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// streamEncoder writes one answer as events, and keeps the items that are done for the object at its end. A whole
// answer is written the same way, the events apart.
type streamEncoder struct {
	front  Front
	req    *llm.Request
	object objectWriter
	quiet  bool // only the items are wanted

	dst     []byte
	seq     int64
	started bool
	over    bool

	item     itemState
	skip     bool   // the open part has no place in the dialect
	items    int    // that were begun; the next output_index
	output   []byte // items that are done, comma-separated
	refused  bool
	contents []byte // content parts of the open message that are done, comma-separated
	pieces   int    // that were begun in the open message

	text        []byte // of the open piece
	annotations []byte // of the open piece, comma-separated
	noted       int
	probs       []llm.Logprob
	signature   llm.Signature // of the open piece
}

// itemState is the item that is open. A message stays open until something else than text comes.
type itemState struct {
	kind  string // "" = none
	id    string
	piece string // of a message: output_text or refusal while one is open
	call  llm.ToolCall
	media llm.Media
}

// EncodeStream makes the encoder of one streamed answer.
func (f Front) EncodeStream(req *llm.Request) llm.StreamEncoder {
	return &streamEncoder{front: f, req: req}
}

// EncodeResponse appends the whole answer as a response object.
func (f Front) EncodeResponse(dst []byte, req *llm.Request, resp *llm.Response) []byte {
	s := streamEncoder{front: f, req: req, quiet: true}
	for e := range resp.Events() {
		dst = s.Encode(dst, e)
	}
	return dst
}

// Encode appends the frames for the event. Choices beyond the first have no place in the dialect, which cannot ask for
// them either.
func (s *streamEncoder) Encode(dst []byte, e llm.Event) []byte {
	s.dst = dst
	switch {
	case e.Kind == llm.EventStart:
		s.start(e.Start)
	case e.Kind == llm.EventFinish:
		s.finish(e.Finish)
	case e.Choice != 0:
	case e.Kind == llm.EventOpen:
		s.open(e.Part)
	case s.skip:
	case e.Kind == llm.EventDelta:
		s.delta(&e)
	case e.Kind == llm.EventClose:
		s.close()
	}
	dst, s.dst = s.dst, nil
	return dst
}

func (s *streamEncoder) start(st *llm.Start) {
	s.object = newObject(s.front, s.req, st.ID, st.Model)
	s.started = true
	for _, typ := range []string{"response.created", "response.in_progress"} {
		if s.event(typ) {
			s.dst = append(s.dst, `,"response":`...)
			s.dst = s.object.append(s.dst, outcome{status: "in_progress"})
			s.end()
		}
	}
}

// event begins an event; false if none are wanted. end ends it.
func (s *streamEncoder) event(typ string) bool {
	if s.quiet {
		return false
	}
	s.dst = append(append(append(s.dst, "event: "...), typ...), "\ndata: {\"type\":\""...)
	s.dst = append(append(s.dst, typ...), `","sequence_number":`...)
	s.dst = strconv.AppendInt(s.dst, s.seq, 10)
	s.seq++
	return true
}

func (s *streamEncoder) end() { s.dst = append(s.dst, "}\n\n"...) }

// itemEvent is event for one that concerns the open item.
func (s *streamEncoder) itemEvent(typ string) bool {
	if !s.event(typ) {
		return false
	}
	s.dst = append(append(append(s.dst, `,"item_id":"`...), s.item.id...), `","output_index":`...)
	s.dst = strconv.AppendInt(s.dst, int64(s.items-1), 10)
	return true
}

// pieceEvent is itemEvent for one that concerns the open content part of a message.
func (s *streamEncoder) pieceEvent(typ string) bool {
	if !s.itemEvent(typ) {
		return false
	}
	s.dst = append(s.dst, `,"content_index":`...)
	s.dst = strconv.AppendInt(s.dst, int64(s.pieces-1), 10)
	return true
}

func (s *streamEncoder) quote(name string, value []byte) {
	s.dst = append(append(append(s.dst, `,"`...), name...), `":`...)
	s.dst, _ = jsontext.AppendQuote(s.dst, value) // bad UTF-8 is replaced
}

func (s *streamEncoder) open(p llm.Part) {
	s.text, s.annotations, s.noted, s.probs = s.text[:0], s.annotations[:0], 0, nil
	s.signature, s.skip = llm.Signature{}, false
	switch p := p.(type) {
	case llm.Text:
		s.openPiece("output_text")
	case llm.Refusal:
		s.refused = true
		s.openPiece(kindRefusal)
	case llm.Reasoning:
		s.openThought(p)
	case llm.ToolCall:
		s.openCall(p)
	case llm.Media:
		s.openMedia(p)
	case llm.Opaque:
		s.opaque(p)
	}
}

// begin opens an item, after the message that is still open.
func (s *streamEncoder) begin(kind, prefix string) {
	s.endMessage("completed")
	s.item = itemState{kind: kind, id: itemID(prefix, s.object.id, s.items)}
	s.items++
}

// added announces the open item as it is at its beginning.
func (s *streamEncoder) added(item []byte) {
	if s.event("response.output_item.added") {
		s.dst = append(s.dst, `,"output_index":`...)
		s.dst = strconv.AppendInt(s.dst, int64(s.items-1), 10)
		s.dst = append(append(s.dst, `,"item":`...), item...)
		s.end()
	}
}

// done ends the open item and keeps it.
func (s *streamEncoder) done(item []byte) {
	if s.event("response.output_item.done") {
		s.dst = append(s.dst, `,"output_index":`...)
		s.dst = strconv.AppendInt(s.dst, int64(s.items-1), 10)
		s.dst = append(append(s.dst, `,"item":`...), item...)
		s.end()
	}
	if len(s.output) > 0 {
		s.output = append(s.output, ',')
	}
	s.output = append(s.output, item...)
	s.item = itemState{}
}

func (s *streamEncoder) delta(e *llm.Event) {
	if !e.Signature.IsZero() {
		s.signature = e.Signature
	}
	if len(e.Text) > 0 || e.Logprobs != nil {
		s.text = append(s.text, e.Text...)
		s.probs = append(s.probs, e.Logprobs...)
		s.textDelta(e)
	}
	if e.Citation != nil {
		s.cite(e.Citation)
	}
}

func (s *streamEncoder) textDelta(e *llm.Event) {
	switch s.item.kind {
	case kindMessage:
		if !s.pieceEvent(s.pieceType(".delta")) {
			return
		}
		s.quote("delta", e.Text)
		if s.item.piece != kindRefusal {
			s.logprobs(e.Logprobs)
		}
	case kindReasoning:
		s.thoughtDelta(e.Text)
		return
	case kindCall:
		if !s.itemEvent("response.function_call_arguments.delta") {
			return
		}
		s.quote("delta", e.Text)
	case kindCustomCall:
		if !s.itemEvent("response.custom_tool_call_input.delta") {
			return
		}
		s.quote("delta", e.Text)
	default:
		return
	}
	s.end()
}

func (s *streamEncoder) pieceType(suffix string) string {
	switch {
	case s.item.piece == kindRefusal && suffix == ".delta":
		return "response.refusal.delta"
	case s.item.piece == kindRefusal:
		return "response.refusal.done"
	case suffix == ".delta":
		return "response.output_text.delta"
	}
	return "response.output_text.done"
}

func (s *streamEncoder) logprobs(list []llm.Logprob) {
	if len(list) == 0 {
		s.dst = append(s.dst, `,"logprobs":[]`...)
		return
	}
	w := llm.Writer{Buf: s.dst}
	writeLogprobs(&w, list)
	s.dst = w.Buf
}

func (s *streamEncoder) cite(cite *llm.Citation) {
	if s.item.kind != kindMessage || s.item.piece == kindRefusal {
		return
	}
	c := *cite
	if c.Start == 0 && c.End == 0 {
		c.End = utf8.RuneCount(s.text)
	}
	mark := len(s.annotations)
	if s.noted > 0 {
		s.annotations = append(s.annotations, ',')
	}
	from := len(s.annotations)
	var ok bool
	if s.annotations, ok = appendAnnotation(s.annotations, &c); !ok {
		s.annotations = s.annotations[:mark]
		return
	}
	s.noted++
	if s.pieceEvent("response.output_text.annotation.added") {
		s.dst = append(s.dst, `,"annotation_index":`...)
		s.dst = strconv.AppendInt(s.dst, int64(s.noted-1), 10)
		s.dst = append(append(s.dst, `,"annotation":`...), s.annotations[from:]...)
		s.end()
	}
}

func (s *streamEncoder) close() {
	switch s.item.kind {
	case kindMessage:
		s.closePiece()
	case kindReasoning:
		s.closeThought()
	case kindCall, kindCustomCall:
		s.closeCall()
	case kindImage:
		s.closeMedia()
	}
}

// finish writes the event that ends the answer, with the whole of it.
func (s *streamEncoder) finish(f *llm.Finish) {
	x := outcome{status: "completed", finish: f}
	x.status, x.reason = s.status(f.Stops[0])
	s.endMessage(x.status)
	if x.status == "failed" {
		x.fault = fault(&burncloud.Error{
			Kind:    burncloud.KindUpstreamServer,
			Message: either(f.Stops[0].Detail, "the model's tool call was malformed"),
		})
	}
	x.output, x.at = s.output, s.front.created()
	s.last("response."+x.status, x)
}

func (s *streamEncoder) last(typ string, x outcome) {
	s.over = true
	if s.quiet {
		s.dst = s.object.append(s.dst, x)
		return
	}
	s.event(typ)
	s.dst = append(s.dst, `,"response":`...)
	s.dst = s.object.append(s.dst, x)
	s.end()
}

// status says in this dialect why the answer ended (wire-facts §5). A polite refusal is a content part; without one, a
// model that declined was cut.
func (s *streamEncoder) status(stop llm.Stop) (status, reason string) {
	switch stop.Reason {
	case llm.StopLength, llm.StopContext:
		return "incomplete", "max_output_tokens"
	case llm.StopFiltered:
		return "incomplete", "content_filter"
	case llm.StopRefusal:
		if !s.refused {
			return "incomplete", "content_filter"
		}
	case llm.StopBroken:
		if s.items == 0 {
			return "failed", ""
		}
	}
	return "completed", ""
}

// Fail ends the stream: with response.failed if the answer had begun, else with an error event. That has the error
// both as recorded from OpenAI, which makes the official SDKs raise it, and flat as their types have it.
func (s *streamEncoder) Fail(dst []byte, err *burncloud.Error) []byte {
	s.dst = dst
	switch {
	case s.over:
	case s.started:
		s.endMessage("incomplete")
		s.last("response.failed", outcome{status: "failed", output: s.output, fault: fault(err)})
	default:
		s.over = true
		s.event("error")
		w := llm.Writer{Buf: s.dst}
		_, code := llm.OpenAIWords(err)
		w.StrNull("code", code)
		w.Str("message", err.Message)
		w.StrNull("param", err.Param)
		w.OpenAIError(err)
		s.dst = w.Buf
		s.end()
	}
	dst, s.dst = s.dst, nil
	return dst
}

// fault is the error member of a response object.
func fault(err *burncloud.Error) []byte {
	_, code := llm.OpenAIWords(err)
	w := llm.Writer{}
	w.Open('{')
	w.Str("code", either(code, "server_error"))
	w.Str("message", err.Message)
	w.Close('}')
	return w.Buf
}
