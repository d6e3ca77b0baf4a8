package sim

import "strings"

// chat answers a chat completion.
func (x *exchange) chat() {
	q, m, pr := x.parse(ChatModel)
	if pr == nil {
		pr = x.checkChat(q)
	}
	if pr != nil {
		x.fail(*pr)
		return
	}
	replies := make([]reply, q.choices())
	u := usage{prompt: promptTokens(q)}
	t := q.turn(m)
	for i := range replies {
		replies[i] = x.compose(&t, i)
		u.completion += replies[i].tokens
		u.reasoning += replies[i].hidden
		if x.p.shape.hidesThink {
			replies[i].think = ""
		}
	}
	x.charge(m, q, u, x.p.shape.bodies.usage)
	if !q.Stream || x.knobs.Garbage == JSONForStream {
		x.deliver(delivery{kind: x.p.shape.jsonType, body: x.chatBody(replies), pieces: longest(replies), text: textBytes(replies)})
		return
	}
	x.deliver(delivery{kind: x.p.shape.streamType, frames: x.chatFrames(replies)})
}

// promptTokens counts a chat prompt as [Tokens] says.
func promptTokens(q *request) int {
	n := 0
	for _, m := range q.Messages {
		n += Tokens(m.text())
	}
	for _, t := range q.Tools {
		n += Tokens(t.Function.Name + string(t.Function.Parameters))
	}
	return n
}

// charge fixes the usage of the answer, how an answer in one piece tells it, and records it.
func (x *exchange) charge(m Model, q *request, u usage, told *template) {
	u.cached = min(x.knobs.Cached, u.prompt)
	x.v.model, x.v.usage, x.v.unlogged = m.as(), u, m.Thinks == ThinksAlways
	if q.StreamOptions != nil {
		x.v.askedUsage = q.StreamOptions.IncludeUsage
		x.v.unpadded = q.StreamOptions.Obfuscation != nil && !*q.StreamOptions.Obfuscation
	}
	if !x.knobs.NoUsage {
		x.v.usageText = told.render(&x.v)
	}
	x.note(func(s *Served) {
		s.PromptTokens, s.CachedTokens, s.CompletionTokens = u.prompt, u.cached, u.completion
	})
}

// longest is the number of pieces of the longest choice, by which an answer in one piece is timed.
func longest(replies []reply) int {
	n := 0
	for _, r := range replies {
		n = max(n, len(r.text)+len(words(r.think)))
	}
	return n
}

func textBytes(replies []reply) int {
	n := 0
	for _, r := range replies {
		n += len(r.think)
		for _, t := range r.text {
			n += len(t)
		}
		for _, c := range r.calls {
			n += len(c.args)
		}
	}
	return n
}

// chatBody renders the answer in one piece.
func (x *exchange) chatBody(replies []reply) []byte {
	b := &x.p.shape.bodies
	choices := make([]byte, 0, 512)
	for i, r := range replies {
		v := x.v
		v.index, v.finish, v.native, v.think, v.text = i, r.finish, x.native(r.finish), r.think, strings.Join(r.text, "")
		v.thinkText = x.p.shape.noThink
		if r.think != "" {
			v.thinkText = b.think.render(&v)
		}
		if x.knobs.Huge > 0 {
			v.text = strings.Repeat("x", x.knobs.Huge)
		}
		form := b.choice
		if len(r.calls) > 0 {
			form, v.calls = b.choiceCalls, x.renderCalls(v, r.calls)
		}
		choices = form.append(comma(choices, i), &v)
	}
	x.v.choices = string(choices)
	return b.answer.append(make([]byte, 0, 1024+len(choices)), &x.v)
}

func (x *exchange) renderCalls(v values, calls []toolCall) string {
	var out []byte
	for i, c := range calls {
		v.call, v.callID, v.callName, v.args = i, c.id, c.name, c.args
		out = x.p.shape.bodies.call.append(comma(out, i), &v)
	}
	return string(out)
}

func comma(b []byte, i int) []byte {
	if i == 0 {
		return b
	}
	return append(b, ',')
}

func (x *exchange) native(finish string) string {
	if n, ok := x.p.shape.native[finish]; ok {
		return n
	}
	return finish
}

// frame is one chunk of a stream before rendering.
type frame struct {
	form        *template
	index       int
	text, think string
	call        toolCall
	callNo      int
	finish      string
	event       string // set where the frame is one of AWS's event stream
	raw         string // rendered already
	choices     string // likewise
	item        string // id
}

// size is how much generated text a frame carries.
func (f *frame) size() int { return len(f.text) + len(f.think) + len(f.call.args) }

// chatFrames lays out a stream: the choices' pieces take turns, then their finish chunks, then the usage.
func (x *exchange) chatFrames(replies []reply) []frame {
	lists := make([][]frame, len(replies))
	total := 0
	for i, r := range replies {
		lists[i] = x.replyFrames(i, r)
		total += len(lists[i]) + 1
	}
	out := make([]frame, 0, total+1)
	for at := 0; len(out) < total-len(replies); at++ {
		for _, list := range lists {
			if at < len(list) {
				out = append(out, list[at])
			}
		}
	}
	for i, r := range replies {
		out = append(out, frame{form: x.finishForm(r, i == len(replies)-1), index: i, finish: r.finish})
	}
	s := x.p.shape
	if s.last != "" && (s.lastAlways || x.v.askedUsage) && !x.knobs.NoUsage {
		out = append(out, frame{form: s.frames.last, finish: replies[0].finish})
	}
	return out
}

// finishForm picks the finish chunk of a choice; only the last choice's may carry the usage.
func (x *exchange) finishForm(r reply, last bool) *template {
	form := finishForm{usage: "usage"}
	switch {
	case len(r.calls) > 0:
		form.after = "calls"
	case r.think != "":
		form.after = "thought"
	}
	switch {
	case x.knobs.NoUsage || !last:
		form.usage = "bare"
	case x.v.askedUsage:
		form.usage = "asked"
	}
	return x.p.shape.frames.finish[form]
}

// replyFrames lays out one choice up to its finish chunk.
func (x *exchange) replyFrames(index int, r reply) []frame {
	fs := &x.p.shape.frames
	out := make([]frame, 0, len(r.text)+3*len(r.calls)+2)
	calls := r.calls
	switch {
	case fs.first == nil:
	case r.think != "":
		out = append(out, frame{form: fs.firstThink})
	case len(calls) > 0 && fs.firstCall != nil:
		out = append(out, frame{form: fs.firstCall, call: toolCall{id: calls[0].id, name: calls[0].name}})
	default:
		out = append(out, frame{form: fs.first})
	}
	for _, w := range words(r.think) {
		out = append(out, frame{form: fs.think, think: w})
	}
	text := fs.text
	if r.think != "" {
		text = fs.textThought
	}
	for _, w := range r.text {
		out = append(out, frame{form: text, text: w})
	}
	for i, c := range calls {
		if fs.wholeCall != nil {
			out = append(out, frame{form: fs.wholeCall, call: c, callNo: i})
			continue
		}
		if i > 0 || fs.firstCall == nil || r.think != "" {
			out = append(out, frame{form: fs.nextCall, call: toolCall{id: c.id, name: c.name}, callNo: i})
		}
		half := len(cut(c.args, len(c.args)/2))
		out = append(out, frame{form: fs.args, call: toolCall{args: c.args[:half]}, callNo: i},
			frame{form: fs.args, call: toolCall{args: c.args[half:]}, callNo: i})
	}
	for i := range out {
		out[i].index = index
	}
	return out
}
