package sim

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// special serves the endpoints that only OpenAI has, and says whether this is one of them.
func (x *exchange) special(at string) bool {
	switch at {
	case "POST /responses":
		x.respond()
	case "POST /images/generations":
		x.paint()
	case "POST /audio/speech":
		x.speak()
	case "POST /audio/transcriptions":
		x.transcribe("transcribe")
	case "POST /audio/translations":
		x.transcribe("translate")
	case "POST /moderations":
		x.moderate()
	case "GET /realtime":
		x.realtime()
	default:
		return false
	}
	return true
}

// modelOf finds the model of a kind, or says that it is missing.
func (x *exchange) modelOf(kind Kind) (Model, *problem) {
	if x.q.Model == "" {
		return Model{}, x.refusal("model", "missing_required_parameter", "you must provide a model parameter")
	}
	m, ok := x.p.model(x.q.Model)
	if !ok {
		pr := x.p.shape.problem(noModel, x.q.Model)
		return Model{}, &pr
	}
	if m.kind() != kind {
		return Model{}, x.refusal("model", "invalid_value", "The model '%s' does not serve this endpoint.", x.q.Model)
	}
	return m, nil
}

// imageNames are the members of a request for images.
var imageNames = strings.Fields(`background model moderation n output_compression output_format partial_images prompt quality
	size style user`)

// paint answers with pictures of one pixel.
func (x *exchange) paint() {
	var q struct {
		Prompt  string `json:"prompt"`
		N       *int   `json:"n"`
		Size    string `json:"size"`
		Quality string `json:"quality"`
	}
	if err := json.Unmarshal(x.body, &q); err != nil {
		x.fail(*x.badBody(err))
		return
	}
	m, pr := x.modelOf(ImageModel)
	n := 1
	if q.N != nil {
		n = *q.N
	}
	sizes := []string{"", "auto", "1024x1024", "1024x1536", "1536x1024"}
	switch {
	case pr != nil:
	case q.Prompt == "":
		pr = x.refusal("prompt", "missing_required_parameter", "Missing required parameter: 'prompt'.")
	case n < 1 || n > 10:
		pr = x.refusal("n", "integer_above_max_value", "Invalid 'n': expected a value from 1 to 10, but got %d instead.", n)
	case !slices.Contains(sizes, q.Size):
		pr = x.refusal("size", "invalid_value", "Invalid value: '%s'. Supported values are: '%s'.", q.Size, strings.Join(sizes[1:], "', '"))
	default:
		pr = x.unknownParameter(imageNames)
	}
	if pr != nil {
		x.fail(*pr)
		return
	}
	const each = 272 // tokens of a picture of low quality
	x.account(m.as(), usage{prompt: Tokens(q.Prompt), completion: each * n})
	list := make([]string, n)
	for i := range list {
		list[i] = x.p.shape.part("image").render(&x.v)
	}
	x.v.data, x.v.finish, x.v.args = strings.Join(list, ","), or(q.Quality, "low"), or(strings.TrimPrefix(q.Size, "auto"), "1024x1024")
	if !x.knobs.NoUsage {
		x.v.usageText = x.p.shape.part("images_usage").render(&x.v)
	}
	x.deliver(delivery{kind: x.p.shape.jsonType, body: x.p.shape.part("images").append(nil, &x.v)})
}

// sounds are the formats of speech: what a client is told, and how the bytes begin. They go on in silence.
var sounds = map[string]struct{ kind, head string }{
	"mp3":  {"audio/mpeg", "\xff\xfb\x90\xc4"},
	"opus": {"audio/opus", "OggS\x00\x02"},
	"aac":  {"audio/aac", "\xff\xf1\x4c\x80"},
	"flac": {"audio/flac", "fLaC\x80\x00\x00\x22"},
	"wav": {"audio/wav", "RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\xc0\x5d\x00\x00\x80\xbb\x00\x00\x02\x00\x10\x00" +
		"data\xff\xff\xff\xff"},
	"pcm": {"audio/pcm", ""},
}

// speak answers with sound: a head and 400 bytes for each token of the input.
func (x *exchange) speak() {
	var q struct {
		Input  string          `json:"input"`
		Voice  json.RawMessage `json:"voice"`
		Format string          `json:"response_format"`
	}
	if err := json.Unmarshal(x.body, &q); err != nil {
		x.fail(*x.badBody(err))
		return
	}
	m, pr := x.modelOf(SpeechModel)
	sound, ok := sounds[or(q.Format, "mp3")]
	switch {
	case pr != nil:
	case q.Input == "":
		pr = x.refusal("input", "missing_required_parameter", "Missing required parameter: 'input'.")
	case len(q.Input) > 4096:
		pr = x.refusal("input", "string_too_long", "Invalid 'input': string too long. Expected a string with maximum length 4096.")
	case len(q.Voice) == 0:
		pr = x.refusal("voice", "missing_required_parameter", "Missing required parameter: 'voice'.")
	case !ok:
		pr = x.refusal("response_format", "invalid_value", "Invalid value: '%s'. Supported values are: 'mp3', 'opus', 'aac', 'flac', 'wav', and 'pcm'.", q.Format)
	}
	if pr != nil {
		x.fail(*pr)
		return
	}
	n := Tokens(q.Input)
	x.account(m.as(), usage{prompt: n, completion: n})
	body := append([]byte(sound.head), make([]byte, 400*n)...)
	x.deliver(delivery{kind: sound.kind, body: body, pieces: n, text: len(body)})
}

// transcribe answers with the words of a recording: how long and what it is called.
func (x *exchange) transcribe(task string) {
	m, pr := x.modelOf(TranscriptModel)
	format := or(x.form["response_format"], "json")
	formats := []string{"json", "text", "srt", "verbose_json", "vtt"}
	switch {
	case pr != nil:
	case x.fileName == "":
		pr = x.refusal("file", "missing_required_parameter", "Missing required parameter: 'file'.")
	case task == "translate" && m.ID != "whisper-1":
		pr = x.refusal("model", "invalid_value", "The model '%s' does not serve this endpoint.", m.ID)
	case !slices.Contains(formats, format):
		pr = x.refusal("", "", "response_format: Input should be 'json', 'text', 'vtt', 'srt' or 'verbose_json'")
	case m.ID != "whisper-1" && format != "json" && format != "text":
		pr = x.refusal("response_format", "unsupported_value", "response_format '%s' is not compatible with model '%s'. Use 'json' or 'text' instead.", format, m.ID)
	}
	if pr != nil {
		x.fail(*pr)
		return
	}
	text := "Simulated " + m.ID + " has heard " + strconv.Itoa(x.fileSize) + " bytes of " + x.fileName + "."
	seconds := 1 + x.fileSize/32000
	x.account(m.as(), usage{prompt: 10 * seconds, completion: Tokens(text)})
	x.v.text, x.v.index, x.v.finish = text, seconds, task
	if told := map[bool]string{true: "transcript_time", false: "transcript_usage"}[m.ID == "whisper-1"]; !x.knobs.NoUsage {
		x.v.usageText = x.p.shape.part(told).render(&x.v)
	}
	if x.q.Stream && m.ID != "whisper-1" && x.knobs.Garbage != JSONForStream {
		x.deliver(delivery{kind: x.p.shape.streamType, frames: x.transcriptFrames(text)})
		return
	}
	kind, body := x.transcript(format)
	x.deliver(delivery{kind: kind, body: body, pieces: len(words(text)), text: len(text)})
}

// transcript renders the words in a format.
func (x *exchange) transcript(format string) (kind string, body []byte) {
	const plain = "text/plain; charset=utf-8"
	text := x.v.text
	end := "00:" + string([]byte{'0' + byte(x.v.index/600%6), '0' + byte(x.v.index/60%10), ':', '0' + byte(x.v.index/10%6), '0' + byte(x.v.index%10)})
	switch format {
	case "text":
		return plain, []byte(text + "\n")
	case "srt":
		return plain, []byte("1\n00:00:00,000 --> " + end + ",000\n" + text + "\n\n\n")
	case "vtt":
		return plain, []byte("WEBVTT\n\n00:00:00.000 --> " + end + ".000\n" + text + "\n\n")
	case "verbose_json":
		return x.p.shape.jsonType, x.p.shape.part("transcript_verbose").append(nil, &x.v)
	}
	return x.p.shape.jsonType, x.p.shape.part("transcript").append(nil, &x.v)
}

func (x *exchange) transcriptFrames(text string) []frame {
	var out []frame
	for _, w := range pieces(text, x.knobs.Chunks) {
		out = append(out, frame{form: x.p.shape.part("transcript.text.delta"), text: w})
	}
	return append(out, frame{form: x.p.shape.part("transcript.text.done"), raw: string(appendJSON(nil, text))})
}

// moderate answers whether texts are violent: those with the [UnsafeWord] are.
func (x *exchange) moderate() {
	x.q.Model = or(x.q.Model, "omni-moderation-latest")
	m, pr := x.modelOf(ModerationModel)
	inputs, ok := texts(x.q.Input)
	if !ok {
		var joined string
		if joined, ok = contentText(x.q.Input); ok && len(x.q.Input) > 0 {
			inputs = []string{joined}
		}
	}
	if pr == nil && len(inputs) == 0 {
		pr = x.refusal("input", "missing_required_parameter", "Missing required parameter: 'input'.")
	}
	if pr != nil {
		x.fail(*pr)
		return
	}
	var u usage
	list := make([]string, len(inputs))
	for i, text := range inputs {
		u.prompt += Tokens(text)
		v := values{raw: "false", args: "0.0005"}
		if strings.Contains(strings.ToLower(text), UnsafeWord) {
			v.raw, v.args = "true", "0.98"
		}
		list[i] = x.p.shape.part("moderation").render(&v)
	}
	x.account(m.as(), u)
	x.v.id = strings.Replace(x.v.id, "chatcmpl-", "modr-", 1)
	x.note(func(s *Served) { s.AnswerID = x.v.id })
	x.v.data = strings.Join(list, ",")
	x.deliver(delivery{kind: x.p.shape.jsonType, body: x.p.shape.part("moderations").append(nil, &x.v)})
}
