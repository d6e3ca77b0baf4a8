package upstream

import (
	"net/http"

	"github.com/burncloud/burncloud"
)

// Operation is what a provider is asked to do, whatever its dialect calls it.
type Operation string

// Operations.
const (
	Generate      Operation = "generate"       // an answer of a chat model, streamed or whole
	GenerateMedia Operation = "generate_media" // the same where calls with pictures or sound have a place of their own (DashScope)
	Complete      Operation = "complete"       // OpenAI's legacy text completion
	Embed         Operation = "embed"
	EmbedOne      Operation = "embed_one" // Gemini's embedContent; Embed is its batch form there
	Models        Operation = "models"    // the list of models, a GET
	CountTokens   Operation = "count_tokens"
	ImageGenerate Operation = "image_generate"
	ImageEdit     Operation = "image_edit"
	ImageVary     Operation = "image_vary"
	Speech        Operation = "speech"
	Transcribe    Operation = "transcribe"
	Translate     Operation = "translate" // speech to English text
	Moderate      Operation = "moderate"
	Rerank        Operation = "rerank"
	Realtime      Operation = "realtime" // a WebSocket
)

func (o Operation) method() string {
	if o == Models || o == Realtime {
		return http.MethodGet
	}
	return http.MethodPost
}

// Dialects that providers speak beside burncloud.DialectOpenAI.
const (
	WireResponses burncloud.Dialect = "responses" // OpenAI's Responses API
	WireAnthropic burncloud.Dialect = "anthropic" // Messages
	WireGemini    burncloud.Dialect = "gemini"    // generateContent
	WireBedrock   burncloud.Dialect = "bedrock"   // Converse
	WireCohere    burncloud.Dialect = "cohere"    // v2
	WireDashScope burncloud.Dialect = "dashscope" // DashScope's native API
	WireOllama    burncloud.Dialect = "ollama"    // Ollama's native API
)

// place is where an operation is below a base. {model} stands for the model; a query may follow.
type place struct {
	path   string
	stream string // when the answer is streamed, if that is elsewhere
}

// places are where the inventors of the dialects put their operations (wire-facts §10; the clients of Realtime and the
// token counter of Responses as in OpenAI's reference; recorded: openai/responses-input-tokens, gemini/embed).
var places = map[burncloud.Dialect]map[Operation]place{
	burncloud.DialectOpenAI: {
		Generate: {path: "/chat/completions"}, Complete: {path: "/completions"}, Embed: {path: "/embeddings"}, Models: {path: "/models"},
		ImageGenerate: {path: "/images/generations"}, ImageEdit: {path: "/images/edits"}, ImageVary: {path: "/images/variations"}, Speech: {path: "/audio/speech"},
		Transcribe: {path: "/audio/transcriptions"}, Translate: {path: "/audio/translations"}, Moderate: {path: "/moderations"},
		Rerank: {path: "/rerank"}, Realtime: {path: "/realtime?model={model}"},
	},
	WireResponses: {Generate: {path: "/responses"}, CountTokens: {path: "/responses/input_tokens"}},
	WireAnthropic: {
		Generate: {path: "/messages"}, CountTokens: {path: "/messages/count_tokens"}, Models: {path: "/models?limit=1000"},
	},
	WireGemini: {
		Generate:    {path: "/models/{model}:generateContent", stream: "/models/{model}:streamGenerateContent?alt=sse"},
		CountTokens: {path: "/models/{model}:countTokens"}, Models: {path: "/models?pageSize=1000"},
		Embed: {path: "/models/{model}:batchEmbedContents"}, EmbedOne: {path: "/models/{model}:embedContent"},
	},
	WireBedrock: {
		Generate:    {path: "/model/{model}/converse", stream: "/model/{model}/converse-stream"},
		CountTokens: {path: "/model/{model}/count-tokens"},
	},
	WireCohere: {
		Generate: {path: "/chat"}, Embed: {path: "/embed"}, Rerank: {path: "/rerank"}, Models: {path: "/models?page_size=1000"},
	},
	WireDashScope: {
		Generate:      {path: "/services/aigc/text-generation/generation"},
		GenerateMedia: {path: "/services/aigc/multimodal-generation/generation"}, // recorded: dashscope/native-multimodal
		Embed:         {path: "/services/embeddings/text-embedding/text-embedding"},
		Rerank:        {path: "/services/rerank/text-rerank/text-rerank"},
	},
	WireOllama: {
		Generate: {path: "/chat"}, Complete: {path: "/generate"}, Embed: {path: "/embed"}, Models: {path: "/tags"},
	},
}
