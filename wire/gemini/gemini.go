// Package gemini is the wire format of Gemini's generateContent, as the Gemini API and Vertex AI speak it.
package gemini

import (
	"bytes"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Dialect is the name of this wire format.
const Dialect burncloud.Dialect = "gemini"

// Front faces clients that speak Gemini. The zero value streams server-sent events.
type Front struct {
	Array bool // streams are one JSON array: what a client gets that does not ask for alt=sse
}

// Back faces upstreams that speak Gemini.
type Back struct{}

var (
	_ llm.Front = Front{}
	_ llm.Back  = Back{}
)

// words are Gemini's names of the fields.
var words = llm.Words{
	llm.FieldMessages:    "contents",
	llm.FieldToolCallID:  "functionResponse.id",
	llm.FieldToolChoice:  "toolConfig.functionCallingConfig",
	llm.FieldMaxTokens:   "generationConfig.maxOutputTokens",
	llm.FieldTemperature: "generationConfig.temperature",
	llm.FieldTopP:        "generationConfig.topP",
	llm.FieldTopK:        "generationConfig.topK",
	llm.FieldSeed:        "generationConfig.seed",
	llm.FieldFrequency:   "generationConfig.frequencyPenalty",
	llm.FieldPresence:    "generationConfig.presencePenalty",
	llm.FieldLogprobs:    "generationConfig.responseLogprobs",
	llm.FieldTopLogprobs: "generationConfig.logprobs",
	llm.FieldN:           "generationConfig.candidateCount",
	llm.FieldStop:        "generationConfig.stopSequences",
	llm.FieldReasoning:   "generationConfig.thinkingConfig",
	llm.FieldFormat:      "generationConfig.responseJsonSchema",
	llm.FieldModalities:  "generationConfig.responseModalities",
	llm.FieldServiceTier: "serviceTier",
	llm.FieldDetail:      "mediaResolution",
	llm.FieldMedia:       "inlineData",
	llm.FieldFileID:      "fileData.fileUri",
	llm.FieldSignature:   "thoughtSignature",
	llm.FieldThought:     "contents.parts.thought",
	llm.FieldFileName:    "displayName",
}

// camel returns the lowerCamelCase spelling of a member's name: Google's parser takes that and snake_case alike.
func camel(key []byte) string {
	if bytes.IndexByte(key, '_') < 0 {
		return string(key)
	}
	out := make([]byte, 0, len(key))
	up := false
	for i, c := range key {
		switch {
		case c == '_' && i > 0:
			up = true
			continue
		case up && 'a' <= c && c <= 'z':
			c -= 'a' - 'A'
		}
		up = false
		out = append(out, c)
	}
	return string(out)
}

// enum reads a value of an enumeration, which Google writes as its name or, if the client wants it so, as its number
// (recorded: vertex/generateContent). names are in the order of their numbers; prefix is dropped from a name.
func enum(raw []byte, prefix string, names []string) string {
	if n := len(raw); n >= 2 && raw[0] == '"' {
		return strings.TrimPrefix(string(raw[1:n-1]), prefix)
	}
	n := 0
	for _, c := range raw {
		if c < '0' || c > '9' || n > len(names) {
			return ""
		}
		n = 10*n + int(c-'0')
	}
	if n < len(names) {
		return names[n]
	}
	return ""
}
