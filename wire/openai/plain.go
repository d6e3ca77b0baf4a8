package openai

import (
	"bytes"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// Plain is a call of an endpoint whose answers are forwarded whatever they are: images, speech, moderations, rankings.
type Plain struct{ *Relay }

// PeekPlain reads the request's head.
func PeekPlain(body []byte) (Plain, error) {
	r, err := Peek(ShapeChoices, body)
	return Plain{r}, err
}

// Body returns the bytes for an upstream that calls the model by the given name. These endpoints have no
// stream_options.
func (p Plain) Body(model burncloud.ModelName, _ bool) []byte { return p.Relay.Body(model, false) }

// Answer reads a whole answer.
func (p Plain) Answer(body []byte) (llm.Outcome, error) { return anyAnswer(body), nil }

// Stream reads the events of one attempt's stream.
func (p Plain) Stream() llm.Frames { return &EventStream{} }

// anyAnswer looks for usage and errors in an answer that may not be JSON at all.
func anyAnswer(body []byte) llm.Outcome {
	out := llm.Outcome{Finished: true}
	var v [ansCount]rawjson.Span
	if _, err := rawjson.Scan(body, answerNames, v[:]); err != nil {
		return out
	}
	if out.ErrorBody = errorIn(body, &v); out.ErrorBody != nil {
		return out
	}
	if raw := v[ansUsage].Of(body); raw != nil && !rawjson.IsNull(raw) {
		out.Usage, out.RawUsage = ReadUsage(raw), raw
	}
	return out
}

// EventStream judges the typed events in which images, speech and transcripts are streamed ("image_generation.completed",
// "speech.audio.done", "transcript.text.done"). They end with the connection.
type EventStream struct {
	scratch []byte
	out     llm.Outcome
}

// Outcome is what the events so far have told.
func (s *EventStream) Outcome() *llm.Outcome { return &s.out }

// Frame judges one event.
func (s *EventStream) Frame(frame []byte) llm.Verdict {
	ev, scratch := sse.Parse(frame, s.scratch)
	s.scratch = scratch
	if len(ev.Data) == 0 {
		return 0
	}
	if string(ev.Data) == "[DONE]" {
		s.out.Finished = true
		return llm.Last
	}
	out := anyAnswer(ev.Data)
	if out.ErrorBody != nil {
		s.out.ErrorBody = bytes.Clone(out.ErrorBody)
		return llm.Failed
	}
	if u := &s.out.Usage; out.RawUsage != nil {
		out.Usage.Images, out.Usage.ImageSize, out.Usage.ImageQuality = u.Images, u.ImageSize, u.ImageQuality
		*u, s.out.RawUsage = out.Usage, bytes.Clone(out.RawUsage)
	}
	kind, _ := rawjson.String(llm.Find(ev.Data, "type"))
	if kind == "image_generation.completed" || kind == "image_edit.completed" {
		s.picture(ev.Data)
	}
	s.out.Finished = s.out.Finished || isTerminal(kind)
	return llm.Content
}

// picture notes one more picture, and how large and how good it is where the event says so.
func (s *EventStream) picture(event []byte) {
	u := &s.out.Usage
	u.Images++
	size, _ := rawjson.String(llm.Find(event, "size"))
	quality, _ := rawjson.String(llm.Find(event, "quality"))
	u.ImageSize, u.ImageQuality = burncloud.PictureSize(size), burncloud.PictureQuality(quality)
}

func isTerminal(kind string) bool {
	for _, end := range []string{".completed", ".done"} {
		if len(kind) > len(end) && kind[len(kind)-len(end):] == end {
			return true
		}
	}
	return false
}
