package gemini

import (
	"strconv"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// hosted are the tools that Google runs and others have too.
var hosted = map[string]string{
	"googleSearch": llm.HostedWebSearch, "googleSearchRetrieval": llm.HostedWebSearch,
	"urlContext": llm.HostedWebFetch, "codeExecution": llm.HostedCode,
}

// tool reads an element of tools, which may hold function declarations and any number of hosted tools.
func (d *requestDecoder) tool(i int, v []byte) {
	at := "tools[" + strconv.Itoa(i) + "]"
	d.Object(at, "", v, func(key, v []byte) {
		name := camel(key)
		switch {
		case rawjson.IsNull(v):
		case name == "functionDeclarations":
			d.each(at+"."+name, v, func(k int, v []byte) {
				d.function(at+"."+name+"["+strconv.Itoa(k)+"]", i, v)
			})
		default:
			t := llm.Tool{Kind: llm.ToolHosted, Name: name, From: Dialect, Pos: i}
			if common, ok := hosted[name]; ok {
				t.Name = common
			}
			t.Raw = llm.Raw(`{"` + name + `":` + string(d.Raw(at, name, v)) + `}`)
			d.req.Tools = append(d.req.Tools, t)
		}
	})
}

func (d *requestDecoder) function(at string, pos int, v []byte) {
	t := llm.Tool{Kind: llm.ToolFunction, Pos: pos}
	d.Object(at, "", v, func(key, v []byte) {
		switch name := camel(key); name {
		case "name":
			t.Name = d.String(at, name, v)
		case "description":
			t.Description = d.String(at, name, v)
		case "parameters":
			t.Schema = jsonSchema(d.Raw(at, name, v))
		case "parametersJsonSchema":
			t.Schema = d.Raw(at, name, v)
		case "response", "responseJsonSchema", "behavior":
			if !rawjson.IsNull(v) {
				d.lose(at, name, noPlace)
			}
		}
	})
	if t.Name == "" {
		d.Fault(at, "name", "is required")
	}
	d.req.Tools = append(d.req.Tools, t)
}

// modes of functionCallingConfig, in the order of their numbers.
var modes = []string{"MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"}

func (d *requestDecoder) toolConfig(key, v []byte) {
	name := camel(key)
	switch {
	case rawjson.IsNull(v):
		return
	case name != "functionCallingConfig":
		d.Extra(&d.req.Extra, []byte("toolConfig."+name), v)
		return
	}
	const at = "toolConfig.functionCallingConfig"
	var mode string
	var allow []string
	d.Object("toolConfig", name, v, func(key, v []byte) {
		switch camel(key) {
		case "mode":
			if mode = enum(v, "", modes); mode == "" {
				d.Fault(at, "mode", "must be AUTO, ANY, NONE or VALIDATED")
			}
		case "allowedFunctionNames":
			allow = d.Strings(at, "allowedFunctionNames", v)
		}
	})
	c := &d.req.ToolChoice
	switch mode {
	case "", "null", "MODE_UNSPECIFIED":
	case "AUTO", "VALIDATED": // which others have no word for
		c.Mode = llm.ChoiceAuto
	case "NONE":
		c.Mode = llm.ChoiceNone
	case "ANY":
		c.Mode = llm.ChoiceRequired
		if len(allow) == 1 {
			c.Name, allow = allow[0], nil
		}
	default:
		d.Fault(at, "mode", "must be AUTO, ANY, NONE or VALIDATED")
	}
	if len(allow) > 0 {
		c.Allow = allow
	}
}
