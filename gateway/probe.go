package gateway

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/openai"
)

// probeTime bounds a test call and a question for the model list.
const probeTime = 60 * time.Second

// maxProbeText is how much of a test's answer is shown, in bytes.
const maxProbeText = 500

// TestChannel makes one small real call through a channel, with its first usable key, whatever its health. model is a
// public name; "" takes the channel's first. An unknown channel is KindNotFound; what the upstream said is in the result.
func (g *Gateway) TestChannel(ctx context.Context, id burncloud.ChannelID, model burncloud.ModelName, stream bool) (burncloud.ChannelTest, error) {
	p, err := g.probe(id)
	if err != nil {
		return burncloud.ChannelTest{}, err
	}
	if model == "" && len(p.channel.Models) > 0 {
		model = p.channel.Models[0]
	}
	if model == "" {
		return burncloud.ChannelTest{}, &burncloud.Error{Kind: burncloud.KindInvalid, Message: "the channel lists no model: name one", Param: "model"}
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	t := burncloud.ChannelTest{Model: model}
	if e := p.test(ctx, &t, stream); e != nil {
		t.ErrorKind, t.Error = e.Kind, e.Message
	}
	t.OK = t.ErrorKind == ""
	t.Duration = g.Now().Sub(p.began)
	return t, nil
}

// UpstreamModels asks the channel's provider which models it serves, sorted by name.
func (g *Gateway) UpstreamModels(ctx context.Context, id burncloud.ChannelID) ([]burncloud.ModelName, error) {
	p, err := g.probe(id)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	resp, e := p.send(ctx, upstream.Ask{Operation: upstream.Models})
	if e != nil {
		return nil, e
	}
	defer resp.Body.Close()
	body, err := readUpTo(resp.Body, nil, maxAnswer)
	if err != nil {
		return nil, &burncloud.Error{Kind: burncloud.KindUpstreamCut, Message: "the provider's model list was cut off", Err: err}
	}
	return modelNames(body)
}

// probe is one request outside of any client's call.
type probe struct {
	g       *Gateway
	channel *burncloud.Channel
	up      *ready
	key     burncloud.Secret
	began   time.Time
}

func (g *Gateway) probe(id burncloud.ChannelID) (*probe, error) {
	v := g.view()
	ch := v.Channel(id)
	if ch == nil || v.upstreams[id] == nil {
		return nil, &burncloud.Error{Kind: burncloud.KindNotFound, Message: "no such channel, or it is not usable as configured"}
	}
	p := &probe{g: g, channel: ch, up: v.upstreams[id], began: g.Now()}
	if i := slices.IndexFunc(ch.Keys, func(k burncloud.ChannelKey) bool { return k.Enabled }); i >= 0 {
		p.key = ch.Keys[i].Value
	}
	return p, nil
}

// send makes the request; an answer other than 200 is classified.
func (p *probe) send(ctx context.Context, ask upstream.Ask) (*http.Response, *burncloud.Error) {
	ask.Wire, ask.Key = burncloud.DialectOpenAI, p.key
	req, err := p.up.Request(ctx, ask)
	if err != nil {
		return nil, burncloud.AsError(err)
	}
	resp, err := p.up.transport.RoundTrip(req)
	if err != nil {
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

// test calls the model and fills in what came back.
func (p *probe) test(ctx context.Context, t *burncloud.ChannelTest, stream bool) *burncloud.Error {
	op, shape, body := probeRequest(p.channel.UpstreamModel(t.Model), stream)
	relay, err := openai.Peek(shape, body)
	if err != nil {
		return burncloud.AsError(err)
	}
	upstreamModel := p.channel.UpstreamModel(t.Model)
	resp, failure := p.send(ctx, upstream.Ask{
		Operation: op, Model: upstreamModel, Stream: relay.Head().Stream, Body: relay.Body(upstreamModel, p.up.asksUsage()),
	})
	if failure != nil {
		t.Status = failure.Status
		return failure
	}
	defer resp.Body.Close()
	t.Status = resp.StatusCode
	if relay.Head().Stream {
		return p.readStream(resp, relay.Stream(), t)
	}
	answer, err := readUpTo(resp.Body, nil, maxAnswer)
	if err != nil {
		return &burncloud.Error{Kind: burncloud.KindUpstreamCut, Message: "the answer was cut off", Err: err}
	}
	t.FirstByte = p.g.Now().Sub(p.began)
	out, err := relay.Answer(answer)
	if err != nil {
		return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the answer is not the dialect's", Err: err}
	}
	if out.ErrorBody != nil {
		return p.up.classify(resp, out.ErrorBody, p.key)
	}
	t.Usage, t.Answer = out.Usage, clip(openai.AnswerText(answer), maxProbeText)
	return nil
}

// probeRequest is the smallest call that every model of the kind answers.
func probeRequest(model burncloud.ModelName, stream bool) (upstream.Operation, openai.Shape, []byte) {
	b := rawjson.AppendString([]byte(`{"model":`), string(model))
	if strings.Contains(strings.ToLower(string(model)), "embed") {
		return upstream.Embed, openai.ShapeData, append(b, `,"input":"ok"}`...)
	}
	b = append(b, `,"messages":[{"role":"user","content":"Answer with the one word: ok"}]`...)
	if stream {
		b = append(b, `,"stream":true`...)
	}
	return upstream.Generate, openai.ShapeChoices, append(b, '}')
}

// readStream reads a streamed test answer to its end.
func (p *probe) readStream(resp *http.Response, scan *openai.Stream, t *burncloud.ChannelTest) *burncloud.Error {
	events := sse.NewReader(resp.Body, maxPending)
	var text []byte
	for {
		ev, err := events.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return &burncloud.Error{Kind: burncloud.KindUpstreamCut, Message: "the stream was cut off", Err: err}
		}
		v := scan.Event(ev)
		if v&llm.Failed != 0 {
			return p.up.classify(resp, scan.Outcome().ErrorBody, p.key)
		}
		if v&llm.Content != 0 && t.FirstByte == 0 {
			t.FirstByte = p.g.Now().Sub(p.began)
		}
		if len(text) < maxProbeText {
			text = append(text, openai.AnswerText(ev.Data)...)
		}
	}
	out := scan.Outcome()
	if !out.Finished {
		return &burncloud.Error{Kind: burncloud.KindUpstreamCut, Message: "the stream ended before the answer was complete"}
	}
	t.Usage, t.Answer = out.Usage, clip(string(text), maxProbeText)
	return nil
}

// modelNames reads the identifiers of an OpenAI model list.
func modelNames(body []byte) ([]burncloud.ModelName, error) {
	names := []burncloud.ModelName{}
	c := rawjson.Members(body)
	for c.Next() {
		if string(c.Key) != "data" {
			continue
		}
		for m := rawjson.Members(c.Value); m.Next(); {
			for f := rawjson.Members(m.Value); f.Next(); {
				if string(f.Key) != "id" {
					continue
				}
				if id, err := rawjson.String(f.Value); err == nil {
					names = append(names, burncloud.ModelName(id))
				}
			}
		}
	}
	if c.Err() != nil || len(names) == 0 {
		return nil, &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the provider's answer is not a model list"}
	}
	slices.Sort(names)
	return names, nil
}
