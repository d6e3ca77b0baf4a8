package gateway

import (
	"slices"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
)

// traits are what the conditions of targets ask of the call. They are worked out for routes that have some. What the
// front does not understand has none.
func (c *call) traits() burncloud.Traits {
	if c.body == nil || c.ep.op != upstream.Generate && c.ep.embed.decode == nil {
		return burncloud.Traits{}
	}
	t := burncloud.Traits{Tokens: promptTokens(c.body.b)}
	if c.ep.op != upstream.Generate {
		return t
	}
	request, err := c.decoded()
	if err != nil {
		return t
	}
	t.Tools = len(request.Tools) > 0
	t.Images = slices.ContainsFunc(request.Messages, func(m llm.Message) bool { return hasImage(m.Parts) }) || hasImage(request.System)
	return t
}

func hasImage(parts []llm.Part) bool {
	return slices.ContainsFunc(parts, func(p llm.Part) bool {
		switch p := p.(type) {
		case llm.Media:
			return p.Kind == llm.MediaImage
		case llm.ToolResult:
			return hasImage(p.Parts)
		}
		return false
	})
}
