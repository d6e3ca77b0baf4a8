package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// mistyped is the answer to a body that is no JSON, or has a member of another type.
func (x *exchange) mistyped(err error) problem {
	if e := (*json.UnmarshalTypeError)(nil); errors.As(err, &e) {
		return x.p.shape.invalidAs(fmt.Sprintf("%s: Input should be a valid %s", e.Field, e.Type), "", "")
	}
	return x.p.shape.problem(badJSON, "")
}

// countNames are the members that Anthropic's count_tokens knows; messages knows messageNames too.
var (
	countNames = strings.Fields(`cache_control context_management mcp_servers messages model output_config output_format speed
		system thinking tool_choice tools`)
	messageNames = strings.Fields(`container fallbacks inference_geo max_tokens metadata service_tier stop_sequences stream
		temperature top_k top_p user_profile_id`)
)

// fault says what is wrong with a request, in the order in which the provider looks; empty if nothing is.
func (q *messagesRequest) fault(body []byte, counting bool) string {
	for name := range members(body) {
		if !slices.Contains(countNames, name) && (counting || !slices.Contains(messageNames, name)) {
			return name + ": Extra inputs are not permitted"
		}
	}
	switch {
	case q.Model == "":
		return "model: Field required"
	case q.MaxTokens == nil && !counting:
		return "max_tokens: Field required"
	case !counting && *q.MaxTokens < 1:
		return "max_tokens: must be greater than or equal to 1"
	case q.Messages == nil:
		return "messages: Field required"
	case len(q.Messages) == 0:
		return "messages: at least one message is required"
	case q.Temperature != nil && (*q.Temperature < 0 || *q.Temperature > 1):
		return "temperature: range: 0..1"
	case q.TopP != nil && (*q.TopP < 0 || *q.TopP > 1):
		return "top_p: range: 0..1"
	}
	for _, check := range []func() string{q.toolsFault, q.turnsFault, q.cacheFault, q.pairsFault} {
		if says := check(); says != "" {
			return says
		}
	}
	return ""
}

func (q *messagesRequest) toolsFault() string {
	seen := make(map[string]bool)
	for i, t := range q.Tools {
		custom := t.Type == "" || t.Type == "custom"
		switch {
		case custom && !toolName(t.Name):
			return fmt.Sprintf("tools.%d.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'", i)
		case custom && len(t.Schema) == 0:
			return fmt.Sprintf("tools.%d.custom.input_schema: Field required", i)
		case custom && !strings.Contains(string(t.Schema), `"object"`):
			return fmt.Sprintf("tools.%d.custom.input_schema.type: Input should be 'object'", i)
		case seen[t.Name]:
			return "tools: Tool names must be unique."
		}
		seen[t.Name] = true
	}
	kind := q.ToolChoice.Type
	switch {
	case kind == "" || kind == "none":
		return ""
	case !slices.Contains([]string{"auto", "any", "tool"}, kind):
		return "tool_choice: Input tag '" + kind + "' found using 'type' does not match any of the expected tags: 'any', 'auto', 'none', 'tool'"
	case len(q.Tools) == 0:
		return "tool_choice: may only be specified while providing tools"
	case kind == "tool" && !seen[q.ToolChoice.Name]:
		return fmt.Sprintf("tool_choice: tool '%s' not found in provided tools", q.ToolChoice.Name)
	}
	return ""
}

func toolName(s string) bool {
	return s != "" && len(s) <= 128 && strings.Trim(s, base62+"_-") == ""
}

// blockKinds are the blocks a message may have.
var blockKinds = strings.Fields(`text image document search_result thinking redacted_thinking tool_use tool_result
	server_tool_use web_search_tool_result web_fetch_tool_result code_execution_tool_result bash_code_execution_tool_result
	text_editor_code_execution_tool_result tool_search_tool_result mcp_tool_use mcp_tool_result container_upload compaction`)

// turnsFault checks roles and blocks.
func (q *messagesRequest) turnsFault() string {
	for i, b := range q.System {
		if b.Type == "text" && b.Text == "" {
			return fmt.Sprintf("system.%d: text content blocks must be non-empty", i)
		}
	}
	for i, t := range q.Messages {
		switch {
		case t.Role == "system":
			return `messages: Unexpected role "system". The Messages API takes the system prompt as a member of its own.`
		case t.Role != "user" && t.Role != "assistant":
			return fmt.Sprintf("messages.%d.role: Input should be 'user' or 'assistant'", i)
		case i == 0 && t.Role != "user":
			return "messages: first message must use the \"user\" role"
		case len(t.Content) == 0 && (t.Role == "user" || i < len(q.Messages)-1):
			return fmt.Sprintf("messages.%d: all messages must have non-empty content except for the optional final assistant message", i)
		}
		for j, b := range t.Content {
			if says := b.fault(t.Role); says != "" {
				return fmt.Sprintf("messages.%d.content.%d%s", i, j, says)
			}
		}
	}
	last := q.Messages[len(q.Messages)-1]
	if n := len(last.Content); last.Role == "assistant" && n > 0 && strings.TrimRight(last.Content[n-1].Text, " \t\n") != last.Content[n-1].Text {
		return "messages: final assistant content cannot end with trailing whitespace"
	}
	return ""
}

// fault says what is wrong with a block, to be read after its place.
func (b *block) fault(role string) string {
	switch {
	case !slices.Contains(blockKinds, b.Type):
		return ": Input tag '" + b.Type + "' found using 'type' does not match any of the expected tags"
	case b.Type == "text" && b.Text == "":
		return ": text content blocks must be non-empty"
	case b.Type == "text" && strings.TrimSpace(b.Text) == "":
		return ": text content blocks must contain non-whitespace text"
	case b.Type == "tool_use" && role != "assistant":
		return ": `tool_use` blocks can only be in `assistant` messages"
	case b.Type == "tool_use" && (len(b.Input) == 0 || b.Input[0] != '{'):
		return ".tool_use.input: Input should be a valid dictionary"
	case b.Type == "tool_use" && !toolName(b.ID):
		return ".tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"
	case b.Type == "tool_result" && role != "user":
		return ": `tool_result` blocks can only be in `user` messages"
	case b.Type == "thinking" && b.Signature == nil:
		return ".thinking.signature: Field required"
	}
	return ""
}

// cacheFault bounds the places where the cache may end.
func (q *messagesRequest) cacheFault() string {
	n := 0
	count := func(c *cacheControl) {
		if c != nil {
			n++
		}
	}
	for _, t := range q.Tools {
		count(t.Cache)
	}
	for _, b := range q.System {
		count(b.Cache)
	}
	for _, t := range q.Messages {
		for _, b := range t.Content {
			count(b.Cache)
		}
	}
	if n > 4 {
		return fmt.Sprintf("A maximum of 4 blocks with cache_control may be provided. Found %d.", n)
	}
	return ""
}

// merged joins neighbours of the same role, as the provider does before it pairs calls and results.
func (q *messagesRequest) merged() []anthropicTurn {
	var out []anthropicTurn
	for _, t := range q.Messages {
		if n := len(out); n > 0 && out[n-1].Role == t.Role {
			out[n-1].Content = append(slices.Clip(out[n-1].Content), t.Content...)
			continue
		}
		out = append(out, t)
	}
	return out
}

// pairsFault wants every call answered at once, before any other block, and every answer called for.
func (q *messagesRequest) pairsFault() string {
	turns := q.merged()
	var open []string // ids of the calls of the turn before
	tooled := false
	for i, t := range turns {
		for j, b := range t.Content {
			if b.Type != "tool_result" {
				break
			}
			k := slices.Index(open, b.ToolUseID)
			if k < 0 {
				return unexpectedResult(i, j, b.ToolUseID)
			}
			open = slices.Delete(open, k, k+1)
		}
		if len(open) > 0 {
			return fmt.Sprintf("messages.%d: `tool_use` ids were found without `tool_result` blocks immediately after: %s. "+
				"Each `tool_use` block must have a corresponding `tool_result` block in the next message.", i-1, strings.Join(open, ", "))
		}
		for j, b := range t.Content {
			switch {
			case b.Type == "tool_use":
				tooled = true
				if slices.Contains(open, b.ID) {
					return fmt.Sprintf("messages.%d.content.%d: `tool_use` ids must be unique", i, j)
				}
				open = append(open, b.ID)
			case b.Type == "tool_result" && j > 0 && t.Content[j-1].Type != "tool_result":
				return unexpectedResult(i, j, b.ToolUseID)
			}
		}
	}
	switch {
	case len(open) > 0:
		return fmt.Sprintf("messages.%d: `tool_use` ids were found without `tool_result` blocks immediately after: %s. "+
			"Each `tool_use` block must have a corresponding `tool_result` block in the next message.", len(turns)-1, strings.Join(open, ", "))
	case tooled && len(q.Tools) == 0:
		return "Requests which have `tool_use` or `tool_result` blocks in `messages` must define tools"
	}
	return ""
}

func unexpectedResult(i, j int, id string) string {
	return fmt.Sprintf("messages.%d.content.%d: unexpected `tool_use_id` found in `tool_result` blocks: %s. "+
		"Each `tool_result` block must have a corresponding `tool_use` block in the previous message.", i, j, id)
}

// adaptiveModels can decide themselves how much to think.
var adaptiveModels = []string{"claude-opus-4-6"}

// thinkingFault checks what goes with reasoning, the reasoning that is sent back included.
func (q *messagesRequest) thinkingFault(m Model) string {
	if !q.thinking() {
		return ""
	}
	th := q.Thinking
	switch {
	case th.Type != "enabled" && th.Type != "adaptive":
		return "thinking: Input tag '" + th.Type + "' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'"
	case th.Type == "adaptive" && !slices.Contains(adaptiveModels, m.ID):
		return "adaptive thinking is not supported on this model"
	case th.Type == "enabled" && th.Budget == nil:
		return "thinking.enabled.budget_tokens: Field required"
	case th.Type == "enabled" && *th.Budget < 1024:
		return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"
	case th.Type == "enabled" && q.MaxTokens != nil && *q.MaxTokens <= *th.Budget:
		return "`max_tokens` must be greater than `thinking.budget_tokens`"
	case q.Temperature != nil && *q.Temperature != 1:
		return "`temperature` may only be set to 1 when thinking is enabled"
	case th.Type == "enabled" && (q.ToolChoice.Type == "any" || q.ToolChoice.Type == "tool"):
		return "Thinking may not be enabled when tool_choice forces tool use."
	}
	turns := q.merged()
	for i, t := range turns {
		for j, b := range t.Content {
			if b.Type == "thinking" && !sealed(anthropicSeal, *b.Signature) {
				return fmt.Sprintf("messages.%d.content.%d: Invalid `signature` in `thinking` block", i, j)
			}
		}
	}
	n := len(turns) - 1
	if th.Type == "enabled" && n > 0 && turns[n].has("tool_result") {
		if first := turns[n-1].Content[0].Type; first != "thinking" && first != "redacted_thinking" {
			return fmt.Sprintf("messages.%d.content.0.type: Expected `thinking` or `redacted_thinking`, but found `%s`. When `thinking` "+
				"is enabled, a final `assistant` message must start with a thinking block.", n-1, first)
		}
	}
	return ""
}
