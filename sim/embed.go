package sim

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"math"
	"strconv"
)

// embed answers an embedding request.
func (x *exchange) embed() {
	q, m, pr := x.parse(EmbeddingModel)
	if pr != nil {
		x.fail(*pr)
		return
	}
	inputs, ok := texts(q.Input)
	if !ok {
		x.fail(x.p.shape.invalidAs("Missing required parameter: 'input'.", "input", "missing_required_parameter"))
		return
	}
	dims := m.Dims
	if q.Dimensions != nil {
		dims = *q.Dimensions
	}
	if dims < 1 || dims > max(m.Dims, 1) {
		x.fail(x.p.shape.invalidAs("Invalid value for 'dimensions'.", "dimensions", ""))
		return
	}
	var data []byte
	var u usage
	for i, text := range inputs {
		u.prompt += Tokens(text)
		v := values{index: i, vector: renderVector(Vector(text, dims), q.EncodingFormat == "base64")}
		data = x.p.shape.bodies.embedding.append(comma(data, i), &v)
	}
	x.charge(m, q, u, x.p.shape.bodies.promptUsage)
	x.v.data = string(data)
	x.deliver(delivery{kind: x.p.shape.jsonType, body: x.p.shape.bodies.embeddings.append(nil, &x.v)})
}

// Vector is the embedding of a text: of length one, the same for the same text, unrelated for others.
func Vector(text string, dims int) []float32 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // a hash never fails
	state := h.Sum64()
	v := make([]float32, dims)
	sum := 0.0
	for i := range v {
		state = mix(state)
		v[i] = float32(int32(state>>32)) / (1 << 31)
		sum += float64(v[i]) * float64(v[i])
	}
	if sum == 0 {
		return v
	}
	scale := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i] *= scale
	}
	return v
}

// renderVector writes numbers, or the little-endian bytes of them in base64.
func renderVector(v []float32, packed bool) string {
	if packed {
		raw := make([]byte, 0, 4*len(v))
		for _, f := range v {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(f))
		}
		return `"` + base64.StdEncoding.EncodeToString(raw) + `"`
	}
	out := []byte{'['}
	for i, f := range v {
		out = strconv.AppendFloat(comma(out, i), float64(f), 'g', -1, 32)
	}
	return string(append(out, ']'))
}
