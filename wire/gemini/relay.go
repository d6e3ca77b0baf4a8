package gemini

import (
	"bytes"
	"strconv"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// Relay is one call whose bytes are forwarded in the dialect they came in. The model and whether to stream are in the
// URL, and usage comes unasked, so nothing in the body is ever changed.
type Relay struct {
	body []byte
	head llm.Head
}

// requestNames are the members that no two readers may disagree about.
var requestNames = llm.WithQuantities("contents", "model", "generationConfig", "generation_config", "requests", "tools", "systemInstruction")

const (
	reqConfig = iota + 2
	reqOldConfig
	reqRequests
	reqQuantities = reqRequests + 3 // after tools and systemInstruction
	reqCount      = reqQuantities + llm.QuantityCount
)

// Peek takes what the URL says, and refuses a body that is no JSON object, or asks for impossible quantities. The errors are
// KindBadRequest.
func Peek(body []byte, model burncloud.ModelName, stream bool) (*Relay, error) {
	var v [reqCount]rawjson.Span
	if _, err := rawjson.Scan(body, requestNames, v[:]); err != nil {
		return nil, llm.BadRequest("", err.Error())
	}
	if err := llm.CheckQuantities(body, v[reqQuantities:]); err != nil {
		return nil, err
	}
	if err := checkConfig(configAt, v[reqConfig].Of(body)); err != nil {
		return nil, err
	}
	if err := checkConfig("generation_config", v[reqOldConfig].Of(body)); err != nil {
		return nil, err
	}
	if err := checkRequests(v[reqRequests].Of(body)); err != nil {
		return nil, err
	}
	return &Relay{body: body, head: llm.Head{Model: model, Stream: stream}}, nil
}

// checkConfig refuses a generationConfig whose quantities are out of bounds, in either spelling of its members.
func checkConfig(at string, config []byte) error {
	if len(config) == 0 || config[0] != '{' {
		return nil
	}
	for m := rawjson.Members(config); m.Next(); {
		var q llm.Quantity
		switch string(m.Key) {
		case "maxOutputTokens", "max_output_tokens":
			q = llm.TokenQuantity
		case "candidateCount", "candidate_count":
			q = llm.AnswerQuantity
		default:
			continue
		}
		q.Name = at + "." + string(m.Key)
		if err := q.Check(m.Value); err != nil {
			return err
		}
	}
	return nil
}

// checkRequests does the same for the requests of a batch.
func checkRequests(list []byte) error {
	if len(list) == 0 || list[0] != '[' {
		return nil
	}
	i := 0
	for e := rawjson.Members(list); e.Next(); i++ {
		if e.Value[0] != '{' {
			continue
		}
		for m := rawjson.Members(e.Value); m.Next(); {
			if string(m.Key) != "outputDimensionality" && string(m.Key) != "output_dimensionality" {
				continue
			}
			q := llm.NumberQuantity
			q.Name = "requests[" + strconv.Itoa(i) + "]." + string(m.Key)
			if err := q.Check(m.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

// Head returns what routing needs.
func (r *Relay) Head() llm.Head { return r.head }

// Body returns the bytes for the upstream: the client's own. Where the upstream calls the model by another name, that
// belongs into its URL.
func (r *Relay) Body(burncloud.ModelName, bool) []byte { return r.body }

// Members of answers and of stream chunks that the gateway reads. The last four are of endpoints without candidates.
var answerNames = rawjson.NewNames("candidates", "usageMetadata", "promptFeedback", "error",
	"embedding", "embeddings", "totalTokens", "predictions")

const (
	ansCandidates = iota
	ansUsage
	ansFeedback
	ansError
	ansOthers
	ansCount = ansOthers + 4
)

// Answer reads a whole answer that will be forwarded untouched: of generateContent, countTokens or an endpoint of
// embeddings.
func (r *Relay) Answer(body []byte) (llm.Outcome, error) {
	var v [ansCount]rawjson.Span
	if _, err := rawjson.Scan(body, answerNames, v[:]); err != nil {
		return llm.Outcome{}, llm.Invalid(err)
	}
	if raw := v[ansError].Of(body); raw != nil && !rawjson.IsNull(raw) {
		return llm.Outcome{ErrorBody: body}, nil
	}
	var out llm.Outcome
	for i, s := range v {
		if i != ansUsage && s.Present() {
			out.Finished = true
		}
	}
	if !out.Finished {
		return out, llm.Invalid(errNoCandidates)
	}
	if raw := v[ansUsage].Of(body); raw != nil && !rawjson.IsNull(raw) {
		out.Usage, out.RawUsage = ReadUsage(raw), raw
	}
	return out, nil
}

// Stream reads the frames of one attempt's stream.
func (r *Relay) Stream() llm.Frames { return &Stream{} }

// Stream judges the frames of a relayed stream one by one: server-sent events, or elements of an array as
// ArraySplitter cuts them. The dialect has no mark for its end: a stream that ends when Outcome says Finished is whole.
type Stream struct {
	begun   bool   // content was seen
	said    []byte // candidates of the frame judged last
	scratch []byte
	raw     []byte
	usage   counts
	out     llm.Outcome
}

// Outcome is what the frames so far have told.
func (s *Stream) Outcome() *llm.Outcome { return &s.out }

// Frame judges one frame. Nothing is allocated once the usage has found its place.
func (s *Stream) Frame(frame []byte) llm.Verdict {
	s.said = nil
	data := element(frame)
	if len(data) > 0 && data[0] != '{' {
		var ev sse.Event
		ev, s.scratch = sse.Parse(frame, s.scratch)
		data = bytes.TrimSpace(ev.Data)
	}
	if len(data) == 0 {
		return 0
	}
	var v [ansCount]rawjson.Span
	if _, err := rawjson.Scan(data, answerNames, v[:]); err != nil {
		return llm.Broken
	}
	if raw := v[ansError].Of(data); raw != nil && !rawjson.IsNull(raw) {
		s.out.ErrorBody = bytes.Clone(data)
		return llm.Failed
	}
	s.count(v[ansUsage].Of(data))
	feedback := v[ansFeedback].Of(data)
	blocked := feedback != nil && hasMember(feedback, "blockReason")
	s.said = v[ansCandidates].Of(data)
	ended, speaks := look(s.said)
	s.out.Finished = s.out.Finished || ended || blocked
	s.begun = s.begun || speaks || ended || blocked
	if s.begun {
		return llm.Content
	}
	return 0
}

// count takes over the usage of a chunk if it has any that is new.
func (s *Stream) count(raw []byte) {
	before := s.usage
	s.usage.read(raw)
	if s.usage != before {
		s.raw = append(s.raw[:0], raw...)
		s.out.Usage, s.out.RawUsage = s.usage.buckets(), s.raw
	}
}

func hasMember(object []byte, name string) bool {
	for c := rawjson.Members(object); c.Next(); {
		if string(c.Key) == name {
			return true
		}
	}
	return false
}

// look reports whether a candidate says why it ended, and whether any has content.
func look(candidates []byte) (ended, speaks bool) {
	for c := rawjson.Members(candidates); c.Next(); {
		for m := rawjson.Members(c.Value); m.Next(); {
			switch string(m.Key) {
			case "finishReason":
				word := enum(m.Value, "", finishNames)
				ended = ended || word != "" && word != unspecified
			case "content":
				speaks = speaks || hasContent(m.Value)
			}
		}
	}
	return ended, speaks
}

// hasContent reports whether any part of a content says anything.
func hasContent(content []byte) bool {
	for c := rawjson.Members(content); c.Next(); {
		if string(c.Key) != "parts" {
			continue
		}
		for p := rawjson.Members(c.Value); p.Next(); {
			for m := rawjson.Members(p.Value); m.Next(); {
				switch string(m.Key) {
				case "text":
					if string(m.Value) != `""` {
						return true
					}
				case "thought":
				default:
					return true
				}
			}
		}
	}
	return false
}
