package sim

// responseEvent is one event of a response's stream.
func responseEvent(name, rest string) string {
	return "event: " + name + "\ndata: " + `{"type":"` + name + `","sequence_number":<seq>,` + rest + "}\n\n"
}

// The places events speak of.
const (
	responseItem     = `"item_id":"<item>","output_index":<index>`
	responseSummary  = responseItem + `,"summary_index":0`
	responseContent  = responseItem + `,"content_index":0`
	responseTextPart = `{"type":"output_text","annotations":[],"logprobs":[],"text":<TEXT>}`
)

// openAIParts are the texts of OpenAI's endpoints beside chat, recorded: openai/responses, openai/images, openai/audio,
// openai/moderations. Events have their own names.
var openAIParts = map[string]string{
	"response": `{"id":"<id>","object":"response","created_at":<created>,"status":"<finish>","background":false,<raw>` +
		`"completed_at":<completedat>,"error":<echo:error>,"frequency_penalty":0.0,"incomplete_details":<echo:incomplete_details>,` +
		`"instructions":<echo:instructions>,"max_output_tokens":<echo:max_output_tokens>,"max_tool_calls":<echo:max_tool_calls>,` +
		`"model":<MODEL>,"moderation":null,"output":[<choices>],"parallel_tool_calls":<echo:parallel_tool_calls>,` +
		`"presence_penalty":0.0,"previous_response_id":<echo:previous_response_id>,"prompt_cache_key":<echo:prompt_cache_key>,` +
		`"prompt_cache_retention":<echo:prompt_cache_retention>,"reasoning":{"effort":<echo:effort>,"summary":<echo:summary>},` +
		`"safety_identifier":<echo:safety_identifier>,"service_tier":<echo:service_tier>,"store":<echo:store>,` +
		`"temperature":<echo:temperature>,"text":{"format":<echo:format>,"verbosity":"medium"},"tool_choice":<echo:tool_choice>,` +
		`"tools":<echo:tools>,"top_logprobs":0,"top_p":<echo:top_p>,"truncation":<echo:truncation>,"usage":<echo:usage>,` +
		`"user":<echo:user>,"metadata":<echo:metadata>}`,
	"response_usage": `{"input_tokens":<prompt>,"input_tokens_details":{"cached_tokens":<cached>},"output_tokens":<completion>,` +
		`"output_tokens_details":{"reasoning_tokens":<reasoning>},"total_tokens":<total>}`,
	"response_error": responseEvent("error", `"error":{"type":"server_error","code":"server_error",`+
		`"message":"The model failed to generate a response.","param":null}`) +
		"event: response.failed\ndata: " + `{"type":"response.failed","sequence_number":<nextseq>,"response":<failed>}` + "\n\n",

	"reasoning_item": `{"id":"<item>","type":"reasoning"<raw>,"summary":[<choices>]}`,
	"summary_part":   `{"type":"summary_text","text":<THINK>}`,
	"message_item":   `{"id":"<item>","type":"message","status":"<finish>","content":[<choices>],"role":"assistant"}`,
	"text_part":      responseTextPart,
	"call_item":      `{"id":"<item>","type":"function_call","status":"<finish>","arguments":<ARGS>,"call_id":"<callid>","name":<NAME>}`,
	"custom_item":    `{"id":"<item>","type":"custom_tool_call","status":"<finish>","call_id":"<callid>","input":<ARGS>,"name":<NAME>}`,

	"response.created":           responseEvent("response.created", `"response":<raw>`),
	"response.in_progress":       responseEvent("response.in_progress", `"response":<raw>`),
	"response.completed":         responseEvent("response.completed", `"response":<raw>`),
	"response.incomplete":        responseEvent("response.incomplete", `"response":<raw>`),
	"response.output_item.added": responseEvent("response.output_item.added", `"output_index":<index>,"item":<raw>`),
	"response.output_item.done":  responseEvent("response.output_item.done", `"output_index":<index>,"item":<raw>`),
	"response.reasoning_summary_part.added": responseEvent("response.reasoning_summary_part.added",
		responseSummary+`,"part":{"type":"summary_text","text":""}`),
	"response.reasoning_summary_text.delta": responseEvent("response.reasoning_summary_text.delta",
		responseSummary+`,"delta":<THINK><pad>`),
	"response.reasoning_summary_text.done": responseEvent("response.reasoning_summary_text.done",
		responseSummary+`,"text":<raw>`),
	"response.reasoning_summary_part.done": responseEvent("response.reasoning_summary_part.done",
		responseSummary+`,"part":<raw>`),
	"response.content_part.added": responseEvent("response.content_part.added",
		responseContent+`,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":""}`),
	"response.output_text.delta": responseEvent("response.output_text.delta",
		responseContent+`,"delta":<TEXT>,"logprobs":[]<pad>`),
	"response.output_text.done":  responseEvent("response.output_text.done", responseContent+`,"text":<raw>,"logprobs":[]`),
	"response.content_part.done": responseEvent("response.content_part.done", responseContent+`,"part":<raw>`),
	"response.function_call_arguments.delta": responseEvent("response.function_call_arguments.delta",
		responseItem+`,"delta":<ARGS><pad>`),
	"response.function_call_arguments.done": responseEvent("response.function_call_arguments.done", responseItem+`,"arguments":<raw>`),
	"response.custom_tool_call_input.delta": responseEvent("response.custom_tool_call_input.delta",
		responseItem+`,"delta":<ARGS><pad>`),
	"response.custom_tool_call_input.done": responseEvent("response.custom_tool_call_input.done", responseItem+`,"input":<raw>`),

	"image": `{"b64_json":"` + onePixel + `"}`,
	"images": `{"created":<created>,"background":"opaque","data":[<data>],"output_format":"png","quality":"<finish>",` +
		`"size":"<args>"<usagemember>}`,
	"images_usage": `,"usage":{"input_tokens":<prompt>,"input_tokens_details":{"image_tokens":0,"text_tokens":<prompt>},` +
		`"output_tokens":<completion>,"output_tokens_details":{"image_tokens":<completion>,"text_tokens":0},"total_tokens":<total>}`,
	"transcript":       `{"text":<TEXT><usagemember>}`,
	"transcript_usage": `,"usage":{"type":"tokens","total_tokens":<total>,"input_tokens":<prompt>,"input_token_details":{"text_tokens":0,"audio_tokens":<prompt>},"output_tokens":<completion>}`,
	"transcript_time":  `,"usage":{"type":"duration","seconds":<index>}`,
	"transcript_verbose": `{"task":"<finish>","language":"english","duration":<index>.0,"text":<TEXT>,"segments":[{"id":0,"seek":0,` +
		`"start":0.0,"end":<index>.0,"text":<TEXT>,"tokens":[50364],"temperature":0.0,"avg_logprob":-0.25,` +
		`"compression_ratio":1.1,"no_speech_prob":0.01}]<usagemember>}`,
	"transcript.text.delta": "data: " + `{"type":"transcript.text.delta","delta":<TEXT>}` + "\n\n",
	"transcript.text.done":  "data: " + `{"type":"transcript.text.done","text":<raw><usagemember>}` + "\n\n",
	"moderation": `{"flagged":<raw>,"categories":{"harassment":false,"harassment/threatening":false,"sexual":false,"hate":false,` +
		`"hate/threatening":false,"illicit":false,"illicit/violent":false,"self-harm/intent":false,"self-harm/instructions":false,` +
		`"self-harm":false,"sexual/minors":false,"violence":<raw>,"violence/graphic":false},"category_scores":{"harassment":0.0001,` +
		`"harassment/threatening":0.00001,"sexual":0.0001,"hate":0.00002,"hate/threatening":0.000001,"illicit":0.00001,` +
		`"illicit/violent":0.000002,"self-harm/intent":0.000004,"self-harm/instructions":0.000002,"self-harm":0.0005,` +
		`"sexual/minors":0.000003,"violence":<args>,"violence/graphic":0.00001},"category_applied_input_types":{"harassment":["text"],` +
		`"harassment/threatening":["text"],"sexual":["text"],"hate":["text"],"hate/threatening":["text"],"illicit":["text"],` +
		`"illicit/violent":["text"],"self-harm/intent":["text"],"self-harm/instructions":["text"],"self-harm":["text"],` +
		`"sexual/minors":["text"],"violence":["text"],"violence/graphic":["text"]}}`,
	"moderations": `{"id":"<id>","model":<MODEL>,"results":[<data>]}`,
}

// onePixel is a PNG of one grey pixel.
const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
