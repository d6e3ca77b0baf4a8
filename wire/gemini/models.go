package gemini

import "github.com/burncloud/burncloud/llm"

// AppendModel appends one model as lists of models have it. embeds says that it makes embeddings and nothing else.
func AppendModel(dst []byte, name string, embeds bool) []byte {
	w := llm.Writer{Buf: append(dst, '{')}
	w.Str("name", "models/"+name)
	w.Str("displayName", name)
	methods := []string{"generateContent", "streamGenerateContent", "countTokens"}
	if embeds {
		methods = []string{"embedContent", "batchEmbedContents"}
	}
	w.Strs("supportedGenerationMethods", methods)
	w.Close('}')
	return w.Buf
}
