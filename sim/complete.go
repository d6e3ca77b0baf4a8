package sim

import (
	"encoding/json"
	"strings"
)

// complete answers a legacy text completion.
func (x *exchange) complete() {
	q, m, pr := x.parse(CompletionModel)
	if pr != nil {
		x.fail(*pr)
		return
	}
	prompts, ok := texts(q.Prompt)
	if !ok {
		x.fail(x.p.shape.invalidAs("Missing required parameter: 'prompt'.", "prompt", "missing_required_parameter"))
		return
	}
	x.v.id = "cmpl-" + strings.TrimPrefix(x.v.id, "chatcmpl-")
	x.note(func(s *Served) { s.AnswerID = x.v.id })
	var u usage
	var replies []reply
	for _, p := range prompts {
		u.prompt += Tokens(p)
		for range q.choices() {
			r := reply{text: pieces(Reply(q.Model, p, len(replies)), x.knobs.Chunks), finish: "stop"}
			r.count(q.limit())
			u.completion += r.tokens
			replies = append(replies, r)
		}
	}
	x.charge(m, q, u, x.p.shape.bodies.plainUsage)
	if q.Stream {
		x.deliver(delivery{kind: "text/event-stream", frames: x.completionFrames(replies)})
		return
	}
	x.deliver(delivery{kind: x.p.shape.jsonType, body: x.completionBody(replies), pieces: longest(replies), text: textBytes(replies)})
}

// completionBody renders the answer in one piece. Its usage has no details (recorded: openai/completions).
func (x *exchange) completionBody(replies []reply) []byte {
	b := &x.p.shape.bodies
	var choices []byte
	for i, r := range replies {
		v := x.v
		v.index, v.finish, v.text = i, r.finish, strings.Join(r.text, "")
		choices = b.completionChoice.append(comma(choices, i), &v)
	}
	x.v.choices = string(choices)
	return b.completion.append(nil, &x.v)
}

// completionFrames lays out a stream; the choices take turns.
func (x *exchange) completionFrames(replies []reply) []frame {
	b := &x.p.shape.bodies
	var out []frame
	for at := 0; at < longest(replies); at++ {
		for i, r := range replies {
			if at < len(r.text) {
				out = append(out, frame{form: b.completionChunk, index: i, text: r.text[at]})
			}
		}
	}
	for i, r := range replies {
		out = append(out, frame{form: b.completionChunk, index: i, finish: r.finish})
	}
	if x.v.askedUsage && !x.knobs.NoUsage {
		out = append(out, frame{form: b.completionUsage})
	}
	return out
}

// texts reads a prompt or an embedding's input: a string, strings, token numbers, or lists of those. A number counts as
// four bytes, hence one token.
func texts(raw json.RawMessage) ([]string, bool) {
	var one string
	if json.Unmarshal(raw, &one) == nil && len(raw) > 0 && string(raw) != "null" {
		return []string{one}, true
	}
	var many []string
	if json.Unmarshal(raw, &many) == nil && len(many) > 0 {
		return many, true
	}
	var numbers []int
	if json.Unmarshal(raw, &numbers) == nil && len(numbers) > 0 {
		return []string{strings.Repeat("tok ", len(numbers))}, true
	}
	var lists [][]int
	if json.Unmarshal(raw, &lists) != nil || len(lists) == 0 {
		return nil, false
	}
	for _, l := range lists {
		many = append(many, strings.Repeat("tok ", len(l)))
	}
	return many, true
}
