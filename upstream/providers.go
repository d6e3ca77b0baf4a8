package upstream

import "github.com/burncloud/burncloud"

var (
	allEndpoints  = []Endpoint{EndpointChat, EndpointCompletions, EndpointEmbeddings, EndpointModels}
	withoutLegacy = []Endpoint{EndpointChat, EndpointEmbeddings, EndpointModels}
	chatOnly      = []Endpoint{EndpointChat, EndpointModels}
)

// providers is the provider table, sorted by name. Addresses and habits: wire-facts §8, §10, §13.
var providers = []Provider{
	{
		Name: "custom", Title: "Any OpenAI-compatible address", Wire: burncloud.DialectOpenAI,
		DefaultPath: "/v1", Auth: AuthBearer, KeyOptional: true, Endpoints: allEndpoints,
		StreamUsage: StreamUsageAsked, ErrorInOK: true, CancelStopsBilling: CancelUnknown,
		Docs: "https://platform.openai.com/docs/api-reference",
	},
	{
		Name: "deepseek", Title: "DeepSeek", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://api.deepseek.com/v1", OtherURLs: []string{"https://api.deepseek.com/beta"},
		DefaultPath: "/v1", Auth: AuthDeepSeek, Endpoints: chatOnly,
		StreamUsage: StreamUsageAlways, CancelStopsBilling: CancelUnknown,
		Docs: "https://api-docs.deepseek.com",
	},
	{
		Name: "doubao", Title: "Doubao (Volcengine Ark)", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://ark.cn-beijing.volces.com/api/v3", OtherURLs: []string{"https://ark.ap-southeast.bytepluses.com/api/v3", "https://ark.cn-beijing.volces.com/api/coding/v3"},
		DefaultPath: "/api/v3", Auth: AuthBearer, Endpoints: withoutLegacy,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://www.volcengine.com/docs/82379",
	},
	{
		Name: "fireworks", Title: "Fireworks AI", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://api.fireworks.ai/inference/v1", DefaultPath: "/inference/v1", Auth: AuthBearer, Endpoints: allEndpoints,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://docs.fireworks.ai",
	},
	{
		Name: "groq", Title: "Groq", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://api.groq.com/openai/v1", DefaultPath: "/openai/v1", Auth: AuthBearer, Endpoints: withoutLegacy,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://console.groq.com/docs",
	},
	{
		Name: "hunyuan", Title: "Tencent Hunyuan", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://api.hunyuan.cloud.tencent.com/v1", DefaultPath: "/v1", Auth: AuthBearer, Endpoints: withoutLegacy,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://cloud.tencent.com/document/product/1729",
	},
	{
		Name: "minimax", Title: "MiniMax", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://api.minimaxi.com/v1", OtherURLs: []string{"https://api.minimax.io/v1"},
		DefaultPath: "/v1", Auth: AuthBearer, Endpoints: chatOnly,
		StreamUsage: StreamUsageAsked, ErrorInOK: true, CancelStopsBilling: CancelUnknown,
		Docs: "https://platform.minimaxi.com/docs",
	},
	{
		Name: "mistral", Title: "Mistral AI", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://api.mistral.ai/v1", OtherURLs: []string{"https://codestral.mistral.ai/v1"},
		DefaultPath: "/v1", Auth: AuthBearer, Endpoints: withoutLegacy,
		StreamUsage: StreamUsageAlways, CancelStopsBilling: CancelUnknown,
		Docs: "https://docs.mistral.ai/api",
	},
	{
		Name: "moonshot", Title: "Moonshot AI (Kimi)", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://api.moonshot.cn/v1", OtherURLs: []string{"https://api.moonshot.ai/v1"},
		DefaultPath: "/v1", Auth: AuthBearer, Endpoints: chatOnly,
		StreamUsage: StreamUsageAlways, CancelStopsBilling: CancelUnknown,
		Docs: "https://platform.moonshot.ai/docs",
	},
	{
		Name: "ollama", Title: "Ollama", Wire: burncloud.DialectOpenAI,
		BaseURL: "http://127.0.0.1:11434/v1", OtherURLs: []string{"https://ollama.com/v1"},
		DefaultPath: "/v1", Auth: AuthBearer, KeyOptional: true, Endpoints: allEndpoints,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelStops,
		Docs: "https://docs.ollama.com/api/openai-compatibility",
	},
	{
		Name: "openai", Title: "OpenAI", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://api.openai.com/v1", OtherURLs: []string{"https://eu.api.openai.com/v1", "https://us.api.openai.com/v1"},
		DefaultPath: "/v1", Auth: AuthBearer, Endpoints: allEndpoints, Options: []string{optionOrganization, optionProject},
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://platform.openai.com/docs/api-reference",
	},
	{
		Name: "openrouter", Title: "OpenRouter", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://openrouter.ai/api/v1", DefaultPath: "/api/v1", Auth: AuthBearer, Endpoints: allEndpoints,
		StreamUsage: StreamUsageAsked, ErrorInOK: true, CancelStopsBilling: CancelUnknown, // depends on the provider behind it
		Docs: "https://openrouter.ai/docs/api-reference",
	},
	{
		Name: "qwen", Title: "Qwen (DashScope, compatible mode)", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://dashscope.aliyuncs.com/compatible-mode/v1", OtherURLs: []string{
			"https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "https://dashscope-us.aliyuncs.com/compatible-mode/v1",
			"https://cn-hongkong.dashscope.aliyuncs.com/compatible-mode/v1",
		},
		DefaultPath: "/compatible-mode/v1", Auth: AuthQwen, Endpoints: allEndpoints, Options: []string{optionWorkspace},
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://help.aliyun.com/zh/model-studio/compatibility-of-openai-with-dashscope",
	},
	{
		Name: "siliconflow", Title: "SiliconFlow", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://api.siliconflow.cn/v1", OtherURLs: []string{"https://api.siliconflow.com/v1"},
		DefaultPath: "/v1", Auth: AuthBearer, Endpoints: withoutLegacy,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://docs.siliconflow.cn",
	},
	{
		Name: "together", Title: "Together AI", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://api.together.xyz/v1", DefaultPath: "/v1", Auth: AuthBearer, Endpoints: allEndpoints,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://docs.together.ai/reference",
	},
	{
		Name: "vllm", Title: "vLLM", Wire: burncloud.DialectOpenAI,
		BaseURL: "http://127.0.0.1:8000/v1", DefaultPath: "/v1", Auth: AuthBearer, KeyOptional: true, Endpoints: allEndpoints,
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelStops,
		Docs: "https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html",
	},
	{
		Name: "xai", Title: "xAI", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://api.x.ai/v1", DefaultPath: "/v1", Auth: AuthBearer, Endpoints: []Endpoint{EndpointChat, EndpointCompletions, EndpointModels},
		StreamUsage: StreamUsageAsked, CancelStopsBilling: CancelUnknown,
		Docs: "https://docs.x.ai/docs/api-reference",
	},
	{
		Name: "zhipu", Title: "Zhipu (GLM)", Wire: burncloud.DialectOpenAI,
		BaseURL: "https://open.bigmodel.cn/api/paas/v4", OtherURLs: []string{
			"https://api.z.ai/api/paas/v4", "https://open.bigmodel.cn/api/coding/paas/v4", "https://api.z.ai/api/coding/paas/v4",
		},
		DefaultPath: "/api/paas/v4", Auth: AuthBearer, Endpoints: withoutLegacy,
		StreamUsage: StreamUsageAlways, CancelStopsBilling: CancelUnknown,
		Docs: "https://docs.bigmodel.cn",
	},
}

// later are providers that a coming version speaks: naming one is a fault with that reason.
var later = []burncloud.ProviderName{"azure", "anthropic", "gemini", "vertex", "bedrock", "dashscope", "cohere"}
