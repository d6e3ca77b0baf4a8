package gemini

import "github.com/burncloud/burncloud/llm"

// Model is a row of the list of models.
type Model struct {
	Name        string // without "models/"
	InputLimit  int64  // tokens; 0 = unknown
	OutputLimit int64  // tokens; 0 = unknown
	Embeds      bool   // it makes embeddings and nothing else
}

// AppendModels appends the list of models.
func AppendModels(dst []byte, models []Model) []byte {
	w := llm.Writer{Buf: append(dst, '{')}
	w.OpenKey("models", '[')
	for _, m := range models {
		w.Open('{')
		w.Str("name", "models/"+m.Name)
		w.Str("displayName", m.Name)
		if m.InputLimit > 0 {
			w.Int("inputTokenLimit", m.InputLimit)
		}
		if m.OutputLimit > 0 {
			w.Int("outputTokenLimit", m.OutputLimit)
		}
		methods := []string{"generateContent", "countTokens"}
		if m.Embeds {
			methods = []string{"embedContent", "batchEmbedContents"}
		}
		w.Strs("supportedGenerationMethods", methods)
		w.Close('}')
	}
	w.Close(']')
	w.Close('}')
	return w.Buf
}
