// Package bedrock faces Amazon Bedrock in its Converse dialect.
package bedrock

import (
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Dialect is Bedrock's Converse.
const Dialect burncloud.Dialect = "bedrock"

// Back faces "/model/{id}/converse" and "/model/{id}/converse-stream": model and stream are in the URL alone.
//
// Members of Quirks.Set named "inferenceConfig" and "additionalModelRequestFields" are merged into those objects.
type Back struct{}

// ownOrigin is the origin of signatures of the models at Bedrock that are not Claude.
const ownOrigin llm.Origin = "bedrock"

// originOf returns whose signatures the target understands. Claude's are the same everywhere.
func originOf(t *llm.Target) llm.Origin {
	switch {
	case t.Origin != "":
		return t.Origin
	case named(t, "claude"):
		return llm.OriginAnthropic
	}
	return ownOrigin
}

func named(t *llm.Target, word string) bool {
	return strings.Contains(strings.ToLower(string(t.Model)), word)
}

// requestEncoder writes one request for one target.
type requestEncoder struct {
	llm.Writer
	req    *llm.Request
	target *llm.Target
	lost   *llm.Losses
	origin llm.Origin
	turns  []llm.Message
	names  map[string]bool // of documents
	max    int64           // limit on output tokens; 0 = none
	thinks bool
	format bool // FormatTool stands in for json_schema
}

// EncodeRequest writes the body.
func (Back) EncodeRequest(req *llm.Request, t *llm.Target) ([]byte, []llm.Loss, error) {
	e := requestEncoder{req: req, target: t, lost: llm.NewLosses(req), origin: originOf(t), names: map[string]bool{}}
	e.turns = e.replayable().Turns(e.lost)
	e.limit()
	e.thinks = req.Reasoning.IsOn() && !e.mustNotThink()
	e.format = req.Format.Kind == llm.FormatSchema && t.Quirks.NoSchema && len(req.Tools) == 0 && !e.unforced()
	e.Buf = make([]byte, 0, 4096)
	e.Open('{')
	e.messages()
	e.system()
	extra := e.extraFields()
	e.inference()
	e.toolConfig()
	e.outputConfig()
	e.hints()
	if extra = merged(extra, t.Quirks.Set, "additionalModelRequestFields"); string(extra) != "{}" {
		e.Raw("additionalModelRequestFields", extra)
	}
	e.Close('}')
	e.lost.DropExtra(Dialect)
	return e.lost.Result(e.Buf, llm.Without(t.Quirks.Set, "inferenceConfig", "additionalModelRequestFields"))
}

// replayable returns the request without what the target would refuse: reasoning that is not its own, and parts of other
// dialects. It comes before turns are made, so that none is left empty.
func (e *requestEncoder) replayable() *llm.Request {
	r := *e.req
	r.Messages = make([]llm.Message, 0, len(e.req.Messages))
	for _, m := range e.req.Messages {
		kept := make([]llm.Part, 0, len(m.Parts))
		for _, p := range m.Parts {
			switch p := p.(type) {
			case llm.Reasoning:
				if p.Signature.For(e.origin).IsZero() {
					e.lost.DropThought(p)
					continue
				}
			case llm.Opaque:
				e.lost.DropOpaque(&m, p)
				continue
			}
			kept = append(kept, p)
		}
		m.Parts = kept
		r.Messages = append(r.Messages, m)
	}
	return &r
}

// merged returns the object with what set has for it.
func merged(object []byte, set llm.Raw, name string) []byte {
	return llm.Merge(object, llm.Find(set, name))
}

// limit finds the limit on output tokens: the model's own where the caller said none, since the upstream's is low.
func (e *requestEncoder) limit() {
	e.max = e.target.MaxOutput
	if n, ok := e.lost.MaxTokens(e.target).Int(); ok {
		e.max = n
	}
}

func (e *requestEncoder) inference() {
	s := &e.req.Sampling
	w := llm.Writer{}
	w.Open('{')
	if e.max > 0 {
		w.Int("maxTokens", e.max)
	}
	for _, x := range []struct {
		field llm.Field
		name  string
		n     llm.Number
	}{{llm.FieldTemperature, "temperature", s.Temperature}, {llm.FieldTopP, "topP", s.TopP}} {
		switch {
		case x.n == "":
		case e.target.Quirks.NoSampling:
			e.lost.Drop(x.field, "the model has fixed sampling")
		case e.thinks && e.origin == llm.OriginAnthropic:
			e.lost.Drop(x.field, "the model takes no sampling while it reasons")
		case x.name == "topP" && s.Temperature != "" && e.origin == llm.OriginAnthropic:
			e.lost.Drop(x.field, "the model takes one of temperature and top_p")
		case x.n.Float() > 1:
			e.lost.Change(x.field, "the upstream takes 1 at most")
			w.Int(x.name, 1)
		default:
			w.Num(x.name, x.n)
		}
	}
	w.Strs("stopSequences", s.Stop)
	w.Close('}')
	if w.Buf = merged(w.Buf, e.target.Quirks.Set, "inferenceConfig"); string(w.Buf) != "{}" {
		e.Raw("inferenceConfig", w.Buf)
	}
	for _, x := range []struct {
		field llm.Field
		given bool
	}{
		{llm.FieldN, s.N != "" && s.N != "1"},
		{llm.FieldLogprobs, s.Logprobs || s.TopLogprobs != ""},
		{llm.FieldSeed, s.Seed != ""},
		{llm.FieldFrequency, s.FrequencyPenalty != ""},
		{llm.FieldPresence, s.PresencePenalty != ""},
		{llm.FieldLogitBias, s.LogitBias != nil},
	} {
		if x.given {
			e.lost.Drop(x.field, llm.NotInDialect)
		}
	}
}

// hints writes the tier and says which of the caller's other hints are lost.
func (e *requestEncoder) hints() {
	switch tier := e.req.ServiceTier; tier {
	case "", "auto":
	case "default", "flex", "priority":
		e.OpenKey("serviceTier", '{')
		e.Str("type", tier)
		e.Close('}')
	default:
		e.lost.Drop(llm.FieldServiceTier, llm.NotInDialect)
	}
	e.lost.DropHints(llm.FieldServiceTier)
}

// outputConfig writes the schema of the answer, as text (recorded: bedrock/converse).
func (e *requestEncoder) outputConfig() {
	f := &e.req.Format
	switch {
	case f.Kind != llm.FormatSchema || e.format:
		return
	case e.target.Quirks.NoSchema:
		e.lost.Drop(llm.FieldFormat, "the upstream cannot hold an answer to a schema")
		return
	}
	name := f.Name
	if name == "" {
		name = "answer"
	}
	e.OpenKey("outputConfig", '{')
	e.OpenKey("textFormat", '{')
	e.Str("type", "json_schema")
	e.OpenKey("structure", '{')
	e.OpenKey("jsonSchema", '{')
	e.Str("name", name)
	e.Str("schema", string(f.Schema))
	e.StrIf("description", f.Description)
	for range 4 {
		e.Close('}')
	}
}
