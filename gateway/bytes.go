package gateway

import (
	"context"
	"io"
	"net/http"

	"github.com/burncloud/burncloud"
)

// relayBytes relays an answer that is neither JSON nor events as it comes: sound, subtitles, plain text. The last piece
// waits until the end is known and the call is recorded.
func (a *attempt) relayBytes(ctx context.Context, resp *http.Response, media string) *burncloud.Error {
	if media == "" || media == "text/html" || encoded(resp) {
		return a.expect(resp, jsonMedia)
	}
	media = typeOf(resp) // with its parameters: the charset of subtitles, the rate of sound
	s := &sink{attempt: a}
	bufs := [2]*buffer{a.call.g.buffers.get(streamBuffer), a.call.g.buffers.get(streamBuffer)}
	defer bufs[0].release()
	defer bufs[1].release()
	var held []byte
	for turn := 0; ; {
		n, err := a.read(resp.Body, bufs[turn].b[:cap(bufs[turn].b)])
		if n > 0 || err == io.EOF {
			if failure := s.pass(held, media, err == io.EOF && n == 0); failure != nil {
				return s.cut(failure)
			}
			held = bufs[turn].b[:n]
			turn = 1 - turn
		}
		if err == io.EOF {
			return s.cut(s.pass(held, media, true))
		}
		if err != nil {
			return s.cut(a.broken(ctx, err))
		}
	}
}

// pass sends a piece; before the last one the call is recorded.
func (s *sink) pass(piece []byte, media string, last bool) *burncloud.Error {
	c := s.call
	if len(piece) > 0 && !c.committed {
		if err := s.commit(media); err != nil {
			return err
		}
	}
	c.rec.BytesOut += int64(len(piece))
	if last && !c.recorded {
		if !c.committed {
			return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream's answer is empty"}
		}
		if err := c.record(http.StatusOK, nil); err != nil {
			c.torn = true
			return err
		}
	}
	if len(piece) == 0 {
		return nil
	}
	return s.write(piece)
}

// cut ends a relay of bytes that failed. There is no way to tell the client but to break the connection.
func (s *sink) cut(err *burncloud.Error) *burncloud.Error {
	if err == nil {
		return nil
	}
	tell, result := s.closing(err)
	if tell {
		_ = s.call.record(http.StatusOK, err)
		s.call.torn = true
	}
	return result
}
