package llm

import (
	"github.com/burncloud/burncloud"
)

// Part is a piece of a message or of an answer: one of the types of this file, as a value.
type Part interface{ part() }

// Text is what is said.
type Text struct {
	Text      string
	Citations []Citation // of this text; a part with citations and no text has those of the text before it
	Logprobs  []Logprob
	Signature Signature
	Cache     CacheMark
}

// Reasoning is what was thought, or the provider's sealed form of it. Signature-only reasoning (no text) is legal and
// must be replayed too.
type Reasoning struct {
	Text      string
	Redacted  bool // Signature is all there is: redacted or encrypted content instead of a proof for Text
	Signature Signature
}

// ToolCall is the model calling a tool that the client runs.
type ToolCall struct {
	ID        string
	Name      string
	Arguments string // JSON text of an object, "" = none; free text if Custom
	Custom    bool
	Signature Signature
	Cache     CacheMark
}

// ToolResult answers a ToolCall.
type ToolResult struct {
	CallID  string
	Name    string // of the tool, where the dialect repeats it; see Request.ToolName
	Parts   []Part // Text, Media, Opaque
	IsError bool
	Custom  bool
	Cache   CacheMark
}

// MediaKind is a sort of media.
type MediaKind string

// Kinds of media.
const (
	MediaImage MediaKind = "image"
	MediaAudio MediaKind = "audio"
	MediaVideo MediaKind = "video"
	MediaFile  MediaKind = "file" // documents
)

// Media is something that is not text. Exactly one of Data, URL and FileID is set.
type Media struct {
	Kind      MediaKind
	Type      string // media type, as "image/png"; "" = unknown
	Data      string // base64, standard alphabet
	URL       string // not a data URL
	FileID    string // of the dialect the request was written in; not portable
	Detail    string // OpenAI's words: "low", "high", "auto"
	Name      string // file name or title
	Text      string // transcript of audio, context of a document
	ID        string // of generated media, for later turns
	Cite      bool   // answers are to cite it (Anthropic)
	Signature Signature
	Cache     CacheMark
}

// Refusal is the model politely declining.
type Refusal struct{ Text string }

// Opaque is a part that only its own dialect understands: server tool blocks and what is newer than the codec.
type Opaque struct {
	From burncloud.Dialect
	Kind string // its type, in From's words
	Raw  Raw    // the whole part
}

func (Text) part()       {}
func (Reasoning) part()  {}
func (ToolCall) part()   {}
func (ToolResult) part() {}
func (Media) part()      {}
func (Refusal) part()    {}
func (Opaque) part()     {}

// Citation says what a text is based on.
type Citation struct {
	URL        string // "" = not on the web
	Title      string
	Quote      string // the words of the source
	Start, End int    // characters (code points) of the text that is backed; both 0 = all of it
	Source     string // file or document id, document index
	From       burncloud.Dialect
	Raw        Raw // as From writes it
}

// Logprob is the probability of one token.
type Logprob struct {
	Token string
	Value Number
	Bytes Raw       // OpenAI's array of numbers, or nil
	Top   []Logprob // alternatives
}

// CacheOf returns the cache mark of a part.
func CacheOf(p Part) CacheMark {
	switch p := p.(type) {
	case Text:
		return p.Cache
	case ToolCall:
		return p.Cache
	case ToolResult:
		return p.Cache
	case Media:
		return p.Cache
	}
	return ""
}

// WithCache returns the part with a cache mark, and whether it can bear one.
func WithCache(p Part, mark CacheMark) (Part, bool) {
	switch p := p.(type) {
	case Text:
		p.Cache = mark
		return p, true
	case ToolCall:
		p.Cache = mark
		return p, true
	case ToolResult:
		p.Cache = mark
		return p, true
	case Media:
		p.Cache = mark
		return p, true
	}
	return p, false
}
