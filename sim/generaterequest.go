package sim

import (
	"encoding/json"
	"slices"
	"strings"
)

// generateRequest is the part of a Gemini request that the answer depends on.
type generateRequest struct {
	Contents []geminiContent  `json:"contents"`
	System   *geminiContent   `json:"systemInstruction"`
	Tools    []geminiTool     `json:"tools"`
	Config   generationConfig `json:"generationConfig"`
	Choice   struct {
		Calling struct {
			Mode    string   `json:"mode"`
			Allowed []string `json:"allowedFunctionNames"`
		} `json:"functionCallingConfig"`
	} `json:"toolConfig"`
	Counted *generateRequest `json:"generateContentRequest"` // of countTokens
}

type generationConfig struct {
	MaxTokens   int             `json:"maxOutputTokens"`
	Temperature *float64        `json:"temperature"`
	TopP        *float64        `json:"topP"`
	Candidates  *int            `json:"candidateCount"`
	Stops       []string        `json:"stopSequences"`
	MimeType    string          `json:"responseMimeType"`
	Schema      json.RawMessage `json:"responseSchema"`
	JSONSchema  json.RawMessage `json:"responseJsonSchema"`
	Thinking    *thinkingConfig `json:"thinkingConfig"`
}

type thinkingConfig struct {
	Include bool   `json:"includeThoughts"`
	Budget  *int   `json:"thinkingBudget"`
	Level   string `json:"thinkingLevel"`
}

type geminiContent struct {
	Role  string      `json:"role"`
	Parts geminiParts `json:"parts"`
}

// geminiParts may be written without the array if there is one only.
type geminiParts []geminiPart

type geminiPart struct {
	Text      *string `json:"text"`
	Thought   bool    `json:"thought"`
	Signature string  `json:"thoughtSignature"`
	Call      *struct {
		Name string          `json:"name"`
		Args json.RawMessage `json:"args"`
	} `json:"functionCall"`
	Response *struct {
		Name     string          `json:"name"`
		Response json.RawMessage `json:"response"`
	} `json:"functionResponse"`

	filled bool // it has data of some kind
}

type geminiTool struct {
	Functions []geminiFunction `json:"functionDeclarations"`
}

type geminiFunction struct {
	Name       string          `json:"name"`
	Parameters json.RawMessage `json:"parameters"`
	JSONSchema json.RawMessage `json:"parametersJsonSchema"`
}

// camelled renames the members of an object from snake_case, which Gemini takes as well, to what the types here say.
// Anything but an object comes back as it is.
func camelled(raw []byte) []byte {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return raw
	}
	out := make(map[string]json.RawMessage, len(members))
	for name, value := range members {
		words := strings.Split(name, "_")
		for i, w := range words[1:] {
			if w != "" {
				words[i+1] = strings.ToUpper(w[:1]) + w[1:]
			}
		}
		out[strings.Join(words, "")] = value
	}
	b, err := json.Marshal(out)
	if err != nil {
		return raw
	}
	return b
}

func (q *generateRequest) UnmarshalJSON(raw []byte) error {
	type plain generateRequest
	return json.Unmarshal(camelled(raw), (*plain)(q)) //nolint:wrapcheck // the caller is encoding/json itself
}

func (c *generationConfig) UnmarshalJSON(raw []byte) error {
	type plain generationConfig
	return json.Unmarshal(camelled(raw), (*plain)(c)) //nolint:wrapcheck // the caller is encoding/json itself
}

func (c *thinkingConfig) UnmarshalJSON(raw []byte) error {
	type plain thinkingConfig
	return json.Unmarshal(camelled(raw), (*plain)(c)) //nolint:wrapcheck // the caller is encoding/json itself
}

func (t *geminiTool) UnmarshalJSON(raw []byte) error {
	type plain geminiTool
	return json.Unmarshal(camelled(raw), (*plain)(t)) //nolint:wrapcheck // the caller is encoding/json itself
}

func (f *geminiFunction) UnmarshalJSON(raw []byte) error {
	type plain geminiFunction
	return json.Unmarshal(camelled(raw), (*plain)(f)) //nolint:wrapcheck // the caller is encoding/json itself
}

func (p *geminiParts) UnmarshalJSON(raw []byte) error {
	if raw[0] == '{' {
		*p = make(geminiParts, 1)
		return json.Unmarshal(raw, &(*p)[0]) //nolint:wrapcheck // the caller is encoding/json itself
	}
	return json.Unmarshal(raw, (*[]geminiPart)(p)) //nolint:wrapcheck // the caller is encoding/json itself
}

func (p *geminiPart) UnmarshalJSON(raw []byte) error {
	raw = camelled(raw)
	for name := range members(raw) {
		p.filled = p.filled || !slices.Contains(partNotes, name)
	}
	type plain geminiPart
	return json.Unmarshal(raw, (*plain)(p)) //nolint:wrapcheck // the caller is encoding/json itself
}

// partNotes are the members of a part that are no data.
var partNotes = strings.Fields("thought thoughtSignature mediaResolution videoMetadata partMetadata")

// words is what a part says: its text, a call, or what a tool returned.
func (p *geminiPart) words() string {
	switch {
	case p.Thought:
		return ""
	case p.Call != nil:
		return p.Call.Name + string(p.Call.Args)
	case p.Response != nil:
		return responseText(p.Response.Response)
	case p.Text != nil:
		return *p.Text
	}
	return ""
}

// responseText is the result in a function's response: the text of its only member if it has one, or else its JSON.
func responseText(raw json.RawMessage) string {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || len(members) != 1 {
		return string(raw)
	}
	for _, value := range members {
		var text string
		if json.Unmarshal(value, &text) == nil {
			return text
		}
	}
	return string(raw)
}

func (c *geminiContent) responds() bool {
	return slices.ContainsFunc(c.Parts, func(p geminiPart) bool { return p.Response != nil })
}
