package gateway

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/tokenizer"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/openai"
)

// Bounds of sound.
const (
	soundBytes  = 750    // a second of the most compressed sound: Opus of 6 kbit/s
	soundTokens = 32     // of a second that is heard: Google's, where OpenAI has 10
	wordTokens  = 8      // of a transcript, of a second
	usualBytes  = 16_000 // a second of sound as it is usually compressed
)

// recording is the file that a form has to be transcribed.
func (c *call) recording() []byte {
	if form, ok := c.relay.(*openai.Form); ok {
		for _, file := range form.Values("file") {
			return file
		}
	}
	return nil
}

// boundSound: as long as so many bytes can be, or as the file says that it is.
func (c *call) boundSound(b *bound) {
	said, _ := tokenizer.Seconds(c.recording())
	b.heard(max(said, int64(len(c.body.b))/soundBytes+1))
}

// heard is a bound by the length of the sound.
func (b *bound) heard(seconds int64) {
	b.units.Seconds = seconds
	b.prompt, b.answer = answerDefault+soundTokens*seconds, max(answerDefault, wordTokens*seconds)
}

// countSound makes the bound that of the length that the recording claims.
func (c *call) countSound(b *bound) bool {
	said, ok := tokenizer.Seconds(c.recording())
	if !ok || said >= b.units.Seconds {
		return false
	}
	b.heard(said)
	return true
}

// boundSpeech: a second and spokenTokens a character. No text is spoken slower, nor in more tokens than it has bytes.
func (c *call) boundSpeech(b *bound) {
	b.prompt = int64(len(c.body.b))
	b.answer = max(answerDefault, spokenTokens*int64(len(c.text("input"))))
	b.units.Characters = c.spoken()
	b.units.Seconds = b.units.Characters
}

// seconds is how long the recording is: as its container says, else by its size.
func (c *call) seconds() int64 {
	file := c.recording()
	if said, ok := tokenizer.Seconds(file); ok {
		return said
	}
	return int64(len(file)+usualBytes-1) / usualBytes
}

// guessSound counts what was heard, of the length that the answer says or that the recording has.
func (c *call) guessSound(u *burncloud.Usage) {
	seconds := u.Seconds
	if seconds == 0 {
		seconds = c.seconds()
	}
	u.AudioIn = c.family().Sound(seconds)
}

// guessTranscript counts the text of a whole answer that says nothing of tokens.
func (c *call) guessTranscript(u *burncloud.Usage, answer []byte) {
	if u.Prompt()+u.Completion() == 0 && c.soldByToken() {
		u.Output = c.textTokens(llm.Find(answer, "text"))
	}
}

// hears reports whether the endpoint's requests are recordings.
func (e *endpoint) hears() bool { return e.op == upstream.Transcribe || e.op == upstream.Translate }
