// Package anthropic is the wire format of Anthropic's messages, which other providers serve too.
package anthropic

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Dialect is the name of this wire format.
const Dialect burncloud.Dialect = "anthropic"

// Front is messages as clients speak them.
type Front struct{}

// Back is messages as upstreams speak them.
type Back struct{}

var (
	_ llm.Front = Front{}
	_ llm.Back  = Back{}
)

// words are this dialect's names of fields.
var words = llm.Words{
	llm.FieldMaxTokens:     "max_tokens",
	llm.FieldStop:          "stop_sequences",
	llm.FieldReasoning:     "thinking",
	llm.FieldFormat:        "output_config.format",
	llm.FieldParallelTools: "tool_choice.disable_parallel_tool_use",
	llm.FieldUser:          "metadata.user_id",
	llm.FieldToolCallID:    "content.tool_use_id",
	llm.FieldRetention:     "cache_control.ttl",
	llm.FieldMedia:         "content.source",
	llm.FieldFileID:        "content.source.file_id",
	llm.FieldThought:       "content.thinking",
	llm.FieldCite:          "content.citations",
	llm.FieldFileName:      "content.title",
	llm.FieldContext:       "content.context",
}

// stopReasons are the reasons of this dialect (wire-facts §5).
var stopReasons = map[string]llm.StopReason{
	"end_turn": llm.StopEnd, "stop_sequence": llm.StopSequence, "max_tokens": llm.StopLength,
	"model_context_window_exceeded": llm.StopContext, "tool_use": llm.StopToolCalls, "refusal": llm.StopRefusal,
	"pause_turn": llm.StopPaused,
}

// stopReason is this dialect's word for a reason.
func stopReason(r llm.StopReason) string {
	switch r {
	case llm.StopSequence:
		return "stop_sequence"
	case llm.StopLength:
		return "max_tokens"
	case llm.StopContext:
		return "model_context_window_exceeded"
	case llm.StopToolCalls:
		return "tool_use"
	case llm.StopRefusal, llm.StopFiltered:
		return "refusal"
	case llm.StopPaused:
		return "pause_turn"
	}
	return "end_turn"
}
