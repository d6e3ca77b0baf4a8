package sim

// qwenIds begins every chunk.
const qwenIds = `{"model":<MODEL>,"id":"<id>",`

// qwenTail ends every chunk, but for its usage.
const qwenTail = `"created":<created>,"object":"chat.completion.chunk","usage":`

// qwen is recorded: dashscope/compatible-chat, dashscope/compatible-embeddings, dashscope/compatible-models.
var qwen = wording{
	bases: []string{"/compatible-mode/v1"},
	models: []Model{
		{ID: "qwen-turbo", Thinks: ThinksIfAsked},
		{ID: "qwen-plus", Thinks: ThinksIfAsked},
		{ID: "qwen-max"},
		{ID: "qwen3-max"},
		{ID: "qwq-plus", Thinks: ThinksAlways},
		{ID: "text-embedding-v1", Kind: EmbeddingModel, Dims: 1536},
		{ID: "text-embedding-v4", Kind: EmbeddingModel, Dims: 1024},
	},
	embeds:    true,
	id:        idStyle{prefix: "chatcmpl-", uuid: true},
	requestID: idStyle{uuid: true},
	callID:    idStyle{prefix: "call_", digits: 22, hex: true},
	headers: [][2]string{
		{"x-dashscope-call-gateway", "true"}, {"x-envoy-upstream-service-time", "12"}, {"x-request-id", "<request>"},
	},
	errHeaders: [][2]string{{"x-envoy-upstream-service-time", "12"}, {"x-request-id", "<request>"}},
	jsonType:   "application/json",
	streamType: "text/event-stream;charset=utf-8",
	errType:    "application/json",
	keepAlive:  ": keep-alive\n\n",

	firstChunk: qwenIds + `"created":<created>,"object":"chat.completion.chunk","usage":null,` +
		`"choices":[{"logprobs":null,"index":<index>,"delta":{delta}}]}`,
	chunk:      qwenIds + `"choices":[{"delta":{delta},"index":<index>}],` + qwenTail + `null}`,
	finishBare: qwenIds + `"choices":[{"delta":{delta},"index":<index>,"finish_reason":"<finish>"}],` + qwenTail + `null}`,
	last:       qwenIds + `"choices":[],` + qwenTail + `{usage}}`,
	first:      `{"content":"","role":"assistant"}`,
	firstThink: `{"content":null,"reasoning_content":"","role":"assistant"}`,
	firstCall: `{"content":"","role":"assistant","tool_calls":[{"index":<call>,"id":"<callid>","type":"function",` +
		`"function":{"name":<NAME>,"arguments":""}}]}`,
	text:        `{"content":<TEXT>,"role":null}`,
	textThought: `{"content":<TEXT>,"reasoning_content":null,"role":null}`,
	think:       `{"content":null,"reasoning_content":<THINK>,"role":null}`,
	nextCall: `{"content":"","tool_calls":[{"index":<call>,"id":"<callid>","type":"function",` +
		`"function":{"name":<NAME>,"arguments":""}}],"role":null}`,
	args: `{"content":"","tool_calls":[{"index":<call>,"id":"","type":"function",` +
		`"function":{"arguments":<ARGS>}}],"role":null}`,
	finish:      `{"content":"","role":null}`,
	finishCalls: `{}`,
	streamError: `data: {"error":{"code":"internal_error","param":null,"message":"Internal server error!",` +
		`"type":"internal_error"},"id":"<id>","request_id":"<request>"}` + "\n\n",
	usage: `{"completion_tokens":<completion>,"prompt_tokens":<prompt>,` +
		`"prompt_tokens_details":{"cached_tokens":<cached>}<reasoned>,"total_tokens":<total>}`,
	streamUsage: `{"total_tokens":<total>,"completion_tokens":<completion>,"prompt_tokens":<prompt>,` +
		`"prompt_tokens_details":{"cached_tokens":<cached>}<reasoned>}`,
	answer: `{"choices":[<choices>],"created":<created>,"id":"<id>","model":<MODEL>,` +
		`"object":"chat.completion"<usagemember>}`,
	choice: `{"finish_reason":"<finish>","index":<index>,"message":{"content":<TEXT><thinkmember>,"role":"assistant"}}`,
	choiceCalls: `{"finish_reason":"<finish>","index":<index>,"message":{"content":""<thinkmember>,"role":"assistant",` +
		`"tool_calls":[<calls>]}}`,
	call:        `{"function":{"arguments":<ARGS>,"name":<NAME>},"id":"<callid>","index":<call>,"type":"function"}`,
	thinkMember: `,"reasoning_content":<THINK>`,

	embedding:  `{"embedding":<vector>,"index":<index>,"object":"embedding"}`,
	embeddings: `{"data":[<data>],"object":"list","model":<MODEL><usagemember>,"id":"<request>"}`,
	modelEntry: `{"id":<MODEL>,"object":"model","created":<created>,"owned_by":"system"}`,
	modelList:  `{"object":"list","data":[<data>],"first_id":<FIRST>,"last_id":<LAST>,"has_more":false}`,

	errorBody: `{"error":{"message":<MESSAGE>,"type":<TYPE>,"param":<PARAM>,"code":<CODE>},"request_id":"<request>"}`,
	problems: map[problemKind]problem{
		noKey: {status: 401, message: "You didn't provide an API key. You need to provide your API key in an Authorization " +
			"header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY). ", kind: "invalid_request_error"},
		wrongKey: {status: 401, message: "Incorrect API key provided. ", kind: "invalid_request_error", code: "invalid_api_key"},
		noModel: {
			status: 404, message: "The model `%s` does not exist or you do not have access to it.",
			kind: "invalid_request_error", code: "model_not_found",
		},
		invalid: {status: 400, kind: "invalid_request_error", param: "-", code: "invalid_parameter_error"},
	},
	statuses: map[int]problem{
		400: {message: "Access denied, please make sure your account is in good standing.", kind: "Arrearage", code: "Arrearage"},
		429: {message: "You exceeded your current requests list.", kind: "limit_requests", code: "limit_requests"},
		500: {message: "Internal server error!", kind: "internal_error", code: "internal_error"},
		503: {message: "Model serving is unavailable, please try again later.", kind: "model_unavailable", code: "model_unavailable"},
	},
}
