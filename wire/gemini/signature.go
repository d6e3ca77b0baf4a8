package gemini

import (
	"encoding/base64"
	"strings"

	"github.com/burncloud/burncloud/llm"
)

// tagHead begins the base64 of a signature that llm.Signature.Tag has marked as foreign: "bc1." and part of what
// follows. Google's SDKs hold thoughtSignature as bytes, so a foreign one must be base64 as well, and may come back in
// the other alphabet.
const tagHead = "YmMxL"

// sealSignature writes a signature for Gemini clients.
func sealSignature(s llm.Signature) string {
	tag := s.Tag(llm.OriginGemini)
	if s.Origin == llm.OriginGemini && s.ID == "" {
		return tag
	}
	return base64.StdEncoding.EncodeToString([]byte(tag))
}

// openSignature reads what a Gemini client gives back.
func openSignature(text string) llm.Signature {
	if strings.HasPrefix(text, tagHead) {
		std := strings.NewReplacer("-", "+", "_", "/", "=", "").Replace(text)
		if b, err := base64.RawStdEncoding.DecodeString(std); err == nil {
			return llm.ParseSignature(string(b), llm.OriginGemini)
		}
	}
	if text == "" {
		return llm.Signature{}
	}
	return llm.Signature{Origin: llm.OriginGemini, Data: text}
}

// noSignature makes Gemini 3 take a call that another model has made, or that lost its signature (documented).
const noSignature = "skip_thought_signature_validator"
