package gateway

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
)

// Model lists as clients that send anthropic-version want them; the paths are OpenAI's.
var (
	anthropicModels = listing("/v1/models", anthropic.Dialect, anthropic.Front{}, (*call).listAnthropic)
	anthropicModel  = listing("/v1/models/{id}", anthropic.Dialect, anthropic.Front{}, (*call).showAnthropic)
)

// inAnthropic is the Anthropic form of a model list.
func inAnthropic(ep *endpoint) *endpoint {
	switch ep {
	case endpoints["/v1/models"]:
		return anthropicModels
	case oneModel:
		return anthropicModel
	}
	return ep
}

// modelForm writes one model the way a dialect does.
type modelForm func(b []byte, name string, owner string, created time.Time) []byte

// list answers with all models that the caller may use, between open and close.
func (c *call) list(open string, one modelForm, close string) *burncloud.Error {
	if err := c.authenticate(); err != nil {
		return err
	}
	b := []byte(open)
	for i, m := range c.models() {
		if i > 0 {
			b = append(b, ',')
		}
		b = c.appendModel(b, m, one)
	}
	return c.sendWhole(jsonHeader, append(b, close...))
}

// show answers with the model that the path names after prefix.
func (c *call) show(prefix string, one modelForm) *burncloud.Error {
	if err := c.authenticate(); err != nil {
		return err
	}
	m := burncloud.ModelName(strings.TrimPrefix(c.r.URL.Path, prefix))
	if !slices.Contains(c.models(), m) {
		return &burncloud.Error{Kind: burncloud.KindModelNotFound, Message: "the model " + quote(m) + " does not exist or you do not have access to it", Param: "model"}
	}
	return c.sendWhole(jsonHeader, c.appendModel(nil, m, one))
}

func (c *call) listModels() *burncloud.Error {
	return c.list(`{"object":"list","data":[`, openaiModel, `]}`)
}
func (c *call) showModel() *burncloud.Error     { return c.show(modelPath, openaiModel) }
func (c *call) listGemini() *burncloud.Error    { return c.list(`{"models":[`, geminiModel, `]}`) }
func (c *call) showGemini() *burncloud.Error    { return c.show(geminiPath, geminiModel) }
func (c *call) showAnthropic() *burncloud.Error { return c.show(modelPath, claudeModel) }

func (c *call) listAnthropic() *burncloud.Error {
	return c.list(`{"data":[`, claudeModel, `],"has_more":false,"first_id":null,"last_id":null}`)
}

// models are the names that the caller's group serves and its token allows, sorted.
func (c *call) models() []burncloud.ModelName {
	var allowed []burncloud.ModelName
	for _, m := range c.view.Models(c.caller.Group) {
		if c.caller.Token.Allows(m) {
			allowed = append(allowed, m)
		}
	}
	return allowed
}

// appendModel writes a model. It is owned by the provider of its first channel, since that channel was made.
func (c *call) appendModel(b []byte, m burncloud.ModelName, one modelForm) []byte {
	owner, created := "burncloud", time.Unix(0, 0)
	if pool := c.view.Pool(c.caller.Group, m); pool != nil && len(pool.Targets) > 0 {
		ch := pool.Targets[0].Channel
		owner, created = string(ch.Provider), ch.CreatedAt
	}
	if created.Before(time.Unix(0, 0)) {
		created = time.Unix(0, 0)
	}
	return one(b, string(m), owner, created)
}

func openaiModel(b []byte, name, owner string, created time.Time) []byte {
	b = append(b, `{"id":`...)
	b = rawjson.AppendString(b, name)
	b = append(b, `,"object":"model","created":`...)
	b = strconv.AppendInt(b, created.Unix(), 10)
	b = append(b, `,"owned_by":`...)
	b = rawjson.AppendString(b, owner)
	return append(b, '}')
}

func claudeModel(b []byte, name, _ string, created time.Time) []byte {
	b = append(b, `{"type":"model","id":`...)
	b = rawjson.AppendString(b, name)
	b = append(b, `,"display_name":`...)
	b = rawjson.AppendString(b, name)
	b = append(b, `,"created_at":"`...)
	b = created.UTC().AppendFormat(b, time.RFC3339)
	return append(b, `"}`...)
}

func geminiModel(b []byte, name, _ string, _ time.Time) []byte {
	return gemini.AppendModel(b, name, strings.Contains(strings.ToLower(name), "embed"))
}
