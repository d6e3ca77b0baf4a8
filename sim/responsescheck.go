package sim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// responseMemory remembers the latest responses, memorySize of them, so that a request can go on from one.
type responseMemory struct {
	mu   sync.Mutex
	ring []string
	have map[string]remembered
	ids  map[string]bool // of the items of those responses
}

// remembered are the items up to and with a response's own, and the ids of those.
type remembered struct {
	items []json.RawMessage
	ids   []string
}

const memorySize = 256

// keep remembers the response of this id.
func (m *responseMemory) keep(id string, q *responsesRequest, out []outputItem) {
	r := remembered{items: slices.Clip(q.raw)}
	for _, it := range out {
		r.items, r.ids = append(r.items, json.RawMessage(it.whole)), append(r.ids, it.id)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.have == nil {
		m.have, m.ids = make(map[string]remembered), make(map[string]bool)
	}
	if len(m.ring) == memorySize {
		for _, old := range m.have[m.ring[0]].ids {
			delete(m.ids, old)
		}
		delete(m.have, m.ring[0])
		m.ring = append(m.ring[:0], m.ring[1:]...)
	}
	m.ring = append(m.ring, id)
	m.have[id] = r
	for _, item := range r.ids {
		m.ids[item] = true
	}
}

// knows says whether an item is one of a remembered response.
func (m *responseMemory) knows(item string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ids[item]
}

func (m *responseMemory) get(id string) ([]json.RawMessage, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.have[id]
	return r.items, ok
}

// responseNames are the members of a request for a response.
var responseNames = strings.Fields(`background context_management conversation include input instructions max_output_tokens
	client_metadata max_tool_calls metadata model moderation parallel_tool_calls previous_response_id prompt prompt_cache_key
	prompt_cache_retention reasoning safety_identifier service_tier store stream stream_options temperature text tool_choice
	tools top_logprobs top_p truncation user`)

// refusal is OpenAI's answer to a parameter it does not take.
func (x *exchange) refusal(param, code, format string, args ...any) *problem {
	pr := x.p.shape.invalidAs(fmt.Sprintf(format, args...), param, code)
	return &pr
}

// unknownParameter refuses members that are not in the list.
func (x *exchange) unknownParameter(known []string) *problem {
	for name := range members(x.body) {
		if !slices.Contains(known, name) {
			return x.refusal(name, "unknown_parameter", "Unknown parameter: '%s'.", name)
		}
	}
	return nil
}

// parseResponses reads and checks the body, and joins it to the response it goes on from.
func (x *exchange) parseResponses() (*responsesRequest, Model, *problem) {
	q := &responsesRequest{}
	if err := json.Unmarshal(x.body, q); err != nil {
		return nil, Model{}, x.badBody(err)
	}
	if pr := x.unknownParameter(responseNames); pr != nil {
		return nil, Model{}, pr
	}
	if q.Model == "" {
		return nil, Model{}, x.refusal("model", "missing_required_parameter", "Missing required parameter: 'model'.")
	}
	m, ok := x.p.model(q.Model)
	if !ok || m.kind() != ChatModel {
		return nil, Model{}, x.refusal("model", "model_not_found", "The requested model '%s' does not exist.", q.Model)
	}
	for _, check := range []func(*responsesRequest, Model) *problem{x.checkSampling, x.checkItems, x.checkCalls} {
		if pr := check(q, m); pr != nil {
			return nil, Model{}, pr
		}
	}
	return q, m, nil
}

// checkSampling checks the parameters that are numbers, and the tools.
func (x *exchange) checkSampling(q *responsesRequest, m Model) *problem {
	switch {
	case m.Thinks == ThinksAlways && q.Temperature != nil:
		return x.refusal("temperature", "", "Unsupported parameter: 'temperature' is not supported with this model.")
	case m.Thinks == ThinksAlways && q.TopP != nil:
		return x.refusal("top_p", "", "Unsupported parameter: 'top_p' is not supported with this model.")
	case m.Thinks == "" && q.Reasoning.Effort != nil:
		return x.refusal("reasoning.effort", "unsupported_parameter", "Unsupported parameter: 'reasoning.effort' is not supported with this model.")
	case q.Temperature != nil && (*q.Temperature < 0 || *q.Temperature > 2):
		return x.refusal("temperature", "decimal_above_max_value", "Invalid 'temperature': expected a value from 0 to 2, but got %v instead.", *q.Temperature)
	case q.TopP != nil && (*q.TopP < 0 || *q.TopP > 1):
		return x.refusal("top_p", "decimal_above_max_value", "Invalid 'top_p': expected a value from 0 to 1, but got %v instead.", *q.TopP)
	case q.MaxTokens != nil && *q.MaxTokens < 16:
		return x.refusal("max_output_tokens", "integer_below_min_value",
			"Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got %d instead.", *q.MaxTokens)
	case q.StreamOptions != nil && !q.Stream:
		return x.refusal("stream_options", "", "The 'stream_options' parameter is only allowed when 'stream' is enabled.")
	}
	for i, t := range q.Tools {
		if (t.Type == "function" || t.Type == "custom") && t.Name == "" {
			return x.refusal(fmt.Sprintf("tools[%d].name", i), "missing_required_parameter", "Missing required parameter: 'tools[%d].name'.", i)
		}
	}
	if _, named := choiceOf(q.ToolChoice); named != "" && !slices.ContainsFunc(q.Tools, func(t responsesTool) bool { return t.Name == named }) {
		return x.refusal("tool_choice", "", "Tool choice '%s' not found in 'tools' parameter.", named)
	}
	return nil
}

// partKinds are the parts a message may have.
var partKinds = strings.Fields("input_text input_image output_text refusal input_file input_audio computer_screenshot summary_text reasoning_text")

// checkItems reads the input after what is remembered.
func (x *exchange) checkItems(q *responsesRequest, _ Model) *problem {
	if q.Previous != "" {
		items, ok := x.p.memory.get(q.Previous)
		if !ok {
			return x.refusal("previous_response_id", "previous_response_not_found", "Previous response with id '%s' not found.", q.Previous)
		}
		q.raw = slices.Clip(items)
	}
	var text string
	var list []json.RawMessage
	switch {
	case len(q.Input) == 0 || string(q.Input) == "null":
		return x.refusal("input", "missing_required_parameter", "Missing required parameter: 'input'.")
	case json.Unmarshal(q.Input, &text) == nil:
		list = []json.RawMessage{json.RawMessage(`{"type":"message","role":"user","content":` + string(q.Input) + `}`)}
	case json.Unmarshal(q.Input, &list) != nil:
		return x.refusal("input", "invalid_type", "Invalid type for 'input': expected one of an array of objects or string.")
	}
	if q.raw = append(q.raw, list...); len(q.raw) == 0 {
		return x.refusal("input", "", "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation' must be provided.")
	}
	remembered := len(q.raw) - len(list)
	q.items = make([]responsesItem, len(q.raw))
	for i, raw := range q.raw {
		if json.Unmarshal(raw, &q.items[i]) != nil {
			return x.refusal(fmt.Sprintf("input[%d]", i-remembered), "invalid_type", "Invalid type for 'input[%d]'.", i-remembered)
		}
		if i >= remembered {
			if pr := x.checkItem(&q.items[i], fmt.Sprintf("input[%d]", i-remembered)); pr != nil {
				return pr
			}
		}
	}
	return nil
}

// checkItem checks an item of the input.
func (x *exchange) checkItem(it *responsesItem, at string) *problem {
	switch {
	case (it.Type == "" || it.Type == "message") && !slices.Contains([]string{"user", "assistant", "system", "developer"}, it.Role):
		return x.refusal(at+".role", "invalid_value", "Invalid value: '%s'. Supported values are: 'assistant', 'system', 'developer', and 'user'.", it.Role)
	case it.Encrypted != nil && !sealed(openAISeal, *it.Encrypted):
		return x.refusal("", "invalid_encrypted_content", "The encrypted content for item %s could not be verified.", it.ID)
	case it.Type == "reasoning" && it.Encrypted == nil && !x.p.memory.knows(it.ID):
		return x.refusal("input", "", "Item with id '%s' not found. Items are not persisted when `store` is set to false.", it.ID)
	}
	var parts []kinded
	if json.Unmarshal(it.Content, &parts) != nil {
		return nil // a string, or nothing
	}
	for j, p := range parts {
		if !slices.Contains(partKinds, p.Type) {
			return x.refusal(fmt.Sprintf("%s.content[%d]", at, j), "invalid_value", "Invalid value: '%s'. Supported values are: '%s'.", p.Type, strings.Join(partKinds, "', '"))
		}
	}
	return nil
}

// checkCalls wants every call answered, and every answer called for.
func (x *exchange) checkCalls(q *responsesRequest, _ Model) *problem {
	open := make(map[string]bool)
	var order []string
	for i := range q.items {
		it := &q.items[i]
		switch it.Type {
		case "function_call", "custom_tool_call":
			open[it.CallID] = true
			order = append(order, it.CallID)
		case "function_call_output", "custom_tool_call_output":
			if !open[it.CallID] {
				return x.refusal("input", "", "No tool call found for function call output with call_id %s.", it.CallID)
			}
			order = slices.DeleteFunc(order, func(id string) bool { return id == it.CallID })
		}
	}
	if len(order) > 0 {
		return x.refusal("input", "", "No tool output found for function call %s.", order[0])
	}
	return nil
}
