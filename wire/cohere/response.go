package cohere

import (
	"bytes"
	"errors"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// DecodeResponse reads a whole answer.
func (Back) DecodeResponse(req *llm.Request, _ *llm.Target, body []byte) (*llm.Response, error) {
	return llm.Collect(req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := decoder{out: llm.NewEmitter(yield)}
		d.out.Fail(d.response(body))
	}))
}

var responseNames = rawjson.NewNames("id", "message", "finish_reason", "usage")

const (
	responseID = iota
	responseMessage
	responseReason
	responseUsage
	responseCount
)

func (d *decoder) response(body []byte) error {
	var v [responseCount]rawjson.Span
	if _, err := rawjson.Scan(body, responseNames, v[:]); err != nil {
		return llm.Invalid(err)
	}
	message := v[responseMessage].Of(body)
	switch {
	case len(message) > 0 && message[0] == '"': // the shape of errors
		return errorOf(0, nil, body)
	case len(message) == 0 || message[0] != '{':
		return llm.Invalid(errors.New("the answer has no message"))
	}
	if err := d.out.Start(llm.Start{ID: llm.TextOf(v[responseID].Of(body))}); err != nil {
		return err
	}
	if err := d.message(message); err != nil {
		return err
	}
	return d.finish(llm.TextOf(v[responseReason].Of(body)), v[responseUsage].Of(body))
}

// message reads content, plan and calls, in this order whatever the order of the members is.
func (d *decoder) message(raw []byte) error {
	citations := llm.Find(raw, "citations")
	n := 0
	for e := rawjson.Members(llm.Find(raw, "content")); e.Next(); n++ {
		if err := d.content(e.Value); err != nil {
			return err
		}
		if err := d.cites(citations, n); err != nil {
			return err
		}
		if err := d.out.Close(0); err != nil {
			return err
		}
	}
	if err := d.text(d.out.Unquote(llm.Find(raw, "tool_plan"))); err != nil {
		return err
	}
	for e := rawjson.Members(llm.Find(raw, "tool_calls")); e.Next(); {
		if err := d.startCall(e.Value); err != nil {
			return err
		}
		if err := d.endCall(); err != nil {
			return err
		}
	}
	return nil
}

// content reads a piece of text or reasoning, whole or a delta of it.
func (d *decoder) content(raw []byte) error {
	for m := rawjson.Members(raw); m.Next(); {
		var err error
		switch string(m.Key) {
		case "text":
			err = d.text(d.out.Unquote(m.Value))
		case "thinking":
			piece := d.out.Unquote(m.Value)
			d.any = d.any || len(piece) > 0
			err = d.out.Thought(0, piece)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) text(piece []byte) error {
	d.any = d.any || len(piece) > 0
	return d.out.Text(0, piece)
}

// cites emits the citations of the n-th piece of content. Older models have one piece and do not number it.
func (d *decoder) cites(list []byte, n int) error {
	for e := rawjson.Members(list); e.Next(); {
		if int64(n) != count(llm.Find(e.Value, "content_index")) {
			continue
		}
		if err := d.cite(e.Value); err != nil {
			return err
		}
	}
	return nil
}

// cite emits one citation; those of reasoning and plans have no place.
func (d *decoder) cite(raw []byte) error {
	if kind := llm.TextOf(llm.Find(raw, "type")); kind != "" && kind != "TEXT_CONTENT" {
		return nil
	}
	c := llm.Citation{From: Dialect, Raw: bytes.Clone(raw), Start: int(count(llm.Find(raw, "start"))), End: int(count(llm.Find(raw, "end")))}
	for e := rawjson.Members(llm.Find(raw, "sources")); e.Next(); {
		doc := llm.Find(e.Value, "document")
		c.Source, c.Title, c.URL = llm.TextOf(llm.Find(e.Value, "id")), llm.TextOf(llm.Find(doc, "title")), llm.TextOf(llm.Find(doc, "url"))
		break // the others are in Raw
	}
	return d.out.Cite(0, c)
}

// reasons are the finish reasons (wire-facts §5).
var reasons = map[string]llm.StopReason{
	"COMPLETE": llm.StopEnd, "STOP_SEQUENCE": llm.StopSequence, "MAX_TOKENS": llm.StopLength,
	"TOOL_CALL": llm.StopToolCalls, "ERROR_TOXIC": llm.StopFiltered, "ERROR": llm.StopBroken,
}

// finish ends the answer. A failure that produced nothing is an error, not an empty answer.
func (d *decoder) finish(word string, usage []byte) error {
	if !d.any && d.out.Calls(0) == 0 {
		switch word {
		case "ERROR":
			return llm.Failure(burncloud.KindUpstreamServer, 0, nil, "the answer ended with ERROR")
		case "TIMEOUT":
			return llm.Failure(burncloud.KindUpstreamTimeout, 0, nil, "the answer ended with TIMEOUT")
		}
	}
	reason, ok := reasons[word]
	if !ok && word != "" {
		reason = llm.StopUnknown
	}
	f := llm.Finish{Stops: []llm.Stop{{Reason: reason, Raw: word}}}
	if len(usage) > 0 && !rawjson.IsNull(usage) {
		f.Usage, f.RawUsage = readUsage(usage), bytes.Clone(usage)
	}
	return d.out.Finish(f)
}

// readUsage turns Cohere's usage object into disjoint buckets. The tokens are what the model saw: input_tokens includes
// what was cached, output_tokens includes reasoning, and pictures are counted beside them (recorded: cohere/chat-v2).
// billed_units, which leave out Cohere's own preamble, stand in where there are no tokens.
func readUsage(raw []byte) burncloud.Usage {
	tokens := llm.Find(raw, "tokens")
	if tokens == nil {
		tokens = llm.Find(raw, "billed_units")
	}
	in := count(llm.Find(tokens, "input_tokens"))
	out := count(llm.Find(tokens, "output_tokens"))
	u := burncloud.Usage{CacheRead: min(in, count(llm.Find(raw, "cached_tokens"))), ImageIn: count(llm.Find(tokens, "image_tokens"))}
	u.Input = in - u.CacheRead
	u.Reasoning = min(out, count(llm.Find(tokens, "reasoning_tokens")))
	u.Output = out - u.Reasoning
	return u
}

// count reads a number of tokens; some are written as 10.0.
func count(raw []byte) int64 {
	return llm.CountOf(bytes.TrimSuffix(raw, []byte(".0")))
}
