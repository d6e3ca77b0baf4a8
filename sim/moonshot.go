package sim

// moonshotHead begins every chunk.
const moonshotHead = `{"id":"<id>","object":"chat.completion.chunk","created":<created>,"model":<MODEL>,"choices":`

// moonshot is recorded in part (moonshot/chat, without requests); the stream with usage inside the finish chunk's choice
// and the errors follow documented shapes.
var moonshot = wording{
	bases: []string{"/v1"},
	models: []Model{
		{ID: "kimi-k2"},
		{ID: "kimi-k3"},
		{ID: "kimi-k2-thinking", Thinks: ThinksAlways},
	},
	id:          idStyle{prefix: "chatcmpl-", digits: 24, hex: true},
	requestID:   idStyle{uuid: true},
	callIDNamed: true,
	jsonType:    "application/json; charset=utf-8",
	streamType:  "text/event-stream",
	errType:     "application/json; charset=utf-8",
	keepAlive:   ": keep-alive\n\n",

	firstChunk: moonshotHead + `[{"index":<index>,"delta":{delta},"finish_reason":null}],"system_fingerprint":"fpv0"}`,
	chunk:      moonshotHead + `[{"index":<index>,"delta":{delta},"finish_reason":null}]}`,
	finishBare: moonshotHead + `[{"index":<index>,"delta":{delta},"finish_reason":"<finish>"}]}`,
	finishUsage: moonshotHead + `[{"index":<index>,"delta":{delta},"finish_reason":"<finish>",` +
		`"usage":{usage}}]}`,
	first: `{"role":"assistant","content":""}`,
	text:  `{"content":<TEXT>}`,
	think: `{"reasoning_content":<THINK>}`,
	nextCall: `{"tool_calls":[{"index":<call>,"id":"<callid>","type":"function",` +
		`"function":{"name":<NAME>,"arguments":""}}]}`,
	args:        `{"tool_calls":[{"index":<call>,"function":{"arguments":<ARGS>}}]}`,
	finish:      `{}`,
	streamError: `data: {"error":{"message":"Server error, please try again later","type":"server_error"}}` + "\n\n",
	usage: `{"prompt_tokens":<prompt>,"completion_tokens":<completion>,"total_tokens":<total><topcached>` +
		`<reasoned>}`,
	answer: `{"id":"<id>","object":"chat.completion","created":<created>,"model":<MODEL>,"choices":[<choices>]<usagemember>}`,
	choice: `{"index":<index>,"message":{"role":"assistant","content":<TEXT><thinkmember>},"finish_reason":"<finish>"}`,
	choiceCalls: `{"index":<index>,"message":{"role":"assistant","content":null<thinkmember>,"tool_calls":[<calls>]},` +
		`"finish_reason":"<finish>"}`,
	call:        `{"id":"<callid>","type":"function","function":{"name":<NAME>,"arguments":<ARGS>}}`,
	thinkMember: `,"reasoning_content":<THINK>`,

	modelEntry: `{"id":<MODEL>,"object":"model","created":<created>,"owned_by":"moonshot"}`,
	modelList:  `{"object":"list","data":[<data>]}`,

	errorBody: `{"error":{"message":<MESSAGE>,"type":<TYPE>}}`,
	problems: map[problemKind]problem{
		noKey:    {status: 401, message: "Incorrect API key provided", kind: "incorrect_api_key_error"},
		wrongKey: {status: 401, message: "Incorrect API key provided", kind: "incorrect_api_key_error"},
		noModel:  {status: 404, message: "Not found the model %s or Permission denied", kind: "resource_not_found_error"},
		noRoute:  {status: 404, message: "The requested resource was not found (%s)", kind: "resource_not_found_error"},
		invalid:  {status: 400, kind: "invalid_request_error"},
	},
	statuses: map[int]problem{
		402: {message: "Your account is suspended, please check your plan and billing details", kind: "exceeded_current_quota_error"},
		403: {message: "The API you are accessing is not open", kind: "permission_denied_error"},
		429: {message: "The engine is currently overloaded, please try again later", kind: "engine_overloaded_error"},
		500: {message: "Failed to process the request", kind: "server_error"},
	},
}
