package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/burncloud/burncloud"
)

// Repeats keeps calls that carry an Idempotency-Key, so that a client that lost an answer can ask again without paying twice. It
// outlives the process. Calls without a key have nothing to do with it.
type Repeats interface {
	// BeginRepeat keeps a call. It returns the one of the same user and key that is there already, nil if there is none.
	BeginRepeat(context.Context, *burncloud.Repeat) (*burncloud.Repeat, error)
	// EndRepeat keeps what came of a call; without a status it is forgotten.
	EndRepeat(context.Context, *burncloud.Repeat) error
}

// Headers of calls that may come twice.
const (
	repeatHeader   = "Idempotency-Key"
	replayedHeader = "X-Burncloud-Replayed" // with the request's identifier that was charged
)

// Bounds of what is kept.
const (
	repeatLife = 24 * time.Hour
	repeatKey  = 255       // bytes
	repeatBody = 256 << 10 // bytes of an answer
)

// repeated looks whether the call was made before. done says that it has its answer.
func (c *call) repeated() (done bool, refused *burncloud.Error) {
	key := c.r.Header.Get(repeatHeader)
	if key == "" || c.g.Repeats == nil || !c.ep.logged {
		return false, nil
	}
	if len(key) > repeatKey {
		return false, &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "the Idempotency-Key is longer than 255 bytes", Param: repeatHeader}
	}
	sum := sha256.New()
	_, _ = sum.Write([]byte(c.r.Method + " " + c.r.URL.Path + "\n"))
	_, _ = sum.Write(c.body.b)
	r := &burncloud.Repeat{
		UserID: c.caller.User.ID, Key: key, Fingerprint: hex.EncodeToString(sum.Sum(nil)), RequestID: c.rec.RequestID, Expires: c.g.Now().Add(repeatLife),
	}
	first, err := c.g.Repeats.BeginRepeat(c.r.Context(), r)
	switch {
	case err != nil && c.gone():
		return false, c.leftEarly(err)
	case err != nil:
		return false, &burncloud.Error{Kind: burncloud.KindOverloaded, Message: "the Idempotency-Key cannot be kept at the moment", RetryAfter: retrySoon, Err: err}
	case first == nil:
		c.repeat = r
		return false, nil
	case first.Fingerprint != r.Fingerprint:
		return false, &burncloud.Error{Kind: burncloud.KindInvalid, Message: "this Idempotency-Key was used for another request", Param: repeatHeader, Code: "idempotency_key_reused"}
	case first.Status == 0:
		return false, &burncloud.Error{
			Kind: burncloud.KindConflict, Message: "the request with this Idempotency-Key is still running as " + string(first.RequestID), Param: repeatHeader,
			Code: "idempotency_in_progress", RetryAfter: retrySoon,
		}
	case first.Body == nil:
		return false, &burncloud.Error{
			Kind: burncloud.KindConflict, Message: "the request with this Idempotency-Key was answered and charged as " + string(first.RequestID) + "; its answer was not kept",
			Param: repeatHeader, Code: "idempotency_done",
		}
	}
	c.flag(burncloud.FlagReplayed)
	c.w.Header()[replayedHeader] = []string{string(first.RequestID)}
	return true, c.sendWhole([]string{first.ContentType}, first.Body)
}

// endRepeat keeps what came of a call that may be asked for again: what cost nothing is forgotten.
func (c *call) endRepeat(delivered bool) {
	if c.repeat == nil {
		return
	}
	if delivered {
		c.repeat.Status = http.StatusOK
	}
	if err := c.g.Repeats.EndRepeat(context.WithoutCancel(c.r.Context()), c.repeat); err != nil {
		c.g.Logger.Error("the end of a call with an Idempotency-Key could not be kept", "request_id", c.rec.RequestID, "error", err)
	}
}

// keepAnswer keeps a whole answer for who asks again, if it is short.
func (c *call) keepAnswer(contentType string, body []byte) {
	if c.repeat != nil && len(body) <= repeatBody {
		c.repeat.ContentType, c.repeat.Body = contentType, body
	}
}
