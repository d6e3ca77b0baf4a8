package openai

import (
	"unicode/utf8"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// EncodeResponse appends the whole answer as a chat completion.
func (f Front) EncodeResponse(dst []byte, req *llm.Request, resp *llm.Response) []byte {
	w := llm.Writer{Buf: append(dst, '{')}
	w.Str("id", answerID(resp.ID, req))
	w.Str("object", "chat.completion")
	w.Int("created", f.created())
	w.Str("model", answerModel(resp.Model, req))
	w.OpenKey("choices", '[')
	for i := range resp.Choices {
		writeChoice(&w, req, i, &resp.Choices[i])
	}
	w.Close(']')
	w.Key("usage")
	w.Buf = appendUsage(w.Buf, resp.Usage)
	w.Close('}')
	return w.Buf
}

func answerID(id string, req *llm.Request) string {
	if id == "" {
		return "chatcmpl-" + req.ID
	}
	return id
}

func answerModel(model string, req *llm.Request) string {
	if model == "" {
		return string(req.Model)
	}
	return model
}

// answer gathers the parts of a choice under the members of a message.
type answer struct {
	text, thought, refusal []byte
	details                []llm.Reasoning
	calls                  []llm.ToolCall
	images                 []llm.Media
	cites                  []llm.Citation
	probs                  []llm.Logprob
}

func gather(parts []llm.Part) answer {
	var a answer
	for _, p := range parts {
		switch p := p.(type) {
		case llm.Text:
			start := utf8.RuneCount(a.text)
			a.text = append(a.text, p.Text...)
			a.probs = append(a.probs, p.Logprobs...)
			for _, cite := range p.Citations {
				a.cites = append(a.cites, placed(cite, start, utf8.RuneCount(a.text)))
			}
		case llm.Reasoning:
			a.thought = append(a.thought, p.Text...)
			if !p.Signature.IsZero() {
				a.details = append(a.details, p)
			}
		case llm.Refusal:
			a.refusal = append(a.refusal, p.Text...)
		case llm.ToolCall:
			a.calls = append(a.calls, p)
		case llm.Media:
			if p.Kind == llm.MediaImage {
				a.images = append(a.images, p)
			}
		}
	}
	return a
}

// placed moves a citation of a part that begins at start to its place in the whole content, which ends at end.
func placed(c llm.Citation, start, end int) llm.Citation {
	if c.End == 0 {
		c.Start, c.End = start, end
		return c
	}
	c.Start, c.End = c.Start+start, c.End+start
	return c
}

func writeChoice(w *llm.Writer, req *llm.Request, i int, ch *llm.Choice) {
	a := gather(ch.Parts)
	w.Open('{')
	w.Int("index", int64(i))
	w.OpenKey("message", '{')
	w.Str("role", "assistant")
	if len(a.text) == 0 && (len(a.calls) > 0 || len(a.refusal) > 0) {
		w.Lit("content", "null")
	} else {
		w.Text("content", a.text)
	}
	if len(a.thought) > 0 {
		w.Text("reasoning_content", a.thought)
	}
	if len(a.details) > 0 {
		w.OpenKey("reasoning_details", '[')
		for k, r := range a.details {
			writeDetail(w, r, k)
		}
		w.Close(']')
	}
	if len(a.refusal) > 0 {
		w.Text("refusal", a.refusal)
	} else {
		w.Lit("refusal", "null")
	}
	writeCalls(w, req, a.calls)
	if len(a.images) > 0 {
		w.OpenKey("images", '[')
		for _, m := range a.images {
			writeImage(w, m)
		}
		w.Close(']')
	}
	writeAnnotations(w, a.cites)
	w.Close('}')
	writeLogprobs(w, a.probs)
	writeFinish(w, req, ch.Stop, len(a.refusal) > 0)
	w.Close('}')
}

func writeCalls(w *llm.Writer, req *llm.Request, calls []llm.ToolCall) {
	if len(calls) == 0 {
		return
	}
	if req.Legacy {
		w.OpenKey("function_call", '{')
		w.Str("name", calls[0].Name)
		w.Str("arguments", argumentsOf(calls[0]))
		w.Close('}')
		return
	}
	w.OpenKey("tool_calls", '[')
	for _, c := range calls {
		w.Open('{')
		writeCall(w, c, argumentsOf(c))
		w.Close('}')
	}
	w.Close(']')
}

func argumentsOf(c llm.ToolCall) string {
	if c.Arguments == "" && !c.Custom {
		return "{}"
	}
	return c.Arguments
}

// writeCall writes the members of a call but for its index.
func writeCall(w *llm.Writer, c llm.ToolCall, arguments string) {
	kind, field := "function", "arguments"
	if c.Custom {
		kind, field = "custom", "input"
	}
	w.Str("id", c.ID)
	w.Str("type", kind)
	w.OpenKey(kind, '{')
	w.Str("name", c.Name)
	w.Str(field, arguments)
	w.Close('}')
	if sig := c.Signature.For(llm.OriginGemini); !sig.IsZero() {
		w.OpenKey("extra_content", '{')
		w.OpenKey("google", '{')
		w.Str("thought_signature", sig.Data)
		w.Close('}')
		w.Close('}')
	}
}

func writeImage(w *llm.Writer, m llm.Media) {
	url := m.URL
	if m.Data != "" {
		url = llm.DataURL(m.Type, m.Data)
	}
	w.Open('{')
	w.Str("type", "image_url")
	w.OpenKey("image_url", '{')
	w.Str("url", url)
	w.Close('}')
	w.Close('}')
}

// writeAnnotations writes the citations that are on the web; others have no home here.
func writeAnnotations(w *llm.Writer, cites []llm.Citation) {
	opened := false
	for _, c := range cites {
		if c.URL == "" {
			continue
		}
		if !opened {
			w.OpenKey("annotations", '[')
			opened = true
		}
		w.Open('{')
		w.Str("type", "url_citation")
		w.OpenKey("url_citation", '{')
		w.Int("start_index", int64(c.Start))
		w.Int("end_index", int64(c.End))
		w.Str("title", c.Title)
		w.Str("url", c.URL)
		w.Close('}')
		w.Close('}')
	}
	if opened {
		w.Close(']')
	}
}

func writeLogprobs(w *llm.Writer, probs []llm.Logprob) {
	if probs == nil {
		w.Lit("logprobs", "null")
		return
	}
	w.OpenKey("logprobs", '{')
	w.OpenKey("content", '[')
	for _, p := range probs {
		writeLogprob(w, p, true)
	}
	w.Close(']')
	w.Lit("refusal", "null")
	w.Close('}')
}

func writeLogprob(w *llm.Writer, p llm.Logprob, top bool) {
	w.Open('{')
	w.Str("token", p.Token)
	w.Num("logprob", p.Value)
	if p.Bytes == nil {
		w.Lit("bytes", "null")
	}
	w.Raw("bytes", p.Bytes)
	if top {
		w.OpenKey("top_logprobs", '[')
		for _, t := range p.Top {
			writeLogprob(w, t, false)
		}
		w.Close(']')
	}
	w.Close('}')
}

// writeFinish writes the finish reason, and the provider's own word where it says more.
func writeFinish(w *llm.Writer, req *llm.Request, s llm.Stop, refused bool) {
	w.Str("finish_reason", finishReason(s.Reason, req.Legacy, refused))
	switch s.Reason {
	case llm.StopUnknown, llm.StopBroken, llm.StopPaused:
		w.StrIf("native_finish_reason", s.Raw)
	}
}

func finishReason(r llm.StopReason, legacy, refused bool) string {
	switch r {
	case llm.StopLength, llm.StopContext:
		return "length"
	case llm.StopToolCalls:
		if legacy {
			return "function_call"
		}
		return "tool_calls"
	case llm.StopFiltered:
		return "content_filter"
	case llm.StopRefusal:
		if !refused {
			return "content_filter"
		}
	}
	return "stop"
}

// appendUsage appends a usage object, inclusive as this dialect has it (wire-facts §8).
func appendUsage(dst []byte, u burncloud.Usage) []byte {
	w := llm.Writer{Buf: append(dst, '{')}
	w.Int("prompt_tokens", u.Prompt())
	w.Int("completion_tokens", u.Completion())
	w.Int("total_tokens", u.Prompt()+u.Completion())
	w.OpenKey("prompt_tokens_details", '{')
	w.Int("cached_tokens", u.CacheRead)
	if written := u.CacheWrite + u.CacheWrite1h; written > 0 {
		w.Int("cache_write_tokens", written)
	}
	w.Int("audio_tokens", u.AudioIn)
	w.Close('}')
	w.OpenKey("completion_tokens_details", '{')
	w.Int("reasoning_tokens", u.Reasoning)
	w.Int("audio_tokens", u.AudioOut)
	w.Close('}')
	w.Close('}')
	return w.Buf
}
