package responses

import (
	"bytes"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// Text is the text that the event judged last adds to the only content part of the only message.
func (s *Stream) Text() (quoted []byte, plain bool) {
	if len(s.data) == 0 {
		return nil, true
	}
	var delta []byte
	plain = true
	for m := rawjson.Members(s.data); m.Next(); {
		switch string(m.Key) {
		case "sequence_number":
			if n, err := rawjson.Int(m.Value); err == nil {
				s.last = n
			}
		case "delta":
			delta = m.Value
		case "logprobs":
			plain = string(m.Value) == "[]" || rawjson.IsNull(m.Value)
		case "output_index", "content_index":
			plain = string(m.Value) == "0"
		}
		if !plain {
			return nil, false
		}
	}
	switch string(s.typ) {
	case "", "response.created", "response.in_progress", "response.queued", "keepalive":
	case "response.completed", "response.incomplete":
	case "response.output_item.added":
		s.items++
		plain = s.items == 1 && string(llm.Find(llm.Find(s.data, "item"), "type")) == `"message"`
	case "response.content_part.added":
		plain = string(llm.Find(llm.Find(s.data, "part"), "type")) == `"output_text"`
	case "response.output_text.delta":
		if plain = len(delta) > 1 && delta[0] == '"'; plain {
			quoted = delta[1 : len(delta)-1]
		}
	default:
		plain = false
	}
	return quoted, plain
}

// Sequence is the number of the event that Text was asked about last.
func (s *Stream) Sequence() int64 { return s.last }

// Resume takes over what the upstream called the answer and its message.
func (s *streamEncoder) Resume(head []byte, last int64) {
	s.seq = last + 1
	for r := sse.NewReader(bytes.NewReader(head), len(head)); ; {
		ev, err := r.Next()
		if err != nil {
			return
		}
		data := ev.Data
		if id := llm.TextOf(llm.Find(llm.Find(data, "response"), "id")); id != "" {
			s.object.id = id
		}
		if n, err := rawjson.Int(llm.Find(llm.Find(data, "response"), "created_at")); err == nil {
			s.object.created = n
		}
		if id := llm.TextOf(llm.Find(llm.Find(data, "item"), "id")); id != "" && s.items == 1 {
			s.item.id = id
		}
	}
}
