package sdk_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/shared"
)

// chatSDK is OpenAI's client, by chat completions.
type chatSDK struct{}

func openaiClient(address, key string) openai.Client {
	return openai.NewClient(option.WithBaseURL(address+"/v1"), option.WithAPIKey(key), option.WithMaxRetries(0))
}

func (chatSDK) ask(ctx context.Context, address string, q question) (answer, error) {
	c := openaiClient(address, q.key)
	params := chatParams(q)
	if !q.stream {
		body, err := c.Chat.Completions.New(ctx, params)
		if err != nil {
			return answer{}, err
		}
		return chatAnswer(body, reasoning(body.Choices[0].Message.RawJSON())), nil
	}
	params.StreamOptions.IncludeUsage = openai.Bool(true)
	stream := c.Chat.Completions.NewStreaming(ctx, params)
	defer stream.Close()
	var whole openai.ChatCompletionAccumulator
	thinking, pieces := "", 0
	for stream.Next() {
		chunk := stream.Current()
		if !whole.AddChunk(chunk) {
			return answer{}, errors.New("the client cannot add chunk " + chunk.RawJSON())
		}
		if len(chunk.Choices) > 0 {
			thinking += reasoning(chunk.Choices[0].Delta.RawJSON())
			if pieces++; pieces > 1 && q.begun != nil {
				q.begun()
			}
		}
	}
	if err := stream.Err(); err != nil {
		return answer{}, err
	}
	a := chatAnswer(&whole.ChatCompletion, thinking)
	a.pieces = pieces
	return a, nil
}

// reasoning reads the member that OpenAI's own API does not have.
func reasoning(message string) string {
	var v struct {
		Content string `json:"reasoning_content"`
	}
	_ = json.Unmarshal([]byte(message), &v) // the client has parsed it already
	return v.Content
}

func chatParams(q question) openai.ChatCompletionNewParams {
	p := openai.ChatCompletionNewParams{Model: q.model}
	for _, t := range q.turns {
		p.Messages = append(p.Messages, chatMessages(t)...)
	}
	for _, name := range q.tools {
		p.Tools = append(p.Tools, openai.ChatCompletionFunctionTool(shared.FunctionDefinitionParam{Name: name, Parameters: cityShape}))
	}
	switch q.choice {
	case "":
	case "required", "none":
		p.ToolChoice = openai.ChatCompletionToolChoiceOptionUnionParam{OfAuto: openai.String(q.choice)}
	default:
		p.ToolChoice = openai.ToolChoiceOptionFunctionToolChoice(openai.ChatCompletionNamedToolChoiceFunctionParam{Name: q.choice})
	}
	if q.shaped {
		p.ResponseFormat.OfJSONSchema = &shared.ResponseFormatJSONSchemaParam{
			JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{Name: "answer", Strict: openai.Bool(true), Schema: answerShape},
		}
	}
	if q.limit != 0 {
		p.MaxCompletionTokens = openai.Int(q.limit)
	}
	if q.think {
		p.ReasoningEffort = shared.ReasoningEffortMedium
	}
	return p
}

func chatMessages(t turn) []openai.ChatCompletionMessageParamUnion {
	var out []openai.ChatCompletionMessageParamUnion
	for _, r := range t.results {
		out = append(out, openai.ToolMessage(r.text, r.call.id))
	}
	switch {
	case t.answer != nil:
		out = append(out, t.answer.replay.(openai.ChatCompletionMessageParamUnion))
	case t.image != "":
		picture := openai.ChatCompletionContentPartImageImageURLParam{URL: "data:image/png;base64," + t.image}
		out = append(out, openai.UserMessage([]openai.ChatCompletionContentPartUnionParam{openai.TextContentPart(t.user), openai.ImageContentPart(picture)}))
	case t.user != "":
		out = append(out, openai.UserMessage(t.user))
	}
	return out
}

func chatAnswer(body *openai.ChatCompletion, thinking string) answer {
	choice := body.Choices[0]
	finish := map[string]string{"tool_calls": "tools"}[choice.FinishReason]
	a := answer{
		text: choice.Message.Content, thinking: thinking, finish: cmp.Or(finish, choice.FinishReason),
		in: body.Usage.PromptTokens, out: body.Usage.CompletionTokens,
	}
	message := openai.ChatCompletionAssistantMessageParam{}
	if a.text != "" {
		message.Content.OfString = param.NewOpt(a.text)
	}
	if thinking != "" {
		message.SetExtraFields(map[string]any{"reasoning_content": thinking})
	}
	for _, c := range choice.Message.ToolCalls {
		a.calls = append(a.calls, toolCall{c.ID, c.Function.Name, c.Function.Arguments})
		message.ToolCalls = append(message.ToolCalls, openai.ChatCompletionMessageToolCallUnionParam{
			OfFunction: &openai.ChatCompletionMessageFunctionToolCallParam{
				ID: c.ID, Function: openai.ChatCompletionMessageFunctionToolCallFunctionParam{Name: c.Function.Name, Arguments: c.Function.Arguments},
			},
		})
	}
	a.replay = openai.ChatCompletionMessageParamUnion{OfAssistant: &message}
	return a
}

func (chatSDK) refusal(err error) (int, string) {
	var e *openai.Error
	if !errors.As(err, &e) || e.Type == "" {
		return 0, ""
	}
	return e.StatusCode, e.Message
}
