package gateway

import (
	"context"
	"net/http"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/cohere"
	"github.com/burncloud/burncloud/wire/dashscope"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/openai"
)

// embedFront is how a client's dialect asks for vectors and gets them.
type embedFront struct {
	decode func(body []byte) (*llm.EmbeddingRequest, error)
	encode func(dst []byte, req *llm.EmbeddingRequest, resp *llm.EmbeddingResponse) []byte
}

// embedBack is how an upstream's dialect does.
type embedBack interface {
	EncodeEmbedding(req *llm.EmbeddingRequest, t *llm.Target) ([]byte, []llm.Loss)
	DecodeEmbedding(body []byte) (*llm.EmbeddingResponse, error)
}

// Dialects in which vectors can be asked for.
var (
	embedOpenAI = embedFront{openai.Front{}.DecodeEmbedding, openai.Front{}.EncodeEmbedding}
	embedGemini = embedFront{gemini.Front{}.DecodeEmbedding, geminiVectors(gemini.Front{}.EncodeEmbedding)}
	embedBatch  = embedFront{gemini.Front{}.DecodeEmbeddings, geminiVectors(gemini.Front{}.EncodeEmbeddings)}

	embedBacks = map[burncloud.Dialect]embedBack{
		burncloud.DialectOpenAI: openai.Back{}, gemini.Dialect: gemini.Back{}, dashscope.Dialect: dashscope.Back{}, cohere.Dialect: cohere.Back{},
	}
)

// geminiVectors fits an encoder that needs no request.
func geminiVectors(encode func([]byte, *llm.EmbeddingResponse) []byte) func([]byte, *llm.EmbeddingRequest, *llm.EmbeddingResponse) []byte {
	return func(dst []byte, _ *llm.EmbeddingRequest, resp *llm.EmbeddingResponse) []byte {
		return encode(dst, resp)
	}
}

// encodeEmbedding translates a request for vectors for the target.
func (c *call) encodeEmbedding(out *outgoing) *burncloud.Error {
	back, ok := embedBacks[out.wire]
	if !ok {
		return c.unserved()
	}
	if c.inputs == nil && c.misread == nil {
		req, err := c.ep.embed.decode(c.body.b)
		if err != nil {
			c.misread = burncloud.AsError(err)
		} else {
			req.Model = c.rec.Model
			c.inputs = req
		}
	}
	if c.misread != nil {
		return c.misread
	}
	out.embed, out.op = back, upstream.Embed
	out.body, out.losses = back.EncodeEmbedding(c.inputs, &out.target)
	if c.strict() {
		if err := llm.Strict(out.losses); err != nil {
			return burncloud.AsError(err)
		}
	}
	return nil
}

// translateVectors reads the vectors of the upstream's dialect and sends them in the client's.
func (a *attempt) translateVectors(ctx context.Context, resp *http.Response) *burncloud.Error {
	buf, failure := a.whole(ctx, resp)
	defer buf.release()
	if failure != nil {
		return failure
	}
	answer, err := a.out.embed.DecodeEmbedding(buf.b)
	if err != nil {
		return a.scrubbed(err)
	}
	a.note(&llm.Outcome{Usage: answer.Usage, RawUsage: answer.RawUsage})
	return a.call.sendWhole(jsonHeader, a.call.ep.embed.encode(nil, a.call.inputs, answer))
}
