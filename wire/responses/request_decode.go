package responses

import (
	"strconv"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// requestDecoder reads one request into the canonical form.
type requestDecoder struct {
	llm.Reader
	req     *llm.Request
	input   []byte
	talking bool                     // an item that is not an instruction was seen
	group   group                    // of items that the last message is made of
	sealed  map[string]llm.Signature // of calls yet to come, by id
}

// group says which items may join the last message.
type group uint8

const (
	groupNone   group = iota
	groupAnswer       // what the model generated
	groupResult       // results of calls
)

// DecodeRequest reads a request. store and truncation:"auto" are noted as lost, since nothing is kept here and nobody
// truncates; what refers to stored things is refused.
func (f Front) DecodeRequest(body []byte) (*llm.Request, error) {
	d := requestDecoder{req: &llm.Request{From: Dialect, Words: words, Extra: llm.Extra{From: Dialect}}}
	var instructions []byte
	d.Object("", "", body, func(k, v []byte) {
		if string(k) == "instructions" {
			instructions = v
			return
		}
		d.member(k, v)
	})
	d.instructions(instructions)
	d.items()
	if d.req.Sampling.TopLogprobs != "" && !d.req.Sampling.Logprobs {
		d.req.Sampling.TopLogprobs = "" // without the include nothing of it would be answered
	}
	if d.Err() == nil && !llm.Raw(body).IsValid() {
		d.Fault("", "", "the JSON has a name twice in one object, or text that is not UTF-8")
	}
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
	case "input":
		d.input = v
	case "stream":
		r.Stream = d.Bool("", name, v)
	case "tools":
		d.Array("", name, v, func(i int, v []byte) { d.tool("tools["+strconv.Itoa(i)+"]", i, v) })
	case "tool_choice":
		d.choice(v)
	case "parallel_tool_calls":
		r.ParallelTools = d.Flag("", name, v)
	case "max_output_tokens":
		r.MaxTokens = d.Whole("", name, v)
	case "temperature":
		r.Sampling.Temperature = d.Number("", name, v)
	case "top_p":
		r.Sampling.TopP = d.Number("", name, v)
	case "top_logprobs":
		r.Sampling.TopLogprobs = d.Whole("", name, v)
	case "text":
		d.Object("", name, v, d.text)
	case "reasoning":
		d.Object("", name, v, d.reasoning)
	case "include":
		d.include(v)
	case "stream_options": // include_obfuscation: there never is any
	default:
		if !d.Hint(r, name, v) && !d.stateful(name, v) {
			d.Extra(&r.Extra, key, v)
		}
	}
}

// stateful reads the members that need something to be stored between calls.
func (d *requestDecoder) stateful(name string, v []byte) bool {
	switch name {
	case "previous_response_id", "conversation", "prompt":
		if !rawjson.IsNull(v) {
			d.Fault("", name, "nothing is stored between calls for this model; send the whole input")
		}
	case "background":
		if d.Bool("", name, v) {
			d.Fault("", name, "answers in the background are not stored for this model")
		}
	case "store":
		if d.Bool("", name, v) {
			d.lose(name, "answers are not stored for this model")
		}
	case "truncation":
		if s := d.String("", name, v); s != "" && s != "disabled" {
			d.lose(name, "the input is not truncated")
		}
	default:
		return false
	}
	return true
}

func (d *requestDecoder) lose(field, why string) {
	d.req.Lost = append(d.req.Lost, llm.Loss{Field: field, Why: why})
}

func (d *requestDecoder) text(k, v []byte) {
	switch string(k) {
	case "verbosity":
		d.req.Verbosity = d.String("text", "verbosity", v)
	case "format":
		d.format(v)
	default:
		d.lose("text."+string(k), "it is not known here")
	}
}

func (d *requestDecoder) format(v []byte) {
	const at = "text.format"
	f := &d.req.Format
	d.Object("", at, v, func(k, v []byte) {
		switch name := string(k); name {
		case "type":
			f.Kind = llm.FormatKind(d.String(at, name, v))
		case "name":
			f.Name = d.String(at, name, v)
		case "description":
			f.Description = d.String(at, name, v)
		case "schema":
			f.Schema = d.Raw(at, name, v)
		case "strict":
			f.Strict = d.Flag(at, name, v)
		}
	})
	switch f.Kind {
	case llm.FormatAny, llm.FormatText, llm.FormatJSON:
	case llm.FormatSchema:
		if f.Schema == nil {
			d.Fault(at, "schema", "is required")
		}
	default:
		d.Fault(at, "type", "must be text, json_object or json_schema")
	}
}

func (d *requestDecoder) reasoning(k, v []byte) {
	t := &d.req.Reasoning
	switch name := string(k); name {
	case "effort":
		t.Effort = d.String("reasoning", name, v)
	case "summary", "generate_summary":
		if s := d.String("reasoning", name, v); t.Summary == "" {
			t.Summary = s
		}
	case "max_tokens": // OpenRouter
		t.Budget = d.Whole("reasoning", name, v)
	case "enabled": // OpenRouter
		on := d.Bool("reasoning", name, v)
		t.Off, t.Adaptive = !on, on
	default:
		if !rawjson.IsNull(v) {
			d.lose("reasoning."+name, "it is not known here")
		}
	}
}

// include keeps what is asked for beyond what every answer brings: sealed reasoning always comes with its item.
func (d *requestDecoder) include(v []byte) {
	var rest []string
	for _, s := range d.Strings("", "include", v) {
		switch s {
		case includeSealed:
		case includeLogprobs:
			d.req.Sampling.Logprobs = true
		default:
			rest = append(rest, s)
		}
	}
	if len(rest) > 0 {
		var w llm.Writer
		w.Open('[')
		for _, s := range rest {
			w.StrElem(s)
		}
		w.Close(']')
		d.req.Extra.Members = append(d.req.Extra.Members, llm.Member{Name: "include", Value: w.Buf})
	}
}
