package llm

import (
	"encoding/base64"
	"strings"
)

// ParseDataURL takes a base64 data URL apart. A type without base64, or text that is not a data URL, is not ok.
func ParseDataURL(s string) (mediaType, data string, ok bool) {
	if len(s) < 5 || !strings.EqualFold(s[:5], "data:") {
		return "", "", false
	}
	head, data, found := strings.Cut(s[5:], ",")
	mediaType, isBase64 := strings.CutSuffix(head, ";base64")
	if !found || !isBase64 {
		return "", "", false
	}
	mediaType, _, _ = strings.Cut(mediaType, ";")
	return mediaType, data, true
}

// DataURL is the inverse of ParseDataURL.
func DataURL(mediaType, data string) string { return "data:" + mediaType + ";base64," + data }

// magic are the first bytes of the images that every provider takes.
var magic = []struct{ prefix, mediaType string }{
	{"\x89PNG\r\n\x1a\n", "image/png"},
	{"\xff\xd8\xff", "image/jpeg"},
	{"GIF8", "image/gif"},
	{"RIFF", "image/webp"},
	{"%PDF-", "application/pdf"},
}

// SniffType returns the media type that the bytes show, or the label when they show none: labels lie, and upstreams
// refuse pictures whose label does (wire-facts §1.1). data is base64.
func SniffType(label, data string) string {
	head := data[:min(len(data), 24)/4*4]
	b, err := base64.StdEncoding.DecodeString(head)
	if err != nil {
		return label
	}
	for _, m := range magic {
		if strings.HasPrefix(string(b), m.prefix) && (m.prefix != "RIFF" || len(b) >= 12 && string(b[8:12]) == "WEBP") {
			return m.mediaType
		}
	}
	return label
}
