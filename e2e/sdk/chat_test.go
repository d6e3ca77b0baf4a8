package sdk_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/ssestream"
	"github.com/openai/openai-go/v3/shared"
)

// flavours is one model of each provider the demo simulates.
var flavours = []string{"gpt-4o-mini", "deepseek-chat", "qwen-plus"}

func ask(model string) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{
		Model:    model,
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Say something about rivers, in three sentences.")},
	}
}

func askWeather(model string) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{
		Model:    model,
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("What is the weather in Lisbon?")},
		Tools: []openai.ChatCompletionToolUnionParam{openai.ChatCompletionFunctionTool(shared.FunctionDefinitionParam{
			Name: "get_weather",
			Parameters: shared.FunctionParameters{
				"type":       "object",
				"properties": map[string]any{"city": map[string]any{"type": "string"}},
				"required":   []string{"city"},
			},
		})},
		ToolChoice: openai.ToolChoiceOptionFunctionToolChoice(openai.ChatCompletionNamedToolChoiceFunctionParam{Name: "get_weather"}),
	}
}

// collect reads a stream to its end.
func collect[T any](t *testing.T, stream *ssestream.Stream[T]) []T {
	t.Helper()
	defer stream.Close()
	var out []T
	for stream.Next() {
		out = append(out, stream.Current())
	}
	if err := stream.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestChatPlain(t *testing.T) {
	for _, model := range flavours {
		t.Run(model, func(t *testing.T) {
			c := client(t)
			answer, err := c.Chat.Completions.New(deadline(t), ask(model))
			if err != nil {
				t.Fatal(err)
			}
			if len(answer.Choices) != 1 || answer.Choices[0].Message.Content == "" || answer.Choices[0].FinishReason != "stop" {
				t.Errorf("want one choice with content that stopped, got %s", answer.RawJSON())
			}
			checkUsage(t, answer.Usage)
		})
	}
}

// alwaysUsage are models of providers that put usage on the last chunk unasked: an answer is relayed as it came.
var alwaysUsage = map[string]bool{"deepseek-chat": true}

func TestChatStreamed(t *testing.T) {
	for _, model := range flavours {
		t.Run(model+" without usage", func(t *testing.T) {
			c := client(t)
			chunks := collect(t, c.Chat.Completions.NewStreaming(deadline(t), ask(model)))
			checkStream(t, chunks)
			for _, chunk := range chunks {
				if len(chunk.Choices) != 1 || chunk.JSON.Usage.Valid() && !alwaysUsage[model] {
					t.Errorf("usage nobody asked for: %s", chunk.RawJSON())
				}
			}
		})
		t.Run(model+" with usage", func(t *testing.T) {
			c := client(t)
			params := ask(model)
			params.StreamOptions = openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)}
			chunks := collect(t, c.Chat.Completions.NewStreaming(deadline(t), params))
			checkStream(t, chunks)
			for i, chunk := range chunks {
				if last := i == len(chunks)-1; chunk.JSON.Usage.Valid() != last {
					t.Errorf("chunk %d of %d: usage comes once and last: %s", i, len(chunks), chunk.RawJSON())
				}
			}
			checkUsage(t, chunks[len(chunks)-1].Usage)
		})
	}
}

func TestToolCallStreamed(t *testing.T) {
	for _, model := range flavours {
		t.Run(model, func(t *testing.T) {
			c := client(t)
			var whole openai.ChatCompletionAccumulator
			for _, chunk := range collect(t, c.Chat.Completions.NewStreaming(deadline(t), askWeather(model))) {
				if !whole.AddChunk(chunk) {
					t.Fatalf("the client cannot add chunk %s", chunk.RawJSON())
				}
			}
			if len(whole.Choices) != 1 || len(whole.Choices[0].Message.ToolCalls) != 1 {
				t.Fatalf("want one tool call, got %+v", whole.Choices)
			}
			call := whole.Choices[0].Message.ToolCalls[0]
			if call.ID == "" || call.Function.Name != "get_weather" {
				t.Errorf("got tool call %q of %q", call.ID, call.Function.Name)
			}
			var args map[string]any
			if err := json.Unmarshal([]byte(call.Function.Arguments), &args); err != nil {
				t.Errorf("arguments %q: %v", call.Function.Arguments, err)
			}
		})
	}
}

func TestThinkingComesFirst(t *testing.T) {
	c := client(t)
	thinking, said := true, ""
	thought := 0
	for _, chunk := range collect(t, c.Chat.Completions.NewStreaming(deadline(t), ask("deepseek-reasoner"))) {
		if len(chunk.Choices) == 0 {
			continue
		}
		delta := chunk.Choices[0].Delta
		said += delta.Content
		thinking = thinking && said == ""
		// The client has no field for it; it keeps what it does not know as raw JSON.
		raw := delta.JSON.ExtraFields["reasoning_content"].Raw()
		if raw == "" || raw == "null" || raw == `""` {
			continue
		}
		thought++
		if !thinking {
			t.Errorf("thinking %s after content %q", raw, said)
		}
	}
	if thought == 0 || said == "" {
		t.Errorf("got %d pieces of thinking and content %q", thought, said)
	}
}

func TestAbortEndsTheStream(t *testing.T) {
	c := client(t)
	ctx, abort := context.WithCancel(deadline(t))
	stream := c.Chat.Completions.NewStreaming(ctx, ask("gpt-4o-mini"))
	defer stream.Close()
	if !stream.Next() {
		t.Fatalf("no first chunk: %v", stream.Err())
	}
	abort()
	given := time.Now()
	for stream.Next() {
		// What was already read may still come out.
	}
	if took := time.Since(given); took > 2*time.Second {
		t.Errorf("the stream went on for %v after it was given up", took)
	}
	if _, err := c.Chat.Completions.New(deadline(t), ask("gpt-4o-mini")); err != nil {
		t.Errorf("the call after an aborted one: %v", err)
	}
}

// checkStream holds for every stream of one answer: one id, a role first, content, one finish reason.
func checkStream(t *testing.T, chunks []openai.ChatCompletionChunk) {
	t.Helper()
	var content strings.Builder
	var reasons []string
	for i, chunk := range chunks {
		if chunk.ID != chunks[0].ID {
			t.Errorf("chunk %d has id %q, the first %q", i, chunk.ID, chunks[0].ID)
		}
		for _, choice := range chunk.Choices {
			content.WriteString(choice.Delta.Content)
			if choice.FinishReason != "" {
				reasons = append(reasons, choice.FinishReason)
			}
		}
	}
	if len(chunks) < 3 || content.Len() == 0 {
		t.Fatalf("%d chunks with content %q", len(chunks), content.String())
	}
	if role := chunks[0].Choices[0].Delta.Role; role != "assistant" {
		t.Errorf("first role %q", role)
	}
	if len(reasons) != 1 || reasons[0] != "stop" {
		t.Errorf("finish reasons %q, want one stop", reasons)
	}
}

func checkUsage(t *testing.T, u openai.CompletionUsage) {
	t.Helper()
	if u.PromptTokens <= 0 || u.CompletionTokens <= 0 || u.TotalTokens != u.PromptTokens+u.CompletionTokens {
		t.Errorf("usage does not add up: %s", u.RawJSON())
	}
}
