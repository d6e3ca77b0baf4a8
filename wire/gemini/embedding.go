package gemini

import (
	"strconv"
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// tasks are Gemini's words for what vectors are for.
var tasks = []struct {
	word string
	task llm.TaskType
}{
	{"RETRIEVAL_QUERY", llm.TaskQuery},
	{"RETRIEVAL_DOCUMENT", llm.TaskDocument},
	{"SEMANTIC_SIMILARITY", llm.TaskSimilarity},
	{"CLASSIFICATION", llm.TaskClassify},
	{"CLUSTERING", llm.TaskCluster},
	{"QUESTION_ANSWERING", llm.TaskAnswer},
	{"FACT_VERIFICATION", llm.TaskVerify},
	{"CODE_RETRIEVAL_QUERY", llm.TaskCode},
}

// embedDecoder reads the body of embedContent, or of batchEmbedContents, which is a list of such.
type embedDecoder struct {
	requestDecoder
	out *llm.EmbeddingRequest
}

// DecodeEmbedding reads the body of embedContent.
func (f Front) DecodeEmbedding(body []byte) (*llm.EmbeddingRequest, error) {
	d := newEmbedDecoder()
	d.out = d.one("", body)
	return d.result()
}

// DecodeEmbeddings reads the body of batchEmbedContents. All its requests must want the same.
func (f Front) DecodeEmbeddings(body []byte) (*llm.EmbeddingRequest, error) {
	d := newEmbedDecoder()
	d.Object("", "", body, func(key, v []byte) {
		if string(key) == "requests" {
			d.Array("", "requests", v, d.add)
		}
	})
	return d.result()
}

func newEmbedDecoder() *embedDecoder {
	return &embedDecoder{requestDecoder: requestDecoder{req: &llm.Request{}}}
}

func (d *embedDecoder) result() (*llm.EmbeddingRequest, error) {
	if d.out == nil || len(d.out.Inputs) == 0 {
		d.Fault("", "content", "is required")
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	d.out.Lost = d.req.Lost
	return d.out, nil
}

func (d *embedDecoder) add(i int, v []byte) {
	at := "requests[" + strconv.Itoa(i) + "]"
	r := d.one(at, v)
	if d.out == nil {
		d.out = r
		return
	}
	if r.Dimensions != d.out.Dimensions || r.TaskType != d.out.TaskType || r.Model != d.out.Model {
		d.Fault(at, "", "must have the model, the task and the dimensions of the first")
	}
	if r.Title != d.out.Title {
		d.lose(at, "title", "one request has one title")
	}
	d.out.Inputs = append(d.out.Inputs, r.Inputs...)
}

func (d *embedDecoder) one(at string, body []byte) *llm.EmbeddingRequest {
	r := &llm.EmbeddingRequest{From: Dialect}
	d.Object(at, "", body, func(key, v []byte) {
		switch name := camel(key); name {
		case "model":
			r.Model = ModelOf(d.String(at, name, v))
		case "content":
			r.Inputs = append(r.Inputs, d.input(at, v))
		case "taskType":
			r.TaskType = d.task(at, v)
		case "title":
			r.Title = d.String(at, name, v)
		case "outputDimensionality":
			r.Dimensions = d.Whole(at, name, v)
		default:
			if !rawjson.IsNull(v) {
				d.lose(at, name, noPlace)
			}
		}
	})
	return r
}

// input is the text of a content, whose parts are one text to the model.
func (d *embedDecoder) input(at string, v []byte) string {
	var texts []string
	d.Object(at, "content", v, func(key, v []byte) {
		if string(key) != "parts" {
			return
		}
		d.each(at+".content.parts", v, func(i int, v []byte) {
			path := at + ".content.parts[" + strconv.Itoa(i) + "]"
			switch p := d.part(path, v).(type) {
			case llm.Text:
				texts = append(texts, p.Text)
			case nil:
			default:
				d.Fault(path, "", "must be text")
			}
		})
	})
	return strings.Join(texts, "\n")
}

func (d *embedDecoder) task(at string, v []byte) llm.TaskType {
	word := d.String(at, "taskType", v)
	for _, t := range tasks {
		if t.word == word {
			return t.task
		}
	}
	if word != "" && word != "TASK_TYPE_UNSPECIFIED" {
		d.Fault(at, "taskType", "is not a task that is known")
	}
	return llm.TaskAny
}

// EncodeEmbedding writes the body of batchEmbedContents for the target.
func (b Back) EncodeEmbedding(req *llm.EmbeddingRequest, t *llm.Target) ([]byte, []llm.Loss) {
	lost := append([]llm.Loss(nil), req.Lost...)
	if req.User != "" {
		lost = append(lost, llm.Loss{Field: "user", Why: "Gemini has nothing like it"})
	}
	var w llm.Writer
	w.Open('{')
	w.OpenKey("requests", '[')
	for _, in := range req.Inputs {
		w.Open('{')
		w.Str("model", "models/"+string(t.Model))
		w.OpenKey("content", '{')
		w.OpenKey("parts", '[')
		w.Open('{')
		w.Str("text", in)
		w.Close('}')
		w.Close(']')
		w.Close('}')
		for _, x := range tasks {
			if x.task == req.TaskType {
				w.Str("taskType", x.word)
			}
		}
		w.StrIf("title", req.Title)
		w.Num("outputDimensionality", req.Dimensions)
		w.Close('}')
	}
	w.Close(']')
	w.Close('}')
	return llm.Merge(w.Buf, t.Quirks.Set), lost
}

// DecodeEmbedding reads the answer of embedContent or batchEmbedContents.
func (b Back) DecodeEmbedding(body []byte) (*llm.EmbeddingResponse, error) {
	out := &llm.EmbeddingResponse{}
	c := rawjson.Members(body)
	for c.Next() {
		switch string(c.Key) {
		case "embedding":
			out.Vectors = append(out.Vectors, values(c.Value))
		case "embeddings":
			for v := rawjson.Members(c.Value); v.Next(); {
				out.Vectors = append(out.Vectors, values(v.Value))
			}
		case "usageMetadata":
			out.Usage, out.RawUsage = ReadUsage(c.Value), llm.Raw(c.Value).Clone()
		case "error":
			return nil, errorIn(body)
		}
	}
	if err := c.Err(); err != nil {
		return nil, llm.Invalid(err)
	}
	for _, v := range out.Vectors {
		if v.Kind() != '[' || !v.IsValid() {
			return nil, llm.Invalid(errNoVector)
		}
	}
	if out.Vectors == nil {
		return nil, llm.Invalid(errNoVector)
	}
	return out, nil
}

// values is the vector of {"values":[…]}.
func values(raw []byte) llm.Raw {
	for c := rawjson.Members(raw); c.Next(); {
		if string(c.Key) == "values" {
			return llm.Raw(c.Value).Clone()
		}
	}
	return nil
}

// EncodeEmbedding appends the answer of embedContent: the first vector.
func (f Front) EncodeEmbedding(dst []byte, resp *llm.EmbeddingResponse) []byte {
	w := llm.Writer{Buf: append(dst, '{')}
	w.Key("embedding")
	if len(resp.Vectors) > 0 {
		w.Buf = appendVector(w.Buf, resp.Vectors[0])
	} else {
		w.Buf = appendVector(w.Buf, llm.Raw("[]"))
	}
	return endEmbedding(w, resp)
}

// EncodeEmbeddings appends the answer of batchEmbedContents.
func (f Front) EncodeEmbeddings(dst []byte, resp *llm.EmbeddingResponse) []byte {
	w := llm.Writer{Buf: append(dst, '{')}
	w.OpenKey("embeddings", '[')
	for i, v := range resp.Vectors {
		if i > 0 {
			w.Buf = append(w.Buf, ',')
		}
		w.Buf = appendVector(w.Buf, v)
	}
	w.Close(']')
	return endEmbedding(w, resp)
}

func appendVector(dst []byte, v llm.Raw) []byte {
	return append(append(append(dst, `{"values":`...), v...), '}')
}

func endEmbedding(w llm.Writer, resp *llm.EmbeddingResponse) []byte {
	w.OpenKey("usageMetadata", '{')
	w.Int("promptTokenCount", resp.Usage.Prompt())
	w.Close('}')
	w.Close('}')
	return w.Buf
}
