package burncloud

import "time"

// RecordMode says of which calls the bodies are kept.
type RecordMode string

// Modes of keeping the bodies of calls.
const (
	RecordOff     RecordMode = "off"     // of none
	RecordErrors  RecordMode = "errors"  // of those that failed, or of which an attempt did
	RecordSampled RecordMode = "sampled" // of one in so many
	RecordAll     RecordMode = "all"
)

// MaxRecordedBody bounds how much an operator may have kept of one body, in bytes.
const MaxRecordedBody = 16 << 20

// FlagBodiesDropped marks a call whose bodies were to be kept and were not, because there was no room for them.
const FlagBodiesDropped = "bodies_dropped"

// Transcript is what was said in one call: the bodies, without headers, and so without credentials.
type Transcript struct {
	RequestID RequestID  `json:"id"`
	Time      time.Time  `json:"t"` // arrival; the marks of bodies count from it
	Request   Body       `json:"request"`
	Answer    Body       `json:"answer"` // that the client was given
	Exchanges []Exchange `json:"exchanges,omitempty"`
}

// Exchange is what was said between the gateway and one upstream: one of each attempt that sent something, in order.
type Exchange struct {
	ChannelID     ChannelID `json:"channel"`
	UpstreamModel ModelName `json:"model"`
	Dialect       Dialect   `json:"dialect"`
	Status        int       `json:"status,omitempty"` // 0 = no answer
	Request       Body      `json:"request"`          // as it was sent, after translation
	Answer        Body      `json:"answer"`
}

// Body is the beginning of a body, as much as is kept of it.
type Body struct {
	ContentType string `json:"type,omitempty"`
	Size        int64  `json:"size"` // of the whole
	Data        []byte `json:"-"`
	Marks       []Mark `json:"marks,omitempty"` // of a stream: how Data arrived
}

// Truncated reports whether a part is missing.
func (b *Body) Truncated() bool { return b.Size > int64(len(b.Data)) }

// Bodies are all bodies of the transcript, in a fixed order.
func (t *Transcript) Bodies() []*Body {
	all := []*Body{&t.Request, &t.Answer}
	for i := range t.Exchanges {
		all = append(all, &t.Exchanges[i].Request, &t.Exchanges[i].Answer)
	}
	return all
}

// Mark is a piece of a stream: so many bytes, that were read or written at once.
type Mark struct {
	At    Micros `json:"at"` // since the call's arrival
	Bytes int    `json:"n"`
}

// TranscriptSpace is what the kept bodies take.
type TranscriptSpace struct {
	Calls  int64
	Bytes  int64     // on the disk
	Oldest time.Time // arrival of the oldest call; zero = there is none
}

// PackedTranscript is a transcript in the form in which it is stored.
type PackedTranscript struct {
	RequestID RequestID
	Time      time.Time // the call's arrival
	Packed    []byte
}
