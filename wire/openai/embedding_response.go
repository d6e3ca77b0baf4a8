package openai

import (
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// DecodeEmbedding reads the answer to an embeddings request, in either encoding. Vectors are put in the order of their
// index.
func (b Back) DecodeEmbedding(body []byte) (*llm.EmbeddingResponse, error) {
	var v [ansCount]rawjson.Span
	if _, err := rawjson.Scan(body, answerNames, v[:]); err != nil {
		return nil, llm.Invalid(err)
	}
	if raw := errorIn(body, &v); raw != nil {
		return nil, errorOf(0, nil, raw)
	}
	out := &llm.EmbeddingResponse{Model: llm.TextOf(llm.Find(body, "model"))}
	if raw := v[ansUsage].Of(body); raw != nil && !rawjson.IsNull(raw) {
		out.Usage, out.RawUsage = ReadUsage(raw), llm.Raw(raw).Clone()
	}
	var places []int64
	for c := rawjson.Members(v[ansData].Of(body)); c.Next(); {
		vector, at, err := readVector(c.Value, int64(len(places)))
		if err != nil {
			return nil, err
		}
		out.Vectors, places = append(out.Vectors, vector), append(places, at)
	}
	var err error
	out.Vectors, err = llm.InOrder(out.Vectors, places)
	return out, err
}

// readVector reads an element of data, which is at the place unless it says something else.
func readVector(element []byte, place int64) (llm.Raw, int64, error) {
	var raw []byte
	if llm.Raw(element).Kind() == '{' {
		raw = llm.Find(element, "embedding")
		if at := llm.Find(element, "index"); at != nil {
			place = index(at)
		}
	}
	if len(raw) > 0 && raw[0] == '"' {
		if vector, ok := unpack(llm.TextOf(raw)); ok {
			return vector, place, nil
		}
	}
	vector, err := llm.Vector(raw)
	return vector, place, err
}

// index reads the place of a vector; what is none becomes one that nothing can have.
func index(raw []byte) int64 {
	n, err := rawjson.Int(raw)
	if err != nil {
		return -1
	}
	return n
}

// EncodeEmbedding appends the answer to the request, in the encoding that it asks for.
func (f Front) EncodeEmbedding(dst []byte, req *llm.EmbeddingRequest, resp *llm.EmbeddingResponse) []byte {
	w := llm.Writer{Buf: append(dst, '{')}
	w.Str("object", "list")
	w.OpenKey("data", '[')
	for i, vector := range resp.Vectors {
		w.Open('{')
		w.Str("object", "embedding")
		w.Int("index", int64(i))
		w.Key("embedding")
		if req.Encoding == encodingBase64 {
			w.Buf = appendPacked(w.Buf, vector)
		} else {
			w.Buf = append(w.Buf, vector...)
		}
		w.Close('}')
	}
	w.Close(']')
	model := resp.Model
	if model == "" {
		model = string(req.Model)
	}
	w.Str("model", model)
	w.OpenKey("usage", '{')
	w.Int("prompt_tokens", resp.Usage.Prompt())
	w.Int("total_tokens", resp.Usage.Prompt()+resp.Usage.Completion())
	w.Close('}')
	w.Close('}')
	return w.Buf
}
