package gemini

import "github.com/burncloud/burncloud/internal/rawjson"

// Text is the text that the frame judged last adds to the only candidate. A frame with several parts is not plain.
func (s *Stream) Text() (quoted []byte, plain bool) {
	if len(s.said) == 0 {
		return nil, true
	}
	n := 0
	for c := rawjson.Members(s.said); c.Next(); n++ {
		if n > 0 {
			return nil, false
		}
		for m := rawjson.Members(c.Value); m.Next(); {
			switch string(m.Key) {
			case "index":
				plain = string(m.Value) == "0"
			case "content":
				quoted, plain = plainContent(m.Value)
			case "finishReason", "safetyRatings", "tokenCount", "avgLogprobs":
				plain = true
			default: // citations, grounding, probabilities
				plain = false
			}
			if !plain {
				return nil, false
			}
		}
	}
	return quoted, true
}

func plainContent(content []byte) (quoted []byte, plain bool) {
	n := 0
	for c := rawjson.Members(content); c.Next(); {
		if string(c.Key) != "parts" {
			continue
		}
		for p := rawjson.Members(c.Value); p.Next(); n++ {
			for m := rawjson.Members(p.Value); m.Next(); {
				if n > 0 || string(m.Key) != "text" || len(m.Value) < 2 || m.Value[0] != '"' {
					return nil, false
				}
				quoted = m.Value[1 : len(m.Value)-1]
			}
		}
	}
	return quoted, true
}
