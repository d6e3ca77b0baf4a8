package sim

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"unicode/utf8"
)

// The kinds of frame (RFC 6455, section 5.2).
const (
	wsContinue = 0x0
	wsText     = 0x1
	wsBinary   = 0x2
	wsClose    = 0x8
	wsPing     = 0x9
	wsPong     = 0xa
)

// The reasons to close (RFC 6455, section 7.4.1).
const (
	wsNormal   = 1000
	wsProtocol = 1002
	wsNotText  = 1003
	wsInvalid  = 1007
	wsTooBig   = 1009
)

// maxMessage bounds a message from a client.
const maxMessage = 16 << 20

// errClosed says that the client closed the connection in good order.
var errClosed = errors.New("closed")

// webSocket is the server's end of a connection. One goroutine uses it.
type webSocket struct {
	conn net.Conn
	in   *bufio.Reader
}

// wantsWebSocket says whether a request is a handshake as RFC 6455, section 4.2.1 has it.
func wantsWebSocket(r *http.Request) bool {
	has := func(name, token string) bool {
		for _, v := range strings.Split(strings.Join(r.Header.Values(name), ","), ",") {
			if strings.EqualFold(strings.TrimSpace(v), token) {
				return true
			}
		}
		return false
	}
	key, err := base64.StdEncoding.DecodeString(r.Header.Get("Sec-WebSocket-Key"))
	return has("Connection", "upgrade") && has("Upgrade", "websocket") && r.Header.Get("Sec-WebSocket-Version") == "13" && err == nil && len(key) == 16
}

// openWebSocket takes the connection over and completes the handshake; protocol is the subprotocol chosen, or nothing.
func openWebSocket(rc *http.ResponseController, r *http.Request, protocol string) (*webSocket, error) {
	conn, rw, err := rc.Hijack()
	if err != nil {
		return nil, fmt.Errorf("websocket: %w", err)
	}
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) // as the RFC says
	head := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
		base64.StdEncoding.EncodeToString(sum[:]) + "\r\n"
	if protocol != "" {
		head += "Sec-WebSocket-Protocol: " + protocol + "\r\n"
	}
	if _, err := conn.Write([]byte(head + "\r\n")); err != nil {
		return nil, errors.Join(fmt.Errorf("websocket: %w", err), conn.Close())
	}
	return &webSocket{conn: conn, in: rw.Reader}, nil
}

// send writes one unmasked, unfragmented frame.
func (ws *webSocket) send(kind byte, payload []byte) error {
	frame := append(make([]byte, 0, 10+len(payload)), 0x80|kind)
	switch n := len(payload); {
	case n < 126:
		frame = append(frame, byte(n))
	case n <= 0xffff:
		frame = binary.BigEndian.AppendUint16(append(frame, 126), uint16(n))
	default:
		frame = binary.BigEndian.AppendUint64(append(frame, 127), uint64(n))
	}
	if _, err := ws.conn.Write(append(frame, payload...)); err != nil {
		return fmt.Errorf("websocket: %w", err)
	}
	return nil
}

// fail closes for a reason and returns it.
func (ws *webSocket) fail(code uint16, reason string) error {
	_ = ws.send(wsClose, append(binary.BigEndian.AppendUint16(nil, code), reason...)) // the connection ends in any case
	return errors.New("websocket: " + reason)
}

// receive returns the next text message. Pings are answered on the way; a close is answered, and returned as errClosed.
func (ws *webSocket) receive() ([]byte, error) {
	var message []byte
	begun := false
	for {
		final, kind, payload, err := ws.frame(maxMessage - len(message))
		if err != nil {
			return nil, err
		}
		switch {
		case kind == wsClose:
			if len(payload) > 125 {
				payload = nil
			}
			return nil, errors.Join(errClosed, ws.send(wsClose, payload))
		case kind == wsPing:
			err = ws.send(wsPong, payload)
		case kind == wsPong:
		case kind == wsBinary:
			err = ws.fail(wsNotText, "messages are text")
		case kind == wsText && begun, kind == wsContinue && !begun, kind != wsText && kind != wsContinue:
			err = ws.fail(wsProtocol, "unexpected frame")
		default:
			begun = true
			message = append(message, payload...)
			if final && !utf8.Valid(message) {
				err = ws.fail(wsInvalid, "text is not UTF-8")
			}
			if final && err == nil {
				return message, nil
			}
		}
		if err != nil {
			return nil, err
		}
	}
}

// frame reads one frame of a client, which has to be masked, with a payload of at most so many bytes.
func (ws *webSocket) frame(most int) (final bool, kind byte, payload []byte, err error) {
	var head [8]byte
	if _, err := io.ReadFull(ws.in, head[:2]); err != nil {
		return false, 0, nil, fmt.Errorf("websocket: %w", err)
	}
	final, kind = head[0]&0x80 != 0, head[0]&0x0f
	size := uint64(head[1] & 0x7f)
	if head[0]&0x70 != 0 || head[1]&0x80 == 0 || kind >= wsClose && (!final || size > 125) {
		return false, 0, nil, ws.fail(wsProtocol, "malformed frame")
	}
	if extra := map[uint64]int{126: 2, 127: 8}[size]; extra > 0 {
		if _, err := io.ReadFull(ws.in, head[8-extra:]); err != nil {
			return false, 0, nil, fmt.Errorf("websocket: %w", err)
		}
		clear(head[:8-extra])
		size = binary.BigEndian.Uint64(head[:])
	}
	if size > uint64(most) {
		return false, 0, nil, ws.fail(wsTooBig, "message too big")
	}
	var mask [4]byte
	if _, err := io.ReadFull(ws.in, mask[:]); err != nil {
		return false, 0, nil, fmt.Errorf("websocket: %w", err)
	}
	payload, err = io.ReadAll(io.LimitReader(ws.in, int64(size)))
	if err == nil && uint64(len(payload)) < size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return false, 0, nil, fmt.Errorf("websocket: %w", err)
	}
	for i := range payload {
		payload[i] ^= mask[i%4]
	}
	return final, kind, payload, nil
}
