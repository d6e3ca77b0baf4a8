package sim

// geminiChunk is an answer, or a chunk of a stream: parts, and what may come before the index.
func geminiChunk(parts, end string) string {
	return `{"candidates":[{"content":{` + parts + `"role":"model"},` + end + `"index":0<finishmessage>}]<raw>,` +
		`"modelVersion":<MODEL>,"responseId":"<id>"}`
}

// geminiError is how errors look; details come after the status.
func geminiError(details string) string {
	return `{"error":{"code":<status>,"message":<MESSAGE>,"status":<TYPE>` + details + `}}`
}

// gemini is recorded: gemini/generateContent, gemini/embed, gemini/countTokens, gemini/models. Chunks are written by
// what they hold; each carries the usage so far.
var gemini = wording{
	dialect: geminiDialect,
	bases:   []string{""},
	models: []Model{
		{ID: "gemini-2.5-flash", Thinks: ThinksIfAsked},
		{ID: "gemini-3-pro-preview", Thinks: ThinksAlways},
		{ID: "gemini-embedding-001", Kind: EmbeddingModel, Dims: 3072},
	},
	id:        idStyle{digits: 23},
	requestID: idStyle{digits: 20},
	callID:    idStyle{digits: 8},
	headers: [][2]string{
		{"server-timing", "gfet4t7; dur=12"},
		{"vary", "Origin"},
	},
	jsonType:   "application/json; charset=UTF-8",
	streamType: "text/event-stream",
	errType:    "application/json; charset=UTF-8",
	bodyEnd:    "\n", indent: "  ", errIndent: "  ",
	lateInBody: true,
	native:     map[string]string{"stop": "STOP", "tool_calls": "STOP", "length": "MAX_TOKENS"},

	parts: map[string]string{
		"usage": `,"usageMetadata":{"promptTokenCount":<prompt><candidates>,"totalTokenCount":<sofar>` +
			`<cachedcontent>,"promptTokensDetails":[{"modality":"TEXT","tokenCount":<prompt>}]<thoughts>,"serviceTier":"standard"}`,
		"text":      geminiChunk(`"parts":[{"text":<TEXT>}],`, ``),
		"thought":   geminiChunk(`"parts":[{"text":<THINK>,"thought":true}],`, ``),
		"last_text": geminiChunk(`"parts":[{"text":<TEXT>}],`, `"finishReason":"<native>",`),
		"last":      geminiChunk(`"parts":[<choices>],`, `"finishReason":"<native>",`),
		"empty":     geminiChunk(``, `"finishReason":"<native>",`),

		"text_part":    `{"text":<TEXT>}`,
		"thought_part": `{"text":<THINK>,"thought":true}`,
		"call_part":    `{"functionCall":{"name":<NAME>,"args":<args>}}`,
		"signed_call":  `{"functionCall":{"name":<NAME>,"args":<args>},"thoughtSignature":"<signature>"}`,
		"signed_text":  `{"text":<TEXT>,"thoughtSignature":"<signature>"}`,
		"blocked": `{"promptFeedback":{"blockReason":"SAFETY","safetyRatings":[` +
			`{"category":"HARM_CATEGORY_SEXUALLY_EXPLICIT","probability":"NEGLIGIBLE"},` +
			`{"category":"HARM_CATEGORY_HATE_SPEECH","probability":"HIGH"}]}<raw>,"modelVersion":<MODEL>,"responseId":"<id>"}`,

		"count":       `{"totalTokens":<prompt>,"promptTokensDetails":[{"modality":"TEXT","tokenCount":<prompt>}]}`,
		"embed_usage": `,"usageMetadata":{"promptTokenCount":<prompt>,"promptTokenDetails":[{"modality":"TEXT","tokenCount":<prompt>}]}`,
		"embed_model": `{"name":"models/<model>","version":"001","displayName":<MODEL>,"description":<MODEL>,` +
			`"inputTokenLimit":2048,"outputTokenLimit":1,"supportedGenerationMethods":["embedContent","countTextTokens",` +
			`"countTokens","asyncBatchEmbedContent"]}`,
		"unknown_name": geminiError(`,"details":[{"@type":"type.googleapis.com/google.rpc.BadRequest",` +
			`"fieldViolations":[{"field":<PARAM>,"description":<MESSAGE>}]}]`),
	},
	embedding:   `{"values":<vector>}`,
	embeddings:  `{"embeddings":[<data>]<usagemember>}`,
	streamError: "data: " + `{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}` + "\r\n\r\n",
	modelEntry: `{"name":"models/<model>","version":"001","displayName":<MODEL>,"description":<MODEL>,` +
		`"inputTokenLimit":1048576,"outputTokenLimit":65536,"supportedGenerationMethods":["generateContent","countTokens",` +
		`"createCachedContent","batchGenerateContent"],"temperature":1,"topP":0.95,"topK":64,"maxTemperature":2,"thinking":true}`,
	modelList: `{"models":[<data>]}`,

	errorBody: geminiError(``),
	problems: map[problemKind]problem{
		noKey: {
			status: 403, kind: "PERMISSION_DENIED",
			message: "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or " +
				"other form of API consumer identity to call this API.",
		},
		wrongKey: {
			status: 400, kind: "INVALID_ARGUMENT", message: "API key not valid. Please pass a valid API key.",
			body: geminiError(`,"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID",` +
				`"domain":"googleapis.com","metadata":{"service":"generativelanguage.googleapis.com"}},` +
				`{"@type":"type.googleapis.com/google.rpc.LocalizedMessage","locale":"en-US","message":<MESSAGE>}]`),
		},
		badJSON:  {status: 400, kind: "INVALID_ARGUMENT", message: "Invalid JSON payload received."},
		tooLarge: {status: 400, kind: "INVALID_ARGUMENT", message: "Request payload size exceeds the limit: 20971520 bytes."},
		noModel: {status: 404, kind: "NOT_FOUND", message: "models/%s is not found for API version v1beta, or is not supported for " +
			"generateContent. Call ModelService.ListModels to see the list of available models and their supported methods."},
		noRoute: {status: 404, kind: "NOT_FOUND", message: "Requested entity was not found."},
		invalid: {status: 400, kind: "INVALID_ARGUMENT"},
	},
	statuses: map[int]problem{
		400: {kind: "FAILED_PRECONDITION", message: "User location is not supported for the API use."},
		401: {kind: "UNAUTHENTICATED", message: "Request had invalid authentication credentials."},
		403: {kind: "PERMISSION_DENIED", message: "The caller does not have permission"},
		404: {kind: "NOT_FOUND", message: "Requested entity was not found."},
		429: {
			kind: "RESOURCE_EXHAUSTED", message: "You exceeded your current quota, please check your plan and billing details.",
			body: geminiError(`,"details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":` +
				`"generativelanguage.googleapis.com/generate_content_free_tier_requests","quotaId":"GenerateRequestsPerMinutePerProjectPerModel-FreeTier",` +
				`"quotaDimensions":{"location":"global","model":<MODEL>},"quotaValue":"10"}]},` +
				`{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"<late>s"}]`),
		},
		500: {kind: "INTERNAL", message: "An internal error has occurred. Please retry."},
		503: {kind: "UNAVAILABLE", message: "The model is overloaded. Please try again later."},
		504: {kind: "DEADLINE_EXCEEDED", message: "The service was unable to finish processing within the deadline."},
	},
}
