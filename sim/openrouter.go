package sim

// openRouterHead begins every chunk.
const openRouterHead = `{"id":"<id>","object":"chat.completion.chunk","created":<created>,"model":<MODEL>,"provider":"Simulated",`

// openRouterFinish is the rest of a finish chunk, but for its usage.
const openRouterFinish = `"service_tier":"default","choices":[{"index":<index>,"delta":{delta},"finish_reason":"<finish>",` +
	`"native_finish_reason":"<native>"}]`

// openRouter is recorded: openrouter/chat, openrouter/models. It comments while it waits, repeats the role in every
// delta, and sends a second finish chunk with the usage.
var openRouter = wording{
	bases: []string{"/api/v1"},
	models: []Model{
		{ID: "x-ai/grok-4.1-fast", Thinks: ThinksAlways},
		{ID: "openai/gpt-4.1-mini"},
		{ID: "google/gemini-3.1-flash-lite", As: "google/gemini-3.1-flash-lite-preview-20260303"},
		{ID: "anthropic/claude-haiku-4.5", As: "anthropic/claude-4.5-haiku-20251001"},
	},
	id:         idStyle{prefix: "gen-", stamp: true, digits: 20},
	requestID:  idStyle{digits: 20},
	callID:     idStyle{prefix: "call_", digits: 8, hex: true},
	headers:    [][2]string{{"cache-control", "no-cache"}},
	jsonType:   "application/json",
	streamType: "text/event-stream",
	errType:    "application/json",
	keepAlive:  ": OPENROUTER PROCESSING\n\n",
	preamble:   ": OPENROUTER PROCESSING\n\n",

	chunk:      openRouterHead + `"choices":[{"index":<index>,"delta":{delta},"finish_reason":null,"native_finish_reason":null}]}`,
	finishBare: openRouterHead + openRouterFinish + `}`,
	last: openRouterHead + `"service_tier":"default","choices":[{"index":<index>,"delta":{"content":"","role":"assistant"},` +
		`"finish_reason":"<finish>","native_finish_reason":"<native>"}],"usage":{usage}}`,
	lastAlways: true,
	text:       `{"content":<TEXT>,"role":"assistant"}`,
	think: `{"content":"","role":"assistant","reasoning":<THINK>,"reasoning_details":[{"type":"reasoning.summary",` +
		`"summary":<THINK>,"format":"xai-responses-v1","index":0}]}`,
	nextCall: `{"content":null,"role":"assistant","tool_calls":[{"index":<call>,"id":"<callid>","type":"function",` +
		`"function":{"name":<NAME>,"arguments":""}}]}`,
	args:   `{"content":null,"role":"assistant","tool_calls":[{"index":<call>,"function":{"arguments":<ARGS>}}]}`,
	finish: `{"content":"","role":"assistant","reasoning":null}`,
	native: map[string]string{"stop": "completed", "tool_calls": "completed", "length": "max_output_tokens"},
	streamError: `data: {"id":"<id>","provider":"Simulated","error":{"code":502,"message":"Provider returned error"},` +
		`"model":<MODEL>,"object":"chat.completion.chunk","created":<created>,"choices":[{"index":0,"delta":{"role":"assistant",` +
		`"content":""},"finish_reason":"error","native_finish_reason":null,"logprobs":null}]}` + "\n\ndata: [DONE]\n\n",
	usage: `{"prompt_tokens":<prompt>,"completion_tokens":<completion>,"total_tokens":<total>,<costs>,` +
		`"completion_tokens_details":{"reasoning_tokens":<reasoning>,"image_tokens":0,"audio_tokens":0}}`,
	answer: `{"id":"<id>","object":"chat.completion","created":<created>,"model":<MODEL>,"provider":"Simulated",` +
		`"system_fingerprint":null,"choices":[<choices>]<usagemember>}`,
	choice: `{"index":<index>,"logprobs":null,"finish_reason":"<finish>","native_finish_reason":"<native>",` +
		`"message":{"role":"assistant","content":<TEXT>,"refusal":null<thinkmember>}}`,
	choiceCalls: `{"index":<index>,"logprobs":null,"finish_reason":"<finish>","native_finish_reason":"<native>",` +
		`"message":{"role":"assistant","content":null,"refusal":null<thinkmember>,"tool_calls":[<calls>]}}`,
	call: `{"type":"function","index":<call>,"id":"<callid>","function":{"name":<NAME>,"arguments":<ARGS>}}`,
	thinkMember: `,"reasoning":<THINK>,"reasoning_details":[{"type":"reasoning.summary","summary":<THINK>,` +
		`"format":"xai-responses-v1","index":0}]`,
	noThink: `,"reasoning":null`,

	modelEntry: `{"id":<MODEL>,"canonical_slug":<MODEL>,"name":<MODEL>,"created":<created>,"context_length":131072,` +
		`"pricing":{"prompt":"0.0000002","completion":"0.0000008"}}`,
	modelList: `{"data":[<data>]}`,

	errorBody: `{"error":{"message":<MESSAGE>,"code":<status>},"user_id":"user_sim"}`,
	problems: map[problemKind]problem{
		noKey:    {status: 401, message: "Missing Authentication header", body: `{"error":{"message":<MESSAGE>,"code":<status>}}`},
		wrongKey: {status: 401, message: "User not found.", body: `{"error":{"message":<MESSAGE>,"code":<status>}}`},
		noModel:  {status: 400, message: "%s is not a valid model ID"},
		noRoute:  {status: 404, message: "Not Found (%s)"},
		invalid:  {status: 400},
	},
	statuses: map[int]problem{
		402: {message: "Insufficient credits. Add more using https://openrouter.ai/settings/credits"},
		403: {message: "Input was flagged", body: `{"error":{"code":<status>,"message":<MESSAGE>,"metadata":{"reasons":["violence"],` +
			`"flagged_input":"...","provider_name":"Simulated","model_slug":<MODEL>}}}`},
		429: {message: "Rate limit exceeded: limit_rpm/simulated. Please retry shortly.", body: `{"error":{"message":<MESSAGE>,` +
			`"code":<status>,"metadata":{"headers":{"X-RateLimit-Limit":"1","X-RateLimit-Remaining":"0",` +
			`"X-RateLimit-Reset":"<resetms>"},"provider_name":null}},"user_id":"user_sim"}`},
		502: {message: "Provider returned error", body: `{"error":{"message":<MESSAGE>,"code":<status>,` +
			`"metadata":{"raw":"upstream failed","provider_name":"Simulated"}},"user_id":"user_sim"}`},
	},
}
