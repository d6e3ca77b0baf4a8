// Package dashscope faces Alibaba's Qwen models in their native dialect: the text-generation and multimodal-generation
// endpoints.
package dashscope

import (
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Dialect is DashScope's own, apart from its OpenAI layer.
const Dialect burncloud.Dialect = "dashscope"

// Back faces DashScope. Streams need the request header "X-DashScope-SSE: enable"; nothing in the body asks for them.
//
// Members of Quirks.Set named "parameters" and "input" are merged into those objects. A host or model that does not know
// incremental output has {"parameters":{"incremental_output":false}} there: its events repeat all that was said before.
type Back struct{}

// multimodalNames are what names of models have that are served by the multimodal endpoint only (documented).
var multimodalNames = []string{"-vl", "qvq", "-omni", "-audio", "-ocr", "qwen3.5", "qwen3.6"}

// Multimodal reports whether the request must go to ".../aigc/multimodal-generation/generation" instead of
// ".../aigc/text-generation/generation": it has media, or its model is served there only. The bodies of the two differ
// as well, in what EncodeRequest makes of content.
func Multimodal(req *llm.Request, t *llm.Target) bool {
	name := strings.ToLower(string(t.Model))
	for _, s := range multimodalNames {
		if strings.Contains(name, s) {
			return true
		}
	}
	for i := range req.Messages {
		if hasMedia(req.Messages[i].Parts) {
			return true
		}
	}
	return hasMedia(req.System)
}

func hasMedia(parts []llm.Part) bool {
	for _, p := range parts {
		switch p := p.(type) {
		case llm.Media:
			return true
		case llm.ToolResult:
			if hasMedia(p.Parts) {
				return true
			}
		}
	}
	return false
}
