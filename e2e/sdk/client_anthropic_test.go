package sdk_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"
)

// anthropicSDK is Anthropic's client.
type anthropicSDK struct{}

func (anthropicSDK) ask(ctx context.Context, address string, q question) (answer, error) {
	c := anthropic.NewClient(option.WithBaseURL(address), option.WithAPIKey(q.key), option.WithMaxRetries(0))
	params := anthropicParams(q)
	if !q.stream {
		body, err := c.Messages.New(ctx, params)
		if err != nil {
			return answer{}, err
		}
		return anthropicAnswer(body), nil
	}
	stream := c.Messages.NewStreaming(ctx, params)
	defer stream.Close()
	var whole anthropic.Message
	pieces := 0
	for stream.Next() {
		event := stream.Current()
		if err := whole.Accumulate(event); err != nil {
			return answer{}, err
		}
		if event.Type == "content_block_delta" {
			if pieces++; q.begun != nil {
				q.begun()
			}
		}
	}
	if err := stream.Err(); err != nil {
		return answer{}, err
	}
	a := anthropicAnswer(&whole)
	a.pieces = pieces
	return a, nil
}

func anthropicParams(q question) anthropic.MessageNewParams {
	p := anthropic.MessageNewParams{Model: anthropic.Model(q.model), MaxTokens: cmp.Or(q.limit, 4096)}
	for _, t := range q.turns {
		p.Messages = append(p.Messages, anthropicMessage(t))
	}
	for _, name := range q.tools {
		schema := anthropic.ToolInputSchemaParam{Properties: cityShape["properties"], Required: []string{"city"}}
		p.Tools = append(p.Tools, anthropic.ToolUnionParamOfTool(schema, name))
	}
	switch q.choice {
	case "":
	case "required":
		p.ToolChoice.OfAny = &anthropic.ToolChoiceAnyParam{}
	case "none":
		p.ToolChoice.OfNone = &anthropic.ToolChoiceNoneParam{}
	default:
		p.ToolChoice = anthropic.ToolChoiceParamOfTool(q.choice)
	}
	if q.shaped {
		p.OutputConfig.Format.Schema = answerShape
	}
	if q.think {
		p.Thinking = anthropic.ThinkingConfigParamOfEnabled(1024)
	}
	return p
}

func anthropicMessage(t turn) anthropic.MessageParam {
	switch {
	case t.answer != nil:
		return t.answer.replay.(anthropic.MessageParam)
	case t.image != "":
		return anthropic.NewUserMessage(anthropic.NewImageBlockBase64("image/png", t.image), anthropic.NewTextBlock(t.user))
	case t.user != "":
		return anthropic.NewUserMessage(anthropic.NewTextBlock(t.user))
	}
	var blocks []anthropic.ContentBlockParamUnion
	for _, r := range t.results {
		blocks = append(blocks, anthropic.NewToolResultBlock(r.call.id, r.text, false))
	}
	return anthropic.NewUserMessage(blocks...)
}

func anthropicAnswer(body *anthropic.Message) answer {
	finishes := map[anthropic.StopReason]string{"end_turn": "stop", "tool_use": "tools", "max_tokens": "length"}
	a := answer{finish: finishes[body.StopReason], in: body.Usage.InputTokens, out: body.Usage.OutputTokens, replay: body.ToParam()}
	for _, block := range body.Content {
		switch block := block.AsAny().(type) {
		case anthropic.TextBlock:
			a.text += block.Text
		case anthropic.ThinkingBlock:
			a.thinking += block.Thinking
		case anthropic.ToolUseBlock:
			args, _ := json.Marshal(block.Input) // which was JSON
			a.calls = append(a.calls, toolCall{block.ID, block.Name, string(args)})
		}
	}
	return a
}

func (anthropicSDK) refusal(err error) (int, string) {
	var e *anthropic.Error
	if !errors.As(err, &e) || e.Type() == "" {
		return 0, ""
	}
	return e.StatusCode, e.RawJSON()
}
