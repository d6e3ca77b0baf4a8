package sim

// groqHead begins every chunk.
const groqHead = `{"id":"<id>","object":"chat.completion.chunk","created":<created>,"model":<MODEL>,` +
	`"system_fingerprint":"<print>","choices":`

// groqFinish is the rest of a finish chunk, but for its usage.
const groqFinish = groqHead + `[{"index":<index>,"delta":{delta},"logprobs":null,"finish_reason":"<finish>"}]`

// groq is recorded: groq/chat, groq/models. Usage comes up to three times: in x_groq and beside it on the finish chunk,
// and in a chunk of its own.
var groq = wording{
	bases: []string{"/openai/v1"},
	models: []Model{
		{ID: "llama-3.3-70b-versatile"},
		{ID: "moonshotai/kimi-k2-instruct-0905"},
		{ID: "openai/gpt-oss-120b", Thinks: ThinksAlways},
		{ID: "openai/gpt-oss-20b", Thinks: ThinksAlways},
	},
	id:         idStyle{prefix: "chatcmpl-", uuid: true},
	requestID:  idStyle{prefix: "req_01k", digits: 23, hex: true},
	callID:     idStyle{digits: 9, hex: true},
	print:      "fp_51a6a11e5a",
	headers:    [][2]string{{"cache-control", "no-cache"}, {"x-request-id", "<request>"}},
	errHeaders: [][2]string{{"cache-control", "private, max-age=0, no-store, no-cache, must-revalidate"}, {"x-request-id", "<request>"}},
	jsonType:   "application/json",
	streamType: "text/event-stream",
	errType:    "application/json",
	bodyEnd:    "\n",
	keepAlive:  ": keep-alive\n\n",

	firstChunk: groqHead + `[{"index":<index>,"delta":{delta},"logprobs":null,"finish_reason":null}],` +
		`"x_groq":{"id":"<request>","seed":<seed>}}`,
	chunk:       groqHead + `[{"index":<index>,"delta":{delta},"logprobs":null,"finish_reason":null}]}`,
	finishBare:  groqFinish + `,"x_groq":{"id":"<request>"}}`,
	finishUsage: groqFinish + `,"x_groq":{"id":"<request>","usage":{usage}}}`,
	finishAsk:   groqFinish + `,"x_groq":{"id":"<request>","usage":{usage}},"usage":{usage}}`,
	last:        groqHead + `[],"usage":{usage},"service_tier":"on_demand"}`,
	first:       `{"role":"assistant","content":""}`,
	text:        `{"content":<TEXT>}`,
	think:       `{"reasoning":<THINK>,"channel":"analysis"}`,
	wholeCall: `{"tool_calls":[{"id":"<callid>","type":"function","function":{"name":<NAME>,"arguments":<ARGS>},` +
		`"index":<call>}]}`,
	finish: `{}`,
	streamError: "event: error\n" + `data: {"error":{"message":"Internal Server Error","type":"internal_server_error",` +
		`"code":"internal_server_error","failed_generation":"","status_code":500}}` + "\n\n",
	usage: `{"queue_time":0.193318292,"prompt_tokens":<prompt>,"prompt_time":0.018093669,"completion_tokens":<completion>,` +
		`"completion_time":0.034117554,"total_tokens":<total>,"total_time":0.052211223<subcached><reasoned>}`,
	answer: `{"id":"<id>","object":"chat.completion","created":<created>,"model":<MODEL>,"choices":[<choices>]<usagemember>,` +
		`"usage_breakdown":null,"system_fingerprint":"<print>","x_groq":{"id":"<request>","seed":<seed>},` +
		`"service_tier":"on_demand"}`,
	choice: `{"index":<index>,"message":{"role":"assistant","content":<TEXT><thinkmember>},"logprobs":null,` +
		`"finish_reason":"<finish>"}`,
	choiceCalls: `{"index":<index>,"message":{"role":"assistant"<thinkmember>,"tool_calls":[<calls>]},"logprobs":null,` +
		`"finish_reason":"<finish>"}`,
	call:        `{"id":"<callid>","type":"function","function":{"name":<NAME>,"arguments":<ARGS>}}`,
	thinkMember: `,"reasoning":<THINK>`,

	modelEntry: `{"id":<MODEL>,"object":"model","created":<created>,"owned_by":"Groq","active":true,` +
		`"context_window":131072,"public_apps":null,"max_completion_tokens":32768}`,
	modelList: `{"object":"list","data":[<data>]}`,

	errorBody: `{"error":{"message":<MESSAGE>,"type":<TYPE>,"code":<CODE>}}`,
	problems: map[problemKind]problem{
		noKey:    {status: 401, message: "Invalid API Key", kind: "invalid_request_error", code: "invalid_api_key"},
		wrongKey: {status: 401, message: "Invalid API Key", kind: "invalid_request_error", code: "invalid_api_key"},
		noRoute:  {status: 404, message: "Unknown request URL: %s", kind: "invalid_request_error", code: "unknown_url"},
		invalid:  {status: 400, kind: "invalid_request_error"},
	},
	statuses: map[int]problem{
		413: {
			message: "Request too large for the model on tokens per minute (TPM): Limit 6000, Requested 9000", kind: "tokens",
			code: "rate_limit_exceeded",
		},
		429: {
			message: "Rate limit reached in organization sim-org on tokens per minute (TPM): Limit 6000, Used 5900.",
			kind:    "tokens", code: "rate_limit_exceeded",
		},
		498: {message: "Flex tier capacity exceeded", kind: "capacity_exceeded", code: "capacity_exceeded"},
		500: {message: "Internal Server Error", kind: "internal_server_error", code: "internal_server_error"},
		503: {message: "Service unavailable", kind: "internal_server_error", code: "service_unavailable"},
	},
}
