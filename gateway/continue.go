package gateway

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/tokenizer"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/bedrock"
)

// broken is an answer of which the client has a part, and whose upstream failed. Others may go on with it.
type broken struct {
	first   *burncloud.Error  // what failed first: what the client is told when nobody can go on
	encoder llm.StreamEncoder // has had all that the client has
	out     []byte            // encoded, not yet sent
	prompt  int64             // tokens of the client's own prompt, 0 = unknown
}

// remembers reports whether the call's answer is to be remembered, in case it breaks.
func (c *call) remembers(pool *snapshot.Pool) bool {
	return c.rec.Stream && c.ep.op == upstream.Generate && (pool.Route == nil || !pool.Route.LeaveCut) && c.view.Settings().MaxAttempts > 1
}

// interrupt keeps a broken answer for others to go on with. It reports false where nobody can: then the client is to be told.
// encoder is nil where the client has the upstream's own bytes.
func (c *call) interrupt(a *attempt, err *burncloud.Error, encoder llm.StreamEncoder, out []byte) bool {
	if c.broken != nil { // the attempt that failed went on with an answer that was broken already
		c.broken.out = out
		return true
	}
	if c.left <= 1 || !c.remember || c.said.lost() || !blames(err) || c.r.Context().Err() != nil {
		return false
	}
	request, misread := c.decoded()
	if misread != nil || !continuable(request) || !c.said.unquote() {
		return false
	}
	if encoder == nil {
		encoder = c.takeOver(a, request)
	}
	c.broken = &broken{first: err, encoder: encoder, out: out, prompt: c.rec.Usage.Prompt()}
	return true
}

// continuable reports whether the request asks for nothing but plain text, once.
func continuable(r *llm.Request) bool {
	n, whole := r.Sampling.N.Int()
	one := r.Sampling.N == "" || whole && n == 1
	return one && !r.Sampling.Logprobs && !r.BeyondText() && (r.Format.Kind == llm.FormatAny || r.Format.Kind == llm.FormatText)
}

// takeOver makes the encoder that goes on with a stream of which the client has the upstream's own bytes.
func (c *call) takeOver(a *attempt, request *llm.Request) llm.StreamEncoder {
	encoder := c.ep.front.EncodeStream(request)
	var start llm.Start
	head := c.said.head.bytes()
	for e, err := range backs[c.ep.dialect].DecodeStream(request, &a.out.target, bytes.NewReader(head)) {
		if err == nil && e.Kind == llm.EventStart {
			start = *e.Start
		}
		break
	}
	var shown []byte // the client has it
	for _, e := range []llm.Event{
		{Kind: llm.EventStart, Start: &start},
		{Kind: llm.EventOpen, Part: llm.Text{}},
		{Kind: llm.EventDelta, Text: c.said.text.bytes()},
	} {
		shown = encoder.Encode(shown[:0], e)
	}
	if r, ok := encoder.(llm.Resumer); ok {
		r.Resume(head, c.said.last)
	}
	return encoder
}

// goingOn chooses who goes on with the broken answer after the attempt that failed; nil = nobody.
func (c *call) goingOn(failed *snapshot.Target, err *burncloud.Error) *snapshot.Target {
	c.left--
	c.plan.Exclude(failed, err.Kind)
	if c.left == 0 || c.said.lost() || !blames(err) || c.r.Context().Err() != nil || !c.plan.MayRetry() {
		return nil
	}
	if t := c.plan.Beside(failed); t != nil {
		return t
	}
	if wait, ok := c.again(err); ok && c.plan.Repeatable(failed) {
		if !c.pause(wait) {
			return nil
		}
		if c.plan.Repeat(failed) {
			return failed
		}
	}
	return c.plan.NextOfModel()
}

// giveUp ends a broken answer that nobody went on with: with what failed first, in the dialect's words.
func (c *call) giveUp() *burncloud.Error {
	if c.gone() {
		err := c.leftEarly(nil)
		_ = c.record(statusClientLeft, err)
		return err
	}
	b := c.broken
	event := b.encoder.Fail(b.out, forClient(b.first))
	c.rec.BytesOut += int64(len(event))
	_ = c.record(http.StatusOK, b.first)
	_ = c.control.SetWriteDeadline(c.g.Now().Add(writeWait))
	c.tape.toldWhole(event)
	if _, err := c.w.Write(event); err == nil {
		_ = c.control.Flush()
	}
	return b.first
}

// goOn makes the call ready for a target that is to go on with a broken answer: by a prefill where it continues one, else
// from the beginning.
func (c *call) goOn(up *ready, m *manner, t *snapshot.Target) (*outgoing, *burncloud.Error) {
	out := &outgoing{up: up, wire: m.wire, op: c.ep.op, target: m.target, expect: c.said.text.bytes()}
	if m.native && m.main != m.wire && c.g.absent.has(t, m.wire, c.start) {
		out.wire, out.target = m.main, m.mainTarget
	}
	request := c.clampRequest(c.request)
	if c.prefills(out, t) {
		out.prefilled = tokenizer.For(t.UpstreamModel, out.wire).Count(string(out.expect))
		request, out.expect = prefilled(request, out)
	}
	return out, c.encode(out, request)
}

// prefills reports whether the target goes on with what the assistant has said so far.
func (c *call) prefills(out *outgoing, t *snapshot.Target) bool {
	if len(out.expect) == 0 || !c.request.Reasoning.IsZero() && !c.request.Reasoning.Off {
		return false
	}
	if set := t.Channel.Options.ContinuesPrefill; set != nil {
		return *set && !out.target.Quirks.NoPrefill
	}
	return out.up.ContinuesPrefill(out.wire, t.UpstreamModel)
}

// prefilled is the request with the text so far as the assistant's last message, and what of that text the answer is to begin
// with: Anthropic takes no white space at the end. A message of the assistant that the client ended with is gone on with.
func prefilled(r *llm.Request, out *outgoing) (request *llm.Request, expect []byte) {
	text, more := string(out.expect), *r
	if out.wire == anthropic.Dialect || out.wire == bedrock.Dialect {
		text = strings.TrimRight(text, " \t\r\n")
	}
	if n, ok := r.MaxTokens.Int(); ok {
		more.MaxTokens = llm.Number(strconv.FormatInt(max(n-out.prefilled, 1), 10))
	}
	expect = out.expect[len(text):]
	more.Messages = slices.Clone(r.Messages)
	if n := len(more.Messages); n > 0 && more.Messages[n-1].Role == llm.RoleAssistant {
		last := more.Messages[n-1]
		last.Parts = append(slices.Clone(last.Parts), llm.Text{Text: text})
		more.Messages[n-1] = last
		return &more, expect
	}
	more.Messages = append(more.Messages, llm.Message{Role: llm.RoleAssistant, Parts: []llm.Part{llm.Text{Text: text}}, Pos: len(r.Messages)})
	return &more, expect
}

// charged is what the customer pays for by the use that the attempt reports: the prompt as it was, and the whole of the
// answer, whoever made it.
func (a *attempt) charged(u burncloud.Usage) burncloud.Usage {
	if a.out.prefilled == 0 || u.IsZero() {
		return u
	}
	said := a.out.prefilled
	if b := a.call.broken; b != nil && b.prompt > 0 {
		said = max(u.Prompt()-b.prompt, 0)
	}
	for _, bucket := range []*int64{&u.Input, &u.CacheWrite, &u.CacheRead} {
		n := min(said, *bucket)
		*bucket -= n
		u.Output += n
		said -= n
	}
	return u
}

// origin is which upstream a call's record speaks of.
type origin struct {
	channel  burncloud.ChannelID
	key      burncloud.KeyID
	model    burncloud.ModelName
	dialect  burncloud.Dialect
	usage    burncloud.Usage
	rawUsage string
	losses   []string
}

func originOf(rec *burncloud.Call) origin {
	return origin{rec.ChannelID, rec.KeyID, rec.UpstreamModel, rec.UpstreamDialect, rec.Usage, rec.RawUsage, rec.Losses}
}

// restore undoes what an attempt that went on in vain wrote.
func (o *origin) restore(rec *burncloud.Call) {
	rec.ChannelID, rec.KeyID, rec.UpstreamModel, rec.UpstreamDialect = o.channel, o.key, o.model, o.dialect
	rec.Usage, rec.RawUsage, rec.Losses = o.usage, o.rawUsage, o.losses
}
