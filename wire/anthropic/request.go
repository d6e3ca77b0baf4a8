package anthropic

import (
	"strconv"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// requestDecoder reads one request into the canonical form.
type requestDecoder struct {
	llm.Reader
	req      *llm.Request
	messages []byte
}

// DecodeRequest reads a messages request.
func (Front) DecodeRequest(body []byte) (*llm.Request, error) {
	d := requestDecoder{req: &llm.Request{From: Dialect, Words: words, Extra: llm.Extra{From: Dialect}}}
	d.Object("", "", body, d.member)
	if d.messages == nil {
		d.Fault("", "messages", "field required")
	}
	if d.req.MaxTokens == "" {
		d.Fault("", "max_tokens", "field required")
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
	case "system":
		r.System = d.Content("", name, v, d.block)
	case "max_tokens":
		r.MaxTokens = d.Whole("", name, v)
	case "stream":
		r.Stream = d.Bool("", name, v)
	case "temperature":
		r.Sampling.Temperature = d.Number("", name, v)
	case "top_p":
		r.Sampling.TopP = d.Number("", name, v)
	case "top_k":
		r.Sampling.TopK = d.Whole("", name, v)
	case "stop_sequences":
		r.Sampling.Stop = d.Strings("", name, v)
	case "tools":
		d.Array("", name, v, d.tool)
	case "tool_choice":
		d.choice(v)
	case "metadata":
		d.metadata(v)
	case "thinking":
		d.Object("", name, v, d.thinking)
	case "output_config":
		d.outputConfig(v)
	case "output_format": // the older beta
		d.format(name, v)
	case "service_tier":
		r.ServiceTier = d.String("", name, v)
		if r.ServiceTier == "standard_only" {
			r.ServiceTier = "default"
		}
	case "cache_control":
		r.Cache.Mark = d.CacheControl("", "cache_control", v)
	default:
		d.Extra(&r.Extra, key, v)
	}
}

func (d *requestDecoder) metadata(v []byte) {
	d.Object("", "metadata", v, func(k, v []byte) {
		if string(k) == "user_id" {
			d.req.User = d.String("metadata", "user_id", v)
			return
		}
		d.req.Lost = append(d.req.Lost, llm.Loss{Field: "metadata." + string(k), Why: "metadata has only user_id"})
	})
}

func (d *requestDecoder) thinking(k, v []byte) {
	t := &d.req.Reasoning
	switch name := string(k); name {
	case "type":
		switch kind := d.String("thinking", name, v); kind {
		case "disabled":
			t.Off = true
		case "enabled": // the budget says how much
		case "adaptive", "between_tools":
			t.Adaptive = true
		default:
			d.Fault("thinking", name, "must be enabled, adaptive or disabled, not "+strconv.Quote(kind))
		}
	case "budget_tokens":
		t.Budget = d.Whole("thinking", name, v)
	case "display":
		t.Display = d.String("thinking", name, v)
	}
}

func (d *requestDecoder) outputConfig(v []byte) {
	d.Object("", "output_config", v, func(k, v []byte) {
		switch name := string(k); name {
		case "effort":
			d.req.Reasoning.Effort = d.String("output_config", name, v)
		case "format":
			d.format("output_config.format", v)
		default:
			d.req.Lost = append(d.req.Lost, llm.Loss{Field: "output_config." + name, Why: "it is not known here"})
		}
	})
}

func (d *requestDecoder) format(at string, v []byte) {
	f := &d.req.Format
	d.Object(at, "", v, func(k, v []byte) {
		switch string(k) {
		case "type":
			if kind := d.String(at, "type", v); kind != "json_schema" {
				d.Fault(at, "type", "must be json_schema")
			}
		case "schema":
			strict := true // this dialect knows no other
			f.Kind, f.Schema, f.Strict = llm.FormatSchema, d.Raw(at, "schema", v), &strict
		}
	})
	if f.Kind == llm.FormatSchema && f.Schema == nil {
		d.Fault(at, "schema", "field required")
	}
}

func (d *requestDecoder) tool(i int, v []byte) {
	at := "tools[" + strconv.Itoa(i) + "]"
	t := llm.Tool{Kind: llm.ToolFunction, Pos: i}
	var kind string
	d.Object(at, "", v, func(k, v []byte) {
		switch name := string(k); name {
		case "type":
			kind = d.String(at, name, v)
		case "name":
			t.Name = d.String(at, name, v)
		case "description":
			t.Description = d.String(at, name, v)
		case "input_schema":
			t.Schema = d.Raw(at, name, v)
		case "strict":
			t.Strict = d.Flag(at, name, v)
		case "cache_control":
			t.Cache = d.CacheControl(at, "cache_control", v)
		}
	})
	if kind != "" && kind != "custom" {
		t = llm.Tool{Kind: llm.ToolHosted, Name: hostedName(kind), From: Dialect, Raw: d.Raw(at, "", v), Cache: t.Cache, Pos: i}
	} else if t.Name == "" {
		d.Fault(at, "name", "field required")
	}
	d.req.Tools = append(d.req.Tools, t)
}

// hostedName is the common name of a tool whose type ends in a date, as web_search_20260209.
func hostedName(kind string) string {
	if i := strings.LastIndexByte(kind, '_'); i > 0 && len(kind)-i == 9 {
		return kind[:i]
	}
	return kind
}

func (d *requestDecoder) choice(v []byte) {
	const at = "tool_choice"
	c := &d.req.ToolChoice
	d.Object("", at, v, func(k, v []byte) {
		switch name := string(k); name {
		case "type":
			switch kind := d.String(at, name, v); kind {
			case "auto", "none":
				c.Mode = llm.ChoiceMode(kind)
			case "any", "tool":
				c.Mode = llm.ChoiceRequired
			default:
				d.Fault(at, name, "must be auto, any, tool or none")
			}
		case "name":
			c.Name = d.String(at, name, v)
		case "disable_parallel_tool_use":
			if off := d.Flag(at, name, v); off != nil {
				parallel := !*off
				d.req.ParallelTools = &parallel
			}
		}
	})
}

func (d *requestDecoder) message(i int, v []byte) {
	m := llm.Message{Pos: i}
	at := "messages[" + strconv.Itoa(i) + "]"
	d.Object(at, "", v, func(k, v []byte) {
		switch name := string(k); name {
		case "role":
			m.Role = llm.Role(d.String(at, name, v))
		case "content":
			m.Parts = d.Content(at, name, v, d.block)
		}
	})
	switch m.Role {
	case llm.RoleUser, llm.RoleAssistant, llm.RoleSystem:
	default:
		d.Fault(at, "role", "must be user or assistant")
	}
	m.Parts = giveSignatures(m.Parts)
	d.req.Messages = append(d.req.Messages, m)
}

// giveSignatures gives calls the foreign signatures that Front hid in thinking blocks without text before them.
func giveSignatures(parts []llm.Part) []llm.Part {
	out := parts[:0]
	for i, p := range parts {
		if r, ok := p.(llm.Reasoning); ok && r.Text == "" && r.Signature.Origin == llm.OriginGemini && i+1 < len(parts) {
			if c, ok := parts[i+1].(llm.ToolCall); ok {
				c.Signature = r.Signature
				parts[i+1] = c
				continue
			}
		}
		out = append(out, p)
	}
	return out
}
