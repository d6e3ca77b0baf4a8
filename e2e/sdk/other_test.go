package sdk_test

import (
	"slices"
	"testing"

	"github.com/openai/openai-go/v3"
)

const (
	instruct  = "gpt-3.5-turbo-instruct"
	embedding = "text-embedding-3-small"
)

func TestCompletion(t *testing.T) {
	c := client(t)
	params := openai.CompletionNewParams{
		Model:  instruct,
		Prompt: openai.CompletionNewParamsPromptUnion{OfString: openai.String("Once upon a time")},
	}
	answer, err := c.Completions.New(deadline(t), params)
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Choices) != 1 || answer.Choices[0].Text == "" {
		t.Errorf("want one choice with text, got %s", answer.RawJSON())
	}
	checkUsage(t, answer.Usage)

	text := ""
	for _, chunk := range collect(t, c.Completions.NewStreaming(deadline(t), params)) {
		for _, choice := range chunk.Choices {
			text += choice.Text
		}
	}
	if text == "" {
		t.Error("the stream has no text")
	}
}

func TestEmbeddings(t *testing.T) {
	c := client(t)
	answer, err := c.Embeddings.New(deadline(t), openai.EmbeddingNewParams{
		Model: embedding,
		Input: openai.EmbeddingNewParamsInputUnion{OfArrayOfStrings: []string{"river", "bridge"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Data) != 2 || answer.Usage.PromptTokens <= 0 {
		t.Fatalf("want two vectors and their usage, got %d and %s", len(answer.Data), answer.Usage.RawJSON())
	}
	for i, item := range answer.Data {
		if int(item.Index) != i || len(item.Embedding) == 0 || len(item.Embedding) != len(answer.Data[0].Embedding) {
			t.Errorf("vector %d: index %d, %d numbers", i, item.Index, len(item.Embedding))
		}
	}
}

func TestModels(t *testing.T) {
	ids := modelIDs(t, client(t))
	for _, want := range append(slices.Clone(flavours), "deepseek-reasoner", embedding, instruct) {
		if !slices.Contains(ids, want) {
			t.Errorf("%s is not in %q", want, ids)
		}
	}
	c := client(t)
	model, err := c.Models.Get(deadline(t), "deepseek-chat")
	if err != nil {
		t.Fatal(err)
	}
	if model.ID != "deepseek-chat" {
		t.Errorf("got model %s", model.RawJSON())
	}

	narrow := clientOf(t, newToken(t, map[string]any{"models": []string{"qwen-plus"}}))
	if got := modelIDs(t, narrow); !slices.Equal(got, []string{"qwen-plus"}) {
		t.Errorf("a token for qwen-plus sees %q", got)
	}
}

func modelIDs(t *testing.T, c openai.Client) []string {
	t.Helper()
	var ids []string
	pages := c.Models.ListAutoPaging(deadline(t))
	for pages.Next() {
		ids = append(ids, pages.Current().ID)
	}
	if err := pages.Err(); err != nil {
		t.Fatal(err)
	}
	return ids
}
