package admin

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
)

// binaryFrame is one message of an AWS stream, with a header of 3 bytes and checksums that are wrong.
func binaryFrame(payload string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(binaryPrelude+3+len(payload)+binaryCheck))
	b = append(binary.BigEndian.AppendUint32(b, 3), "crc?hdr"...)
	return string(append(append(b, payload...), "crc?"...))
}

// TestFrames: a stream is cut where its events end, each at the time of the piece in which it ended, and nothing gets lost.
func TestFrames(t *testing.T) {
	for _, tt := range []struct {
		name, media, data string
		marks             []burncloud.Mark
		want              string // "milliseconds bytes text" of each
	}{
		{"one event a piece", "text/event-stream; charset=utf-8", "data: 1\n\ndata: 2\n\n", []burncloud.Mark{{At: 1000, Bytes: 9}, {At: 2500, Bytes: 9}}, `1 9 "data: 1\n\n"|2.5 9 "data: 2\n\n"`},
		{"two events in a piece", "text/event-stream", "data: 1\n\ndata: 2\n\n", []burncloud.Mark{{At: 1000, Bytes: 18}}, `1 9 "data: 1\n\n"|1 9 "data: 2\n\n"`},
		{"an event in two pieces", "text/event-stream", "data: 1\r\n\r\ndata: 2\r\n\r\n", []burncloud.Mark{{At: 1000, Bytes: 4}, {At: 2000, Bytes: 10}, {At: 3000, Bytes: 8}}, `2 11 "data: 1\r\n\r\n"|3 11 "data: 2\r\n\r\n"`},
		{"an end that is missing", "text/event-stream", "data: 1\n\ndata: 2", []burncloud.Mark{{At: 1000, Bytes: 9}, {At: 2000, Bytes: 7}}, `1 9 "data: 1\n\n"|2 7 "data: 2"`},
		{"pieces that are not marked", "text/event-stream", "data: 1\n\ndata: 2\n\n", []burncloud.Mark{{At: 1000, Bytes: 2}}, `1 9 "data: 1\n\n"|1 9 "data: 2\n\n"`},
		{"lines", "application/x-ndjson", "{}\n[]\n", []burncloud.Mark{{At: 1000, Bytes: 6}}, `1 3 "{}\n"|1 3 "[]\n"`},
		{"binary", "application/vnd.amazon.eventstream", binaryFrame(`{"a":1}`) + binaryFrame("\xff") + "rest", []burncloud.Mark{{At: 1000, Bytes: 26}, {At: 2000, Bytes: 24}}, `1 26 "{\"a\":1}"|2 20 "�"|2 4 "rest"`},
		{"a binary frame of nonsense", "application/vnd.amazon.eventstream", "\x00\x00\x00\x10\xff\xff\xff\xffabcdefgh", []burncloud.Mark{{At: 1000, Bytes: 16}}, `1 16 "\x00\x00\x00\x10�abcdefgh"`},
		{"no stream", "application/json", "{}", []burncloud.Mark{{At: 1000, Bytes: 2}}, ""},
		{"nothing", "text/event-stream", "", nil, ""},
	} {
		var got []string
		for _, f := range framesOf(&burncloud.Body{ContentType: tt.media, Data: []byte(tt.data), Size: int64(len(tt.data)), Marks: tt.marks}) {
			got = append(got, fmt.Sprintf("%v %d %q", f.AtMS, f.Bytes, f.Text))
		}
		if all := strings.Join(got, "|"); all != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, all, tt.want)
		}
	}
}

// TestBodyText: text is text as far as it is kept, and anything else is base64.
func TestBodyText(t *testing.T) {
	for _, tt := range []struct {
		data           string
		size           int64
		encoding, text string
	}{
		{`{"a":"日本"}`, 14, "utf-8", `{"a":"日本"}`},
		{"日本"[:5], 6, "utf-8", "日"},         // cut through
		{"日本"[:5], 5, "base64", "5pel5pw="}, // broken
		{"\xff\xd8\xff", 9, "base64", "/9j/"},
		{"", 0, "utf-8", ""},
	} {
		got := showBody(&burncloud.Body{Data: []byte(tt.data), Size: tt.size})
		if got.Encoding != tt.encoding || got.Text != tt.text || got.Truncated != (tt.size > int64(len(tt.data))) || got.Kept != int64(len(tt.data)) {
			t.Errorf("%q of %d: %+v", tt.data, tt.size, got)
		}
	}
}
