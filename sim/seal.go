package sim

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
)

// The kinds of seal. What one dialect sealed, another does not accept.
const (
	anthropicSeal = "anthropic"
	geminiSeal    = "gemini"
	openAISeal    = "openai"
)

// seal makes an opaque text of the kind with which a provider signs, or hides, its reasoning. It is not bound to what was
// reasoned, as the real ones are not bound to the summary they come with.
func seal(kind string, seed uint64) string {
	raw := make([]byte, 0, 56)
	if kind == openAISeal {
		raw = append(raw, 0x80, 0, 0, 0, 0, 0, 0, 0) // all of OpenAI's begin with gAAAAA
	}
	for len(raw) < 48 {
		seed = mix(seed)
		raw = binary.BigEndian.AppendUint64(raw, seed)
	}
	return base64.StdEncoding.EncodeToString(append(raw, sealSum(kind, raw)...))
}

// sealed says whether a text is a seal of this kind.
func sealed(kind, text string) bool {
	raw, err := base64.StdEncoding.DecodeString(text)
	return err == nil && len(raw) == 56 && string(raw[48:]) == string(sealSum(kind, raw[:48]))
}

func sealSum(kind string, raw []byte) []byte {
	h := fnv.New64a()
	_, _ = h.Write([]byte(kind)) // a hash never fails
	_, _ = h.Write(raw)
	return h.Sum(nil)
}
