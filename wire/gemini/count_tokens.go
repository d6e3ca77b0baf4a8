package gemini

import (
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// DecodeCountTokens reads the body of countTokens: contents, or a whole generateContentRequest, which names its model
// too.
func (f Front) DecodeCountTokens(body []byte) (*llm.Request, error) {
	inner := body
	c := rawjson.Members(body)
	for c.Next() {
		if camel(c.Key) == "generateContentRequest" && !rawjson.IsNull(c.Value) {
			inner = c.Value
		}
	}
	if err := c.Err(); err != nil {
		return nil, llm.BadRequest("", err.Error())
	}
	req, err := f.DecodeRequest(inner)
	if err != nil {
		return nil, err
	}
	for c := rawjson.Members(inner); c.Next(); {
		if string(c.Key) == "model" {
			req.Model = ModelOf(llm.TextOf(c.Value))
		}
	}
	return req, nil
}

// AppendCount appends the answer of countTokens.
func AppendCount(dst []byte, tokens int64) []byte {
	w := llm.Writer{Buf: dst}
	w.Buf = append(w.Buf, '{')
	w.Int("totalTokens", tokens)
	w.OpenKey("promptTokensDetails", '[')
	w.Open('{')
	w.Str("modality", "TEXT")
	w.Int("tokenCount", tokens)
	w.Buf = append(w.Buf, `}]}`...)
	return w.Buf
}

// ModelOf takes the name of a model out of the name of its resource: "models/gemini-2.5-pro" or Vertex's
// "projects/p/locations/l/publishers/google/models/gemini-2.5-pro".
func ModelOf(resource string) burncloud.ModelName {
	if i := strings.LastIndex(resource, "models/"); i == 0 || i > 0 && resource[i-1] == '/' {
		resource = resource[i+len("models/"):]
	}
	return burncloud.ModelName(resource)
}
