package llm

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Object returns the arguments as a JSON object for dialects that carry one: `{}` for none, {"input": text} for a
// custom call. ok is false if the arguments are not a JSON object.
func (c ToolCall) Object() (obj Raw, ok bool) {
	if c.Custom {
		text, err := jsontext.AppendQuote([]byte(`{"input":`), c.Arguments)
		return append(text, '}'), err == nil
	}
	text := strings.TrimSpace(c.Arguments)
	if text == "" {
		return Raw("{}"), true
	}
	raw := Raw(text)
	return raw, raw.Kind() == '{' && raw.IsValid()
}

const idPrefix = "b64_"

// EscapeID writes a tool call id with letters, digits, _ and - only (Anthropic's alphabet; Kimi's ids have dots and
// colons). Ids that are fit already stay as they are; UnescapeID gives back the others.
func EscapeID(id string) string {
	if fitID(id) && !strings.HasPrefix(id, idPrefix) {
		return id
	}
	return idPrefix + base64.RawURLEncoding.EncodeToString([]byte(id))
}

// UnescapeID is the inverse of EscapeID.
func UnescapeID(id string) string {
	if rest, ok := strings.CutPrefix(id, idPrefix); ok {
		if b, err := base64.RawURLEncoding.DecodeString(rest); err == nil {
			return string(b)
		}
	}
	return id
}

func fitID(id string) bool {
	for i := range len(id) {
		if c := id[i]; !alphanumeric(c) && c != '_' && c != '-' {
			return false
		}
	}
	return id != ""
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// ShortID returns an id of at most limit bytes (12 or more) that is always the same for the same id: the id itself
// if it fits, else one made of its hash.
func ShortID(id string, limit int) string {
	if len(id) <= limit {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return ("call_" + hex.EncodeToString(sum[:]))[:min(limit, 37)]
}

// NineID returns the nine letters and digits that stand for an id at Mistral: the id itself if it is like that.
func NineID(id string) string {
	fit := len(id) == 9
	for i := 0; fit && i < 9; i++ {
		fit = alphanumeric(id[i])
	}
	if fit {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])[:9]
}
