package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// request is the part of a chat, completion or embedding request that the answer depends on.
type request struct {
	Model               string          `json:"model"`
	Messages            []message       `json:"messages"`
	Prompt              json.RawMessage `json:"prompt"`
	Input               json.RawMessage `json:"input"`
	Stream              bool            `json:"stream"`
	StreamOptions       *streamOptions  `json:"stream_options"`
	N                   *int            `json:"n"`
	MaxTokens           *int            `json:"max_tokens"`
	MaxCompletionTokens *int            `json:"max_completion_tokens"`
	Temperature         *float64        `json:"temperature"`
	TopP                *float64        `json:"top_p"`
	Tools               []tool          `json:"tools"`
	ToolChoice          json.RawMessage `json:"tool_choice"`
	Parallel            *bool           `json:"parallel_tool_calls"`
	Format              *kinded         `json:"response_format"`
	Thinking            *kinded         `json:"thinking"`
	EnableThinking      *bool           `json:"enable_thinking"`
	ReasoningEffort     string          `json:"reasoning_effort"`
	Reasoning           json.RawMessage `json:"reasoning"`
	EncodingFormat      string          `json:"encoding_format"`
	Dimensions          *int            `json:"dimensions"`
}

type streamOptions struct {
	IncludeUsage bool  `json:"include_usage"`
	Obfuscation  *bool `json:"include_obfuscation"`
}

type kinded struct {
	Type string `json:"type"`
}

type message struct {
	Role       string            `json:"role"`
	Content    json.RawMessage   `json:"content"`
	ToolCalls  []json.RawMessage `json:"tool_calls"`
	ToolCallID string            `json:"tool_call_id"`
}

type tool struct {
	Type     string `json:"type"`
	Function struct {
		Name       string          `json:"name"`
		Parameters json.RawMessage `json:"parameters"`
	} `json:"function"`
}

// text joins the text parts of a message.
func (m message) text() string {
	s, _ := contentText(m.Content)
	return s
}

// contentText reads content that is a string or an array of parts; parts that are not text count as nothing.
func contentText(raw json.RawMessage) (string, bool) {
	parts, ok := textParts(raw)
	return strings.Join(parts, ""), ok
}

// textParts is contentText before the parts are joined.
func textParts(raw json.RawMessage) ([]string, bool) {
	var s string
	if len(raw) == 0 || string(raw) == "null" || json.Unmarshal(raw, &s) == nil {
		return []string{s}, true
	}
	var parts []struct {
		Text string `json:"text"`
	}
	if json.Unmarshal(raw, &parts) != nil {
		return nil, false
	}
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.Text
	}
	return texts, true
}

// thinks says whether a model of this habit reasons about this request.
func (q *request) thinks(m Model) bool {
	if q.unthinking() || m.Thinks == "" {
		return false
	}
	asked := q.Thinking != nil || q.EnableThinking != nil || q.ReasoningEffort != "" || len(q.Reasoning) > 0
	return m.Thinks == ThinksAlways || asked
}

// unthinking says whether the request forbids reasoning.
func (q *request) unthinking() bool {
	return q.Thinking != nil && q.Thinking.Type == "disabled" || q.EnableThinking != nil && !*q.EnableThinking ||
		q.ReasoningEffort == "none"
}

// choices is n, which is 1 unless given.
func (q *request) choices() int {
	if q.N == nil {
		return 1
	}
	return *q.N
}

// limit is the most tokens one choice may have; 0 = no limit.
func (q *request) limit() int {
	if q.MaxCompletionTokens != nil {
		return *q.MaxCompletionTokens
	}
	if q.MaxTokens != nil {
		return *q.MaxTokens
	}
	return 0
}

// badBody is the answer to a body that is no JSON, or has a member of another type.
func (x *exchange) badBody(err error) *problem {
	pr := x.p.shape.problem(badJSON, "")
	if mistyped := (*json.UnmarshalTypeError)(nil); errors.As(err, &mistyped) {
		pr = x.p.shape.invalidAs(fmt.Sprintf("Invalid type for '%s': expected %s, but got %s instead.",
			mistyped.Field, mistyped.Type, mistyped.Value), mistyped.Field, "invalid_type")
	}
	return &pr
}

// parse checks what every endpoint wants: JSON of the right types, and a model of the right kind.
func (x *exchange) parse(kind Kind) (*request, Model, *problem) {
	s, q := x.p.shape, &x.q
	if x.parseErr != nil {
		return nil, Model{}, x.badBody(x.parseErr)
	}
	if q.Model == "" {
		pr := s.invalidAs("you must provide a model parameter", "", "")
		return nil, Model{}, &pr
	}
	m, ok := x.p.model(q.Model)
	if !ok {
		pr := s.problem(noModel, q.Model)
		return nil, Model{}, &pr
	}
	if m.kind() != kind {
		pr := s.invalidAs(fmt.Sprintf("The model %s does not serve this endpoint.", q.Model), "model", "unsupported_value")
		return nil, Model{}, &pr
	}
	if pr := x.checkCommon(q, m); pr != nil {
		return nil, Model{}, pr
	}
	return q, m, nil
}

// checkCommon checks the parameters that endpoints share.
func (x *exchange) checkCommon(q *request, m Model) *problem {
	bad := func(param, code, format string, args ...any) *problem {
		pr := x.p.shape.invalidAs(fmt.Sprintf(format, args...), param, code)
		return &pr
	}
	switch {
	case q.N != nil && (*q.N < 1 || *q.N > 128):
		return bad("n", "integer_below_min_value", "Invalid 'n': expected a value from 1 to 128, but got %d instead.", *q.N)
	case q.Temperature != nil && (*q.Temperature < 0 || *q.Temperature > 2):
		return bad("temperature", "decimal_above_max_value",
			"Invalid 'temperature': expected a value from 0 to 2, but got %v instead.", *q.Temperature)
	case q.TopP != nil && (*q.TopP < 0 || *q.TopP > 1):
		return bad("top_p", "decimal_above_max_value", "Invalid 'top_p': expected a value from 0 to 1, but got %v instead.", *q.TopP)
	case q.MaxTokens != nil && *q.MaxTokens < 1:
		return bad("max_tokens", "integer_below_min_value",
			"Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got %d instead.", *q.MaxTokens)
	case q.MaxCompletionTokens != nil && *q.MaxCompletionTokens < 1:
		return bad("max_completion_tokens", "integer_below_min_value",
			"Invalid 'max_completion_tokens': integer below minimum value. Expected a value >= 1, but got %d instead.", *q.MaxCompletionTokens)
	case q.StreamOptions != nil && !q.Stream:
		return bad("stream_options", "", "The 'stream_options' parameter is only allowed when 'stream' is enabled.")
	case x.p.shape.strictNames && m.Thinks == ThinksAlways && q.MaxTokens != nil:
		return bad("max_tokens", "unsupported_parameter", "Unsupported parameter: 'max_tokens' is not supported with this model. "+
			"Use 'max_completion_tokens' instead.")
	}
	return nil
}

// chatRoles are the roles a message may have.
var chatRoles = []string{"system", "developer", "user", "assistant", "tool", "function"}

// checkChat checks messages and tools.
func (x *exchange) checkChat(q *request) *problem {
	bad := func(param, code, format string, args ...any) *problem {
		pr := x.p.shape.invalidAs(fmt.Sprintf(format, args...), param, code)
		return &pr
	}
	if q.Messages == nil {
		return bad("messages", "missing_required_parameter", "Missing required parameter: 'messages'.")
	}
	if len(q.Messages) == 0 {
		return bad("messages", "empty_array",
			"Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.")
	}
	called := false
	for i, m := range q.Messages {
		at := fmt.Sprintf("messages[%d]", i)
		if !slices.Contains(chatRoles, m.Role) {
			return bad(at+".role", "invalid_value", "Invalid value: '%s'. Supported values are: '%s'.", m.Role, strings.Join(chatRoles, "', '"))
		}
		if _, ok := contentText(m.Content); !ok {
			return bad(at+".content", "invalid_type", "Invalid type for '%s.content': expected a string or an array of objects.", at)
		}
		if m.Role == "tool" && !called {
			return bad(at+".role", "", "Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.")
		}
		called = m.Role == "tool" || len(m.ToolCalls) > 0
	}
	return x.checkTools(q, bad)
}

func (x *exchange) checkTools(q *request, bad func(string, string, string, ...any) *problem) *problem {
	for i, t := range q.Tools {
		if t.Type == "function" && t.Function.Name == "" {
			return bad(fmt.Sprintf("tools[%d].function.name", i), "missing_required_parameter",
				"Missing required parameter: 'tools[%d].function.name'.", i)
		}
	}
	forced := len(q.ToolChoice) > 0 && string(q.ToolChoice) != "null"
	if forced && len(q.Tools) == 0 && string(q.ToolChoice) != `"none"` {
		return bad("tool_choice", "", "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.")
	}
	if x.p.flavor == Qwen && len(q.Tools) > 0 && q.choices() > 1 {
		return bad("", "", "n must be 1 when tools are given")
	}
	if x.p.flavor == DeepSeek && string(q.ToolChoice) == `"required"` && q.Thinking != nil && q.Thinking.Type == "enabled" {
		return bad("", "", "Thinking mode does not support this tool_choice")
	}
	return x.checkNames()
}

// chatNames are the members OpenAI's chat endpoint knows.
var chatNames = strings.Fields(`audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens
	max_tokens messages metadata modalities model moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key
	prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop store stream
	stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options`)

// checkNames refuses members the provider does not know, where the provider does.
func (x *exchange) checkNames() *problem {
	if !x.p.shape.strictNames {
		return nil
	}
	for name := range members(x.body) {
		if !slices.Contains(chatNames, name) {
			pr := x.p.shape.invalidAs(fmt.Sprintf("Unrecognized request argument supplied: %s", name), "", "")
			return &pr
		}
	}
	return nil
}

// members yields the member names of an object that is known to be JSON. Names with escapes come as they are written.
func members(object []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		depth, name := 0, false
		for i := 0; i < len(object); i++ {
			switch object[i] {
			case '{', '[':
				depth++
				name = depth == 1
			case '}', ']':
				depth--
			case ',':
				name = depth == 1
			case ':':
				name = false
			case '"':
				end := stringEnd(object, i)
				if name && !yield(string(object[i+1:end])) {
					return
				}
				i = end
			}
		}
	}
}

// stringEnd finds the quote that closes the string opened at i.
func stringEnd(b []byte, i int) int {
	for i++; i < len(b) && b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return min(i, len(b))
}
