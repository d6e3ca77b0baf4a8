package openai

import (
	"strconv"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// olderWords are the names of fields for a client that writes max_tokens.
var olderWords = llm.Words{llm.FieldMaxTokens: "max_tokens"}

// requestDecoder reads one request into the canonical form.
type requestDecoder struct {
	llm.Reader
	req      *llm.Request
	talking  bool // a message that is not an instruction was seen
	messages []byte
}

// DecodeRequest reads a chat completion request, in the dialects of OpenAI, OpenRouter, LiteLLM and the hosts that
// clients take their habits from.
func (f Front) DecodeRequest(body []byte) (*llm.Request, error) {
	d := requestDecoder{req: &llm.Request{From: burncloud.DialectOpenAI, Extra: llm.Extra{From: burncloud.DialectOpenAI}}}
	d.Object("", "", body, d.member)
	if d.messages == nil && d.Err() == nil {
		d.Fault("", "messages", "is required")
	}
	d.Array("", "messages", d.messages, d.message)
	if err := d.Err(); err != nil {
		return nil, err
	}
	return d.req, nil
}

func (d *requestDecoder) member(key, v []byte) {
	name, r := string(key), d.req
	switch name {
	case "model":
		r.Model = burncloud.ModelName(d.String("", name, v))
	case "messages":
		d.messages = v
	case "stream":
		r.Stream = d.Bool("", name, v)
	case "stream_options":
		d.Object("", name, v, func(k, v []byte) {
			if string(k) == "include_usage" {
				r.IncludeUsage = d.Bool(name, "include_usage", v)
			}
		})
	case "max_completion_tokens":
		r.MaxTokens, r.Words = d.Whole("", name, v), nil
	case "max_tokens":
		if n := d.Whole("", name, v); r.MaxTokens == "" {
			r.MaxTokens, r.Words = n, olderWords
		}
	case "tools":
		d.Array("", name, v, d.tool)
	case "functions":
		r.Legacy = true
		d.Array("", name, v, func(i int, v []byte) { d.function("functions["+strconv.Itoa(i)+"]", i, v) })
	case "tool_choice", "function_call":
		d.choice(name, v)
	case "parallel_tool_calls":
		r.ParallelTools = d.Flag("", name, v)
	case "response_format":
		d.format(v)
	default:
		if !d.sampling(name, v) && !d.reasoning(name, v) && !d.hint(name, v) {
			d.Extra(&r.Extra, key, v)
		}
	}
}

func (d *requestDecoder) sampling(name string, v []byte) bool {
	s := &d.req.Sampling
	switch name {
	case "temperature":
		s.Temperature = d.Number("", name, v)
	case "top_p":
		s.TopP = d.Number("", name, v)
	case "top_k":
		s.TopK = d.Whole("", name, v)
	case "seed":
		s.Seed = d.Number("", name, v)
	case "frequency_penalty":
		s.FrequencyPenalty = d.Number("", name, v)
	case "presence_penalty":
		s.PresencePenalty = d.Number("", name, v)
	case "logit_bias":
		s.LogitBias = d.Raw("", name, v)
	case "logprobs":
		s.Logprobs = d.Bool("", name, v)
	case "top_logprobs":
		s.TopLogprobs = d.Whole("", name, v)
	case "n":
		s.N = d.Whole("", name, v)
	case "stop":
		if len(v) > 0 && v[0] == '"' {
			s.Stop = []string{d.String("", name, v)}
		} else {
			s.Stop = d.Strings("", name, v)
		}
	default:
		return false
	}
	return true
}

// reasoning reads how hosts of this family are asked to reason (wire-facts §6).
func (d *requestDecoder) reasoning(name string, v []byte) bool {
	t := &d.req.Reasoning
	switch name {
	case "reasoning_effort":
		t.Effort = d.String("", name, v)
	case "thinking_budget":
		t.Budget = d.Whole("", name, v)
	case "enable_thinking":
		on := d.Flag("", name, v)
		t.Off = on != nil && !*on
		t.Adaptive = on != nil && *on
	case "thinking", "reasoning":
		d.Object("", name, v, func(k, v []byte) { d.thinking(name, string(k), v) })
	default:
		return false
	}
	return true
}

func (d *requestDecoder) thinking(at, name string, v []byte) {
	t := &d.req.Reasoning
	switch name {
	case "type":
		switch kind := d.String(at, name, v); kind {
		case "disabled":
			t.Off = true
		case "enabled", "auto", "adaptive":
			t.Adaptive = true
		}
	case "enabled":
		on := d.Bool(at, name, v)
		t.Off, t.Adaptive = !on, on
	case "budget_tokens", "max_tokens":
		t.Budget = d.Whole(at, name, v)
	case "effort":
		t.Effort = d.String(at, name, v)
	case "exclude":
		if d.Bool(at, name, v) {
			t.Display = "omitted"
		}
	case "summary":
		t.Summary = d.String(at, name, v)
	}
}

// hint reads what does not change the meaning of the answer.
func (d *requestDecoder) hint(name string, v []byte) bool {
	r := d.req
	switch name {
	case "modalities":
		r.Modalities = d.Strings("", name, v)
	case "verbosity":
		r.Verbosity = d.String("", name, v)
	case "web_search_options":
		if raw := d.Raw("", name, v); raw != nil {
			r.Tools = append(r.Tools, llm.Tool{Kind: llm.ToolHosted, Name: llm.HostedWebSearch, From: r.From, Raw: raw, Pos: -1})
		}
	default:
		return d.Hint(r, name, v)
	}
	return true
}

func (d *requestDecoder) format(v []byte) {
	const name = "response_format"
	f := &d.req.Format
	d.Object("", name, v, func(k, v []byte) {
		switch string(k) {
		case "type":
			f.Kind = llm.FormatKind(d.String(name, "type", v))
		case "json_schema":
			d.Object(name, "json_schema", v, d.schema)
		}
	})
	switch f.Kind {
	case llm.FormatAny, llm.FormatText, llm.FormatJSON:
	case llm.FormatSchema:
		if f.Schema == nil {
			d.Fault(name, "json_schema.schema", "is required")
		}
	default:
		d.Fault(name, "type", "must be text, json_object or json_schema")
	}
}

func (d *requestDecoder) schema(k, v []byte) {
	const at = "response_format.json_schema"
	f := &d.req.Format
	switch string(k) {
	case "name":
		f.Name = d.String(at, "name", v)
	case "description":
		f.Description = d.String(at, "description", v)
	case "schema":
		f.Schema = d.Raw(at, "schema", v)
	case "strict":
		f.Strict = d.Flag(at, "strict", v)
	}
}

func (d *requestDecoder) tool(i int, v []byte) {
	at := "tools[" + strconv.Itoa(i) + "]"
	var kind string
	var function, custom []byte
	var mark llm.CacheMark
	d.Object(at, "", v, func(k, v []byte) {
		switch string(k) {
		case "type":
			kind = d.String(at, "type", v)
		case "function":
			function = v
		case "custom":
			custom = v
		case "cache_control":
			mark = d.CacheControl(at, "cache_control", v)
		}
	})
	switch {
	case kind == "function" || kind == "" && function != nil:
		d.function(at+".function", i, function)
	case kind == "custom":
		d.custom(at+".custom", i, custom)
	case kind == "":
		d.Fault(at, "type", "is required")
	default:
		t := llm.Tool{Kind: llm.ToolHosted, Name: kind, From: d.req.From, Raw: d.Raw(at, "", v), Pos: i}
		d.req.Tools = append(d.req.Tools, t)
	}
	if n := len(d.req.Tools); n > 0 && mark != "" {
		d.req.Tools[n-1].Cache = mark
	}
}

func (d *requestDecoder) function(at string, i int, v []byte) {
	t := llm.Tool{Kind: llm.ToolFunction, Pos: i}
	d.Object(at, "", v, func(k, v []byte) {
		switch string(k) {
		case "name":
			t.Name = d.String(at, "name", v)
		case "description":
			t.Description = d.String(at, "description", v)
		case "parameters":
			t.Schema = d.Raw(at, "parameters", v)
		case "strict":
			t.Strict = d.Flag(at, "strict", v)
		}
	})
	if t.Name == "" {
		d.Fault(at, "name", "is required")
	}
	d.req.Tools = append(d.req.Tools, t)
}

func (d *requestDecoder) custom(at string, i int, v []byte) {
	t := llm.Tool{Kind: llm.ToolCustom, Pos: i}
	d.Object(at, "", v, func(k, v []byte) {
		switch string(k) {
		case "name":
			t.Name = d.String(at, "name", v)
		case "description":
			t.Description = d.String(at, "description", v)
		case "format":
			t.Grammar = d.Raw(at, "format", v)
		}
	})
	if t.Name == "" {
		d.Fault(at, "name", "is required")
	}
	d.req.Tools = append(d.req.Tools, t)
}

// choice reads tool_choice, and function_call as the same.
func (d *requestDecoder) choice(name string, v []byte) {
	c := &d.req.ToolChoice
	if len(v) > 0 && v[0] == '"' {
		switch mode := d.String("", name, v); mode {
		case "auto", "none", "required":
			c.Mode = llm.ChoiceMode(mode)
		case "any": // Mistral
			c.Mode = llm.ChoiceRequired
		default:
			d.Fault("", name, "must be none, auto, required or an object")
		}
		return
	}
	d.Object("", name, v, func(k, v []byte) {
		switch string(k) {
		case "name": // function_call
			c.Mode, c.Name = llm.ChoiceRequired, d.String(name, "name", v)
		case "function", "custom":
			at := name + "." + string(k)
			d.Object(at, "", v, func(k, v []byte) {
				if string(k) == "name" {
					c.Mode, c.Name = llm.ChoiceRequired, d.String(at, "name", v)
				}
			})
		case "allowed_tools":
			d.allowed(name+".allowed_tools", v)
		}
	})
	if c.Mode == llm.ChoiceAny && !rawjson.IsNull(v) {
		d.Fault("", name, "names no tool")
	}
}

func (d *requestDecoder) allowed(at string, v []byte) {
	c := &d.req.ToolChoice
	c.Mode, c.Allow = llm.ChoiceAuto, []string{}
	d.Object(at, "", v, func(k, v []byte) {
		switch string(k) {
		case "mode":
			if d.String(at, "mode", v) == "required" {
				c.Mode = llm.ChoiceRequired
			}
		case "tools":
			d.Array(at, "tools", v, func(_ int, v []byte) {
				d.Object(at, "tools", v, func(k, v []byte) {
					if s := string(k); s == "function" || s == "custom" {
						d.Object(at, "tools", v, func(k, v []byte) {
							if string(k) == "name" {
								c.Allow = append(c.Allow, d.String(at, "tools.name", v))
							}
						})
					}
				})
			})
		}
	})
}
