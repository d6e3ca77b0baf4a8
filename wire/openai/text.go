package openai

import (
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// AnswerText is the text of the first choice of an answer or a chunk, for people to look at; "" when it has none.
func AnswerText(body []byte) string {
	choice := first(llm.Find(body, "choices"))
	if s, err := rawjson.String(llm.Find(choice, "text")); err == nil {
		return s
	}
	for _, name := range []string{"message", "delta"} {
		if s, err := rawjson.String(llm.Find(llm.Find(choice, name), "content")); err == nil {
			return s
		}
	}
	return ""
}

// first is the first element of an array, nil if there is none.
func first(array []byte) []byte {
	if len(array) == 0 || array[0] != '[' {
		return nil
	}
	c := rawjson.Members(array)
	if !c.Next() {
		return nil
	}
	return c.Value
}

// SessionUsage is the usage object of a realtime response.done event, nil if it has none.
func SessionUsage(event []byte) []byte {
	raw := llm.Find(llm.Find(event, "response"), "usage")
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	return raw
}
