package sim

import "strings"

// contentBody renders an answer in one piece.
func (x *exchange) contentBody(m Model, r reply) []byte {
	s, v := x.p.shape, x.v
	var parts []byte
	if r.think != "" && !r.omitted {
		v.think = r.think
		parts = s.part("thought_part").append(parts, &v)
	}
	if v.text = strings.Join(r.text, ""); v.text != "" {
		if x.knobs.Huge > 0 {
			v.text = strings.Repeat("x", x.knobs.Huge)
		}
		form := "text_part"
		if m.Thinks == ThinksAlways {
			form, v.signature = "signed_text", seal(geminiSeal, x.v.seed)
		}
		parts = s.part(form).append(comma(parts, len(parts)), &v)
	}
	if len(r.calls) > 0 {
		parts = append(comma(parts, len(parts)), x.callParts(r)...)
	}
	v.choices, v.native, v.finish = string(parts), x.native(r.finish), r.finish
	v.raw = x.contentUsage(x.v.usage)
	form := "last"
	if len(parts) == 0 {
		form = "empty"
	}
	return s.part(form).append(nil, &v)
}

// callParts renders the calls; only the first carries a signature.
func (x *exchange) callParts(r reply) string {
	var out []byte
	v := x.v
	for i, c := range r.calls {
		v.callName, v.args = c.name, c.args
		form := "call_part"
		if i == 0 && r.signed {
			form, v.signature = "signed_call", seal(geminiSeal, x.v.seed)
		}
		out = x.p.shape.part(form).append(comma(out, i), &v)
	}
	return string(out)
}

// frameStream sets the exchange up for a stream: events that end in two line ends each, or an array.
func (x *exchange) frameStream() {
	x.ending = ""
	if x.array {
		x.ending = "]"
		text := strings.TrimSuffix(strings.TrimPrefix(x.p.shape.wording.streamError, "data: "), "\r\n\r\n")
		x.streamError = compile("\r\n,\r\n" + text + "]")
	}
}

// framed is a part as a frame of the stream that was asked for.
func (x *exchange) framed(part string, first bool) *template {
	text := x.p.shape.wording.parts[part]
	switch {
	case !x.array:
		return compile("data: " + text + "\r\n\r\n")
	case first:
		return compile("[" + text)
	}
	return compile("\r\n,\r\n" + text)
}

// contentFrames lays out a stream. The reason to stop comes with the last piece of the text, with the calls, or, from
// Gemini 3, with an empty text that carries a signature (recorded: gemini/generateContent).
func (x *exchange) contentFrames(m Model, r reply) []frame {
	sofar := usage{prompt: x.v.usage.prompt, cached: x.v.usage.cached}
	var out []frame
	forms := make(map[string]*template)
	add := func(part string, f frame) {
		if forms[part] == nil || len(out) == 0 {
			forms[part] = x.framed(part, false)
		}
		f.form = forms[part]
		if len(out) == 0 {
			f.form = x.framed(part, true)
		}
		f.raw = x.contentUsage(sofar)
		out = append(out, f)
	}
	if r.think != "" && !r.omitted {
		for _, w := range words(r.think) {
			add("thought", frame{think: w})
		}
	}
	sofar.reasoning, sofar.completion = r.hidden, r.hidden
	for i, w := range r.text {
		if i == len(r.text)-1 {
			sofar.completion = x.v.usage.completion
			if m.Thinks != ThinksAlways {
				break
			}
		} else {
			sofar.completion = min(sofar.completion+Tokens(w), x.v.usage.completion)
		}
		add("text", frame{text: w})
	}
	sofar = x.v.usage
	add(x.lastChunk(m, r))
	return out
}

// lastChunk is the frame with the reason to stop.
func (x *exchange) lastChunk(m Model, r reply) (string, frame) {
	f := frame{finish: r.finish}
	v := x.v
	switch n := len(r.text); {
	case len(r.calls) > 0:
		f.choices, f.call.args = x.callParts(r), callArgs(r.calls)
	case n > 0 && m.Thinks == ThinksAlways:
		v.signature = seal(geminiSeal, x.v.seed)
		f.choices = x.p.shape.part("signed_text").render(&v)
	case n > 0:
		f.text = r.text[n-1]
		return "last_text", f
	default:
		return "empty", f
	}
	return "last", f
}

// callArgs joins the arguments of calls, for the count of bytes sent.
func callArgs(calls []toolCall) string {
	var out strings.Builder
	for _, c := range calls {
		out.WriteString(c.args)
	}
	return out.String()
}
