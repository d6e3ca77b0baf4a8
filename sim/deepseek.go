package sim

// deepSeekHead begins every chunk.
const deepSeekHead = `{"id":"<id>","object":"chat.completion.chunk","created":<created>,"model":<MODEL>,` +
	`"system_fingerprint":"<print>","choices":`

// deepSeekCode is the code of every error, whatever its type.
const deepSeekCode = "invalid_request_error"

// deepSeek is recorded: deepseek/chat, deepseek/models. Members are in the order of the
// recordings whose recorder did not sort them.
var deepSeek = wording{
	bases: []string{"/v1", ""},
	models: []Model{
		{ID: "deepseek-v4-flash", Thinks: ThinksIfAsked},
		{ID: "deepseek-v4-pro", Thinks: ThinksIfAsked},
		{ID: "deepseek-chat", As: "deepseek-v4-flash"},
		{ID: "deepseek-reasoner", As: "deepseek-v4-flash", Thinks: ThinksAlways},
	},
	id:         idStyle{uuid: true},
	requestID:  idStyle{digits: 32, hex: true},
	callID:     idStyle{prefix: "call_00_", digits: 24},
	print:      "fp_51d0a11e5a_sim0001_fp8_kvcache",
	jsonType:   "application/json",
	streamType: "text/event-stream; charset=utf-8",
	errType:    "application/json",
	masksFront: true,
	keepAlive:  ": keep-alive\n\n",

	chunk:       deepSeekHead + `[{"index":<index>,"delta":{delta},"logprobs":null,"finish_reason":null}]<nullusage>}`,
	finishBare:  deepSeekHead + `[{"index":<index>,"delta":{delta},"logprobs":null,"finish_reason":"<finish>"}]<nullusage>}`,
	finishUsage: deepSeekHead + `[{"index":<index>,"delta":{delta},"logprobs":null,"finish_reason":"<finish>"}],"usage":{usage}}`,
	first:       `{"role":"assistant","content":""}`,
	firstThink:  `{"role":"assistant","content":null,"reasoning_content":""}`,
	text:        `{"content":<TEXT>}`,
	textThought: `{"content":<TEXT>,"reasoning_content":null}`,
	think:       `{"content":null,"reasoning_content":<THINK>}`,
	nextCall: `{"tool_calls":[{"index":<call>,"id":"<callid>","type":"function",` +
		`"function":{"name":<NAME>,"arguments":""}}]}`,
	args:          `{"tool_calls":[{"index":<call>,"function":{"arguments":<ARGS>}}]}`,
	finish:        `{"content":""}`,
	finishThought: `{"content":"","reasoning_content":null}`,
	streamError: `data: {"error":{"message":"Internal server error","type":"server_error","param":null,` +
		`"code":"invalid_request_error"}}` + "\n\n",
	usage: `{"prompt_tokens":<prompt>,"completion_tokens":<completion>,"total_tokens":<total>,` +
		`"prompt_tokens_details":{"cached_tokens":<cached>}<reasoned>,` +
		`"prompt_cache_hit_tokens":<cached>,"prompt_cache_miss_tokens":<missed>}`,
	answer: `{"id":"<id>","object":"chat.completion","created":<created>,"model":<MODEL>,"choices":[<choices>]<usagemember>,` +
		`"system_fingerprint":"<print>"}`,
	choice: `{"index":<index>,"message":{"role":"assistant","content":<TEXT><thinkmember>},"logprobs":null,` +
		`"finish_reason":"<finish>"}`,
	choiceCalls: `{"index":<index>,"message":{"role":"assistant","content":""<thinkmember>,"tool_calls":[<calls>]},` +
		`"logprobs":null,"finish_reason":"<finish>"}`,
	call:        `{"index":<call>,"id":"<callid>","type":"function","function":{"name":<NAME>,"arguments":<ARGS>}}`,
	thinkMember: `,"reasoning_content":<THINK>`,

	modelEntry: `{"id":<MODEL>,"object":"model","owned_by":"deepseek"}`,
	modelList:  `{"object":"list","data":[<data>]}`,

	errorBody: `{"error":{"message":<MESSAGE>,"type":<TYPE>,"param":<PARAM>,"code":<CODE>}}`,
	problems: map[problemKind]problem{
		// Without a key it is not DeepSeek's API that answers, but a gate before it, in plain words (reported widely).
		noKey:    {status: 401, body: "Authentication Fails (governor)", contentType: "-"},
		wrongKey: {status: 401, message: "Authentication Fails, Your api key: %s is invalid", kind: "authentication_error", code: deepSeekCode},
		badJSON: {
			status: 400, message: "Failed to parse the request body as JSON", kind: deepSeekCode, code: deepSeekCode,
			contentType: "application/octet-stream",
		},
		noModel: {
			status: 400, message: "The supported API model names are deepseek-v4-pro or deepseek-v4-flash, but you passed %s.",
			kind: deepSeekCode, code: deepSeekCode, contentType: "application/octet-stream",
		},
		invalid: {status: 400, kind: deepSeekCode, param: "-", code: deepSeekCode, contentType: "application/octet-stream"},
	},
	statuses: map[int]problem{
		402: {message: "Insufficient Balance", kind: "unknown_error", code: deepSeekCode},
		429: {message: "Rate limit reached", kind: "rate_limit_error", code: deepSeekCode},
		500: {message: "Internal server error", kind: "server_error", code: deepSeekCode},
		503: {message: "Service is too busy", kind: "service_unavailable_error", code: deepSeekCode},
	},
}
