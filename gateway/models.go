package gateway

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
)

// listModels answers with the models that the caller may use.
func (c *call) listModels() *burncloud.Error {
	if err := c.authenticate(); err != nil {
		return err
	}
	b := []byte(`{"object":"list","data":[`)
	for i, m := range c.models() {
		if i > 0 {
			b = append(b, ',')
		}
		b = c.appendModel(b, m)
	}
	return c.sendWhole([]string{"application/json"}, append(b, `]}`...))
}

// showModel answers with one model.
func (c *call) showModel() *burncloud.Error {
	if err := c.authenticate(); err != nil {
		return err
	}
	m := burncloud.ModelName(strings.TrimPrefix(c.r.URL.Path, modelPath))
	if !slices.Contains(c.models(), m) {
		return &burncloud.Error{Kind: burncloud.KindModelNotFound, Message: "the model " + quote(m) + " does not exist or you do not have access to it", Param: "model"}
	}
	return c.sendWhole([]string{"application/json"}, c.appendModel(nil, m))
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

// appendModel writes a model as OpenAI does. It is owned by the provider of its first channel, since that channel
// was made.
func (c *call) appendModel(b []byte, m burncloud.ModelName) []byte {
	owner, created := "burncloud", time.Unix(0, 0)
	if pool := c.view.Pool(c.caller.Group, m); pool != nil && len(pool.Targets) > 0 {
		ch := pool.Targets[0].Channel
		owner, created = string(ch.Provider), ch.CreatedAt
	}
	b = append(b, `{"id":`...)
	b = rawjson.AppendString(b, string(m))
	b = append(b, `,"object":"model","created":`...)
	b = strconv.AppendInt(b, max(created.Unix(), 0), 10)
	b = append(b, `,"owned_by":`...)
	b = rawjson.AppendString(b, owner)
	return append(b, '}')
}

var _ http.Handler = (*Gateway)(nil)
