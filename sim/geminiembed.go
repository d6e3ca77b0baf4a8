package sim

import (
	"encoding/json"
	"fmt"
)

// embedContent answers one embedding or many.
func (x *exchange) embedContent(m Model, many bool) {
	type one struct {
		Content geminiContent `json:"content"`
		Dims    *int          `json:"outputDimensionality"`
	}
	var q struct {
		one
		Requests []one `json:"requests"`
	}
	if json.Unmarshal(x.body, &q) != nil {
		x.fail(x.p.shape.problem(badJSON, ""))
		return
	}
	list := q.Requests
	if !many {
		list = []one{q.one}
	}
	var data []byte
	var u usage
	for i, r := range list {
		text, dims := "", m.Dims
		for j := range r.Content.Parts {
			text += r.Content.Parts[j].words()
		}
		if r.Dims != nil {
			dims = *r.Dims
		}
		if text == "" || dims < 1 || dims > m.Dims {
			x.fail(x.p.shape.invalidAs(fmt.Sprintf("* EmbedContentRequest: entry %d has no content, or no dimensions from 1 to %d", i, m.Dims), "", ""))
			return
		}
		u.prompt += Tokens(text)
		v := values{vector: renderVector(Vector(text, dims), false)}
		data = x.p.shape.bodies.embedding.append(comma(data, i), &v)
	}
	x.account(m.as(), u)
	x.v.data = string(data)
	if !x.knobs.NoUsage {
		x.v.usageText = x.p.shape.part("embed_usage").render(&x.v)
	}
	body := x.p.shape.bodies.embeddings.append(nil, &x.v)
	if !many {
		body = fmt.Appendf(nil, `{"embedding":%s%s}`, x.v.data, x.v.usageText)
	}
	x.deliver(delivery{kind: x.p.shape.jsonType, body: body})
}
