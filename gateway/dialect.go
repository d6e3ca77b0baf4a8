package gateway

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/bedrock"
	"github.com/burncloud/burncloud/wire/cohere"
	"github.com/burncloud/burncloud/wire/dashscope"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/ollama"
	"github.com/burncloud/burncloud/wire/openai"
	"github.com/burncloud/burncloud/wire/responses"
)

// Media types of streams.
const (
	eventStream = "text/event-stream"
	awsStream   = "application/vnd.amazon.eventstream"
	jsonLines   = "application/x-ndjson"
	jsonMedia   = "application/json"
)

// back is the half of a dialect that faces upstreams, and the media type of its streams.
type back struct {
	llm.Back
	streams string
}

// backs are the dialects that calls can be translated to.
var backs = map[burncloud.Dialect]back{
	burncloud.DialectOpenAI: {openai.Back{}, eventStream},
	responses.Dialect:       {responses.Back{}, eventStream},
	anthropic.Dialect:       {anthropic.Back{}, eventStream},
	gemini.Dialect:          {gemini.Back{}, eventStream},
	dashscope.Dialect:       {dashscope.Back{}, eventStream},
	cohere.Dialect:          {cohere.Back{}, eventStream},
	bedrock.Dialect:         {bedrock.Back{}, awsStream},
	ollama.Dialect:          {ollama.Back{}, jsonLines},
}
