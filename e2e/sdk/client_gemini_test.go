package sdk_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"

	"google.golang.org/genai"
)

// geminiSDK is Google's client.
type geminiSDK struct{}

func (geminiSDK) ask(ctx context.Context, address string, q question) (answer, error) {
	once := int32(1)
	c, err := genai.NewClient(ctx, &genai.ClientConfig{
		APIKey: q.key, Backend: genai.BackendGeminiAPI,
		HTTPOptions: genai.HTTPOptions{BaseURL: address, RetryOptions: &genai.HTTPRetryOptions{Attempts: &once}},
	})
	if err != nil {
		return answer{}, err
	}
	var contents []*genai.Content
	for _, t := range q.turns {
		contents = append(contents, geminiContent(t))
	}
	if !q.stream {
		body, err := c.Models.GenerateContent(ctx, q.model, contents, geminiConfig(q))
		if err != nil {
			return answer{}, err
		}
		return geminiAnswer([]*genai.GenerateContentResponse{body}), nil
	}
	var chunks []*genai.GenerateContentResponse
	for chunk, err := range c.Models.GenerateContentStream(ctx, q.model, contents, geminiConfig(q)) {
		if err != nil {
			return answer{}, err
		}
		if chunks = append(chunks, chunk); q.begun != nil {
			q.begun()
		}
	}
	if err := ctx.Err(); err != nil { // which the client does not tell
		return answer{}, err
	}
	a := geminiAnswer(chunks)
	a.pieces = len(chunks)
	return a, nil
}

func geminiConfig(q question) *genai.GenerateContentConfig {
	cfg := &genai.GenerateContentConfig{MaxOutputTokens: int32(q.limit)}
	for _, name := range q.tools {
		cfg.Tools = append(cfg.Tools, &genai.Tool{FunctionDeclarations: []*genai.FunctionDeclaration{{Name: name, ParametersJsonSchema: cityShape}}})
	}
	choice := &genai.FunctionCallingConfig{Mode: genai.FunctionCallingConfigModeAny}
	switch q.choice {
	case "":
		choice = nil
	case "required":
	case "none":
		choice.Mode = genai.FunctionCallingConfigModeNone
	default:
		choice.AllowedFunctionNames = []string{q.choice}
	}
	if choice != nil {
		cfg.ToolConfig = &genai.ToolConfig{FunctionCallingConfig: choice}
	}
	if q.shaped {
		cfg.ResponseMIMEType, cfg.ResponseJsonSchema = "application/json", answerShape
	}
	if q.think {
		budget := int32(1024)
		cfg.ThinkingConfig = &genai.ThinkingConfig{IncludeThoughts: true, ThinkingBudget: &budget}
	}
	return cfg
}

func geminiContent(t turn) *genai.Content {
	if t.answer != nil {
		return t.answer.replay.(*genai.Content)
	}
	var parts []*genai.Part
	for _, r := range t.results {
		response := &genai.FunctionResponse{ID: r.call.id, Name: r.call.name, Response: map[string]any{"output": r.text}}
		parts = append(parts, &genai.Part{FunctionResponse: response})
	}
	if t.user != "" {
		parts = append(parts, genai.NewPartFromText(t.user))
	}
	if t.image != "" {
		data, _ := base64.StdEncoding.DecodeString(t.image) // a constant
		parts = append(parts, genai.NewPartFromBytes(data, "image/png"))
	}
	return &genai.Content{Role: genai.RoleUser, Parts: parts}
}

// geminiAnswer joins the chunks of a stream, or takes the one that is the whole answer.
func geminiAnswer(chunks []*genai.GenerateContentResponse) answer {
	a := answer{idless: true}
	content := &genai.Content{Role: genai.RoleModel}
	for _, chunk := range chunks {
		if u := chunk.UsageMetadata; u != nil {
			a.in, a.out = int64(u.PromptTokenCount), int64(u.CandidatesTokenCount+u.ThoughtsTokenCount)
		}
		if len(chunk.Candidates) == 0 {
			continue
		}
		if reason := chunk.Candidates[0].FinishReason; reason != "" {
			a.finish = map[genai.FinishReason]string{"STOP": "stop", "MAX_TOKENS": "length"}[reason]
		}
		if chunk.Candidates[0].Content != nil {
			content.Parts = append(content.Parts, chunk.Candidates[0].Content.Parts...)
		}
	}
	for _, part := range content.Parts {
		switch {
		case part.FunctionCall != nil:
			args, _ := json.Marshal(part.FunctionCall.Args) // which was JSON
			a.calls = append(a.calls, toolCall{part.FunctionCall.ID, part.FunctionCall.Name, string(args)})
		case part.Thought:
			a.thinking += part.Text
		default:
			a.text += part.Text
		}
	}
	if len(a.calls) > 0 && a.finish == "stop" {
		a.finish = "tools"
	}
	a.replay = content
	return a
}

func (geminiSDK) refusal(err error) (int, string) {
	var e genai.APIError
	if !errors.As(err, &e) || e.Status == "" {
		return 0, ""
	}
	return e.Code, e.Message
}
