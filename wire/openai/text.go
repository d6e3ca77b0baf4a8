package openai

import "github.com/burncloud/burncloud/internal/rawjson"

// AnswerText is the text of the first choice of an answer or a chunk, for people to look at; "" when it has none.
func AnswerText(body []byte) string {
	choice := first(member(body, "choices"))
	if s, err := rawjson.String(member(choice, "text")); err == nil {
		return s
	}
	for _, name := range []string{"message", "delta"} {
		if s, err := rawjson.String(member(member(choice, name), "content")); err == nil {
			return s
		}
	}
	return ""
}

// member is the value of a member of an object, nil if there is none.
func member(object []byte, name string) []byte {
	if len(object) == 0 || object[0] != '{' {
		return nil
	}
	for c := rawjson.Members(object); c.Next(); {
		if string(c.Key) == name {
			return c.Value
		}
	}
	return nil
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
	raw := member(member(event, "response"), "usage")
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	return raw
}
