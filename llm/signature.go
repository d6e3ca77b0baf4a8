package llm

import (
	"encoding/base64"
	"strings"
)

// Origin names a family of models that understand each other's signatures: "anthropic", "gemini", "openai", or a
// provider's name.
type Origin string

// Origins with signatures.
const (
	OriginAnthropic Origin = "anthropic"
	OriginGemini    Origin = "gemini"
	OriginOpenAI    Origin = "openai"
)

// Signature is opaque data of a provider that must come back byte-identical, and only to its origin: the proof over a
// thinking block, encrypted reasoning, a thought signature.
type Signature struct {
	Origin Origin
	ID     string // of the item it belongs to (Responses: "rs_…")
	Data   string
}

// IsZero reports whether there is no signature.
func (s Signature) IsZero() bool { return s.Data == "" && s.ID == "" }

// For returns the signature if it may go to the origin, else nothing.
func (s Signature) For(o Origin) Signature {
	if s.Origin != o {
		return Signature{}
	}
	return s
}

const tagPrefix = "bc1."

// Tag writes the signature as one string for a dialect whose own signatures are of origin native: those stay as they
// are, others carry their origin. "" stays "".
func (s Signature) Tag(native Origin) string {
	if s.IsZero() || s.Origin == native && s.ID == "" {
		return s.Data
	}
	enc := base64.RawURLEncoding
	return tagPrefix + string(s.Origin) + "." + enc.EncodeToString([]byte(s.ID)) + "." + s.Data
}

// ParseSignature reads what Tag wrote. A text without a tag is of origin native.
func ParseSignature(text string, native Origin) Signature {
	rest, ok := strings.CutPrefix(text, tagPrefix)
	if !ok {
		return plainSignature(text, native)
	}
	origin, rest, ok1 := strings.Cut(rest, ".")
	id, data, ok2 := strings.Cut(rest, ".")
	rawID, err := base64.RawURLEncoding.DecodeString(id)
	if !ok1 || !ok2 || err != nil {
		return plainSignature(text, native)
	}
	return Signature{Origin: Origin(origin), ID: string(rawID), Data: data}
}

func plainSignature(text string, native Origin) Signature {
	if text == "" {
		return Signature{}
	}
	return Signature{Origin: native, Data: text}
}
