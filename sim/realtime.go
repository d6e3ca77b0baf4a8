package sim

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// Events of the realtime endpoint (doc: OpenAI's reference of server events; there is no recording).
var realtimeParts = map[string]string{
	"session.created": `"session":<raw>`,
	"session.updated": `"session":<raw>`,
	"session": `{"type":"realtime","object":"realtime.session","id":"<id>","model":<MODEL>,"output_modalities":["text"],` +
		`"instructions":<echo:instructions>,"tools":<echo:tools>,"tool_choice":<echo:tool_choice>,"max_output_tokens":"inf",` +
		`"tracing":null,"prompt":null,"expires_at":<expires>}`,
	"conversation.item.added":    `"previous_item_id":<echo:previous>,"item":<raw>`,
	"conversation.item.done":     `"previous_item_id":<echo:previous>,"item":<raw>`,
	"response.created":           `"response":<raw>`,
	"response.output_item.added": realtimeResponse + `,"output_index":<index>,"item":<raw>`,
	"response.output_item.done":  realtimeResponse + `,"output_index":<index>,"item":<raw>`,
	"response.content_part.added": realtimeResponse + `,` + responseContent +
		`,"part":{"type":"text","text":""}`,
	"response.content_part.done":             realtimeResponse + `,` + responseContent + `,"part":{"type":"text","text":<raw>}`,
	"response.output_text.delta":             realtimeResponse + `,` + responseContent + `,"delta":<TEXT>`,
	"response.output_text.done":              realtimeResponse + `,` + responseContent + `,"text":<raw>`,
	"response.function_call_arguments.delta": realtimeResponse + `,` + responseItem + `,"call_id":"<callid>","delta":<ARGS>`,
	"response.function_call_arguments.done":  realtimeResponse + `,` + responseItem + `,"call_id":"<callid>","name":<NAME>,"arguments":<ARGS>`,
	"response.done":                          `"response":<raw>`,
	"error":                                  `"error":{"type":"invalid_request_error","code":<CODE>,"message":<MESSAGE>,"param":null,"event_id":<echo:event>}`,

	"message": `{"id":"<item>","object":"realtime.item","type":"message","status":"<finish>","role":"assistant","content":[<choices>]}`,
	"call": `{"id":"<item>","object":"realtime.item","type":"function_call","status":"<finish>","name":<NAME>,"call_id":"<callid>",` +
		`"arguments":<ARGS>}`,
	"content": `{"type":"output_text","text":<TEXT>}`,
	"response": `{"object":"realtime.response","id":"<request>","status":"<finish>","status_details":null,"output":[<choices>],` +
		`"conversation_id":"conv_<id>","output_modalities":["text"],"max_output_tokens":"inf","usage":<raw>,"metadata":null}`,
	"usage": `{"total_tokens":<total>,"input_tokens":<prompt>,"output_tokens":<completion>,"input_token_details":{"text_tokens":<prompt>,` +
		`"audio_tokens":0,"image_tokens":0,"cached_tokens":<cached>},"output_token_details":{"text_tokens":<completion>,"audio_tokens":0}}`,
}

const realtimeResponse = `"response_id":"<request>"`

// session is a realtime conversation.
type session struct {
	x     *exchange
	ws    *webSocket
	model Model
	items []responsesItem
	last  string // id of the last item
	tools []responsesTool
	n     int // ids given
	told  usage
}

// realtimeEvent is what clients send.
type realtimeEvent struct {
	ID      *string         `json:"event_id"`
	Type    string          `json:"type"`
	Item    json.RawMessage `json:"item"`
	Session struct {
		Instructions json.RawMessage `json:"instructions"`
		Tools        json.RawMessage `json:"tools"`
		ToolChoice   json.RawMessage `json:"tool_choice"`
	} `json:"session"`
}

// realtime holds a conversation over a WebSocket: text in, text and calls out. Of the knobs, those of time, of the text,
// of usage and of errors work here.
func (x *exchange) realtime() {
	m, pr := x.modelOf(RealtimeModel)
	if pr == nil && !wantsWebSocket(x.r) {
		pr = x.refusal("", "", "Expected a WebSocket handshake.")
	}
	if pr != nil {
		x.fail(*pr)
		return
	}
	if x.misfortune() || !x.wait(x.knobs.FirstToken, "") {
		return
	}
	protocol := ""
	if strings.Contains(x.r.Header.Get("Sec-WebSocket-Protocol"), "realtime") {
		protocol = "realtime"
	}
	ws, err := openWebSocket(x.rc, x.r, protocol)
	if err != nil {
		return // the client left
	}
	defer func() { _ = ws.conn.Close() }()
	defer context.AfterFunc(x.r.Context(), func() { _ = ws.conn.Close() })()
	x.v.id = strings.Replace(x.v.id, "chatcmpl-", "sess_", 1)
	x.v.echo = map[string]string{"tools": "[]", "tool_choice": `"auto"`, "instructions": `""`}
	x.v.model = m.as()
	x.note(func(s *Served) {
		s.Status, s.Stream, s.AnswerID = http.StatusSwitchingProtocols, true, x.v.id
	})
	s := &session{x: x, ws: ws, model: m}
	if err := s.run(); errors.Is(err, errClosed) {
		x.note(func(s *Served) { s.Finished = true })
	}
}

// run answers events until the connection ends.
func (s *session) run() error {
	if err := s.send("session.created", values{raw: s.part("session", s.x.v)}); err != nil {
		return err
	}
	for {
		message, err := s.ws.receive()
		if err != nil {
			return err
		}
		var e realtimeEvent
		if json.Unmarshal(message, &e) != nil {
			err = s.refuse(&e, "invalid_json", "The event is not valid JSON.")
		} else {
			err = s.answer(&e)
		}
		if err != nil {
			return err
		}
	}
}

// answer does what one event asks for.
func (s *session) answer(e *realtimeEvent) error {
	switch e.Type {
	case "session.update":
		echo := map[string]json.RawMessage{"instructions": e.Session.Instructions, "tools": e.Session.Tools, "tool_choice": e.Session.ToolChoice}
		for name, raw := range echo {
			if len(raw) > 0 {
				s.x.v.echo[name] = string(raw)
			}
		}
		_ = json.Unmarshal([]byte(s.x.v.echo["tools"]), &s.tools) // an odd list offers nothing
		return s.send("session.updated", values{raw: s.part("session", s.x.v)})
	case "conversation.item.create":
		var it responsesItem
		if len(e.Item) == 0 || json.Unmarshal(e.Item, &it) != nil || it.Type == "" {
			return s.refuse(e, "missing_required_parameter", "Missing required parameter: 'item.type'.")
		}
		return s.add(it, e.Item)
	case "response.create":
		if len(s.items) == 0 {
			return s.refuse(e, "invalid_value", "The conversation has no items to respond to.")
		}
		return s.respond()
	case "input_audio_buffer.append", "input_audio_buffer.clear", "response.cancel":
		return nil
	}
	return s.refuse(e, "invalid_value", "Invalid value: '"+e.Type+"'.")
}

func (s *session) refuse(e *realtimeEvent, code, says string) error {
	v := values{code: code, message: says, echo: map[string]string{}}
	if e.ID != nil {
		v.echo["event"] = string(appendJSON(nil, *e.ID))
	}
	return s.send("error", v)
}

// add takes a client's item into the conversation.
func (s *session) add(it responsesItem, raw json.RawMessage) error {
	if it.ID == "" {
		it.ID = s.id("item_")
		raw = append([]byte(`{"id":"`+it.ID+`",`), raw[1:]...)
	}
	v := values{raw: string(raw), echo: map[string]string{"previous": "null"}}
	if s.last != "" {
		v.echo["previous"] = string(appendJSON(nil, s.last))
	}
	s.items, s.last = append(s.items, it), it.ID
	return errors.Join(s.send("conversation.item.added", v), s.send("conversation.item.done", v))
}

// respond answers the conversation so far.
func (s *session) respond() error {
	x := s.x
	q := responsesRequest{Model: x.q.Model, items: s.items, Tools: s.tools, ToolChoice: json.RawMessage(x.v.echo["tool_choice"]),
		Instruct: json.RawMessage(x.v.echo["instructions"])}
	t := q.turn(s.model)
	r := x.compose(&t, 0)
	u := usage{prompt: q.tokens(), completion: r.tokens}
	s.told.prompt, s.told.completion = s.told.prompt+u.prompt, s.told.completion+u.completion
	x.account(s.model.as(), s.told)
	u.cached = min(x.knobs.Cached, u.prompt)
	v := x.v
	v.request, v.usage, v.finish, v.raw = s.id("resp_"), u, "in_progress", "null"
	if err := s.send("response.created", v.with(s.part("response", v))); err != nil {
		return err
	}
	var done []string
	if len(r.text) > 0 {
		item, err := s.say(v, r)
		if err != nil {
			return err
		}
		done = append(done, item)
	}
	for _, c := range r.calls {
		item, err := s.call(v, len(done), c)
		if err != nil {
			return err
		}
		done = append(done, item)
	}
	v.choices, v.finish = strings.Join(done, ","), "completed"
	if !x.knobs.NoUsage {
		v.raw = s.part("usage", v)
	}
	return s.send("response.done", v.with(s.part("response", v)))
}

// with returns the values with another raw text.
func (v values) with(raw string) values {
	v.raw = raw
	return v
}

// say sends an item of text, piece by piece, and returns it.
func (s *session) say(v values, r reply) (string, error) {
	v.item = s.id("item_")
	begun := s.part("message", v)
	err := errors.Join(s.send("response.output_item.added", v.with(begun)), s.send("response.content_part.added", v))
	for i, w := range r.text {
		if err != nil || i > 0 && !s.x.wait(s.x.knobs.Gap, "") {
			return "", errors.Join(err, s.x.r.Context().Err())
		}
		v.text = w
		err = s.send("response.output_text.delta", v)
		s.x.sentBytes += len(w)
	}
	v.text = strings.Join(r.text, "")
	quoted := string(appendJSON(nil, v.text))
	v.choices, v.finish = s.part("content", v), "completed"
	item := s.part("message", v)
	s.items, s.last = append(s.items, responsesItem{Type: "message", ID: v.item, Role: "assistant", Content: json.RawMessage(quoted)}), v.item
	return item, errors.Join(err, s.send("response.output_text.done", v.with(quoted)), s.send("response.content_part.done", v.with(quoted)),
		s.send("response.output_item.done", v.with(item)))
}

// call sends an item that calls a tool, and returns it.
func (s *session) call(v values, index int, c toolCall) (string, error) {
	v.item, v.index, v.callID, v.callName = s.id("item_"), index, c.id, c.name
	begun := s.part("call", v)
	v.args, v.finish = c.args, "completed"
	item := s.part("call", v)
	s.x.sentBytes += len(c.args)
	s.items, s.last = append(s.items, responsesItem{Type: "function_call", ID: v.item, CallID: c.id, Name: c.name, Arguments: looseText(c.args)}), v.item
	return item, errors.Join(s.send("response.output_item.added", v.with(begun)), s.send("response.function_call_arguments.delta", v),
		s.send("response.function_call_arguments.done", v), s.send("response.output_item.done", v.with(item)))
}

// id makes the next identifier.
func (s *session) id(prefix string) string {
	s.n++
	return idStyle{prefix: prefix, digits: 21}.make(s.x.p.seed+uint64(s.n)<<32, s.x.n, s.x.rec.At)
}

func (s *session) part(name string, v values) string {
	return s.x.p.shape.part("realtime " + name).render(&v)
}

// send sends an event of this name.
func (s *session) send(name string, v values) error {
	body := `{"type":"` + name + `","event_id":"` + s.id("event_") + `",` + s.part(name, v) + `}`
	s.x.chunks++
	return s.ws.send(wsText, []byte(body))
}

// appendExpires writes when a session ends: half an hour after it began.
func appendExpires(b []byte, v *values) []byte { return strconv.AppendInt(b, v.created+1800, 10) }
