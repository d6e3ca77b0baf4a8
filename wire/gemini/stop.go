package gemini

import (
	"slices"

	"github.com/burncloud/burncloud/llm"
)

// finishNames are the finish reasons in the order of their numbers in the Gemini API; from 6 on Vertex counts
// differently, but means a filter as well up to 8.
var finishNames = []string{
	"", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER", "LANGUAGE", "BLOCKLIST",
	"PROHIBITED_CONTENT", "SPII", "MALFORMED_FUNCTION_CALL", "IMAGE_SAFETY", "UNEXPECTED_TOOL_CALL",
	"TOO_MANY_TOOL_CALLS",
}

// blockNames are the reasons for refusing a prompt.
var blockNames = []string{"", "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY"}

const unspecified = "FINISH_REASON_UNSPECIFIED"

// stopReasons is wire-facts §5. What is not in it is new to us.
var stopReasons = map[string]llm.StopReason{
	"STOP": llm.StopEnd, "MAX_TOKENS": llm.StopLength,
	"SAFETY": llm.StopFiltered, "RECITATION": llm.StopFiltered, "LANGUAGE": llm.StopFiltered,
	"BLOCKLIST": llm.StopFiltered, "PROHIBITED_CONTENT": llm.StopFiltered, "SPII": llm.StopFiltered,
	"MODEL_ARMOR": llm.StopFiltered, "IMAGE_SAFETY": llm.StopFiltered, "IMAGE_PROHIBITED_CONTENT": llm.StopFiltered,
	"IMAGE_RECITATION": llm.StopFiltered, "IMAGE_OTHER": llm.StopFiltered, "JAILBREAK": llm.StopFiltered,
	"MALFORMED_FUNCTION_CALL": llm.StopBroken, "UNEXPECTED_TOOL_CALL": llm.StopBroken,
	"TOO_MANY_TOOL_CALLS": llm.StopBroken, "MISSING_THOUGHT_SIGNATURE": llm.StopBroken,
	"MALFORMED_RESPONSE": llm.StopBroken,
	"CONTINUATION":       llm.StopPaused,
	"OTHER":              llm.StopUnknown, "NO_IMAGE": llm.StopUnknown,
}

// finishWord is the finish reason that a Gemini client is told. An ending that nobody knows is a natural one if there
// is an answer. A client never sees another provider's word.
func finishWord(s llm.Stop, content bool) string {
	if known, ok := stopReasons[s.Raw]; ok && known == s.Reason {
		return s.Raw
	}
	switch s.Reason {
	case llm.StopEnd, llm.StopSequence, llm.StopToolCalls:
		return "STOP"
	case llm.StopLength, llm.StopContext:
		return "MAX_TOKENS"
	case llm.StopFiltered, llm.StopRefusal:
		return "SAFETY"
	case llm.StopBroken:
		return "MALFORMED_FUNCTION_CALL"
	}
	if content && s.Reason == llm.StopUnknown {
		return "STOP"
	}
	return "OTHER"
}

// isBlocked reports whether an answer is that of a prompt that was refused before anything was generated.
func isBlocked(stops []llm.Stop, parts int, completion int64) bool {
	return parts == 0 && completion == 0 && len(stops) == 1 &&
		(stops[0].Reason == llm.StopFiltered || stops[0].Reason == llm.StopRefusal)
}

// blockWord is the reason for refusing the prompt that a Gemini client is told.
func blockWord(s llm.Stop) string {
	if slices.Contains(blockNames[1:], s.Raw) || s.Raw == "JAILBREAK" || s.Raw == "MODEL_ARMOR" {
		return s.Raw
	}
	return "SAFETY"
}
