package sim

// anthropicCapabilities are the same for every model here.
const anthropicCapabilities = `{"batch":{"supported":true},"citations":{"supported":true},"code_execution":{"supported":true},` +
	`"context_management":{"clear_thinking_20251015":{"supported":true},"clear_tool_uses_20250919":{"supported":true},` +
	`"compact_20260112":{"supported":true},"supported":true},"effort":{"high":{"supported":true},"low":{"supported":true},` +
	`"max":{"supported":true},"medium":{"supported":true},"supported":true},"image_input":{"supported":true},` +
	`"pdf_input":{"supported":true},"structured_outputs":{"supported":true},"thinking":{"supported":true,` +
	`"types":{"adaptive":{"supported":true},"enabled":{"supported":true}}}}`

// anthropicMessage begins a message, in one piece or at the start of a stream.
const anthropicMessage = `"model":<MODEL>,"id":"<id>","type":"message","role":"assistant","content":`

// anthropicInput is the part of the usage that is about the prompt.
const anthropicInput = `"input_tokens":<fresh>,"cache_creation_input_tokens":<written>,"cache_read_input_tokens":<cached>,`

// anthropicWhole is the usage as a whole message and the start of a stream have it; {output} is the count.
func anthropicWhole(output, details string) string {
	return `,"usage":{` + anthropicInput + `"cache_creation":{"ephemeral_5m_input_tokens":<writtenbrief>,` +
		`"ephemeral_1h_input_tokens":<writtenhour>},"output_tokens":` + output + details +
		`,"service_tier":"standard","inference_geo":"not_available"}`
}

// anthropicEvent is one frame of a stream.
func anthropicEvent(name, rest string) string {
	return "event: " + name + "\ndata: " + `{"type":"` + name + `"` + rest + "}\n\n"
}

// anthropic is recorded: anthropic/messages, anthropic/count_tokens, anthropic/models. Its parts are those of a stream
// by the names of the events, and the blocks of a message in one piece.
var anthropic = wording{
	dialect: anthropicDialect,
	bases:   []string{""},
	models: []Model{
		{ID: "claude-sonnet-4-5", As: "claude-sonnet-4-5-20250929", Thinks: ThinksIfAsked},
		{ID: "claude-opus-4-6", Thinks: ThinksIfAsked},
		{ID: "claude-haiku-4-5", As: "claude-haiku-4-5-20251001", Thinks: ThinksIfAsked},
	},
	id:        idStyle{prefix: "msg_01", digits: 22},
	requestID: idStyle{prefix: "req_011C", digits: 20},
	callID:    idStyle{prefix: "toolu_01", digits: 22},
	headers: [][2]string{
		{"cache-control", "no-cache"},
		{"request-id", "<request>"},
		{"anthropic-ratelimit-requests-limit", "4000"},
		{"anthropic-ratelimit-requests-remaining", "3999"},
		{"anthropic-ratelimit-requests-reset", "<date>"},
		{"anthropic-ratelimit-tokens-limit", "2400000"},
		{"anthropic-ratelimit-tokens-remaining", "2400000"},
		{"anthropic-ratelimit-tokens-reset", "<date>"},
		{"anthropic-ratelimit-input-tokens-limit", "2000000"},
		{"anthropic-ratelimit-input-tokens-remaining", "2000000"},
		{"anthropic-ratelimit-input-tokens-reset", "<date>"},
		{"anthropic-ratelimit-output-tokens-limit", "400000"},
		{"anthropic-ratelimit-output-tokens-remaining", "400000"},
		{"anthropic-ratelimit-output-tokens-reset", "<date>"},
	},
	errHeaders: [][2]string{{"request-id", "<request>"}},
	jsonType:   "application/json",
	streamType: "text/event-stream; charset=utf-8",
	errType:    "application/json",
	keepAlive:  "event: ping\ndata: {\"type\": \"ping\"}\n\n",
	ending:     anthropicEvent("message_stop", ""),
	native:     map[string]string{"stop": "end_turn", "tool_calls": "tool_use", "length": "max_tokens"},

	parts: map[string]string{
		"start_usage": anthropicWhole("1", ""),
		"body_usage":  anthropicWhole("<completion>", "<thoughtdetails>"),
		"delta_usage": `,"usage":{` + anthropicInput + `"output_tokens":<completion>,"output_tokens_details":{"thinking_tokens":<reasoning>}}`,

		"message_start": anthropicEvent("message_start", `,"message":{`+anthropicMessage+
			`[],"stop_reason":null,"stop_sequence":null,"stop_details":null<raw>}`),
		"ping":     "event: ping\ndata: {\"type\": \"ping\"}\n\n",
		"text":     anthropicEvent("content_block_start", `,"index":<index>,"content_block":{"type":"text","text":""}`),
		"thinking": anthropicEvent("content_block_start", `,"index":<index>,"content_block":{"type":"thinking","thinking":"","signature":""}`),
		"tool_use": anthropicEvent("content_block_start", `,"index":<index>,"content_block":{"type":"tool_use","id":"<callid>","name":<NAME>,"input":{}}`),
		"text_delta": anthropicEvent("content_block_delta",
			`,"index":<index>,"delta":{"type":"text_delta","text":<TEXT>}`),
		"thinking_delta": anthropicEvent("content_block_delta",
			`,"index":<index>,"delta":{"type":"thinking_delta","thinking":<THINK>}`),
		"signature_delta": anthropicEvent("content_block_delta",
			`,"index":<index>,"delta":{"type":"signature_delta","signature":"<raw>"}`),
		"input_json_delta": anthropicEvent("content_block_delta",
			`,"index":<index>,"delta":{"type":"input_json_delta","partial_json":<ARGS>}`),
		"content_block_stop": anthropicEvent("content_block_stop", `,"index":<index>`),
		"message_delta": anthropicEvent("message_delta",
			`,"delta":{"stop_reason":"<native>","stop_sequence":<STOPPED>,"stop_details":null}<raw>`),

		"text_block":     `{"type":"text","text":<TEXT>}`,
		"thinking_block": `{"type":"thinking","thinking":<THINK>,"signature":"<signature>"}`,
		"tool_use_block": `{"type":"tool_use","id":"<callid>","name":<NAME>,"input":<args>}`,
		"count":          `{"input_tokens":<prompt>}`,
	},
	answer: `{` + anthropicMessage + `[<choices>],"stop_reason":"<native>","stop_sequence":<STOPPED>,"stop_details":null<usagemember>}`,
	streamError: "event: error\ndata: " +
		`{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}` + "\n\n",

	modelEntry: `{"type":"model","id":<MODEL>,"display_name":<MODEL>,"created_at":"<date>","max_input_tokens":200000,` +
		`"max_tokens":64000,"capabilities":` + anthropicCapabilities + `}`,
	modelList: `{"data":[<data>],"has_more":false,"first_id":<FIRST>,"last_id":<LAST>}`,

	errorBody: `{"type":"error","error":{"type":<TYPE>,"message":<MESSAGE>},"request_id":"<request>"}`,
	problems: map[problemKind]problem{
		noKey: {status: 401, kind: "authentication_error", message: "x-api-key header is required"},
		wrongKey: {
			status: 401, kind: "authentication_error", message: "API key is invalid.",
			body: `{"type":"error","error":{"type":<TYPE>,"message":<MESSAGE>},"request_id":null}`,
		},
		badJSON:  {status: 400, kind: "invalid_request_error", message: "The request body is not valid JSON"},
		tooLarge: {status: 413, kind: "request_too_large", message: "Request exceeds the maximum allowed number of bytes."},
		noModel:  {status: 404, kind: "not_found_error", message: "model: %s"},
		noRoute:  {status: 404, kind: "not_found_error", message: "Not found"},
		invalid:  {status: 400, kind: "invalid_request_error"},
	},
	statuses: map[int]problem{
		400: {kind: "invalid_request_error", message: "Error"},
		401: {kind: "authentication_error", message: "API key is invalid."},
		402: {kind: "billing_error", message: "Your credit balance is too low to access the API."},
		403: {kind: "permission_error", message: "Your API key does not have permission to use the specified resource."},
		404: {kind: "not_found_error", message: "Not found"},
		413: {kind: "request_too_large", message: "Request exceeds the maximum allowed number of bytes."},
		429: {kind: "rate_limit_error", message: "This request would exceed your rate limit."},
		500: {kind: "api_error", message: "Internal server error"},
		504: {kind: "timeout_error", message: "Request timed out."},
		529: {kind: "overloaded_error", message: "Overloaded"},
	},
}
