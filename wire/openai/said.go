package openai

import "github.com/burncloud/burncloud/internal/rawjson"

// Text is the content that the event judged last adds to the first choice.
func (s *Stream) Text() (quoted []byte, plain bool) {
	if s.frame == nil {
		return s.plain.said, !s.plain.other
	}
	value, plain := plainText(s.choices)
	if s.learned {
		s.plain.mark(s.frame, value, plain)
	}
	if len(value) > 2 {
		quoted = value[1 : len(value)-1]
	}
	return quoted, plain
}

// Text is not told: these answers are no text.
func (s *EventStream) Text() (quoted []byte, plain bool) { return nil, false }

// plainText is the content in the choices of a chunk, a JSON string or nil. plain is false if they say anything else.
func plainText(choices []byte) (value []byte, plain bool) {
	if len(choices) == 0 {
		return nil, true
	}
	n := 0
	for c := rawjson.Members(choices); c.Next(); n++ {
		if n > 0 {
			return nil, false
		}
		for m := rawjson.Members(c.Value); m.Next(); {
			switch string(m.Key) {
			case "index":
				plain = string(m.Value) == "0"
			case "delta":
				value, plain = plainDelta(m.Value)
			case "logprobs", "message", "text":
				plain = isEmpty(m.Value)
			default:
				plain = true
			}
			if !plain {
				return nil, false
			}
		}
	}
	return value, true
}

func plainDelta(delta []byte) (value []byte, plain bool) {
	for c := rawjson.Members(delta); c.Next(); {
		switch {
		case string(c.Key) == "role", string(c.Key) == "obfuscation":
		case string(c.Key) == "content" && c.Value[0] == '"':
			value = c.Value
		case !isEmpty(c.Value):
			return nil, false
		}
	}
	return value, true
}
