package openai

import (
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Front is chat completions as clients speak them.
type Front struct {
	Now func() time.Time // for the created member; nil = time.Now
}

// Back is chat completions as upstreams speak them: OpenAI and the many hosts whose differences are in llm.Quirks.
type Back struct{}

var (
	_ llm.Front = Front{}
	_ llm.Back  = Back{}
)

func (f Front) created() int64 {
	if f.Now == nil {
		return time.Now().Unix()
	}
	return f.Now().Unix()
}

// EncodeError appends the body of an error response.
func (f Front) EncodeError(dst []byte, err *burncloud.Error) []byte { return AppendError(dst, err) }

// formats names the origin of a signature in reasoning_details (OpenRouter's convention, recorded: openrouter/chat).
var formats = []struct {
	format string
	origin llm.Origin
}{
	{"anthropic-claude-v1", llm.OriginAnthropic},
	{"google-gemini-v1", llm.OriginGemini},
	{"openai-responses-v1", llm.OriginOpenAI},
	{"azure-openai-responses-v1", llm.OriginOpenAI},
}

func originOf(format string) llm.Origin {
	for _, f := range formats {
		if f.format == format {
			return f.origin
		}
	}
	return llm.Origin(format)
}

func formatOf(origin llm.Origin) string {
	for _, f := range formats {
		if f.origin == origin {
			return f.format
		}
	}
	return string(origin)
}

// legacyID is the id of a call by the old function_call, which has none.
func legacyID(name string) string { return "function_" + name }
