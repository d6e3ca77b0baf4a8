package llm

import (
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud"
)

// Raw is JSON text that nobody decodes: key order and number literals stay as the caller wrote them. nil = absent.
type Raw = jsontext.Value

// Number is the literal of a JSON number. "" = absent.
type Number string

// Float returns the number's value, 0 if it is absent.
func (n Number) Float() float64 {
	f, _ := strconv.ParseFloat(string(n), 64) // out of range gives ±Inf, which is the honest value
	return f
}

// Int returns the number's value if it is written as an integer.
func (n Number) Int() (int64, bool) {
	i, err := strconv.ParseInt(string(n), 10, 64)
	return i, err == nil
}

// Role says who speaks.
type Role string

// Roles. Tool results are parts of user messages.
const (
	RoleUser      Role = "user"
	RoleAssistant Role = "assistant"
	RoleSystem    Role = "system" // instructions in the middle of the conversation
)

// Request is one call as its caller meant it.
type Request struct {
	From  burncloud.Dialect // that it was written in
	Words Words             // how From calls the fields; nil = as OpenAI does
	ID    string            // of the call, from the gateway: for answers that bring no id of their own

	Model    burncloud.ModelName // the caller's name for it
	System   []Part              // in order, with their cache marks; Text, rarely Media
	Messages []Message

	Tools         []Tool
	ToolChoice    ToolChoice
	ParallelTools *bool // false = at most one call a turn

	Sampling  Sampling
	MaxTokens Number // of the whole output, reasoning included
	Reasoning Thinking
	Format    Format
	Verbosity string // "low", "medium", "high"

	User        string // the caller's end user
	Metadata    Raw    // object of labels
	ServiceTier string // OpenAI's words: "auto", "default", "flex", "priority"
	Cache       CacheHints
	Modalities  []string // "text", "audio", "image"; empty = text

	Legacy       bool // tools are written as OpenAI's functions, and calls are to be answered like that
	Stream       bool
	IncludeUsage bool // the client wants usage in the stream (OpenAI); other dialects have it always

	Extra Extra
	Lost  []Loss // what the front could not express here
}

// Message is one message of the conversation.
type Message struct {
	Role  Role
	Parts []Part
	Name  string // of the participant
	Pos   int    // position in the caller's list, for errors; several messages may share one
}

// Path names a message in the caller's words, as "messages[2]".
func (r *Request) Path(m *Message) string {
	return r.Word(FieldMessages) + "[" + strconv.Itoa(m.Pos) + "]"
}

// BeyondText reports whether answers are to have more than text.
func (r *Request) BeyondText() bool {
	return slices.ContainsFunc(r.Modalities, func(m string) bool { return m != "text" })
}

// Sampling steers the choice of tokens.
type Sampling struct {
	Temperature      Number
	TopP             Number
	TopK             Number
	Seed             Number
	FrequencyPenalty Number
	PresencePenalty  Number
	LogitBias        Raw
	Logprobs         bool
	TopLogprobs      Number
	N                Number // of choices
	Stop             []string
}

// Thinking is how much the model is asked to reason.
type Thinking struct {
	Effort   string // "none", "minimal", "low", "medium", "high", "xhigh", "max"; "" = not said
	Budget   Number // tokens, explicit; wins over Effort
	Off      bool   // asked not to reason; Effort "none" implies it
	Adaptive bool   // asked to reason as much as the model sees fit
	Display  string // "", "summarized" or "omitted": whether the client is shown the reasoning
	Summary  string // Responses: "auto", "concise", "detailed"
}

// IsZero reports whether nothing was said about reasoning.
func (t Thinking) IsZero() bool { return t == Thinking{} }

// FormatKind is the shape an answer must have.
type FormatKind string

// Formats. FormatAny is the absence of a demand.
const (
	FormatAny    FormatKind = ""
	FormatText   FormatKind = "text"
	FormatJSON   FormatKind = "json_object"
	FormatSchema FormatKind = "json_schema"
)

// Format is the shape that the answer's text must have.
type Format struct {
	Kind        FormatKind
	Name        string
	Description string
	Schema      Raw
	Strict      *bool
}

// CacheMark asks the provider to cache the prompt up to and including the thing that bears it. "" = no mark.
type CacheMark string

// Marks; others are provider's words for a lifetime.
const (
	CacheDefault CacheMark = "default" // no lifetime was said
	Cache5m      CacheMark = "5m"
	Cache1h      CacheMark = "1h"
)

// CacheHints are about the prompt cache as a whole.
type CacheHints struct {
	Key       string    // OpenAI: prompt_cache_key
	Retention string    // OpenAI: prompt_cache_retention
	Mark      CacheMark // Anthropic: cache_control of the request: cache as the provider sees fit
}

// Member is one member of a JSON object.
type Member struct {
	Name  string
	Value Raw
}

// Extra holds the members of a request that its front does not know, in their order. They are written back only to
// their own dialect and are losses anywhere else.
type Extra struct {
	From    burncloud.Dialect
	Members []Member
}

// BadRequest makes the error for a request at fault. param names the field in the caller's words.
func BadRequest(param, message string) *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: message, Param: param}
}
