package upstream

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Sets of operations of the OpenAI dialect.
var (
	chatOnly   = []Operation{Generate, Models}
	chatEmbed  = []Operation{Generate, Embed, Models}
	textOps    = []Operation{Generate, Complete, Embed, Models}
	audioOps   = []Operation{Generate, Embed, Models, Speech, Transcribe, Translate}
	azureOps   = []Operation{Generate, Complete, Embed, ImageGenerate, ImageEdit, Speech, Transcribe, Translate}
	azureV1Ops = []Operation{Generate, Complete, Embed, ImageGenerate, ImageEdit, Speech, Transcribe, Translate, Models, Realtime}
	openAIOps  = []Operation{Generate, Complete, Embed, Models, ImageGenerate, ImageEdit, Speech, Transcribe, Translate, Moderate, Realtime}
	allOps     = []Operation{Generate, Complete, Embed, Models, ImageGenerate, ImageEdit, ImageVary, Speech, Transcribe, Translate, Moderate, Realtime, Rerank}
)

// Wires that many rows have.
var (
	generateOnly = []Operation{Generate}
	responses    = Wire{Dialect: WireResponses, Ops: generateOnly}
	messages     = Wire{Dialect: WireAnthropic, Ops: generateOnly} // at the same base as OpenAI's dialect
)

func openAI(ops []Operation) Wire { return Wire{Dialect: burncloud.DialectOpenAI, Ops: ops} }

// anthropicAt is a wire that speaks to Anthropic's SDK at another path than the base.
func anthropicAt(path string) Wire {
	return Wire{Dialect: WireAnthropic, Ops: generateOnly, Beside: path + "/v1", Own: true}
}

// codingPlan is the base of Ark's plan for coding tools, which has keys and models of its own.
const codingPlan = "/api/coding/v3"

// workspaceHeader chooses the workspace of a DashScope key that has several.
const workspaceHeader = "X-Dashscope-Workspace"

// Models that go on with a final message of the assistant, if they do not reason first. Sources: the providers' pages on
// prefilling, partial mode and prefixes.
var (
	prefillClaude  = []string{"claude-*"}
	prefillQwen    = []string{"qwen-max*", "qwen-plus*", "qwen-turbo*", "qwen2.5-*", "qwen3-coder*", "qwen3-max*"}
	prefillMistral = []string{"*", "!magistral*"}
	prefillKimi    = []string{"kimi-*", "moonshot-*", "!*thinking*"}
)

// providers is the provider table, sorted by name. Addresses and habits: wire-facts §8, §10, §13. Whether a bill stops when
// the connection is closed is OpenRouter's published experience with them.
var providers = []Provider{
	{
		Name: "anthropic", Title: "Anthropic",
		Wires:   []Wire{{Dialect: WireAnthropic, Ops: []Operation{Generate, CountTokens, Models}}},
		BaseURL: "https://api.anthropic.com", Versions: []string{"/v1"}, Auth: AuthAnthropic,
		CancelStopsBilling: CancelStops, ContinuesPrefill: prefillClaude, Origin: llm.OriginAnthropic,
		Docs:  "https://docs.anthropic.com/en/api",
		Notes: "anthropic-version is 2023-06-01 unless the client or the channel's headers name another.",
	},
	{
		Name: "azure", Title: "Azure OpenAI and AI Foundry",
		Wires: []Wire{
			{Dialect: burncloud.DialectOpenAI, Only: azureV1, Ops: azureV1Ops, Models: []string{"!claude*"}, Query: azureQuery},
			{Dialect: WireResponses, Only: azureV1, Ops: generateOnly, Models: []string{"!claude*"}, Query: azureQuery},
			{Dialect: WireAnthropic, Only: azureV1, Ops: generateOnly, Models: []string{"claude*"}, Beside: "/anthropic/v1"},
			{Dialect: burncloud.DialectOpenAI, Only: azureDeployments, Ops: azureOps, Under: "/{model}", Query: azureQuery},
			{Dialect: burncloud.DialectOpenAI, Only: azureDeployments, Ops: []Operation{Models}, Beside: "/openai", Query: azureQuery},
			{Dialect: burncloud.DialectOpenAI, Only: azureFoundry, Ops: generateOnly, Query: azureQuery}, // recorded: azure/chat
		},
		Auth: AuthAzure, Options: []string{optionAPIVersion},
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelStops, ModelOrigin: true,
		Docs: "https://learn.microsoft.com/azure/ai-foundry/openai/reference",
		Notes: "The base URL is the resource: https://{name}.openai.azure.com or https://{name}.services.ai.azure.com. A model is a deployment's name. " +
			"A dated api_version chooses deployment URLs; none, v1 or preview, or a base URL that ends in /openai/v1, chooses the v1 API. " +
			"A base URL that ends in /models is the Foundry inference API. Deployments called claude… are asked as Anthropic's.",
	},
	{
		Name: "bedrock", Title: "Amazon Bedrock (Converse)",
		Wires:     []Wire{{Dialect: WireBedrock, Ops: []Operation{Generate, CountTokens}}},
		RegionURL: "https://bedrock-runtime.{region}.amazonaws.com", Auth: AuthBedrock, Options: []string{optionRegion},
		CancelStopsBilling: CancelBills, ContinuesPrefill: prefillClaude, ModelOrigin: true,
		Docs:  "https://docs.aws.amazon.com/bedrock/latest/APIReference",
		Notes: "The region is required, unless the base URL names it. A model is a model id, an inference profile's id or an ARN.",
	},
	{
		Name: "cohere", Title: "Cohere",
		Wires: []Wire{
			{Dialect: WireCohere, Ops: []Operation{Generate, Embed, Rerank}},
			{Dialect: WireCohere, Ops: []Operation{Models}, Beside: "/v1"},
		},
		BaseURL: "https://api.cohere.com", Versions: []string{"/v2"}, Auth: AuthBearer,
		CancelStopsBilling: CancelStops,
		Docs:               "https://docs.cohere.com/reference",
	},
	{
		Name: "custom", Title: "Any OpenAI-compatible address",
		Wires:       []Wire{openAI(allOps)},
		DefaultPath: "/v1", Auth: AuthBearer, KeyOptional: true,
		StreamUsage: StreamUsageAsked, ErrorInOK: true, CancelStopsBilling: CancelUnknown,
		Docs: "https://platform.openai.com/docs/api-reference",
	},
	{
		Name: "dashscope", Title: "DashScope (native)",
		Wires: []Wire{
			{Dialect: WireDashScope, Ops: []Operation{Generate, GenerateMedia, Embed, Rerank}},
		},
		BaseURL: "https://dashscope.aliyuncs.com/api/v1", OtherURLs: []string{
			"https://dashscope-intl.aliyuncs.com/api/v1", "https://dashscope-us.aliyuncs.com/api/v1", "https://cn-hongkong.dashscope.aliyuncs.com/api/v1",
		},
		DefaultPath: "/api/v1", Auth: AuthBearer, Options: []string{optionWorkspace},
		OptionHeaders:      map[string]string{optionWorkspace: workspaceHeader},
		CancelStopsBilling: CancelBills, ContinuesPrefill: prefillQwen,
		Docs:  "https://help.aliyun.com/zh/model-studio/dashscope-api-reference",
		Notes: "Keys are per region. Calls with pictures or sound, and models that see or hear, are asked at multimodal-generation.",
	},
	{
		Name: "deepseek", Title: "DeepSeek",
		Wires: []Wire{
			openAI(chatOnly), responses, // recorded: deepseek/responses
			{Dialect: WireAnthropic, Ops: generateOnly, Beside: "/anthropic/v1", Own: true, Auth: AuthAnthropic},
		},
		BaseURL: "https://api.deepseek.com/v1", OtherURLs: []string{"https://api.deepseek.com/beta"},
		DefaultPath: "/v1", Auth: AuthBearer,
		StreamUsage: StreamUsageAlways, CancelStopsBilling: CancelStops,
		Docs: "https://api-docs.deepseek.com",
	},
	{
		Name: "doubao", Title: "Doubao (Volcengine Ark)",
		Wires: []Wire{
			openAI([]Operation{Generate, Embed, Models, ImageGenerate}), responses,
			{Dialect: burncloud.DialectOpenAI, Ops: chatOnly, Only: codingPlan},
			{Dialect: WireAnthropic, Ops: generateOnly, Only: codingPlan, Beside: "/api/coding/v1"},
		},
		BaseURL: "https://ark.cn-beijing.volces.com/api/v3", OtherURLs: []string{"https://ark.ap-southeast.bytepluses.com/api/v3", "https://ark.cn-beijing.volces.com/api/coding/v3"},
		DefaultPath: "/api/v3", Auth: AuthBearer,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://www.volcengine.com/docs/82379",
	},
	{
		Name: "fireworks", Title: "Fireworks AI",
		Wires:   []Wire{openAI(textOps)},
		BaseURL: "https://api.fireworks.ai/inference/v1", DefaultPath: "/inference/v1", Auth: AuthBearer,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelStops,
		Docs: "https://docs.fireworks.ai",
	},
	{
		Name: "gemini", Title: "Google Gemini",
		Wires:   []Wire{{Dialect: WireGemini, Ops: []Operation{Generate, CountTokens, Embed, EmbedOne, Models}}},
		BaseURL: "https://generativelanguage.googleapis.com", Versions: []string{"/v1beta", "/v1", "/v1alpha"},
		Auth: AuthGoogle, Options: []string{optionAPIVersion},
		CancelStopsBilling: CancelBills, Origin: llm.OriginGemini,
		Docs:  "https://ai.google.dev/api",
		Notes: "The key travels in a header, never in the URL.",
	},
	{
		Name: "groq", Title: "Groq",
		Wires:   []Wire{openAI(audioOps)},
		BaseURL: "https://api.groq.com/openai/v1", DefaultPath: "/openai/v1", Auth: AuthBearer,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelBills,
		Docs: "https://console.groq.com/docs",
	},
	{
		Name: "hunyuan", Title: "Tencent Hunyuan",
		Wires:   []Wire{openAI(chatEmbed)},
		BaseURL: "https://api.hunyuan.cloud.tencent.com/v1", DefaultPath: "/v1", Auth: AuthBearer,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://cloud.tencent.com/document/product/1729",
	},
	{
		Name: "minimax", Title: "MiniMax",
		Wires:   []Wire{openAI(chatOnly), responses, anthropicAt("/anthropic")},
		BaseURL: "https://api.minimaxi.com/v1", OtherURLs: []string{"https://api.minimax.io/v1"},
		DefaultPath: "/v1", Auth: AuthBearer,
		StreamUsage: StreamUsageAsked, ErrorInOK: true, CancelStopsBilling: CancelBills,
		Docs: "https://platform.minimaxi.com/docs",
	},
	{
		Name: "mistral", Title: "Mistral AI",
		Wires:   []Wire{openAI([]Operation{Generate, Embed, Models, Transcribe, Moderate})},
		BaseURL: "https://api.mistral.ai/v1", OtherURLs: []string{"https://codestral.mistral.ai/v1"},
		DefaultPath: "/v1", Auth: AuthBearer,
		StreamUsage: StreamUsageAlways, CancelStopsBilling: CancelBills, ContinuesPrefill: prefillMistral,
		Docs: "https://docs.mistral.ai/api",
	},
	{
		Name: "moonshot", Title: "Moonshot AI (Kimi)",
		Wires:   []Wire{openAI(chatOnly), responses, anthropicAt("/anthropic")},
		BaseURL: "https://api.moonshot.cn/v1", OtherURLs: []string{"https://api.moonshot.ai/v1"},
		DefaultPath: "/v1", Auth: AuthBearer,
		StreamUsage: StreamUsageAlways, CancelStopsBilling: CancelUnknown, ContinuesPrefill: prefillKimi,
		Docs: "https://platform.moonshot.ai/docs",
	},
	{
		Name: "ollama", Title: "Ollama",
		Wires: []Wire{
			openAI(textOps), messages,
			{Dialect: WireOllama, Ops: textOps, Only: "/api"},
		},
		BaseURL: "http://127.0.0.1:11434/v1", OtherURLs: []string{"https://ollama.com/v1", "http://127.0.0.1:11434/api"},
		DefaultPath: "/v1", Auth: AuthBearer, KeyOptional: true,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelStops,
		Docs:  "https://docs.ollama.com/api",
		Notes: "A base URL that ends in /api is asked in Ollama's own dialect, every other one in OpenAI's.",
	},
	{
		Name: "openai", Title: "OpenAI",
		Wires:   []Wire{openAI(openAIOps), {Dialect: WireResponses, Ops: []Operation{Generate, CountTokens}}},
		BaseURL: "https://api.openai.com/v1", OtherURLs: []string{"https://eu.api.openai.com/v1", "https://us.api.openai.com/v1"},
		DefaultPath: "/v1", Auth: AuthBearer, Options: []string{optionOrganization, optionProject},
		OptionHeaders: map[string]string{optionOrganization: "OpenAI-Organization", optionProject: "OpenAI-Project"}, Origin: llm.OriginOpenAI,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelStops,
		Docs: "https://platform.openai.com/docs/api-reference",
	},
	{
		Name: "openrouter", Title: "OpenRouter",
		Wires:   []Wire{openAI(textOps), responses, messages},
		BaseURL: "https://openrouter.ai/api/v1", DefaultPath: "/api/v1", Auth: AuthBearer,
		StreamUsage: StreamUsageAsked, ErrorInOK: true, CancelStopsBilling: CancelStopsStreams,
		Docs: "https://openrouter.ai/docs/api-reference",
	},
	{
		Name: "qwen", Title: "Qwen (DashScope, compatible mode)",
		Wires:   []Wire{openAI(textOps), responses, anthropicAt("/apps/anthropic")},
		BaseURL: "https://dashscope.aliyuncs.com/compatible-mode/v1", OtherURLs: []string{
			"https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "https://dashscope-us.aliyuncs.com/compatible-mode/v1",
			"https://cn-hongkong.dashscope.aliyuncs.com/compatible-mode/v1",
		},
		DefaultPath: "/compatible-mode/v1", Auth: AuthBearer, Options: []string{optionWorkspace},
		OptionHeaders: map[string]string{optionWorkspace: workspaceHeader},
		StreamUsage:   StreamUsageAsked, CancelStopsBilling: CancelBills, ContinuesPrefill: prefillQwen,
		Docs: "https://help.aliyun.com/zh/model-studio/compatibility-of-openai-with-dashscope",
	},
	{
		Name: "siliconflow", Title: "SiliconFlow",
		Wires:   []Wire{openAI([]Operation{Generate, Embed, Models, ImageGenerate, Speech, Transcribe, Rerank}), messages},
		BaseURL: "https://api.siliconflow.cn/v1", OtherURLs: []string{"https://api.siliconflow.com/v1"},
		DefaultPath: "/v1", Auth: AuthBearer,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://docs.siliconflow.cn",
	},
	{
		Name: "together", Title: "Together AI",
		Wires:   []Wire{openAI([]Operation{Generate, Complete, Embed, Models, ImageGenerate, Speech, Transcribe, Rerank})},
		BaseURL: "https://api.together.xyz/v1", DefaultPath: "/v1", Auth: AuthBearer,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelStops,
		Docs: "https://docs.together.ai/reference",
	},
	{
		Name: "vertex", Title: "Google Vertex AI",
		Wires: []Wire{
			{Dialect: WireGemini, Ops: []Operation{Generate, CountTokens}, Models: []string{"!claude*"}, Under: "{place}/publishers/google"},
			{
				Dialect: WireAnthropic, Ops: generateOnly, Models: []string{"claude*"}, Needs: optionProject, Under: "{place}/publishers/anthropic",
				Places: map[Operation]place{Generate: {path: "/models/{model}:rawPredict", stream: "/models/{model}:streamRawPredict"}},
			},
		},
		BaseURL: "https://aiplatform.googleapis.com", RegionURL: "https://{region}-aiplatform.googleapis.com",
		Versions: []string{"/v1", "/v1beta1"}, Auth: AuthVertex,
		Options:            []string{optionProject, optionRegion, optionAPIVersion},
		CancelStopsBilling: CancelBills, ContinuesPrefill: prefillClaude, ModelOrigin: true,
		Docs: "https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest",
		Notes: "project is that of the first service account unless it is given; region is global unless it is given. " +
			"With an API key and no project it is the express mode, which has Gemini models only.",
	},
	{
		Name: "vllm", Title: "vLLM",
		Wires:   []Wire{openAI([]Operation{Generate, Complete, Embed, Models, Transcribe, Translate, Rerank}), responses, messages},
		BaseURL: "http://127.0.0.1:8000/v1", DefaultPath: "/v1", Auth: AuthBearer, KeyOptional: true,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelStops,
		Docs: "https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html",
	},
	{
		Name: "xai", Title: "xAI",
		Wires:   []Wire{openAI([]Operation{Generate, Complete, Models, ImageGenerate}), responses},
		BaseURL: "https://api.x.ai/v1", DefaultPath: "/v1", Auth: AuthBearer,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelStops,
		Docs: "https://docs.x.ai/docs/api-reference",
	},
	{
		Name: "zhipu", Title: "Zhipu (GLM)",
		Wires: []Wire{
			openAI([]Operation{Generate, Embed, Models, ImageGenerate}), anthropicAt("/api/anthropic"),
			{Dialect: WireResponses, Ops: generateOnly, Beside: "/api/v1", Own: true},
		},
		BaseURL: "https://open.bigmodel.cn/api/paas/v4", OtherURLs: []string{
			"https://api.z.ai/api/paas/v4", "https://open.bigmodel.cn/api/coding/paas/v4", "https://api.z.ai/api/coding/paas/v4",
		},
		DefaultPath: "/api/paas/v4", Auth: AuthBearer,
		StreamUsage: StreamUsageAlways, CancelStopsBilling: CancelUnknown,
		Docs: "https://docs.bigmodel.cn",
	},
}
