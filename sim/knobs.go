package sim

import (
	"maps"
	"time"
)

// Knobs make a provider slow or wrong. The zero value answers at once and correctly. A chunk is one data frame of a
// stream (the first, with the role, included; [DONE], or message_stop in its place, not); where a count says when something happens, 0 means never and
// a number below 0 means before the first chunk.
type Knobs struct {
	FirstToken time.Duration // wait before the answer's first byte
	Gap        time.Duration // wait before each further chunk; an answer in one piece waits the sum of the gaps
	KeepAlive  time.Duration // while waiting, send the flavour's comment (or, in one piece, a line end) this often
	Chunks     int           // pieces of text in an answer, which is cut or filled up to fit; 0 = as many as it has words
	Cached     int           // prompt tokens reported as read from the cache
	NoUsage    bool          // leave usage out of answers that would have it

	ErrorShare  float64       // share of requests answered with ErrorStatus, 0..1
	ErrorStatus int           // status of such an answer; 0 = 500
	RetryAfter  time.Duration // retry-after of such an answer; 0 = no header

	Hang          bool // take the request, never answer, until the client leaves
	HangAfterHead bool // send status 200 and headers, then nothing, until the client leaves
	HangAfter     int  // streams: fall silent after so many chunks, until the client leaves
	Reset         bool // reset the connection before any answer

	CutAfter   int  // streams: close the connection after so many chunks
	EndAfter   int  // streams: end cleanly after so many chunks, with neither finish reason nor [DONE]
	ErrorAfter int  // streams: send the flavour's in-stream error after so many chunks, and end
	NoDone     bool // streams: end cleanly after the finish reason and usage, without [DONE] or message_stop

	Drip     time.Duration // body byte by byte, this far apart
	DripHead time.Duration // status line and headers too, byte by byte, this far apart; then the connection closes

	Garbage Garbage // an answer of another kind altogether
	Huge    int     // bytes of one line (a piece of the text) in an answer; also the size a gzip bomb unpacks to
}

// Garbage names an answer that is no answer.
type Garbage string

// What a provider, or a proxy before it, has been seen to send instead of an answer.
const (
	HTMLOK        Garbage = "html-ok"         // 200 with an HTML page
	HTMLGateway   Garbage = "html-502"        // 502 with an HTML page
	TruncatedJSON Garbage = "truncated-json"  // 200 with the first half of an answer, ended cleanly
	EmptyBody     Garbage = "empty"           // 200 with no byte of body
	LongLength    Garbage = "long-length"     // Content-Length says more than is sent
	PlainFrame    Garbage = "plain-frame"     // a frame that is not JSON after the first chunk, then on as usual
	Gzip          Garbage = "gzip"            // a right answer, packed though nobody asked
	GzipCut       Garbage = "gzip-cut"        // the same, cut in the middle
	GzipBomb      Garbage = "gzip-bomb"       // Huge bytes (0 = 64 MiB) of blanks, packed to a thousandth
	InfoFlood     Garbage = "info-flood"      // sixteen 103 responses before a right answer
	Trailers      Garbage = "trailers"        // a right answer with trailers
	JSONForStream Garbage = "json-for-stream" // an answer in one piece, whatever was asked
)

// settings is replaced, never edited.
type settings struct {
	base  Knobs
	model map[string]Knobs
}

// Set replaces the knobs that hold for all models without their own. Requests under way keep what they began with.
func (p *Provider) Set(k Knobs) {
	p.setting.Lock()
	defer p.setting.Unlock()
	p.settings.Store(&settings{base: k, model: p.settings.Load().model})
}

// SetModel replaces the knobs of one model, by the name requests give (it need not be served).
func (p *Provider) SetModel(model string, k Knobs) {
	p.setting.Lock()
	defer p.setting.Unlock()
	old := p.settings.Load()
	models := maps.Clone(old.model)
	if models == nil {
		models = make(map[string]Knobs)
	}
	models[model] = k
	p.settings.Store(&settings{base: old.base, model: models})
}

// Knobs returns what holds for a model.
func (p *Provider) Knobs(model string) Knobs {
	s := p.settings.Load()
	if k, ok := s.model[model]; ok {
		return k
	}
	return s.base
}
