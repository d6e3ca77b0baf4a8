package sim

// bedrockPad ends the payload of an event with the member that hides its length.
const bedrockPad = `"p":"abcdefghijklmnop"}`

// bedrock is recorded: bedrock/converse. Events are binary frames (see [appendEvent]); the parts are their payloads.
var bedrock = wording{
	dialect: bedrockDialect,
	bases:   []string{""},
	models: []Model{
		{ID: "us.anthropic.claude-sonnet-4-5-20250929-v1:0", Thinks: ThinksIfAsked},
		{ID: "us.amazon.nova-2-lite-v1:0"},
	},
	id:         idStyle{uuid: true},
	requestID:  idStyle{uuid: true},
	callID:     idStyle{prefix: "tooluse_", digits: 22},
	headers:    [][2]string{{"x-amzn-requestid", "<request>"}},
	errHeaders: [][2]string{{"x-amzn-requestid", "<request>"}},
	jsonType:   "application/json",
	streamType: "application/vnd.amazon.eventstream",
	errType:    "application/json",
	native:     map[string]string{"stop": "end_turn", "tool_calls": "tool_use", "length": "max_tokens"},
	parts: map[string]string{
		"usage": `,"usage":{<awscached>"inputTokens":<fresh>,"outputTokens":<completion>,"serverToolUsage":{},"totalTokens":<total>}`,

		"messageStart":     `{"role":"assistant",` + bedrockPad,
		"toolUse":          `{"contentBlockIndex":<index>,"start":{"toolUse":{"name":<NAME>,"toolUseId":"<callid>","type":"tool_use"}},` + bedrockPad,
		"text":             `{"contentBlockIndex":<index>,"delta":{"text":<TEXT>},` + bedrockPad,
		"reasoning":        `{"contentBlockIndex":<index>,"delta":{"reasoningContent":{"text":<THINK>}},` + bedrockPad,
		"signature":        `{"contentBlockIndex":<index>,"delta":{"reasoningContent":{"signature":"<raw>"}},` + bedrockPad,
		"input":            `{"contentBlockIndex":<index>,"delta":{"toolUse":{"input":<ARGS>}},` + bedrockPad,
		"contentBlockStop": `{"contentBlockIndex":<index>,` + bedrockPad,
		"messageStop":      `{"stopReason":"<native>",` + bedrockPad,
		"metadata":         `{"metrics":{"latencyMs":12}<raw>,` + bedrockPad,

		"text_block":      `{"text":<TEXT>}`,
		"reasoning_block": `{"reasoningContent":{"reasoningText":{"signature":"<signature>","text":<THINK>}}}`,
		"tool_block":      `{"toolUse":{"input":<args>,"name":<NAME>,"toolUseId":"<callid>"}}`,
	},
	answer: `{"metrics":{"latencyMs":12},"output":{"message":{"content":[<choices>],"role":"assistant"}},` +
		`"stopReason":"<native>"<raw>}`,
	streamError: `{"message":"Too many requests, please wait before trying again."}`,
	errorBody:   `{"message":<MESSAGE>}`,
	problems: map[problemKind]problem{
		noKey:    {status: 403, kind: "MissingAuthenticationTokenException", message: "Missing Authentication Token"},
		wrongKey: {status: 403, kind: "UnrecognizedClientException", message: "The security token included in the request is invalid."},
		badJSON:  {status: 400, kind: "SerializationException", message: "The request body could not be parsed."},
		tooLarge: {status: 413, kind: "RequestEntityTooLargeException", message: "The request is too large."},
		noModel:  {status: 400, kind: "ValidationException", message: "The provided model identifier is invalid."},
		noRoute:  {status: 404, kind: "UnknownOperationException", message: "The operation is unknown."},
		invalid:  {status: 400, kind: "ValidationException"},
	},
	statuses: map[int]problem{
		403: {kind: "AccessDeniedException", message: "You don't have access to the model with the specified model ID."},
		404: {kind: "ResourceNotFoundException", message: "This model version has reached the end of its life."},
		408: {kind: "ModelTimeoutException", message: "Model has timed out in processing the request."},
		424: {kind: "ModelErrorException", message: "The model returned an error."},
		429: {kind: "ThrottlingException", message: "Too many requests, please wait before trying again."},
		500: {kind: "InternalServerException", message: "The system encountered an unexpected error during processing."},
		503: {kind: "ServiceUnavailableException", message: "Bedrock is unable to process your request."},
	},
}
