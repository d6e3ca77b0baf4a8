package openai

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// AppendError appends the error as OpenAI writes it; all four members are always there.
func AppendError(dst []byte, e *burncloud.Error) []byte {
	w := llm.Writer{Buf: append(dst, '{')}
	w.OpenAIError(e)
	w.Close('}')
	return w.Buf
}

// AppendErrorEvent appends the error as an event of a stream that has begun. No [DONE] follows it.
func AppendErrorEvent(dst []byte, e *burncloud.Error) []byte {
	return sse.Append(dst, "", AppendError(nil, e))
}
