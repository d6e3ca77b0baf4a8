// Package responses is the wire format of OpenAI's Responses API.
package responses

import (
	"strconv"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Dialect is the name of this wire format.
const Dialect burncloud.Dialect = "responses"

// Front is the Responses API as clients speak it. It keeps nothing between calls: what needs the provider's store
// (previous_response_id, conversation, item_reference) is refused.
type Front struct {
	Now func() time.Time // for the created_at member; nil = time.Now
}

// Back is the Responses API as upstreams speak it. Upstreams are told not to store anything.
type Back struct{}

var (
	_ llm.Front = Front{}
	_ llm.Back  = Back{}
)

// words are this dialect's names of fields.
var words = llm.Words{
	llm.FieldMessages: "input", llm.FieldToolCallID: "call_id", llm.FieldMaxTokens: "max_output_tokens",
	llm.FieldReasoning: "reasoning.effort", llm.FieldFormat: "text.format", llm.FieldVerbosity: "text.verbosity",
	llm.FieldSignature: "encrypted_content", llm.FieldLogprobs: "include", llm.FieldThought: "input.reasoning",
}

func (f Front) created() int64 {
	if f.Now == nil {
		return time.Now().Unix()
	}
	return f.Now().Unix()
}

// Kinds of items, as both halves know them.
const (
	kindMessage      = "message"
	kindReasoning    = "reasoning"
	kindCall         = "function_call"
	kindOutput       = "function_call_output"
	kindCustomCall   = "custom_tool_call"
	kindCustomOutput = "custom_tool_call_output"
	kindImage        = "image_generation_call"
)

// Values of include that this package asks for or understands.
const (
	includeSealed   = "reasoning.encrypted_content"
	includeLogprobs = "message.output_text.logprobs"
)

// maxID is the longest id that OpenAI takes for calls and items, in bytes (wire-facts §0.5).
const maxID = 64

const idPrefix = "resp_"

// responseID is the id of an answer for clients, made of the upstream's id or the call's.
func responseID(upstream string, req *llm.Request) string {
	if upstream == "" {
		upstream = req.ID
	}
	if !fitID(upstream) {
		upstream = llm.EscapeID(upstream)
	}
	if strings.HasPrefix(upstream, idPrefix) {
		return upstream
	}
	return idPrefix + upstream
}

// itemID is the id of the n-th item of an answer.
func itemID(prefix, response string, n int) string {
	return prefix + llm.ShortID(strings.TrimPrefix(response, idPrefix), 40) + "_" + strconv.Itoa(n)
}

// originOf is whose signatures a target makes and understands.
func originOf(t *llm.Target) llm.Origin {
	if t.Origin == "" {
		return llm.OriginOpenAI
	}
	return t.Origin
}

// Marks in the id of a foreign signature that is carried by a reasoning item: what it belongs to.
const (
	carryRedacted = "redacted" // it is redacted reasoning, not the proof of an empty text
	carryText     = "text"     // the text before the item
	carryCall     = "call."    // the call with the id that follows
)
