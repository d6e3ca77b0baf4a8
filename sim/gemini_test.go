package sim_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud/sim"
)

const (
	flash       = "/v1beta/models/gemini-2.5-flash"
	pro         = "/v1beta/models/gemini-3-pro-preview"
	gHi         = `"contents":[{"role":"user","parts":[{"text":"hi"}]}]`
	gFunctions  = `"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"city":{"type":"STRING"}}}},{"name":"g"}]}]`
	gOrder      = `"contents":[{"role":"user","parts":[{"text":"call f {\"a\":1}\ncall g {}"}]}]`
	gNoThought  = `"generationConfig":{"thinkingConfig":{"thinkingBudget":0}}`
	gThoughts   = `"generationConfig":{"thinkingConfig":{"includeThoughts":true}}`
	gServerOnly = "serviceTier"
)

var geminiRecordings = []recording{
	{sim.Gemini, flash + ":streamGenerateContent?alt=sse", `{` + gHi + `,` + gThoughts + `}`, "gemini/generateContent/rig-stream-terminal-matrix-two-terminal-stream-with-visible-thoughts/response.sse", "k", true, "toolUsePromptTokenCount toolUsePromptTokensDetails thoughtsTokenCount"},
	{sim.Gemini, flash + ":streamGenerateContent?alt=sse", `{` + gHi + `,` + gNoThought + `}`, "gemini/generateContent/lingua-seedparam-google-followup-stream/response.sse", "k", false, "thoughtsTokenCount " + gServerOnly},
	{sim.Gemini, flash + ":streamGenerateContent?alt=sse", `{` + gFunctions + `,` + gOrder + `,` + gNoThought + `}`, "gemini/generateContent/rubyllm-function-calling-gemini-gemini-2-5-flash-can-use-tools-with-multi-turn-strea-3of4/response.sse", "k", false, "args"},
	{sim.Gemini, pro + ":streamGenerateContent?alt=sse", `{` + gHi + `,` + gThoughts + `}`, "gemini/generateContent/mira-strict-mode-with-streamed-thinking-google-gemini-3-pro-preview-1of2/response.sse", "k", false, gServerOnly},
	{sim.Gemini, flash + ":streamGenerateContent?alt=sse", `{` + gFunctions + `,` + gOrder + `,"generationConfig":{"thinkingConfig":{"thinkingBudget":99}}}`, "gemini/generateContent/mira-google-gemini-2-5-flash-async-stream-2of2/response.sse", "k", false, gServerOnly + " args thought"},
	{sim.Gemini, flash + ":streamGenerateContent", `{` + gFunctions + `,` + gOrder + `,` + gNoThought + `}`, "gemini/generateContent/llm-gemini-test-tools-2of3/response.json", "k", false, "args"},
	{sim.Gemini, flash + ":generateContent", `{` + gFunctions + `,` + gOrder + `,` + gNoThought + `}`, "gemini/generateContent/lmnr-litellm-completion-with-parallel-tool-calls/response.json", "k", false, gServerOnly + " args"},
	{sim.Gemini, pro + ":generateContent", `{` + gHi + `}`, "gemini/generateContent/rig-thought-text-matrix-blocking-keeps-a-trailing-thought-signature/response.json", "k", true, ""},
	{sim.Gemini, "/v1beta/models/nope:streamGenerateContent?alt=sse", `{` + gHi + `}`, "gemini/generateContent/mira-google-wraps-api-errors-on-stream-call/response.json", "k", false, ""},
	{sim.Gemini, flash + ":generateContent", `{` + gHi + `}`, "gemini/generateContent/rubyllm-error-handling-with-gemini-gemini-2-5-flash-raises-appropriate-auth-error/response.json", "wrong", false, ""},
	{sim.Gemini, flash + ":generateContent", `{` + gHi + `}`, "gemini/generateContent/lcgo-testgoogleaierrorhandling/response.json", "", false, ""},
	{sim.Gemini, "/v1beta/models/gemini-embedding-001:batchEmbedContents", `{"requests":[{"content":{"parts":[{"text":"hi"}]},"outputDimensionality":8}]}`, "gemini/embed/llm-embedding-gemini-embedding-2-768/response.json", "k", false, ""},
	{sim.Gemini, "/v1beta/models/nope:batchEmbedContents", `{"requests":[]}`, "gemini/embed/rig-embedding-matrix-error-preserves-provider-body/response.json", "k", false, ""},
	{sim.Gemini, flash + ":countTokens", `{` + gHi + `}`, "gemini/countTokens/ellmer-google-count-tokens-6of6/response.json", "k", false, ""},
	{sim.Gemini, "/v1beta/models", "", "gemini/models/llm-cli-gemini-models-1of2/response.json", "k", false, "nextPageToken"},
}

// geminiAnswer is an answer, or a chunk of one, as a client reads it.
type geminiAnswer struct {
	Candidates []struct {
		Content struct {
			Role  string
			Parts []geminiPart
		}
		Reason string `json:"finishReason"`
	}
	Feedback *struct {
		Reason string `json:"blockReason"`
	} `json:"promptFeedback"`
	Usage struct {
		Prompt  int `json:"promptTokenCount"`
		Said    int `json:"candidatesTokenCount"`
		Thought int `json:"thoughtsTokenCount"`
		Total   int `json:"totalTokenCount"`
	} `json:"usageMetadata"`
	Error struct {
		Code            int
		Message, Status string
		Details         []map[string]any
	}
}

type geminiPart struct {
	Text      string
	Thought   bool
	Signature string `json:"thoughtSignature"`
	Call      *struct {
		ID   *string
		Name string
		Args json.RawMessage
	} `json:"functionCall"`
}

// geminiAsk sends a body and reads the answer: one, or the chunks of a stream or array.
func geminiAsk(t *testing.T, url, body string) (int, []geminiAnswer, string) {
	t.Helper()
	status, b := ask(t, url, "k", body)
	text := strings.TrimSpace(string(b))
	if strings.HasPrefix(text, "data: ") {
		text = "[" + strings.ReplaceAll(strings.TrimPrefix(text, "data: "), "\r\n\r\ndata: ", ",") + "]"
	}
	if !strings.HasPrefix(text, "[") {
		text = "[" + text + "]"
	}
	var out []geminiAnswer
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	return status, out, string(b)
}

// TestGeminiForms wants the same answer in one piece, as events and as an array, with usage that grows to the whole.
func TestGeminiForms(t *testing.T) {
	p := sim.New(sim.Gemini, sim.Options{Now: func() time.Time { return clock }})
	url := serve(t, p)
	for _, path := range []string{flash, pro} {
		model := strings.TrimPrefix(path, "/v1beta/models/")
		for _, method := range []string{":generateContent", ":streamGenerateContent?alt=sse", ":streamGenerateContent"} {
			status, chunks, raw := geminiAsk(t, url+path+method, `{`+gHi+`,`+gThoughts+`}`)
			var text, thought string
			for i, c := range chunks {
				for _, part := range c.Candidates[0].Content.Parts {
					if part.Thought {
						thought += part.Text
					} else {
						text += part.Text
					}
				}
				if (c.Candidates[0].Reason != "") != (i == len(chunks)-1) || i > 0 && c.Usage.Total < chunks[i-1].Usage.Total {
					t.Errorf("%s: chunk %d: %+v", method, i, c)
				}
			}
			u, s := chunks[len(chunks)-1].Usage, settled(t, p)
			if status != 200 || text != sim.Reply(model, "hi", 0) || thought == "" || u.Total != u.Prompt+u.Said+u.Thought ||
				s.PromptTokens != u.Prompt || s.CompletionTokens != u.Said+u.Thought || !s.Finished || s.Model != model || s.Key != "k" ||
				s.Stream != strings.Contains(method, "stream") || s.SentBytes != len(text)+len(thought) {
				t.Errorf("%s%s: %d %q %q\nusage %+v\nrecord %+v\n%s", path, method, status, text, thought, u, s, raw)
			}
		}
	}
}

// TestGeminiLoop plays a client of Gemini 3: two calls, their results with the signature, without, and with another's.
func TestGeminiLoop(t *testing.T) {
	url := serve(t, sim.New(sim.Gemini, sim.Options{}))
	for _, method := range []string{":generateContent", ":streamGenerateContent?alt=sse"} {
		_, chunks, raw := geminiAsk(t, url+pro+method, `{`+gFunctions+`,`+gOrder+`}`)
		last := chunks[len(chunks)-1].Candidates[0]
		parts := last.Content.Parts
		if len(parts) != 2 || parts[0].Call == nil || parts[0].Call.Name != "f" || string(parts[0].Call.Args) != `{"a":1}` && string(parts[0].Call.Args) != "{\n                \"a\": 1\n              }" ||
			parts[0].Signature == "" || parts[1].Signature != "" || parts[0].Call.ID != nil || last.Reason != "STOP" {
			t.Fatalf("%s", raw)
		}
		for signature, want := range map[string]string{
			parts[0].Signature:                 sim.Reply("gemini-3-pro-preview", `forty{"n":2}`, 0),
			"":                                 "missing a thought_signature",
			"bm90IG91cnM=":                     "Thought signature is not valid",
			"skip_thought_signature_validator": "Simulated",
		} {
			history := `,{"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"` + signature + `"},` +
				`{"functionCall":{"name":"g","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"result":"forty"}}},` +
				`{"functionResponse":{"name":"g","response":{"n":2}}}]}]`
			status, answers, raw := geminiAsk(t, url+pro+":generateContent", `{`+gFunctions+`,`+strings.TrimSuffix(gOrder, "]")+history+`}`)
			text := answers[0].Error.Message
			if status == 200 {
				text = answers[0].Candidates[0].Content.Parts[0].Text
			}
			if !strings.Contains(text, want) || (status == 200) != strings.Contains(want, "Simulated") {
				t.Errorf("signature %q: %d, want %q\n%s", signature, status, want, raw)
			}
		}
	}
}

// TestGeminiRefused is a table of requests that are refused, with the error in the shape the endpoint has.
func TestGeminiRefused(t *testing.T) {
	url := serve(t, sim.New(sim.Gemini, sim.Options{Keys: []string{"k"}}))
	call := `{"role":"user","parts":[{"text":"x"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]}`
	for _, row := range []struct{ body, says string }{
		{`{"contents":`, "Invalid JSON payload"},
		{`{}`, "contents is not specified"},
		{`{"messages":[]}`, `Unknown name \"messages\": Cannot find field.`},
		{`{"contents":[{"role":"assistant","parts":[{"text":"x"}]}]}`, "valid role: user, model"},
		{`{"contents":[{"role":"user","parts":[]}]}`, "parts must not be empty"},
		{`{"contents":[{"role":"user","parts":[{}]}]}`, "one initialized field"},
		{`{"contents":[` + call + `,{"role":"user","parts":[{"text":"y"}]}]}`, "equal to the number of function call"},
		{`{"contents":[{"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]}]}`, "equal to the number"},
		{`{"contents":[` + call + `,{"role":"user","parts":[{"functionResponse":{"name":"f","response":"text"}}]}]}`, "must be an object"},
		{`{` + gHi + `,"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"object","additionalProperties":false}}]}]}`, `Unknown name \"additionalProperties\" at 'tools[0].function_declarations[0].parameters'`},
		{`{` + gHi + `,"tools":[{"functionDeclarations":[{"name":"f","parameters":{"properties":{"a":{"items":{"const":1}}}}}]}]}`, `Unknown name \"const\" at 'tools[0].function_declarations[0].parameters.properties[0].value.items'`},
		{`{` + gHi + `,"tools":[{"functionDeclarations":[{"name":"f g"}]}]}`, "Invalid function name"},
		{`{` + gHi + `,"generationConfig":{"temperature":3}}`, "temperature"},
		{`{` + gHi + `,"generationConfig":{"candidateCount":2}}`, "Multiple candidates"},
		{`{` + gHi + `,"generationConfig":{"responseJsonSchema":{}}}`, "mime type"},
		{`{` + gHi + `,"generationConfig":{"thinkingConfig":{"thinkingLevel":"low"}}}`, "Thinking level"},
	} {
		for _, method := range []string{":generateContent", ":streamGenerateContent?alt=sse", ":streamGenerateContent"} {
			status, answers, raw := geminiAsk(t, url+flash+method, row.body)
			e := answers[0].Error
			if status != 400 || e.Code != 400 || e.Status != "INVALID_ARGUMENT" || !strings.Contains(raw, row.says) ||
				strings.HasPrefix(raw, "[") != (method == ":streamGenerateContent") {
				t.Errorf("%s %s: %d, want %q\n%s", method, row.body, status, row.says, raw)
			}
		}
	}
	if status, b := ask(t, url+"/v1beta/models/nope", "k", ""); status != 404 || !strings.Contains(string(b), "NOT_FOUND") {
		t.Errorf("unknown model: %d %s", status, b)
	}
	if status, b := ask(t, url+"/v1beta/models/gemini-embedding-001", "k", ""); status != 200 || !strings.Contains(string(b), "embedContent") {
		t.Errorf("model: %d %s", status, b)
	}
	if status, b := ask(t, url+"/v1beta/models?key=k", "", ""); status != 200 {
		t.Errorf("key in the address: %d %s", status, b)
	}
}

// TestGeminiAnswers is a table of what requests are answered with.
func TestGeminiAnswers(t *testing.T) {
	url := serve(t, sim.New(sim.Gemini, sim.Options{}))
	for _, row := range []struct{ path, body, want string }{
		{flash + ":generateContent", `{` + gHi + `,"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"n":{"type":["integer","null"]}}}}}`, `"text": "{\"n\":1}"`},
		{flash + ":generateContent", `{` + gHi + `,"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"n":{"type":"STRING"}}}}}`, `"text": "{\"n\":\"sim\"}"`},
		{flash + ":generateContent", `{` + gHi + `,"generationConfig":{"maxOutputTokens":3}}`, `"finishReason": "MAX_TOKENS"`},
		{flash + ":generateContent", `{` + gHi + `,"generationConfig":{"maxOutputTokens":3,"thinkingConfig":{"thinkingBudget":-1}}}`, `"thoughtsTokenCount": 3`},
		{flash + ":generateContent", `{"contents":[{"parts":[{"text":"do think"}]}]}`, `"thoughtsTokenCount"`},
		{flash + ":generateContent", `{"contents":[{"parts":[{"text":"a SIM-unsafe word"}]}]}`, `"blockReason": "SAFETY"`},
		{flash + ":generateContent", `{` + gHi + `,` + gFunctions + `,"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}`, `"name": "f"`},
		{flash + ":generateContent", `{` + gHi + `,` + gFunctions + `,"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["g"]}}}`, `"name": "g"`},
		{flash + ":generateContent", `{` + gOrder + `,` + gFunctions + `,"toolConfig":{"functionCallingConfig":{"mode":"NONE"}}}`, `"text": "Simulated`},
		{flash + ":countTokens", `{"generateContentRequest":{` + gHi + `,"systemInstruction":{"parts":[{"text":"eight by"}]}}}`, `"totalTokens": 3`},
		{"/v1beta/models/gemini-embedding-001:embedContent", `{"content":{"parts":[{"text":"hi"}]},"outputDimensionality":2}`, `"embedding": {`},
	} {
		status, b := ask(t, url+row.path, "k", row.body)
		if status != 200 || !strings.Contains(string(b), row.want) {
			t.Errorf("%s %s: %d, no %s in\n%s", row.path, row.body, status, row.want, b)
		}
	}
	_, answers, raw := geminiAsk(t, url+pro+":streamGenerateContent?alt=sse", `{"contents":[{"parts":[{"text":"sim-unsafe"}]}]}`)
	if len(answers) != 1 || answers[0].Feedback == nil || answers[0].Feedback.Reason != "SAFETY" || len(answers[0].Candidates) != 0 {
		t.Errorf("blocked stream: %s", raw)
	}
}

// TestGeminiRetry wants to be told when to come back in the body.
func TestGeminiRetry(t *testing.T) {
	p := sim.New(sim.Gemini, sim.Options{Knobs: sim.Knobs{ErrorShare: 1, ErrorStatus: 429, RetryAfter: 34 * time.Second}})
	req := newRequest(t, serve(t, p)+flash+":streamGenerateContent", "k", `{`+gHi+`}`)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var answers []geminiAnswer
	if err := json.NewDecoder(res.Body).Decode(&answers); err != nil {
		t.Fatal(err)
	}
	if e := answers[0].Error; res.StatusCode != 429 || res.Header.Get("Retry-After") != "" || e.Status != "RESOURCE_EXHAUSTED" || e.Details[1]["retryDelay"] != "34s" {
		t.Errorf("%d %+v", res.StatusCode, e)
	}
}
