package gateway

import (
	"bytes"
	"net/http"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/upstream"
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
}

// fit makes the call ready for a target without sending anything. An error says that this target cannot take the call:
// nobody is to blame, and another one may.
func (c *call) fit(t *snapshot.Target) (*outgoing, *burncloud.Error) {
	up := c.view.upstreams[t.Channel.ID]
	if up == nil {
		return nil, &burncloud.Error{Kind: burncloud.KindNoChannel, Message: "the channel cannot be used as it is configured", RetryAfter: retrySoon}
	}
	wire, native, ok := c.wireFor(up, t)
	if !ok {
		return nil, c.unserved()
	}
	out := &outgoing{up: up, wire: wire, op: c.ep.op}
	switch {
	case native:
		main, _, _ := up.WireFor(c.ep.op, t.UpstreamModel, "")
		out.optional = main != wire && c.ep.translatable()
		out.header = c.r.Header
		out.body = c.relay.Body(t.UpstreamModel, up.asksUsage())
		return out, nil
	case c.ep.embed != nil:
		return out, c.encodeEmbedding(out, t)
	case c.ep.translatable():
		return out, c.encode(out, t)
	}
	return nil, c.unserved()
}

// wireFor chooses the dialect to ask the target in. native says that the client's bytes can be relayed.
func (c *call) wireFor(up *ready, t *snapshot.Target) (wire burncloud.Dialect, native, ok bool) {
	wire, native, ok = up.WireFor(c.ep.op, t.UpstreamModel, c.ep.dialect)
	if !ok && c.ep.op == upstream.EmbedOne {
		wire, _, ok = up.WireFor(upstream.Embed, t.UpstreamModel, "")
		return wire, false, ok
	}
	if !native {
		return wire, false, ok
	}
	target := up.Target(wire, t.UpstreamModel)
	renamed := c.ep.embed != nil && wire == gemini.Dialect && t.UpstreamModel != c.rec.Model            // the body has the name too
	if c.ep.translates || renamed || target.Quirks.ModelInURL || c.sealedElsewhere(up, &target, wire) { // the client's bytes would not do
		return wire, false, true
	}
	if main, _, _ := up.WireFor(c.ep.op, t.UpstreamModel, ""); main != wire && c.g.absent.has(t, wire, c.start) {
		return main, false, true
	}
	return wire, true, true
}

// anyProvider may be Google's own layer of OpenAI's dialect, which gives signatures of calls and wants them back.
const anyProvider burncloud.ProviderName = "custom"

// sealedElsewhere reports whether the conversation holds signatures that this upstream must not get: those of answers that
// were translated, which carry the mark of llm.Signature.Tag (in base64 where the dialect wants bytes), and the details
// of reasoning that only some hosts of OpenAI's dialect take back. A translation leaves out what is not the target's.
func (c *call) sealedElsewhere(up *ready, t *llm.Target, wire burncloud.Dialect) bool {
	if c.ep.op != upstream.Generate && c.ep.op != upstream.CountTokens {
		return false
	}
	switch wire {
	case gemini.Dialect:
		return bytes.Contains(c.body.b, []byte(`"YmMxL`))
	case burncloud.DialectOpenAI:
		if t.Quirks.ReasoningReplay == llm.ReplayDetails {
			return false
		}
		return bytes.Contains(c.body.b, []byte(`"reasoning_details"`)) ||
			up.Provider.Name != anyProvider && bytes.Contains(c.body.b, []byte(`"thought_signature"`))
	}
	return bytes.Contains(c.body.b, []byte(`"bc1.`))
}

// translatable reports whether calls of the endpoint can go to upstreams of other dialects.
func (e *endpoint) translatable() bool { return e.op == upstream.Generate || e.embed != nil }

// unserved is the answer when the model is there but not at this endpoint.
func (c *call) unserved() *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindUnsupported, Message: "the model " + quote(c.rec.Model) + " is not served at " + c.ep.name, Param: "model"}
}

// encode translates the request for the target, and holds what is lost against the caller's policy.
func (c *call) encode(out *outgoing, t *snapshot.Target) *burncloud.Error {
	request, err := c.decoded()
	if err != nil {
		return err
	}
	b, ok := backs[out.wire]
	if !ok {
		return c.unserved()
	}
	out.back, out.media = b.Back, b.streams
	out.target = out.up.Target(out.wire, t.UpstreamModel)
	out.target.Usage = true
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
