package llm

import (
	"slices"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud"
)

// Field names something that a target may be unable to take. Its text is OpenAI's word for it.
type Field string

// Fields. Members that a front put into Extra are fields of their own name.
const (
	FieldMessages      Field = "messages"
	FieldName          Field = "name"
	FieldToolCallID    Field = "tool_call_id"
	FieldTools         Field = "tools"
	FieldToolChoice    Field = "tool_choice"
	FieldParallelTools Field = "parallel_tool_calls"
	FieldStrictTool    Field = "strict"
	FieldMaxTokens     Field = "max_completion_tokens"
	FieldTemperature   Field = "temperature"
	FieldTopP          Field = "top_p"
	FieldTopK          Field = "top_k"
	FieldSeed          Field = "seed"
	FieldFrequency     Field = "frequency_penalty"
	FieldPresence      Field = "presence_penalty"
	FieldLogitBias     Field = "logit_bias"
	FieldLogprobs      Field = "logprobs"
	FieldTopLogprobs   Field = "top_logprobs"
	FieldN             Field = "n"
	FieldStop          Field = "stop"
	FieldReasoning     Field = "reasoning_effort"
	FieldFormat        Field = "response_format"
	FieldVerbosity     Field = "verbosity"
	FieldUser          Field = "user"
	FieldMetadata      Field = "metadata"
	FieldServiceTier   Field = "service_tier"
	FieldCacheKey      Field = "prompt_cache_key"
	FieldRetention     Field = "prompt_cache_retention"
	FieldCacheMark     Field = "cache_control"
	FieldModalities    Field = "modalities"
	FieldDetail        Field = "detail"
	FieldMedia         Field = "media"
	FieldFileID        Field = "file_id"
	FieldSignature     Field = "signature"
	FieldThought       Field = "reasoning_content" // reasoning of earlier turns
	FieldCite          Field = "citations"         // the wish that a document be cited
	FieldFileName      Field = "filename"
	FieldContext       Field = "context" // of a document
)

// refused are the fields without which the answer would mean something else (wire-facts §12). The loss of any other
// field is said and the call goes on.
var refused = map[Field]bool{
	FieldN: true, FieldLogprobs: true, FieldTopLogprobs: true, FieldStop: true, FieldFormat: true, FieldModalities: true,
	FieldMedia: true, FieldFileID: true,
	"audio": true, "background": true, "conversation": true, "previous_response_id": true, "prompt": true,
	"cachedContent": true, "container": true, "mcp_servers": true,
}

// Words are a dialect's names of fields, where they are not OpenAI's.
type Words map[Field]string

// Word returns the caller's name of a field.
func (r *Request) Word(f Field) string {
	if w, ok := r.Words[f]; ok {
		return w
	}
	return string(f)
}

// Loss is something of a request that does not reach the upstream, or not as it was asked.
type Loss struct {
	Field string // in the caller's words
	Why   string // lower case, completes "it is lost because"
}

// NotInDialect is why most things are lost.
const NotInDialect = "the upstream's dialect does not have it"

// Losses gathers what a back has to leave out of one request. Make it with the request; the zero value is of no use.
type Losses struct {
	req  *Request
	list []Loss
	err  *burncloud.Error
}

// NewLosses starts with what the front has lost already.
func NewLosses(req *Request) *Losses {
	l := &Losses{req: req}
	for _, x := range req.Lost {
		l.say(x.Field, x.Why)
	}
	return l
}

// Drop notes that the target does not get the field, or refuses the request if that changes what the answer means.
func (l *Losses) Drop(f Field, why string) { l.DropAt("", f, why) }

// DropAt is Drop for a field inside a message or tool, of which path is the place in the caller's words: it is named
// as path.field.
func (l *Losses) DropAt(path string, f Field, why string) {
	name := l.req.Word(f)
	if path != "" {
		name = path + "." + name
	}
	if refused[f] {
		l.Refuse(name, why)
		return
	}
	l.say(name, why)
}

// DropThought notes, once for all messages, that reasoning of earlier turns stays behind that somebody signed or sealed
// in order to get it back. Without that it is for people to read: no dialect's own clients give it back unless they
// must.
func (l *Losses) DropThought(r Reasoning) {
	if !r.Signature.IsZero() && (r.Text != "" || r.Redacted) {
		l.Drop(FieldThought, "the upstream takes no reasoning but its own")
	}
}

// DropAbout notes what a document has beside its content and the target has no place for.
func (l *Losses) DropAbout(path string, m Media, name, context, cite bool) {
	const why = "the upstream has no place for it"
	if m.Name != "" && !name {
		l.DropAt(path, FieldFileName, why)
	}
	if m.Text != "" && !context {
		l.DropAt(path, FieldContext, why)
	}
	if m.Cite && !cite {
		l.DropAt(path, FieldCite, "the upstream does not cite documents in its answers when it is asked to")
	}
}

// DropOptions notes that the upstream's own tool stands in for a hosted one, if that was given settings.
func (l *Losses) DropOptions(t Tool) {
	if !t.hasOptions() {
		return
	}
	field := "web_search_options" // which is no element of a list
	if t.Pos >= 0 {
		field = l.req.ToolPath(&t)
	}
	l.say(field, "the upstream's own tool stands in, without these settings")
}

// DropTool notes that the upstream has nothing like a hosted tool.
func (l *Losses) DropTool(t *Tool) {
	l.Drop(Field(l.req.ToolPath(t)), "the upstream does not have the tool "+t.Name)
}

// DropOpaque notes that a part of a message stays behind that only another dialect understands.
func (l *Losses) DropOpaque(m *Message, p Opaque) {
	l.DropAt(l.req.Path(m), Field("content."+p.Kind), NotInDialect)
}

// DropHints notes the hints of the request for a dialect that has none of them but those that the back has seen to, and
// whose answers are text only.
func (l *Losses) DropHints(seen ...Field) {
	r := l.req
	for _, x := range []struct {
		field Field
		given bool
	}{
		{FieldVerbosity, r.Verbosity != ""},
		{FieldUser, r.User != ""},
		{FieldMetadata, r.Metadata != nil},
		{FieldServiceTier, r.ServiceTier != ""},
		{FieldCacheKey, r.Cache.Key != ""},
		{FieldRetention, r.Cache.Retention != ""},
		{FieldCacheMark, r.Cache.Mark != ""},
	} {
		if x.given && !slices.Contains(seen, x.field) {
			l.Drop(x.field, NotInDialect)
		}
	}
	if r.BeyondText() {
		l.Drop(FieldModalities, "the upstream answers with text only")
	}
}

// Steer returns a number that steers sampling, or notes that the model takes none and returns its absence.
func (l *Losses) Steer(t *Target, f Field, n Number) Number {
	if n != "" && t.Quirks.NoSampling {
		l.Drop(f, "the model has fixed sampling")
		return ""
	}
	return n
}

// MaxTokens returns the caller's limit on output tokens, or notes that the model's own is lower and returns that.
func (l *Losses) MaxTokens(t *Target) Number {
	n, ok := l.req.MaxTokens.Int()
	if !ok || t.MaxOutput <= 0 || n <= t.MaxOutput {
		return l.req.MaxTokens
	}
	most := strconv.FormatInt(t.MaxOutput, 10)
	l.Change(FieldMaxTokens, "the model writes at most "+most+" tokens")
	return Number(most)
}

// Change notes that a field reaches the target with another value.
func (l *Losses) Change(f Field, why string) { l.say(l.req.Word(f), why) }

// Refuse makes the request fail. param is in the caller's words. The first refusal counts.
func (l *Losses) Refuse(param, why string) {
	if l.err == nil {
		l.err = BadRequest(param, param+": "+why)
	}
}

// DropExtra drops the unknown members of a request that was not written in the back's own dialect.
func (l *Losses) DropExtra(own burncloud.Dialect) {
	if l.req.Extra.From == own {
		return
	}
	for _, m := range l.req.Extra.Members {
		l.Drop(Field(m.Name), NotInDialect)
	}
}

func (l *Losses) say(field, why string) {
	for _, x := range l.list {
		if x.Field == field {
			return
		}
	}
	l.list = append(l.list, Loss{Field: field, Why: why})
}

// Result returns the body of a request with the target's members set in it and the losses in the order they were noted,
// or the refusal.
func (l *Losses) Result(object []byte, set Raw) ([]byte, []Loss, error) {
	if l.err != nil {
		return nil, nil, l.err
	}
	return Merge(object, set), l.list, nil
}

// Strict refuses a request that would lose anything; nil if there are no losses.
func Strict(losses []Loss) error {
	if len(losses) == 0 {
		return nil
	}
	x := losses[0]
	return BadRequest(x.Field, x.Field+": cannot be sent to the upstream ("+x.Why+") and the token is strict")
}

// maxDropped is the longest value of the header that names losses.
const maxDropped = 1024

// Dropped names the fields for a response header: comma-separated, printable ASCII, at most 1 KiB.
func Dropped(losses []Loss) string {
	var b strings.Builder
	for i, x := range losses {
		name := headerWord(x.Field)
		if b.Len()+len(name)+2 > maxDropped-8 {
			b.WriteString(",+" + strconv.Itoa(len(losses)-i))
			break
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(name)
	}
	return b.String()
}

// headerWord replaces what could end or split a header; names of unknown members are the client's.
func headerWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' || r == ',' {
			return '_'
		}
		return r
	}, s)
}
