package openai

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// DecodeEmbedding reads the body of an embeddings request that is to cross into another dialect. Inputs given as
// tokens are refused: no other dialect takes them.
func (f Front) DecodeEmbedding(body []byte) (*llm.EmbeddingRequest, error) {
	var d llm.Reader
	r := &llm.EmbeddingRequest{From: burncloud.DialectOpenAI}
	d.Object("", "", body, func(key, v []byte) {
		switch name := string(key); name {
		case "model":
			r.Model = burncloud.ModelName(d.String("", name, v))
		case "input":
			r.Inputs = readInputs(&d, v)
		case "dimensions":
			r.Dimensions = d.Whole("", name, v)
		case "encoding_format":
			r.Encoding = d.String("", name, v)
			if r.Encoding != "" && r.Encoding != encodingFloat && r.Encoding != encodingBase64 {
				d.Fault("", name, "must be float or base64")
			}
		case "user":
			r.User = d.String("", name, v)
		default:
			if !rawjson.IsNull(v) {
				r.Lost = append(r.Lost, llm.Loss{Field: name, Why: "the upstream's dialect does not have it"})
			}
		}
	})
	if len(r.Inputs) == 0 {
		d.Fault("", "input", "is required and must not be empty")
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	return r, nil
}

// readInputs reads one text or many.
func readInputs(d *llm.Reader, v []byte) []string {
	if llm.Raw(v).Kind() == '"' {
		return []string{d.String("", "input", v)}
	}
	var out []string
	d.Array("", "input", v, func(_ int, v []byte) {
		switch llm.Raw(v).Kind() {
		case '"':
			out = append(out, d.String("", "input", v))
		case '0', '[':
			d.Fault("", "input", "tokens cannot be sent to the upstream of this model: give the text")
		default:
			d.Fault("", "input", "must be a string or an array of strings")
		}
	})
	return out
}

// EncodeEmbedding writes the body of an embeddings request for the target, and says what is lost. What the vectors are
// for and the title have no place in this dialect; only Gemini's has both.
func (b Back) EncodeEmbedding(req *llm.EmbeddingRequest, t *llm.Target) ([]byte, []llm.Loss) {
	lost := append([]llm.Loss(nil), req.Lost...)
	const why = "the upstream's dialect does not have it"
	if req.TaskType != llm.TaskAny {
		lost = append(lost, llm.Loss{Field: "taskType", Why: why})
	}
	if req.Title != "" {
		lost = append(lost, llm.Loss{Field: "title", Why: why})
	}
	var w llm.Writer
	w.Open('{')
	w.Str("model", string(t.Model))
	w.Strs("input", req.Inputs)
	w.Num("dimensions", req.Dimensions)
	w.StrIf("encoding_format", req.Encoding)
	w.StrIf("user", req.User)
	w.Close('}')
	return llm.Merge(w.Buf, t.Quirks.Set), lost
}
