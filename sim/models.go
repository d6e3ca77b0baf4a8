package sim

// list answers with the models.
func (x *exchange) list() {
	var data []byte
	for i, m := range x.p.models {
		data = x.entryForm(m).append(comma(data, i), x.entry(m))
	}
	x.v.data, x.v.firstID, x.v.lastID = string(data), x.p.models[0].ID, x.p.models[len(x.p.models)-1].ID
	x.deliver(delivery{kind: x.p.shape.jsonType, body: x.p.shape.bodies.modelList.append(nil, &x.v)})
}

// retrieve answers with one model.
func (x *exchange) retrieve(id string) {
	m, ok := x.p.model(id)
	if !ok {
		x.fail(x.p.shape.problem(noModel, id))
		return
	}
	x.deliver(delivery{kind: x.p.shape.jsonType, body: x.entryForm(m).append(nil, x.entry(m))})
}

// modelsMade dates every model, in seconds since 1970: lists do not change from day to day.
const modelsMade = 1780000000

// entryForm is how a model is listed; Gemini lists embedding models in a way of their own.
func (x *exchange) entryForm(m Model) *template {
	if form, ok := x.p.shape.parts["embed_model"]; ok && m.kind() == EmbeddingModel {
		return form
	}
	return x.p.shape.bodies.modelEntry
}

func (x *exchange) entry(m Model) *values { return &values{model: m.ID, created: modelsMade} }
