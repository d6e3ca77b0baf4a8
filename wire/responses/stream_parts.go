package responses

import (
	"github.com/burncloud/burncloud/llm"
)

// openPiece begins a content part of a message, and the message unless one is open.
func (s *streamEncoder) openPiece(kind string) {
	if s.item.kind != kindMessage {
		s.begin(kindMessage, "msg_")
		s.contents, s.pieces = s.contents[:0], 0
		w := llm.Writer{}
		w.Open('{')
		s.messageHead(&w, "in_progress")
		w.Lit("content", "[]")
		w.Close('}')
		s.added(w.Buf)
	}
	s.item.piece = kind
	s.pieces++
	if s.pieceEvent("response.content_part.added") {
		s.dst = append(append(s.dst, `,"part":`...), s.pieceObject(nil)...)
		s.end()
	}
}

func (s *streamEncoder) messageHead(w *llm.Writer, status string) {
	w.Str("id", s.item.id)
	w.Str("type", kindMessage)
	w.Str("status", status)
	w.Str("role", "assistant")
}

// pieceObject is the open content part with the given text, and with the annotations so far.
func (s *streamEncoder) pieceObject(text []byte) []byte {
	w := llm.Writer{}
	w.Open('{')
	if s.item.piece == kindRefusal {
		w.Str("type", kindRefusal)
		w.Text("refusal", text)
	} else {
		w.Str("type", "output_text")
		w.Text("text", text)
		w.OpenKey("annotations", '[')
		w.Buf = append(w.Buf, s.annotations...)
		w.Close(']')
		writeLogprobs(&w, s.probs)
	}
	w.Close('}')
	return w.Buf
}

func (s *streamEncoder) closePiece() {
	if s.pieceEvent(s.pieceType(".done")) {
		if s.item.piece == kindRefusal {
			s.quote("refusal", s.text)
		} else {
			s.quote("text", s.text)
			s.logprobs(s.probs)
		}
		s.end()
	}
	part := s.pieceObject(s.text)
	if s.pieceEvent("response.content_part.done") {
		s.dst = append(append(s.dst, `,"part":`...), part...)
		s.end()
	}
	if len(s.contents) > 0 {
		s.contents = append(s.contents, ',')
	}
	s.contents = append(s.contents, part...)
	s.item.piece = ""
	if !s.signature.IsZero() {
		sig := s.signature
		s.endMessage("completed")
		s.carry(sig, carryText)
	}
}

// endMessage ends the message that is open, if one is. A part of it that is still open was cut.
func (s *streamEncoder) endMessage(status string) {
	if s.item.kind != kindMessage {
		return
	}
	if s.item.piece != "" {
		s.signature = llm.Signature{}
		s.closePiece()
	}
	if status == "failed" {
		status = "incomplete"
	}
	w := llm.Writer{}
	w.Open('{')
	s.messageHead(&w, status)
	w.OpenKey("content", '[')
	w.Buf = append(w.Buf, s.contents...)
	w.Close(']')
	w.Close('}')
	s.done(w.Buf)
}

// carry writes a reasoning item that only brings a signature back to us: the dialect has no other place for those of
// texts and calls. what says where it belongs.
func (s *streamEncoder) carry(sig llm.Signature, what string) {
	s.begin(kindReasoning, "rs_")
	sig.ID = what
	s.added(s.thoughtObject(false, ""))
	s.done(s.thoughtObject(false, sig.Tag("")))
}

// openThought begins a reasoning item. OpenAI's own sealed reasoning keeps its id: it is refused under another.
func (s *streamEncoder) openThought(p llm.Reasoning) {
	s.begin(kindReasoning, "rs_")
	if !p.Redacted {
		s.added(s.thoughtObject(false, ""))
		return
	}
	s.signature = p.Signature
	switch {
	case p.Signature.Origin != llm.OriginOpenAI:
		s.signature.ID = carryRedacted
	case fitID(p.Signature.ID):
		s.item.id, s.signature.ID = p.Signature.ID, ""
	}
	s.added(s.thoughtObject(false, ""))
}

// fitID reports whether an upstream's id can stand in an event as it is.
func fitID(id string) bool {
	for i := range len(id) {
		if c := id[i]; c <= ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return id != ""
}

// thoughtObject is the open reasoning item: with its text as its only summary part, and sealed.
func (s *streamEncoder) thoughtObject(withText bool, sealed string) []byte {
	w := llm.Writer{}
	w.Open('{')
	w.Str("id", s.item.id)
	w.Str("type", kindReasoning)
	w.OpenKey("summary", '[')
	if withText {
		w.Buf = append(w.Buf, summaryPart(s.text)...)
	}
	w.Close(']')
	w.StrIf("encrypted_content", sealed)
	w.Close('}')
	return w.Buf
}

func summaryPart(text []byte) []byte {
	w := llm.Writer{}
	w.Open('{')
	w.Str("type", "summary_text")
	w.Text("text", text)
	w.Close('}')
	return w.Buf
}

// summaryEvent is itemEvent for one that concerns the summary.
func (s *streamEncoder) summaryEvent(typ string) bool {
	if !s.itemEvent(typ) {
		return false
	}
	s.dst = append(s.dst, `,"summary_index":0`...)
	return true
}

func (s *streamEncoder) thoughtDelta(text []byte) {
	if len(s.text) == len(text) && s.summaryEvent("response.reasoning_summary_part.added") {
		s.dst = append(append(s.dst, `,"part":`...), summaryPart(nil)...)
		s.end()
	}
	if s.summaryEvent("response.reasoning_summary_text.delta") {
		s.quote("delta", text)
		s.end()
	}
}

func (s *streamEncoder) closeThought() {
	if len(s.text) > 0 {
		if s.summaryEvent("response.reasoning_summary_text.done") {
			s.quote("text", s.text)
			s.end()
		}
		if s.summaryEvent("response.reasoning_summary_part.done") {
			s.dst = append(append(s.dst, `,"part":`...), summaryPart(s.text)...)
			s.end()
		}
	}
	s.done(s.thoughtObject(len(s.text) > 0, s.signature.Tag(llm.OriginOpenAI)))
}

// openCall begins a call, after its signature if it has one.
func (s *streamEncoder) openCall(c llm.ToolCall) {
	if !c.Signature.IsZero() {
		s.endMessage("completed")
		s.carry(c.Signature, carryCall+c.ID)
	}
	kind, prefix := kindCall, "fc_"
	if c.Custom {
		kind, prefix = kindCustomCall, "ctc_"
	}
	s.begin(kind, prefix)
	s.item.call = c
	s.added(s.callObject("in_progress", nil))
}

func (s *streamEncoder) callObject(status string, args []byte) []byte {
	w := llm.Writer{}
	w.Open('{')
	w.Str("id", s.item.id)
	w.Str("type", s.item.kind)
	w.Str("status", status)
	w.Str("call_id", s.item.call.ID)
	w.Str("name", s.item.call.Name)
	if s.item.call.Custom {
		w.Text("input", args)
	} else {
		w.Text("arguments", args)
	}
	w.Close('}')
	return w.Buf
}

// closeCall ends a call. Clients parse the arguments, so that none become an object.
func (s *streamEncoder) closeCall() {
	if s.item.call.Custom {
		if s.itemEvent("response.custom_tool_call_input.done") {
			s.quote("input", s.text)
			s.end()
		}
		s.done(s.callObject("completed", s.text))
		return
	}
	if len(s.text) == 0 {
		s.text = append(s.text, "{}"...)
		if s.itemEvent("response.function_call_arguments.delta") {
			s.quote("delta", s.text)
			s.end()
		}
	}
	if s.itemEvent("response.function_call_arguments.done") {
		w := llm.Writer{Buf: s.dst}
		w.Str("name", s.item.call.Name)
		w.Text("arguments", s.text)
		s.dst = w.Buf
		s.end()
	}
	s.done(s.callObject("completed", s.text))
}

// openMedia begins a picture; the dialect has no other generated media.
func (s *streamEncoder) openMedia(m llm.Media) {
	if s.skip = m.Kind != llm.MediaImage || m.URL != ""; s.skip {
		return
	}
	s.begin(kindImage, "ig_")
	if fitID(m.ID) {
		s.item.id = m.ID
	}
	s.item.media = m
	s.text = append(s.text, m.Data...)
	s.added(s.pictureObject("in_progress", nil))
}

func (s *streamEncoder) pictureObject(status string, data []byte) []byte {
	w := llm.Writer{}
	w.Open('{')
	w.Str("id", s.item.id)
	w.Str("type", kindImage)
	w.Str("status", status)
	if data == nil {
		w.Lit("result", "null")
	} else {
		w.Text("result", data)
		if format, ok := imageFormat(s.item.media.Type); ok {
			w.Str("output_format", format)
		}
	}
	w.Close('}')
	return w.Buf
}

func imageFormat(mediaType string) (string, bool) {
	const prefix = "image/"
	if len(mediaType) > len(prefix) && mediaType[:len(prefix)] == prefix {
		return mediaType[len(prefix):], true
	}
	return "", false
}

func (s *streamEncoder) closeMedia() { s.done(s.pictureObject("completed", s.text)) }

// opaque writes an item of this dialect as it came. Those of others have no place.
func (s *streamEncoder) opaque(p llm.Opaque) {
	s.skip = true // it has no deltas
	if p.From != Dialect {
		return
	}
	raw, err := compact(nil, p.Raw)
	if err != nil {
		return
	}
	s.begin("opaque", "")
	s.added(raw)
	s.done(raw)
}
