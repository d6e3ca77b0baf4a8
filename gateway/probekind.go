package gateway

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
)

// modelKind is what a model is for, as far as its name tells.
type modelKind uint8

const (
	writes modelKind = iota // text
	embeds
	ranks
	moderates
	draws // pictures, sound or video
)

// kindWords are parts of names that tell what a model is for; the first that is found counts.
var kindWords = []struct {
	word string
	kind modelKind
}{
	{"embed", embeds},
	{"bge-m3", embeds},
	{"rerank", ranks},
	{"moderation", moderates},
	{"dall-e", draws},
	{"gpt-image", draws},
	{"imagen", draws},
	{"flux", draws},
	{"stable-diffusion", draws},
	{"wanx", draws},
	{"whisper", draws},
	{"transcribe", draws},
	{"tts", draws},
	{"cosyvoice", draws},
	{"sora", draws},
	{"veo-", draws},
}

func kindOf(model burncloud.ModelName) modelKind {
	name := strings.ToLower(string(model))
	for _, w := range kindWords {
		if strings.Contains(name, w.word) {
			return w.kind
		}
	}
	return writes
}

// testEmbedding asks for one vector.
func (p *probe) testEmbedding(ctx context.Context, t *burncloud.ChannelTest, model burncloud.ModelName) *burncloud.Error {
	wire, _, ok := p.up.WireFor(upstream.Embed, model, "")
	b, known := embedBacks[wire]
	if !ok || !known {
		return &burncloud.Error{Kind: burncloud.KindUnsupported, Message: "the channel's provider does not make embeddings"}
	}
	target := p.up.Target(wire, model)
	body, _ := b.EncodeEmbedding(&llm.EmbeddingRequest{Model: t.Model, Inputs: []string{"ok"}}, &target)
	resp, failure := p.send(ctx, upstream.Ask{Operation: upstream.Embed, Wire: wire, Model: model, Body: body})
	if failure != nil {
		t.Status = failure.Status
		return failure
	}
	defer resp.Body.Close()
	t.Status = resp.StatusCode
	answer, err := readUpTo(resp.Body, nil, maxAnswer)
	if err != nil {
		return llm.Cut(err)
	}
	t.FirstByte = p.g.Now().Sub(p.began)
	vectors, err := b.DecodeEmbedding(answer)
	if err != nil {
		return p.scrubbed(err)
	}
	t.Usage = vectors.Usage
	return nil
}

// testRelayed asks for something that no dialect but OpenAI's has a form for. rest follows the model in the body.
func (p *probe) testRelayed(ctx context.Context, t *burncloud.ChannelTest, model burncloud.ModelName, op upstream.Operation, rest string) *burncloud.Error {
	wire, _, ok := p.up.WireFor(op, model, "")
	if !ok {
		return &burncloud.Error{Kind: burncloud.KindUnsupported, Message: "the channel's provider does not serve " + string(op)}
	}
	resp, failure := p.send(ctx, upstream.Ask{
		Operation: op, Wire: wire, Model: model, Body: []byte(`{"model":` + strconv.Quote(string(model)) + rest),
	})
	if failure != nil {
		t.Status = failure.Status
		return failure
	}
	defer resp.Body.Close()
	t.Status = resp.StatusCode
	answer, err := readUpTo(resp.Body, nil, maxAnswer)
	if err != nil {
		return llm.Cut(err)
	}
	t.FirstByte = p.g.Now().Sub(p.began)
	for m := rawjson.Members(answer); m.Next(); {
		if string(m.Key) == "results" {
			return nil
		}
	}
	return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream's answer has no results", Status: resp.StatusCode}
}

// modelNames reads the identifiers of a model list, as OpenAI and Anthropic (data, id) or Gemini, Cohere and Ollama
// (models, name) write it.
func modelNames(body []byte) ([]burncloud.ModelName, error) {
	names := []burncloud.ModelName{}
	c := rawjson.Members(body)
	for c.Next() {
		key := map[string]string{"data": "id", "models": "name"}[string(c.Key)]
		if key == "" {
			continue
		}
		for m := rawjson.Members(c.Value); m.Next(); {
			for f := rawjson.Members(m.Value); f.Next(); {
				if string(f.Key) != key {
					continue
				}
				if id, err := rawjson.String(f.Value); err == nil {
					names = append(names, burncloud.ModelName(strings.TrimPrefix(id, "models/")))
				}
			}
		}
	}
	if c.Err() != nil || len(names) == 0 {
		return nil, &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the provider's answer is not a model list"}
	}
	slices.Sort(names)
	return names, nil
}
