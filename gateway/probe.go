package gateway

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/upstream"
)

// probeTime bounds a test call and a question for the model list.
const probeTime = 60 * time.Second

// maxProbeText is how much of a test's answer is shown, in bytes.
const maxProbeText = 500

// TestChannel makes one small real call through a channel, whatever its health, with the key that is named, enabled or
// not; "" takes the first enabled one, else the first that its provider refused. model is a public name; "" takes the
// channel's first. An unknown channel or key is KindNotFound; what the upstream said is in the result. A good answer ends
// what is held against the target.
func (g *Gateway) TestChannel(ctx context.Context, id burncloud.ChannelID, key burncloud.KeyID, model burncloud.ModelName, stream bool) (burncloud.ChannelTest, error) {
	p, err := g.probe(id)
	if err == nil {
		err = p.take(key)
	}
	if err != nil {
		return burncloud.ChannelTest{}, err
	}
	t, err := p.run(ctx, model, stream)
	if t.OK {
		g.Live.Heal(route.Key{Channel: id, Key: p.keyID, Model: p.channel.UpstreamModel(t.Model)})
	}
	return t, err
}

// TestDraft is TestChannel for a channel that is not stored, with the first of its keys.
func (g *Gateway) TestDraft(ctx context.Context, ch *burncloud.Channel, model burncloud.ModelName, stream bool) (burncloud.ChannelTest, error) {
	p, err := g.draft(ch)
	if err != nil {
		return burncloud.ChannelTest{}, err
	}
	defer g.forgetDrafts()
	return p.run(ctx, model, stream)
}

// run makes the test's call.
func (p *probe) run(ctx context.Context, model burncloud.ModelName, stream bool) (burncloud.ChannelTest, error) {
	if model == "" && len(p.channel.Models) > 0 {
		model = p.channel.Models[0]
	}
	if model == "" {
		return burncloud.ChannelTest{}, &burncloud.Error{Kind: burncloud.KindInvalid, Message: "the channel lists no model: name one", Param: "model"}
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	t := burncloud.ChannelTest{Model: model, KeyID: p.keyID}
	if e := p.test(ctx, &t, p.channel.UpstreamModel(model), stream); e != nil {
		t.ErrorKind, t.Error = e.Kind, e.Message
	}
	t.OK = t.ErrorKind == ""
	t.Duration = p.g.Now().Sub(p.began)
	return t, nil
}

// UpstreamModels asks the channel's provider which models it serves, sorted by name.
func (g *Gateway) UpstreamModels(ctx context.Context, id burncloud.ChannelID) ([]burncloud.ModelName, error) {
	p, err := g.probe(id)
	if err != nil {
		return nil, err
	}
	return p.models(ctx)
}

// DraftModels is UpstreamModels for a channel that is not stored, asked with the first of its keys.
func (g *Gateway) DraftModels(ctx context.Context, ch *burncloud.Channel) ([]burncloud.ModelName, error) {
	p, err := g.draft(ch)
	if err != nil {
		return nil, err
	}
	defer g.forgetDrafts()
	return p.models(ctx)
}

func (p *probe) models(ctx context.Context) ([]burncloud.ModelName, error) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	wire, _, ok := p.up.WireFor(upstream.Models, "", "")
	if !ok {
		return nil, &burncloud.Error{Kind: burncloud.KindUnsupported, Message: "this provider does not tell its models"}
	}
	resp, e := p.send(ctx, upstream.Ask{Operation: upstream.Models, Wire: wire})
	if e != nil {
		return nil, e
	}
	defer resp.Body.Close()
	body, err := readUpTo(resp.Body, nil, maxAnswer)
	if err != nil {
		return nil, &burncloud.Error{Kind: burncloud.KindUpstreamCut, Message: "the provider's model list was cut off", Err: err}
	}
	names, err := modelNames(body)
	for i := range names {
		names[i] = burncloud.ModelName(upstream.Scrub(string(names[i]), p.up.Secrets(p.key)))
	}
	return names, err
}

// probe is one request outside of any client's call.
type probe struct {
	g       *Gateway
	channel *burncloud.Channel
	up      *ready
	key     burncloud.Secret
	keyID   burncloud.KeyID
	began   time.Time
}

func (g *Gateway) probe(id burncloud.ChannelID) (*probe, error) {
	v := g.view()
	if v == nil {
		return nil, &burncloud.Error{Kind: burncloud.KindOverloaded, Message: "the gateway has no configuration yet", RetryAfter: retrySoon}
	}
	ch := v.Channel(id)
	if ch == nil || v.upstreams[id] == nil {
		return nil, &burncloud.Error{Kind: burncloud.KindNotFound, Message: "no such channel, or it is not usable as configured"}
	}
	p := &probe{g: g, channel: ch, up: v.upstreams[id], began: g.Now()}
	return p, p.take("")
}

// draft makes a probe of a channel that is not stored. It connects as every channel does, past the same guard. The error
// is burncloud.Faults where the channel could not be used.
func (g *Gateway) draft(ch *burncloud.Channel) (*probe, error) {
	up, err := g.prepare(ch)
	if err != nil {
		return nil, err
	}
	p := &probe{g: g, channel: ch, up: up, began: g.Now()}
	return p, p.take("")
}

// forgetDrafts drops the connections and access tokens that only drafts have used.
func (g *Gateway) forgetDrafts() {
	if v := g.view(); v != nil {
		g.Transports.Retain(slices.Collect(v.Channels()))
	}
}

// take chooses the key to ask with.
func (p *probe) take(id burncloud.KeyID) error {
	keys := p.channel.Keys
	i := slices.IndexFunc(keys, func(k burncloud.ChannelKey) bool { return k.ID == id || id == "" && k.Enabled })
	if i < 0 && id == "" {
		i = slices.IndexFunc(keys, func(k burncloud.ChannelKey) bool { return k.Refused() })
	}
	if i >= 0 {
		p.key, p.keyID = keys[i].Value, keys[i].ID
		return nil
	}
	if id != "" {
		return &burncloud.Error{Kind: burncloud.KindNotFound, Message: "the channel has no such key", Param: "key_id"}
	}
	return nil
}

// send makes the request; an answer other than 200 is classified.
func (p *probe) send(ctx context.Context, ask upstream.Ask) (*http.Response, *burncloud.Error) {
	return p.sendTo(ctx, ask, func(*http.Request) {})
}

// sendTo is send of a request that is turned before.
func (p *probe) sendTo(ctx context.Context, ask upstream.Ask, turn func(*http.Request)) (*http.Response, *burncloud.Error) {
	ask.Key = p.key
	req, err := p.up.Request(ctx, ask)
	if err != nil {
		return nil, burncloud.AsError(err)
	}
	turn(req)
	resp, err := p.up.transport.RoundTrip(req)
	if err != nil {
		err = quiet(err, p.up.Secrets(p.key))
		return nil, &burncloud.Error{Kind: burncloud.KindUpstreamConnect, Message: "the upstream could not be reached: " + reason(err), Err: err}
	}
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	defer resp.Body.Close()
	text, _ := readUpTo(resp.Body, nil, maxErrorBody)
	return nil, p.up.classify(resp, text, p.key)
}

// reason is the innermost cause of a failed connection, which names no address but the operator's own.
func reason(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

// test calls the model in the way that fits its kind, in its upstream's main dialect, and fills in what came back.
func (p *probe) test(ctx context.Context, t *burncloud.ChannelTest, model burncloud.ModelName, stream bool) *burncloud.Error {
	switch kindOf(model) {
	case embeds:
		return p.testEmbedding(ctx, t, model)
	case ranks:
		return p.testRelayed(ctx, t, model, upstream.Rerank, `,"query":"ok","documents":["ok"]}`)
	case moderates:
		return p.testRelayed(ctx, t, model, upstream.Moderate, `,"input":"ok"}`)
	case draws:
		return &burncloud.Error{Kind: burncloud.KindUnsupported, Message: "models of images, sound and video are not tested by a call: it would cost too much"}
	}
	return p.testText(ctx, t, model, stream)
}

// testText asks for a word.
func (p *probe) testText(ctx context.Context, t *burncloud.ChannelTest, model burncloud.ModelName, stream bool) *burncloud.Error {
	wire, _, ok := p.up.WireFor(upstream.Generate, model, "")
	b, known := backs[wire]
	if !ok || !known {
		return &burncloud.Error{Kind: burncloud.KindUnsupported, Message: "the channel's provider does not generate text"}
	}
	target := p.up.Target(wire, model)
	req := &llm.Request{
		From: wire, Model: t.Model, Stream: stream,
		Messages: []llm.Message{{Role: llm.RoleUser, Parts: []llm.Part{llm.Text{Text: "Answer with the one word: ok"}}}},
	}
	body, _, err := b.EncodeRequest(req, &target)
	if err != nil {
		return burncloud.AsError(err)
	}
	resp, failure := p.send(ctx, upstream.Ask{Operation: generation(wire, req, &target), Wire: wire, Model: model, Stream: stream, Body: body})
	if failure != nil {
		t.Status = failure.Status
		return failure
	}
	defer resp.Body.Close()
	t.Status = resp.StatusCode
	answer, err := p.answer(b, req, &target, resp, t)
	if err != nil {
		return p.scrubbed(err)
	}
	t.Usage = answer.Usage
	for _, choice := range answer.Choices {
		for _, part := range choice.Parts {
			if text, ok := part.(llm.Text); ok {
				t.Answer = clip(t.Answer+text.Text, 2*maxProbeText)
			}
		}
	}
	t.Answer = clip(upstream.Scrub(t.Answer, p.up.Secrets(p.key)), maxProbeText)
	return nil
}

// answer reads a test's answer to its end, and when its first content came.
func (p *probe) answer(b back, req *llm.Request, target *llm.Target, resp *http.Response, t *burncloud.ChannelTest) (*llm.Response, error) {
	if !req.Stream {
		body, err := readUpTo(resp.Body, nil, maxAnswer)
		if err != nil {
			return nil, llm.Cut(err)
		}
		t.FirstByte = p.g.Now().Sub(p.began)
		return b.DecodeResponse(req, target, body)
	}
	return llm.Collect(func(yield func(llm.Event, error) bool) {
		for event, err := range llm.Check(b.DecodeStream(req, target, resp.Body)) {
			if err == nil && t.FirstByte == 0 && event.HasContent() {
				t.FirstByte = p.g.Now().Sub(p.began)
			}
			if !yield(event, err) {
				return
			}
		}
	})
}

// scrubbed is the classified error with the probe's key taken out of its text.
func (p *probe) scrubbed(err error) *burncloud.Error {
	return told(burncloud.AsError(err), p.up.Secrets(p.key))
}
