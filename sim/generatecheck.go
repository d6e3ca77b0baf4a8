package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// mistypedIn says which member of a body has the wrong type, if that is what is wrong with it.
func mistypedIn(err error) string {
	if e := (*json.UnmarshalTypeError)(nil); errors.As(err, &e) {
		return fmt.Sprintf("Invalid value at '%s' (%s)", e.Field, e.Type)
	}
	return "Expected a value."
}

// geminiNames are the members of a Gemini request.
var geminiNames = strings.Fields(`cachedContent cached_content contents generationConfig generation_config labels model
	safetySettings safety_settings serviceTier service_tier store systemInstruction system_instruction toolConfig tool_config tools`)

// schemaNames are the keywords of JSON schema that parameters and responseSchema may have.
var schemaNames = strings.Fields(`anyOf any_of default description enum example format items maxItems max_items maxLength
	max_length maxProperties max_properties maximum minItems min_items minLength min_length minProperties min_properties
	minimum nullable pattern properties propertyOrdering property_ordering required title type`)

// unknownNames refuses members the provider has no field for, in the request and in the schemas it reads itself.
func (x *exchange) unknownNames(q *generateRequest) *problem {
	refuse := func(name, at string) *problem {
		says := fmt.Sprintf("Invalid JSON payload received. Unknown name %q: Cannot find field.", name)
		if at != "" {
			says = fmt.Sprintf("Invalid JSON payload received. Unknown name %q at '%s': Cannot find field.", name, at)
		}
		pr := x.p.shape.invalidAs(says, at, "")
		pr.body = x.p.shape.wording.parts["unknown_name"]
		return &pr
	}
	for name := range members(x.body) {
		if !slices.Contains(geminiNames, name) {
			return refuse(name, "")
		}
	}
	for i, t := range q.Tools {
		for j, f := range t.Functions {
			if name, at := unknownKeyword(f.Parameters, fmt.Sprintf("tools[%d].function_declarations[%d].parameters", i, j)); name != "" {
				return refuse(name, at)
			}
		}
	}
	if name, at := unknownKeyword(q.Config.Schema, "generation_config.response_schema"); name != "" {
		return refuse(name, at)
	}
	return nil
}

// unknownKeyword finds the first keyword of a schema that is not one of schemaNames, and where it stands.
func unknownKeyword(raw json.RawMessage, at string) (name, where string) {
	var s map[string]json.RawMessage
	if json.Unmarshal(raw, &s) != nil {
		return "", ""
	}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if !slices.Contains(schemaNames, name) {
			return name, at
		}
	}
	if name, where = unknownKeyword(s["items"], at+".items"); name != "" {
		return name, where
	}
	var props map[string]json.RawMessage
	_ = json.Unmarshal(s["properties"], &props) // absent or odd: then there are none
	for i, name := range slices.Sorted(maps.Keys(props)) {
		if name, where := unknownKeyword(props[name], fmt.Sprintf("%s.properties[%d].value", at, i)); name != "" {
			return name, where
		}
	}
	var any []json.RawMessage
	_ = json.Unmarshal(s["anyOf"], &any)
	for i, one := range any {
		if name, where := unknownKeyword(one, fmt.Sprintf("%s.any_of[%d]", at, i)); name != "" {
			return name, where
		}
	}
	return "", ""
}

// fault says what is wrong with a request; empty if nothing is.
func (q *generateRequest) fault(m Model) string {
	c := q.Config
	switch {
	case len(q.Contents) == 0:
		return "* GenerateContentRequest.contents: contents is not specified"
	case c.Temperature != nil && (*c.Temperature < 0 || *c.Temperature > 2):
		return fmt.Sprintf("* GenerateContentRequest.generation_config.temperature: %v is out of the range [0.0, 2.0]", *c.Temperature)
	case c.MaxTokens < 0:
		return fmt.Sprintf("* GenerateContentRequest.generation_config.max_output_tokens: %d must be positive", c.MaxTokens)
	case c.TopP != nil && (*c.TopP < 0 || *c.TopP > 1):
		return fmt.Sprintf("* GenerateContentRequest.generation_config.top_p: %v is out of the range [0.0, 1.0]", *c.TopP)
	case c.Candidates != nil && *c.Candidates != 1:
		return "Multiple candidates is not enabled for this model"
	case len(c.Stops) > 5:
		return "* GenerateContentRequest.generation_config.stop_sequences: at most 5 are allowed"
	case (len(c.Schema) > 0 || len(c.JSONSchema) > 0) && c.MimeType != "application/json":
		return "Response schema is only supported with a JSON response mime type"
	case c.Thinking != nil && c.Thinking.Budget != nil && c.Thinking.Level != "":
		return "Only one of thinking_budget and thinking_level may be set"
	case c.Thinking != nil && c.Thinking.Level != "" && m.Thinks != ThinksAlways:
		return "Thinking level is not supported for this model."
	}
	for i, f := range q.functionNames() {
		if !toolName(strings.Map(dotless, f)) {
			return fmt.Sprintf("* GenerateContentRequest.tools[0].function_declarations[%d].name: Invalid function name", i)
		}
	}
	for _, name := range q.Choice.Calling.Allowed {
		if !slices.Contains(q.functionNames(), name) {
			return "* GenerateContentRequest.tool_config.function_calling_config.allowed_function_names: unknown function " + name
		}
	}
	if says := q.contentsFault(); says != "" {
		return says
	}
	return q.signatureFault(m)
}

// dotless maps what function names may have and tool names of other dialects may not.
func dotless(r rune) rune {
	if r == '.' || r == ':' {
		return '_'
	}
	return r
}

func (q *generateRequest) functionNames() []string {
	var out []string
	for _, t := range q.Tools {
		for _, f := range t.Functions {
			out = append(out, f.Name)
		}
	}
	return out
}

// contentsFault checks roles, parts, and that calls and responses pair up.
func (q *generateRequest) contentsFault() string {
	calls := -1 // of the content before; -1: it was no model's
	for i, c := range q.Contents {
		at := fmt.Sprintf("* GenerateContentRequest.contents[%d]", i)
		if c.Role != "" && c.Role != "user" && c.Role != "model" {
			return "Please use a valid role: user, model."
		}
		if len(c.Parts) == 0 {
			return at + ".parts: contents.parts must not be empty."
		}
		called, responses := 0, 0
		for j, p := range c.Parts {
			switch {
			case p.Call != nil:
				called++
			case p.Response != nil && (len(p.Response.Response) == 0 || p.Response.Response[0] != '{'):
				return fmt.Sprintf("%s.parts[%d].function_response.response: must be an object", at, j)
			case p.Response != nil && p.Response.Name == "":
				return fmt.Sprintf("%s.parts[%d].function_response.name: Name cannot be empty.", at, j)
			case p.Response != nil:
				responses++
			case !p.filled:
				return fmt.Sprintf("%s.parts[%d].data: required oneof field 'data' must have one initialized field", at, j)
			}
		}
		switch {
		case c.Role == "model" && called > 0 && i == 0:
			return "Please ensure that function call turn comes immediately after a user turn or after a function response turn."
		case calls > 0 && responses != calls, calls <= 0 && responses > 0:
			return "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn."
		}
		calls = -1
		if c.Role == "model" {
			calls = called
		}
	}
	return ""
}

// passSignatures are accepted in place of a signature, for history of another make.
var passSignatures = []string{"skip_thought_signature_validator", "context_engineering_is_the_way_to_go"}

// signatureFault wants, of Gemini 3, the signature on the first call of each step of the current turn, which begins with
// the latest words of the user.
func (q *generateRequest) signatureFault(m Model) string {
	if m.Thinks != ThinksAlways {
		return ""
	}
	begin := 0
	for i := range q.Contents {
		if c := &q.Contents[i]; c.Role != "model" && !c.responds() {
			begin = i
		}
	}
	for i, c := range q.Contents[begin:] {
		for j, p := range c.Parts {
			if p.Call == nil {
				continue
			}
			switch {
			case p.Signature == "":
				return fmt.Sprintf("Function call is missing a thought_signature in functionCall parts. This is required for tools to work "+
					"correctly. Function call `default_api:%s`, position %d.", p.Call.Name, begin+i+j+1)
			case !sealed(geminiSeal, p.Signature) && !slices.Contains(passSignatures, p.Signature):
				return "Thought signature is not valid."
			}
			break
		}
	}
	return ""
}
