package sim

// openAIHead begins every chunk.
const openAIHead = `{"id":"<id>","object":"chat.completion.chunk","created":<created>,"model":<MODEL>,` +
	`"service_tier":"default","system_fingerprint":"<print>","choices":`

// openAI is recorded: openai/chat, openai/completions, openai/embeddings, openai/models.
var openAI = wording{
	bases: []string{"/v1"},
	models: []Model{
		{ID: "gpt-4o", As: "gpt-4o-2024-08-06"},
		{ID: "gpt-4o-mini", As: "gpt-4o-mini-2024-07-18"},
		{ID: "gpt-4.1", As: "gpt-4.1-2025-04-14"},
		{ID: "gpt-4.1-mini", As: "gpt-4.1-mini-2025-04-14"},
		{ID: "gpt-5", As: "gpt-5-2025-08-07", Thinks: ThinksAlways},
		{ID: "gpt-5-mini", As: "gpt-5-mini-2025-08-07", Thinks: ThinksAlways},
		{ID: "gpt-3.5-turbo-instruct", As: "gpt-3.5-turbo-instruct:20230824-v2", Kind: CompletionModel},
		{ID: "text-embedding-3-small", Kind: EmbeddingModel, Dims: 1536},
		{ID: "text-embedding-3-large", Kind: EmbeddingModel, Dims: 3072},
		{ID: "text-embedding-ada-002", As: "text-embedding-ada-002-v2", Kind: EmbeddingModel, Dims: 1536},
		{ID: "gpt-image-1", Kind: ImageModel},
		{ID: "tts-1", Kind: SpeechModel},
		{ID: "gpt-4o-mini-tts", Kind: SpeechModel},
		{ID: "whisper-1", Kind: TranscriptModel},
		{ID: "gpt-4o-transcribe", Kind: TranscriptModel},
		{ID: "omni-moderation-latest", Kind: ModerationModel},
		{ID: "gpt-realtime", As: "gpt-realtime-2025-08-28", Kind: RealtimeModel},
	},
	completes: true, embeds: true, whole: true,
	id:        idStyle{prefix: "chatcmpl-", digits: 29},
	requestID: idStyle{prefix: "req_", digits: 32, hex: true},
	callID:    idStyle{prefix: "call_", digits: 24},
	print:     "fp_5117a11e5a",
	headers: [][2]string{
		{"openai-organization", "sim-org"},
		{"openai-processing-ms", "12"},
		{"openai-version", "2020-10-01"},
		{"x-ratelimit-limit-requests", "10000"},
		{"x-ratelimit-limit-tokens", "2000000"},
		{"x-ratelimit-remaining-requests", "9999"},
		{"x-ratelimit-remaining-tokens", "1999985"},
		{"x-ratelimit-reset-requests", "6ms"},
		{"x-ratelimit-reset-tokens", "0s"},
		{"x-request-id", "<request>"},
	},
	errHeaders: [][2]string{{"x-request-id", "<request>"}},
	jsonType:   "application/json",
	streamType: "text/event-stream; charset=utf-8",
	errType:    "application/json; charset=utf-8",
	bodyEnd:    "\n", indent: "  ", errIndent: "    ",
	keepAlive:  ": keep-alive\n\n",
	hidesThink: true, strictNames: true,

	chunk:      openAIHead + `[{"index":<index>,"delta":{delta},<logprobs>"finish_reason":null}]<nullusage><pad>}`,
	finishBare: openAIHead + `[{"index":<index>,"delta":{delta},<logprobs>"finish_reason":"<finish>"}]<nullusage><pad>}`,
	last:       openAIHead + `[],"usage":{usage}<pad>}`,
	first:      `{"role":"assistant","content":"","refusal":null}`,
	firstCall: `{"role":"assistant","content":null,"tool_calls":[{"index":<call>,"id":"<callid>","type":"function",` +
		`"function":{"name":<NAME>,"arguments":""}}],"refusal":null}`,
	text:     `{"content":<TEXT>}`,
	nextCall: `{"tool_calls":[{"index":<call>,"id":"<callid>","type":"function","function":{"name":<NAME>,"arguments":""}}]}`,
	args:     `{"tool_calls":[{"index":<call>,"function":{"arguments":<ARGS>}}]}`,
	finish:   `{}`,
	streamError: `data: {"error":{"message":"The server had an error while processing your request",` +
		`"type":"server_error","param":null,"code":null}}` + "\n\n",
	usage: `{"prompt_tokens":<prompt>,"completion_tokens":<completion>,"total_tokens":<total>,` +
		`"prompt_tokens_details":{"cached_tokens":<cached>,"audio_tokens":0},` +
		`"completion_tokens_details":{"reasoning_tokens":<reasoning>,"audio_tokens":0,` +
		`"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}`,
	answer: `{"id":"<id>","object":"chat.completion","created":<created>,"model":<MODEL>,"choices":[<choices>]<usagemember>,` +
		`"service_tier":"default","system_fingerprint":"<print>"}`,
	choice: `{"index":<index>,"message":{"role":"assistant","content":<TEXT>,"refusal":null,"annotations":[]},` +
		`<logprobs>"finish_reason":"<finish>"}`,
	choiceCalls: `{"index":<index>,"message":{"role":"assistant","content":null,"tool_calls":[<calls>],"refusal":null,` +
		`"annotations":[]},<logprobs>"finish_reason":"<finish>"}`,
	call: `{"id":"<callid>","type":"function","function":{"name":<NAME>,"arguments":<ARGS>}}`,

	completion:       `{"id":"<id>","object":"text_completion","created":<created>,"model":<MODEL>,"choices":[<choices>]<usagemember>}`,
	completionChoice: `{"text":<TEXT>,"index":<index>,"logprobs":null,"finish_reason":"<finish>"}`,
	completionChunk: `{"id":"<id>","object":"text_completion","created":<created>,"choices":[{"text":<TEXT>,"index":<index>,` +
		`"logprobs":null,"finish_reason":<FINISH>}],"model":<MODEL><nullusage>}`,
	completionUsage: `{"id":"<id>","object":"text_completion","created":<created>,"choices":[],"model":<MODEL>,"usage":` +
		`{"prompt_tokens":<prompt>,"completion_tokens":<completion>,"total_tokens":<total>}}`,
	embedding:  `{"object":"embedding","index":<index>,"embedding":<vector>}`,
	embeddings: `{"object":"list","data":[<data>],"model":<MODEL><usagemember>}`,
	modelEntry: `{"id":<MODEL>,"object":"model","created":<created>,"owned_by":"system"}`,
	modelList:  `{"object":"list","data":[<data>]}`,

	parts: openAIParts,

	errorBody: `{"error":{"message":<MESSAGE>,"type":<TYPE>,"param":<PARAM>,"code":<CODE>}}`,
	problems: map[problemKind]problem{
		noKey: {status: 401, message: "You didn't provide an API key. You need to provide your API key in an Authorization " +
			"header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).", kind: "invalid_request_error"},
		wrongKey: {status: 401, message: "Incorrect API key provided: %s. You can find your API key at " +
			"https://platform.openai.com/account/api-keys.", kind: "invalid_request_error", code: "invalid_api_key"},
		badJSON:  {status: 400, message: "We could not parse the JSON body of your request.", kind: "invalid_request_error"},
		tooLarge: {status: 413, message: "Request body too large.", kind: "invalid_request_error"},
		noModel: {
			status: 404, message: "The model `%s` does not exist or you do not have access to it.",
			kind: "invalid_request_error", code: "model_not_found",
		},
		noRoute: {status: 404, message: "Invalid URL (%s)", kind: "invalid_request_error"},
		invalid: {status: 400, kind: "invalid_request_error"},
	},
	statuses: map[int]problem{
		402: {
			message: "You exceeded your current quota, please check your plan and billing details.",
			kind:    "insufficient_quota", code: "insufficient_quota",
		},
		403: {
			message: "Country, region, or territory not supported", kind: "request_forbidden",
			code: "unsupported_country_region_territory",
		},
		429: {message: "Rate limit reached in organization sim-org on tokens per min (TPM): Limit 30000, Used 29500, " +
			"Requested 900.", kind: "tokens", code: "rate_limit_exceeded"},
		500: {message: "The server had an error while processing your request. Sorry about that!", kind: "server_error"},
		503: {message: "That model is currently overloaded with other requests.", kind: "server_error"},
	},
}
