package bedrock

import (
	"bytes"
	"errors"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// DecodeResponse reads a whole answer.
func (Back) DecodeResponse(req *llm.Request, t *llm.Target, body []byte) (*llm.Response, error) {
	return llm.Collect(req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := decoder{out: llm.NewEmitter(yield), origin: originOf(t)}
		d.out.Fail(d.response(body))
	}))
}

var responseNames = rawjson.NewNames("output", "stopReason", "usage")

func (d *decoder) response(body []byte) error {
	var v [3]rawjson.Span
	if _, err := rawjson.Scan(body, responseNames, v[:]); err != nil {
		return llm.Invalid(err)
	}
	message := llm.Find(v[0].Of(body), "message")
	if message == nil {
		return llm.Invalid(errors.New("the answer has no message"))
	}
	if err := d.out.Start(llm.Start{}); err != nil {
		return err
	}
	for e := rawjson.Members(llm.Find(message, "content")); e.Next(); {
		if err := d.block(e.Value); err != nil {
			return err
		}
		if err := d.out.Close(0); err != nil {
			return err
		}
	}
	d.stop, d.usage = stopOf(llm.TextOf(v[1].Of(body))), v[2].Of(body)
	return d.finish()
}

// block reads a whole block of content: an object with one member, named for what it is.
func (d *decoder) block(raw []byte) error {
	m := rawjson.Members(raw)
	if !m.Next() {
		return nil
	}
	switch kind := string(m.Key); kind {
	case "text":
		return d.out.Text(0, d.out.Unquote(m.Value))
	case "reasoningContent":
		return d.thought(m.Value)
	case "citationsContent":
		return d.cited(m.Value)
	case "image":
		return d.out.Whole(0, llm.Media{
			Kind: llm.MediaImage, Type: "image/" + llm.TextOf(llm.Find(m.Value, "format")),
			Data: llm.TextOf(llm.Find(llm.Find(m.Value, "source"), "bytes")),
		})
	case "toolUse":
		if server := llm.TextOf(llm.Find(m.Value, "type")); server == "" || server == "tool_use" {
			return d.toolUse(m.Value, llm.Find(m.Value, "input"))
		}
		return d.opaque(kind, raw)
	default:
		return d.opaque(kind, raw)
	}
}

// opaque keeps a block that only this dialect understands, such as the tools that the provider runs itself.
func (d *decoder) opaque(kind string, raw []byte) error {
	return d.out.Whole(0, llm.Opaque{From: Dialect, Kind: kind, Raw: bytes.Clone(raw)})
}

func (d *decoder) thought(raw []byte) error {
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "reasoningText":
			if err := d.out.Thought(0, d.out.Unquote(llm.Find(m.Value, "text"))); err != nil {
				return err
			}
			if err := d.sign(llm.Find(m.Value, "signature")); err != nil {
				return err
			}
		case "redactedContent":
			if err := d.redacted(m.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *decoder) sign(raw []byte) error {
	data := llm.TextOf(raw)
	if data == "" {
		return nil
	}
	return d.out.Sign(0, llm.Signature{Origin: d.origin, Data: data})
}

func (d *decoder) redacted(raw []byte) error {
	sig := unsealed(llm.TextOf(raw), d.origin)
	if sig.Data == "" {
		return nil
	}
	return d.out.Whole(0, llm.Reasoning{Redacted: true, Signature: sig})
}

// cited reads text that comes with what it is based on.
func (d *decoder) cited(raw []byte) error {
	for e := rawjson.Members(llm.Find(raw, "content")); e.Next(); {
		if err := d.out.Text(0, d.out.Unquote(llm.Find(e.Value, "text"))); err != nil {
			return err
		}
	}
	for e := rawjson.Members(llm.Find(raw, "citations")); e.Next(); {
		if err := d.cite(e.Value); err != nil {
			return err
		}
	}
	return nil
}

// cite emits a citation. Its location is of one of several sorts, of which the web has a URL.
func (d *decoder) cite(raw []byte) error {
	c := llm.Citation{From: Dialect, Raw: bytes.Clone(raw), Title: llm.TextOf(llm.Find(raw, "title")), Source: llm.TextOf(llm.Find(raw, "source"))}
	for e := rawjson.Members(llm.Find(raw, "sourceContent")); e.Next(); {
		c.Quote += llm.TextOf(llm.Find(e.Value, "text"))
	}
	web := llm.Find(llm.Find(raw, "location"), "web")
	if c.URL = llm.TextOf(llm.Find(web, "url")); c.Title == "" {
		c.Title = llm.TextOf(llm.Find(web, "domain"))
	}
	return d.out.Cite(0, c)
}

// toolUse emits a call with what is known of its arguments.
func (d *decoder) toolUse(raw, input []byte) error {
	c := llm.ToolCall{ID: llm.TextOf(llm.Find(raw, "toolUseId")), Name: llm.TextOf(llm.Find(raw, "name")), Arguments: string(input)}
	if c.ID == "" || c.Name == "" {
		return llm.Invalid(errors.New("a tool call without id or name"))
	}
	return d.out.Call(0, c)
}

// stops are the stop reasons (wire-facts §5).
var stops = map[string]llm.StopReason{
	"end_turn": llm.StopEnd, "stop_sequence": llm.StopSequence, "max_tokens": llm.StopLength, "tool_use": llm.StopToolCalls,
	"model_context_window_exceeded": llm.StopContext, "guardrail_intervened": llm.StopFiltered,
	"content_filtered": llm.StopFiltered, "malformed_tool_use": llm.StopBroken, "malformed_model_output": llm.StopBroken,
	"refusal": llm.StopRefusal, "pause_turn": llm.StopPaused,
}

func stopOf(word string) llm.Stop {
	s := llm.Stop{Reason: llm.StopUnknown, Raw: word}
	if r, ok := stops[word]; ok {
		s.Reason = r
	}
	return s
}

// finish ends the answer.
func (d *decoder) finish() error {
	f := llm.Finish{Stops: []llm.Stop{d.stop}}
	if len(d.usage) > 0 && !rawjson.IsNull(d.usage) {
		f.Usage, f.RawUsage = readUsage(d.usage), bytes.Clone(d.usage)
	}
	return d.out.Finish(f)
}

// readUsage turns Bedrock's usage object into buckets: inputTokens leaves out both caches, and reasoning is not told
// apart (recorded: bedrock/converse).
func readUsage(raw []byte) burncloud.Usage {
	var u burncloud.Usage
	var hour int64
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "inputTokens":
			u.Input = llm.CountOf(m.Value)
		case "outputTokens":
			u.Output = llm.CountOf(m.Value)
		case "cacheReadInputTokens":
			u.CacheRead = llm.CountOf(m.Value)
		case "cacheWriteInputTokens":
			u.CacheWrite = llm.CountOf(m.Value)
		case "cacheDetails":
			hour = writtenForHour(m.Value)
		}
	}
	u.CacheWrite1h, u.CacheWrite = llm.Take(hour, u.CacheWrite)
	return u
}

// writtenForHour is the sum of a list of what was written to the cache by how long it is kept.
func writtenForHour(raw []byte) (n int64) {
	if len(raw) == 0 || raw[0] != '[' {
		return 0
	}
	for e := rawjson.Members(raw); e.Next(); {
		if llm.TextOf(llm.Find(e.Value, "ttl")) == "1h" {
			n += llm.CountOf(llm.Find(e.Value, "inputTokens"))
		}
	}
	return n
}
