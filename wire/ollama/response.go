package ollama

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strconv"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// maxLine bounds one line of a stream.
const maxLine = 8 << 20

// DecodeStream reads a stream of lines, each a JSON object.
func (Back) DecodeStream(req *llm.Request, _ *llm.Target, r io.Reader) iter.Seq2[llm.Event, error] {
	return req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := decoder{out: llm.NewEmitter(yield), call: req.ID}
		d.out.Fail(d.read(&lines{r: bufio.NewReader(r)}))
	})
}

// DecodeResponse reads a whole answer, which is like the only line of a stream.
func (Back) DecodeResponse(req *llm.Request, _ *llm.Target, body []byte) (*llm.Response, error) {
	return llm.Collect(req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := decoder{out: llm.NewEmitter(yield), call: req.ID}
		err := d.line(body)
		if err == nil && !d.done {
			err = llm.Invalid(errors.New("the answer is not done"))
		}
		d.out.Fail(err)
	}))
}

// decoder turns lines into events.
type decoder struct {
	out  *llm.Emitter
	call string // id of the whole call, for the tool calls that have none

	started, done bool
}

func (d *decoder) read(in *lines) error {
	for !d.done {
		line, err := in.next()
		switch {
		case errors.Is(err, errTooLong):
			return llm.Invalid(err)
		case err == io.EOF:
			return llm.Cut(io.ErrUnexpectedEOF)
		case err != nil:
			return llm.Cut(err)
		}
		if err := d.line(line); err != nil {
			return err
		}
	}
	return nil
}

var lineNames = rawjson.NewNames("model", "created_at", "message", "done", "done_reason", "prompt_eval_count",
	"eval_count", "error", "logprobs")

const (
	lineModel = iota
	lineCreated
	lineMessage
	lineDone
	lineReason
	linePrompt
	lineEval
	lineError
	lineLogprobs
	lineCount
)

func (d *decoder) line(data []byte) error {
	var v [lineCount]rawjson.Span
	if _, err := rawjson.Scan(data, lineNames, v[:]); err != nil {
		return llm.Invalid(err)
	}
	if v[lineError].Present() {
		return errorOf(0, nil, data)
	}
	if !d.started {
		d.started = true
		if err := d.start(v[lineModel].Of(data), v[lineCreated].Of(data)); err != nil {
			return err
		}
	}
	if err := d.message(v[lineMessage].Of(data), v[lineLogprobs].Of(data)); err != nil {
		return err
	}
	if string(v[lineDone].Of(data)) != "true" {
		return nil
	}
	d.done = true
	var f llm.Finish
	f.Usage, f.RawUsage = readUsage(v[linePrompt].Of(data), v[lineEval].Of(data))
	f.Stops = []llm.Stop{stopOf(llm.TextOf(v[lineReason].Of(data)))}
	return d.out.Finish(f)
}

func (d *decoder) start(model, created []byte) error {
	if d.call == "" {
		d.call = llm.TextOf(created)
	}
	return d.out.Start(llm.Start{Model: llm.TextOf(model)})
}

// message reads the reasoning, the text and the calls, in this order whatever the order of the members is.
func (d *decoder) message(raw, probs []byte) error {
	var content, calls []byte
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "thinking":
			if err := d.out.Thought(0, d.out.Unquote(m.Value)); err != nil {
				return err
			}
		case "content":
			content = m.Value
		case "tool_calls":
			calls = m.Value
		}
	}
	if err := d.out.Logprobs(0, d.out.Unquote(content), llm.LogprobsOf(probs)); err != nil {
		return err
	}
	for e := rawjson.Members(calls); e.Next(); {
		if err := d.toolCall(e.Value); err != nil {
			return err
		}
	}
	return nil
}

// toolCall reads a call, which comes whole, with an object for arguments and, from older versions, without id.
func (d *decoder) toolCall(raw []byte) error {
	f := llm.Find(raw, "function")
	c := llm.ToolCall{ID: llm.TextOf(llm.Find(raw, "id")), Name: llm.TextOf(llm.Find(f, "name"))}
	if c.Name == "" {
		return llm.Invalid(errors.New("a tool call without a name"))
	}
	if c.ID == "" {
		c.ID = llm.ShortID("call_"+d.call+"_"+strconv.Itoa(d.out.Calls(0)), 40)
	}
	switch args := llm.Find(f, "arguments"); {
	case len(args) == 0 || rawjson.IsNull(args):
	case args[0] == '"':
		c.Arguments = llm.TextOf(args)
	default:
		c.Arguments = string(args)
	}
	if err := d.out.Call(0, c); err != nil {
		return err
	}
	return d.out.Close(0)
}

// stopOf reads done_reason, which old versions do not have. It is "stop" after calls, too (recorded: ollama/chat).
func stopOf(word string) llm.Stop {
	s := llm.Stop{Reason: llm.StopUnknown, Raw: word}
	switch word {
	case "stop", "":
		s.Reason = llm.StopEnd
	case "length":
		s.Reason = llm.StopLength
	}
	return s
}

// readUsage reads the two counts, which have no object of their own: one is made of them. prompt_eval_count leaves out
// nothing but may be absent where all of the prompt was cached.
func readUsage(prompt, eval []byte) (burncloud.Usage, llm.Raw) {
	if prompt == nil && eval == nil {
		return burncloud.Usage{}, nil
	}
	w := llm.Writer{}
	w.Open('{')
	w.Raw("prompt_eval_count", prompt)
	w.Raw("eval_count", eval)
	w.Close('}')
	return burncloud.Usage{Input: llm.CountOf(prompt), Output: llm.CountOf(eval)}, w.Buf
}
