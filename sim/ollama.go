package sim

// ollamaChunk is a line of a stream, or an answer in one piece: a message, and what comes after it.
func ollamaChunk(message, end string) string {
	return `{"model":<MODEL>,"created_at":"<date>","message":{"role":"assistant","content":` + message + `},` + end + `}`
}

// ollamaEnd ends an answer.
const ollamaEnd = `"done":true,"done_reason":"<native>","total_duration":900000000,"load_duration":60000000<raw>`

// ollama is recorded: ollama/chat, ollama/embed, ollama/models. A stream is a line of JSON for each piece; it has no end
// but the line that says done.
var ollama = wording{
	dialect: ollamaDialect,
	bases:   []string{""},
	models: []Model{
		{ID: "qwen3:4b", Thinks: ThinksIfAsked},
		{ID: "llama3.2:latest"},
		{ID: "nomic-embed-text", Kind: EmbeddingModel, Dims: 768},
	},
	id:         idStyle{digits: 20},
	requestID:  idStyle{digits: 20},
	callID:     idStyle{prefix: "call_", digits: 8, hex: true},
	jsonType:   "application/json; charset=utf-8",
	streamType: "application/x-ndjson",
	errType:    "application/json; charset=utf-8",
	native:     map[string]string{"tool_calls": "stop"},
	parts: map[string]string{
		"usage":    `,"prompt_eval_count":<prompt>,"prompt_eval_duration":300000000,"eval_count":<completion>,"eval_duration":500000000`,
		"text":     ollamaChunk(`<TEXT>`, `"done":false`) + "\n",
		"thinking": ollamaChunk(`"","thinking":<THINK>`, `"done":false`) + "\n",
		"calls":    ollamaChunk(`"","tool_calls":[<choices>]`, `"done":false`) + "\n",
		"done":     ollamaChunk(`""`, ollamaEnd) + "\n",
		"call":     `{"id":"<callid>","function":{"index":<call>,"name":<NAME>,"arguments":<args>}}`,
		"vectors":  `{"model":<MODEL>,"embeddings":[<data>],"total_duration":22000000,"load_duration":7000000,"prompt_eval_count":<prompt>}`,
	},
	answer:      ollamaChunk(`<TEXT><thinkmember><calls>`, ollamaEnd),
	thinkMember: `,"thinking":<THINK>`,
	streamError: `{"error":"an error was encountered while running the model: unexpected EOF"}` + "\n",
	modelEntry: `{"name":<MODEL>,"model":<MODEL>,"modified_at":"<date>","size":2497293931,"digest":` +
		`"359d7dd4bcdab3d86b87d73ac27966f4dbb9f5efdfcc75d34a8764a09474fae7","details":{"parent_model":"","format":"gguf",` +
		`"family":"sim","families":["sim"],"parameter_size":"4.0B","quantization_level":"Q4_K_M"}}`,
	modelList: `{"models":[<data>]}`,
	errorBody: `{"error":<MESSAGE>}`,
	problems: map[problemKind]problem{
		noKey:    {status: 401, message: "unauthorized"},
		wrongKey: {status: 401, message: "unauthorized"},
		badJSON:  {status: 400, message: "invalid JSON"},
		tooLarge: {status: 400, message: "request body too large"},
		noModel:  {status: 404, message: "model '%s' not found"},
		noRoute:  {status: 404, message: "404 page not found"},
		invalid:  {status: 400},
	},
	statuses: map[int]problem{
		429: {message: "too many concurrent requests"},
		500: {message: "an error was encountered while running the model: unexpected EOF"},
		503: {message: "server busy, please try again. maximum pending requests exceeded"},
	},
}
