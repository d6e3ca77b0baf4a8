package responses

import (
	"github.com/burncloud/burncloud/llm"
)

// objectWriter writes the response object that answers and the events at both ends of a stream consist of. What is the
// same in all of them is written once.
type objectWriter struct {
	id, model string
	created   int64
	echo      []byte // members that repeat the request
}

func newObject(f Front, req *llm.Request, id, model string) objectWriter {
	return objectWriter{id: responseID(id, req), model: either(model, string(req.Model)), created: f.created(), echo: echo(req)}
}

// outcome is how far a response object has come.
type outcome struct {
	status string
	at     int64       // when the answer was complete, in seconds since 1970
	reason string      // of incomplete_details
	output []byte      // items, comma-separated
	finish *llm.Finish // nil = no usage yet
	fault  []byte      // the error member, "" = null
}

// append appends the object. All members that clients of the dialect expect are there, null where there is nothing to
// say (wire-facts §3.2).
func (o *objectWriter) append(dst []byte, x outcome) []byte {
	w := llm.Writer{Buf: append(dst, '{')}
	w.Str("id", o.id)
	w.Str("object", "response")
	w.Int("created_at", o.created)
	w.Str("status", x.status)
	w.Lit("background", "false")
	if x.status == "completed" {
		w.Int("completed_at", x.at)
	} else {
		w.Lit("completed_at", "null")
	}
	w.Lit("error", either(string(x.fault), "null"))
	if x.reason == "" {
		w.Lit("incomplete_details", "null")
	} else {
		w.OpenKey("incomplete_details", '{')
		w.Str("reason", x.reason)
		w.Close('}')
	}
	w.Str("model", o.model)
	w.OpenKey("output", '[')
	w.Buf = append(w.Buf, x.output...)
	w.Close(']')
	w.Buf = append(w.Buf, o.echo...)
	if x.finish == nil {
		w.Lit("usage", "null")
	} else {
		writeUsage(&w, x.finish.Usage)
	}
	w.Close('}')
	return w.Buf
}

// echo writes the members that repeat what was asked for, a comma before the first. Instructions are not repeated:
// they would be sent back with three events of each stream.
func echo(req *llm.Request) []byte {
	w := llm.Writer{Buf: []byte(`,"instructions":null,"previous_response_id":null,"store":false,"truncation":"disabled"`)}
	orNullLit(&w, "max_output_tokens", string(req.MaxTokens))
	w.Lit("max_tool_calls", "null")
	orNullLit(&w, "temperature", string(req.Sampling.Temperature))
	orNullLit(&w, "top_p", string(req.Sampling.TopP))
	w.Lit("top_logprobs", either(string(req.Sampling.TopLogprobs), "0"))
	w.Bool("parallel_tool_calls", req.ParallelTools == nil || *req.ParallelTools)
	w.OpenKey("reasoning", '{')
	w.StrNull("effort", req.Reasoning.Effort)
	w.StrNull("summary", req.Reasoning.Summary)
	w.Close('}')
	echoText(&w, req)
	echoTools(&w, req)
	w.StrNull("service_tier", req.ServiceTier)
	w.StrNull("prompt_cache_key", req.Cache.Key)
	w.StrNull("prompt_cache_retention", req.Cache.Retention)
	w.StrNull("safety_identifier", req.User)
	w.Lit("user", "null")
	w.Key("metadata")
	w.Buf = appendCompact(w.Buf, req.Metadata, "{}")
	return w.Buf
}

func orNullLit(w *llm.Writer, name, literal string) { w.Lit(name, either(literal, "null")) }

// appendCompact appends JSON of the request in one line, or what stands for none.
func appendCompact(dst []byte, raw llm.Raw, none string) []byte {
	if raw == nil {
		return append(dst, none...)
	}
	out, err := compact(dst, raw)
	if err != nil { // it was checked when it was read
		return append(out, none...)
	}
	return out
}

func echoText(w *llm.Writer, req *llm.Request) {
	f := &req.Format
	w.OpenKey("text", '{')
	w.OpenKey("format", '{')
	w.Str("type", either(string(f.Kind), string(llm.FormatText)))
	if f.Kind == llm.FormatSchema {
		w.Str("name", f.Name)
		w.StrNull("description", f.Description)
		w.Key("schema")
		w.Buf = appendCompact(w.Buf, f.Schema, "{}")
		w.Bool("strict", f.Strict != nil && *f.Strict)
	}
	w.Close('}')
	w.Str("verbosity", either(req.Verbosity, "medium"))
	w.Close('}')
}

func echoTools(w *llm.Writer, req *llm.Request) {
	w.OpenKey("tools", '[')
	for i := range req.Tools {
		echoTool(w, &req.Tools[i])
	}
	w.Close(']')
	c := req.ToolChoice
	e := requestEncoder{req: req, target: &llm.Target{}, lost: llm.NewLosses(req)}
	e.Buf = w.Buf
	if c.Mode == llm.ChoiceAny && c.Name == "" && c.Allow == nil {
		c.Mode = llm.ChoiceAuto
	}
	e.choice(c)
	w.Buf = e.Buf
}

func echoTool(w *llm.Writer, t *llm.Tool) {
	if t.Kind == llm.ToolHosted {
		if raw, err := compact(nil, t.Raw); t.From == Dialect && err == nil {
			w.Elem(raw)
		}
		return
	}
	w.Open('{')
	if t.Kind == llm.ToolCustom {
		w.Str("type", "custom")
		w.Str("name", t.Name)
		w.StrNull("description", t.Description)
		w.Key("format")
		w.Buf = appendCompact(w.Buf, flatGrammar(t.Grammar), `{"type":"text"}`)
	} else {
		w.Str("type", "function")
		w.Str("name", t.Name)
		w.StrNull("description", t.Description)
		w.Key("parameters")
		w.Buf = appendCompact(w.Buf, t.Schema, "null")
		w.Bool("strict", t.Strict != nil && *t.Strict)
	}
	w.Close('}')
}
