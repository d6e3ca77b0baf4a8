package llm

import (
	"io"
	"iter"
	"net/http"

	"github.com/burncloud/burncloud"
)

// Front is the half of a dialect that faces clients. It keeps no state between calls and is safe for concurrent use.
type Front interface {
	// DecodeRequest reads a client's request. It does not keep body. Model and Stream stay empty in dialects that
	// have them in the URL; the gateway fills them in. Errors are *burncloud.Error of KindBadRequest with Param.
	DecodeRequest(body []byte) (*Request, error)

	// EncodeResponse appends the whole answer to the request. It does not fail: what the dialect has no place for is
	// left out, since the answer is already paid for.
	EncodeResponse(dst []byte, req *Request, resp *Response) []byte

	// EncodeStream makes the encoder of one streamed answer to the request.
	EncodeStream(req *Request) StreamEncoder

	// EncodeError appends the body of an error response.
	EncodeError(dst []byte, err *burncloud.Error) []byte
}

// StreamEncoder writes one streamed answer. It is not safe for concurrent use.
type StreamEncoder interface {
	// Encode appends the frames for the event, none if the dialect has nothing to say yet. EventFinish appends all
	// that is left, including the dialect's end of the stream. Events must come as Check demands.
	Encode(dst []byte, e Event) []byte

	// Fail appends the dialect's error frame, the last of the stream.
	Fail(dst []byte, err *burncloud.Error) []byte
}

// Resumer is a StreamEncoder of a dialect whose frames say more of an answer than its events do.
type Resumer interface {
	// Resume makes the encoder, which has had the events of an answer so far, go on where the upstream's own frames ended:
	// head begins with the first of them and reaches to the first content, last is the number of the newest.
	Resume(head []byte, last int64)
}

// Back is the half of a dialect that faces upstreams. It keeps no state between calls and is safe for concurrent use.
// req and t are the same in all calls for one attempt and are not changed: several attempts may read one Request.
type Back interface {
	// EncodeRequest writes the body for the target, and says what it had to leave out. Errors are *burncloud.Error of
	// KindBadRequest that name the caller's field.
	EncodeRequest(req *Request, t *Target) (body []byte, lost []Loss, err error)

	// DecodeResponse reads a whole answer with a status of success. An error that the body reports in spite of that
	// is returned as DecodeError does. It does not keep body.
	DecodeResponse(req *Request, t *Target, body []byte) (*Response, error)

	// DecodeStream reads a streamed answer with a status of success. The sequence can be ranged over once and reads
	// r only as far as it is asked to; it ends with EventFinish or with a *burncloud.Error (KindUpstreamCut when r
	// ended early, KindUpstreamInvalid, or as DecodeError). Errors of r are wrapped.
	DecodeStream(req *Request, t *Target, r io.Reader) iter.Seq2[Event, error]

	// DecodeError classifies an answer with a status of failure.
	DecodeError(status int, header http.Header, body []byte) *burncloud.Error
}
