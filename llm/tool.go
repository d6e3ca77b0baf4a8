package llm

import (
	"cmp"
	"strconv"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
)

// ToolKind says who runs a tool and what it is called with.
type ToolKind string

// Kinds of tools.
const (
	ToolFunction ToolKind = "function" // the client runs it, with a JSON object
	ToolCustom   ToolKind = "custom"   // the client runs it, with free text (OpenAI)
	ToolHosted   ToolKind = "hosted"   // the provider runs it, or the client by the provider's own definition
)

// hasOptions reports whether the definition of a hosted tool says more than which tool it is. Some dialects nest what
// they say under the tool's name.
func (t Tool) hasOptions() bool {
	for m := rawjson.Members(t.Raw); m.Next(); {
		switch string(m.Key) {
		case "type", "name", "cache_control":
			continue
		}
		if string(m.Value) != "{}" && string(m.Value) != "null" {
			return true
		}
	}
	return false
}

// Names of hosted tools that more than one provider has. A hosted tool without an equal has its own dialect's name.
const (
	HostedWebSearch = "web_search"
	HostedWebFetch  = "web_fetch"
	HostedCode      = "code_execution"
)

// Tool is something that the model may call.
type Tool struct {
	Kind        ToolKind
	Name        string
	Description string
	Schema      Raw   // ToolFunction: JSON Schema of the arguments; nil = none was given
	Strict      *bool // whether arguments are forced into Schema
	Grammar     Raw   // ToolCustom: OpenAI's format member
	Cache       CacheMark

	From burncloud.Dialect // ToolHosted: whose definition Raw is
	Raw  Raw               // ToolHosted: the whole definition

	Pos int // position in the caller's list, for errors
}

// ToolPath names a tool in the caller's words, as "tools[2]".
func (r *Request) ToolPath(t *Tool) string {
	return r.Word(FieldTools) + "[" + strconv.Itoa(t.Pos) + "]"
}

// ChoiceMode is how free the model is to call tools.
type ChoiceMode string

// Modes. ChoiceAny is the absence of a choice.
const (
	ChoiceAny      ChoiceMode = ""
	ChoiceAuto     ChoiceMode = "auto"
	ChoiceNone     ChoiceMode = "none"
	ChoiceRequired ChoiceMode = "required"
)

// ToolChoice restricts the tools that may be called in this turn.
type ToolChoice struct {
	Mode  ChoiceMode
	Name  string   // with ChoiceRequired: this very tool
	Allow []string // only these tools; nil = all
}

// Function writes the tool as an element in the shape of OpenAI's chat, which other dialects have taken over.
func (w *Writer) Function(t *Tool, parameters Raw) {
	w.Open('{')
	w.Str("type", "function")
	w.OpenKey("function", '{')
	w.Str("name", t.Name)
	w.StrIf("description", t.Description)
	w.Raw("parameters", parameters)
	w.Close('}')
	w.Close('}')
}

// FunctionCall writes a call of a function as an element in the same shape.
func (w *Writer) FunctionCall(id, name, arguments string) {
	w.Open('{')
	w.Str("id", id)
	w.Str("type", "function")
	w.OpenKey("function", '{')
	w.Str("name", name)
	w.Str("arguments", arguments)
	w.Close('}')
	w.Close('}')
}

// JSONSchema writes the member response_format of OpenAI's chat for a schema.
func (w *Writer) JSONSchema(f *Format) {
	w.OpenKey("response_format", '{')
	w.Str("type", "json_schema")
	w.OpenKey("json_schema", '{')
	w.Str("name", cmp.Or(f.Name, "answer"))
	w.StrIf("description", f.Description)
	w.Raw("schema", f.Schema)
	w.Flag("strict", f.Strict)
	w.Close('}')
	w.Close('}')
}

// Allowed returns the tools of the request that its choice leaves.
func (r *Request) Allowed() []Tool {
	if r.ToolChoice.Allow == nil {
		return r.Tools
	}
	var out []Tool
	for _, t := range r.Tools {
		for _, name := range r.ToolChoice.Allow {
			if t.Name == name {
				out = append(out, t)
				break
			}
		}
	}
	return out
}
