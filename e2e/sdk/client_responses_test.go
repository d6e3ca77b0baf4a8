package sdk_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/responses"
	"github.com/openai/openai-go/v3/shared"
)

// responsesSDK is OpenAI's client, by the Responses API.
type responsesSDK struct{ chatSDK }

func (responsesSDK) ask(ctx context.Context, address string, q question) (answer, error) {
	c := openaiClient(address, q.key)
	params := responsesParams(q)
	if !q.stream {
		body, err := c.Responses.New(ctx, params)
		if err != nil {
			return answer{}, err
		}
		return responsesAnswer(body), nil
	}
	stream := c.Responses.NewStreaming(ctx, params)
	defer stream.Close()
	var whole *responses.Response
	pieces := 0
	for stream.Next() {
		event := stream.Current()
		if strings.HasSuffix(event.Type, ".delta") {
			if pieces++; q.begun != nil {
				q.begun()
			}
		}
		if event.Type == "response.completed" || event.Type == "response.incomplete" {
			whole = &event.Response
		}
	}
	if err := stream.Err(); err != nil {
		return answer{}, err
	}
	if whole == nil {
		return answer{}, errors.New("the stream has no last event")
	}
	a := responsesAnswer(whole)
	a.pieces = pieces
	return a, nil
}

func responsesParams(q question) responses.ResponseNewParams {
	p := responses.ResponseNewParams{Model: q.model}
	for _, t := range q.turns {
		p.Input.OfInputItemList = append(p.Input.OfInputItemList, responsesItems(t)...)
	}
	for _, name := range q.tools {
		p.Tools = append(p.Tools, responses.ToolUnionParam{OfFunction: &responses.FunctionToolParam{Name: name, Parameters: cityShape, Strict: openai.Bool(false)}})
	}
	switch q.choice {
	case "":
	case "required", "none":
		p.ToolChoice.OfToolChoiceMode = param.NewOpt(responses.ToolChoiceOptions(q.choice))
	default:
		p.ToolChoice.OfFunctionTool = &responses.ToolChoiceFunctionParam{Name: q.choice}
	}
	if q.shaped {
		p.Text.Format = responses.ResponseFormatTextConfigParamOfJSONSchema("answer", answerShape)
	}
	if q.limit != 0 {
		p.MaxOutputTokens = openai.Int(q.limit)
	}
	if q.think {
		p.Reasoning = shared.ReasoningParam{Effort: shared.ReasoningEffortMedium, Summary: shared.ReasoningSummaryAuto}
		p.Include = []responses.ResponseIncludable{responses.ResponseIncludableReasoningEncryptedContent}
	}
	return p
}

func responsesItems(t turn) responses.ResponseInputParam {
	var out responses.ResponseInputParam
	for _, r := range t.results {
		item := responses.ResponseInputItemParamOfFunctionCallOutput(r.text)
		item.OfFunctionCallOutput.CallID = openai.String(r.call.id)
		out = append(out, item)
	}
	switch {
	case t.answer != nil:
		out = append(out, t.answer.replay.(responses.ResponseInputParam)...)
	case t.image != "":
		text := responses.ResponseInputContentParamOfInputText(t.user)
		picture := responses.ResponseInputContentParamOfInputImage(responses.ResponseInputImageDetailAuto)
		picture.OfInputImage.ImageURL = openai.String("data:image/png;base64," + t.image)
		out = append(out, responses.ResponseInputItemParamOfMessage(responses.ResponseInputMessageContentListParam{text, picture}, responses.EasyInputMessageRoleUser))
	case t.user != "":
		out = append(out, responses.ResponseInputItemParamOfMessage(t.user, responses.EasyInputMessageRoleUser))
	}
	return out
}

func responsesAnswer(body *responses.Response) answer {
	a := answer{text: body.OutputText(), finish: "stop", in: body.Usage.InputTokens, out: body.Usage.OutputTokens}
	var items responses.ResponseInputParam
	for _, item := range body.Output {
		items = append(items, param.Override[responses.ResponseInputItemUnionParam](json.RawMessage(item.RawJSON())))
		switch item := item.AsAny().(type) {
		case responses.ResponseReasoningItem:
			for _, part := range item.Summary {
				a.thinking += part.Text
			}
			for _, part := range item.Content {
				a.thinking += part.Text
			}
		case responses.ResponseFunctionToolCall:
			a.finish = "tools"
			a.calls = append(a.calls, toolCall{item.CallID, item.Name, item.Arguments})
		}
	}
	if body.IncompleteDetails.Reason == "max_output_tokens" {
		a.finish = "length"
	}
	a.replay = items
	return a
}
