package gateway

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
)

// units counts what of a whole answer is charged by something else than tokens: the pictures that are in it, the seconds
// of sound that it says were heard; and the tokens that were only read, where their sum is all that it says.
func (a *attempt) units(answer []byte) {
	u := &a.call.rec.Usage
	switch a.call.ep.op {
	case upstream.ImageGenerate, upstream.ImageEdit, upstream.ImageVary:
		u.Images = pictures(answer)
		a.namePictures(u, answer)
	case upstream.Transcribe, upstream.Translate:
		u.Seconds = secondsIn(answer)
		a.call.guessTranscript(u, answer)
	case upstream.Rerank, upstream.Embed, upstream.Moderate:
		if u.Prompt()+u.Completion() == 0 { // some say only the sum, all of which was read
			u.Input = llm.CountOf(llm.Find(llm.Find(answer, "usage"), "total_tokens"))
		}
	}
}

// pictures is the number of the elements of data that are pictures.
func pictures(answer []byte) (n int64) {
	for e := rawjson.Members(llm.Find(answer, "data")); e.Next(); {
		if llm.Find(e.Value, "b64_json") != nil || llm.Find(e.Value, "url") != nil {
			n++
		}
	}
	return n
}

// secondsIn is how long a transcript says that the sound was, in its usage or beside its text.
func secondsIn(answer []byte) int64 {
	if s := wholeSeconds(llm.Find(llm.Find(answer, "usage"), "seconds")); s > 0 {
		return s
	}
	return wholeSeconds(llm.Find(answer, "duration"))
}

// wholeSeconds reads a number of seconds, quoted or not, and rounds up; 0 for anything else.
func wholeSeconds(raw []byte) int64 {
	whole, part, _ := strings.Cut(strings.Trim(string(raw), `"`), ".")
	n, err := strconv.ParseInt(whole, 10, 32)
	if err != nil || n < 0 || strings.Trim(part, "0123456789") != "" {
		return 0
	}
	if strings.Trim(part, "0") != "" {
		n++
	}
	return n
}

// spoken is the length of the text that a request for speech has read out, in characters; 0 for other requests.
func (c *call) spoken() int64 {
	if c.ep.op != upstream.Speech || c.body == nil {
		return 0
	}
	text, err := rawjson.String(llm.Find(c.body.b, "input"))
	if err != nil {
		return 0
	}
	return int64(utf8.RuneCountInString(text))
}
