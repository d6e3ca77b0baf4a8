package gateway

import (
	"bytes"
	"net/http"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/dashscope"
	"github.com/burncloud/burncloud/wire/gemini"
)

// outgoing is the call made ready for one target: the bytes to send, and how the answer is to be read.
type outgoing struct {
	up       *ready
	wire     burncloud.Dialect
	op       upstream.Operation
	body     []byte
	header   http.Header // the client's, where the dialect is its own
	optional bool        // the upstream has another dialect, should it not have this one after all
	losses   []llm.Loss

	// For a target of another dialect; back is nil where the bytes are relayed.
	back   llm.Back
	media  string // of its streams
	target llm.Target
	embed  embedBack // instead of back, for vectors

	// For a target that is to go on with a broken answer.
	expect    []byte // what the client has and the answer begins with
	prefilled int64  // tokens of what the client has, as far as they are in the prompt; 0 = they are not
}

// fit makes the call ready for a target without sending anything. An error says that this target cannot take the call:
// nobody is to blame, and another one may.
func (c *call) fit(t *snapshot.Target) (*outgoing, *burncloud.Error) {
	up := c.view.upstreams[t.Channel.ID]
	if up == nil {
		return nil, &burncloud.Error{Kind: burncloud.KindNoChannel, Message: "the channel cannot be used as it is configured", RetryAfter: retrySoon}
	}
	m := up.manner(c.ep, t.UpstreamModel)
	if !m.ok {
		return nil, c.unserved()
	}
	if c.broken != nil {
		return c.goOn(up, m, t)
	}
	out := &outgoing{up: up, wire: m.wire, op: c.ep.op, target: m.target}
	if m.native && c.relays(up, m, t) {
		out.optional = m.main != m.wire && c.ep.translatable()
		out.header = c.r.Header
		out.body = c.relay.Body(t.UpstreamModel, up.asksUsage())
		return out, nil
	}
	if m.native {
		out.wire, out.target = m.main, m.mainTarget
	}
	switch {
	case c.ep.embed.decode != nil:
		return out, c.encodeEmbedding(out)
	case c.ep.translatable():
		request, err := c.decoded()
		if err != nil {
			return nil, err
		}
		return out, c.encode(out, request)
	}
	return nil, c.unserved()
}

// relays reports whether the client's bytes will do for a target of its own dialect.
func (c *call) relays(up *ready, m *manner, t *snapshot.Target) bool {
	if c.ep.embed.decode != nil && m.wire == gemini.Dialect && t.UpstreamModel != c.rec.Model {
		return false // the body has the name too
	}
	if m.main != m.wire && c.g.absent.has(t, m.wire, c.start) {
		return false
	}
	return !c.sealedElsewhere(up, m)
}

// manner is how an upstream is asked for a model at an endpoint. It is worked out once.
type manner struct {
	ok         bool
	wire       burncloud.Dialect
	native     bool // the client's own dialect, in the client's own bytes
	target     llm.Target
	main       burncloud.Dialect // where the upstream does not have the client's dialect after all
	mainTarget llm.Target
}

type mannerKey struct {
	ep    *endpoint
	model burncloud.ModelName
}

// manner looks up how the model is asked for. The models are those of the configuration, so there are only so many.
func (r *ready) manner(ep *endpoint, model burncloud.ModelName) *manner {
	if m, ok := r.manners.Load(mannerKey{ep, model}); ok {
		return m.(*manner)
	}
	m := &manner{}
	m.wire, m.native, m.ok = r.WireFor(ep.op, model, ep.dialect)
	if !m.ok && ep.op == upstream.EmbedOne { // what has no such place may have the one for batches
		m.wire, _, m.ok = r.WireFor(upstream.Embed, model, "")
	}
	m.target = r.Target(m.wire, model)
	m.main, _, _ = r.WireFor(ep.op, model, "")
	m.mainTarget = r.Target(m.main, model)
	m.native = m.native && !ep.translates && !m.target.Quirks.ModelInURL // there the client's bytes would not do
	if !m.native && m.ok && m.wire == ep.dialect {
		m.main, m.mainTarget = m.wire, m.target
	}
	r.manners.Store(mannerKey{ep, model}, m)
	return m
}

// anyProvider may be Google's own layer of OpenAI's dialect, which gives signatures of calls and wants them back.
const anyProvider burncloud.ProviderName = "custom"

// sealedElsewhere reports whether the conversation holds signatures that this upstream must not get: those of answers that
// were translated, which carry the mark of llm.Signature.Tag (in base64 where the dialect wants bytes), and the details
// of reasoning that only some hosts of OpenAI's dialect take back. A translation leaves out what is not the target's.
func (c *call) sealedElsewhere(up *ready, m *manner) bool {
	if c.ep.op != upstream.Generate && c.ep.op != upstream.CountTokens {
		return false
	}
	switch m.wire {
	case gemini.Dialect:
		return c.holds(`"`, "YmMxL")
	case burncloud.DialectOpenAI:
		if m.target.Quirks.ReasoningReplay == llm.ReplayDetails {
			return false
		}
		return c.holds(`"reasoning`, `_details"`) || up.Provider.Name != anyProvider && c.holds(`"thought`, `_signature"`)
	}
	return c.holds(`"bc`, "1.")
}

// holds reports whether the body has head and tail anywhere, one behind the other. It looks for the tail, whose first
// character is to be rare: looking for a quote would cost more than the rest of a call with a long prompt.
func (c *call) holds(head, tail string) bool {
	for b := c.body.b; ; {
		i := bytes.Index(b, []byte(tail))
		if i < 0 {
			return false
		}
		if bytes.HasSuffix(b[:i], []byte(head)) {
			return true
		}
		b = b[i+len(tail):]
	}
}

// translatable reports whether calls of the endpoint can go to upstreams of other dialects.
func (e *endpoint) translatable() bool { return e.op == upstream.Generate || e.embed.decode != nil }

// unserved is the answer when the model is there but not at this endpoint.
func (c *call) unserved() *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindUnsupported, Message: "the model " + quote(c.rec.Model) + " is not served at " + c.ep.name, Param: "model"}
}

// encode translates the request for the target, and holds what is lost against the caller's policy.
func (c *call) encode(out *outgoing, request *llm.Request) *burncloud.Error {
	b, ok := backs[out.wire]
	if !ok {
		return c.unserved()
	}
	out.back, out.media = b.Back, b.streams
	out.op = generation(out.wire, request, &out.target)
	body, losses, failure := b.EncodeRequest(request, &out.target)
	if failure == nil && c.strict() {
		failure = llm.Strict(losses)
	}
	if failure != nil {
		return burncloud.AsError(failure)
	}
	out.body, out.losses = body, losses
	return nil
}

// generation is what a translated call asks of its upstream: DashScope has two places for it.
func generation(wire burncloud.Dialect, request *llm.Request, t *llm.Target) upstream.Operation {
	if wire == dashscope.Dialect && dashscope.Multimodal(request, t) {
		return upstream.GenerateMedia
	}
	return upstream.Generate
}

// decoded is the client's request as it was meant, read at most once.
func (c *call) decoded() (*llm.Request, *burncloud.Error) {
	if c.request != nil || c.misread != nil {
		return c.request, c.misread
	}
	request, err := c.ep.front.DecodeRequest(c.body.b)
	if err != nil {
		c.misread = burncloud.AsError(err)
		return nil, c.misread
	}
	head := c.relay.Head()
	request.Model, request.Stream, request.ID = head.Model, head.Stream, string(c.rec.RequestID)
	c.request = request
	return request, nil
}

// strictHeader lets one request ask for what a strict token asks for always: to be refused rather than changed.
const strictHeader = "X-Burncloud-Strict"

func (c *call) strict() bool {
	return c.caller.Token.Strict || c.r.Header.Get(strictHeader) == "true"
}
