package gemini

import (
	"net/url"
	"path"
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// readMedia reads the value of inlineData or fileData.
func readMedia(raw []byte) llm.Media {
	var m llm.Media
	for c := rawjson.Members(raw); c.Next(); {
		switch camel(c.Key) {
		case "mimeType":
			m.Type = llm.TextOf(c.Value)
		case "data":
			m.Data = stdBase64(llm.TextOf(c.Value))
		case "fileUri":
			m.URL = llm.TextOf(c.Value)
		case "displayName":
			m.Name = llm.TextOf(c.Value)
		}
	}
	if isFile(m.URL) {
		m.URL, m.FileID = "", m.URL
	}
	m.Kind = kindOf(m.Type)
	return m
}

// stdBase64 returns the data in the standard alphabet, padded; Google's parser takes the URL's too.
func stdBase64(data string) string {
	if strings.ContainsAny(data, "-_") {
		data = strings.NewReplacer("-", "+", "_", "/").Replace(data)
	}
	if n := len(data) % 4; n > 1 {
		data += "=="[:4-n]
	}
	return data
}

// isFile reports whether the URI is of Google's file store and of no use to anybody else.
func isFile(uri string) bool {
	return uri != "" && !strings.Contains(uri, "://") || strings.HasPrefix(uri, "https://generativelanguage.googleapis.com/")
}

func kindOf(mediaType string) llm.MediaKind {
	kind, _, _ := strings.Cut(mediaType, "/")
	switch kind {
	case "image":
		return llm.MediaImage
	case "audio":
		return llm.MediaAudio
	case "video":
		return llm.MediaVideo
	}
	return llm.MediaFile
}

// extensions are the types of files that are met in URLs, where the caller did not name one.
var extensions = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
	".heic": "image/heic", ".pdf": "application/pdf", ".txt": "text/plain", ".mp3": "audio/mp3", ".wav": "audio/wav",
	".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm",
}

// fallbacks are the types when nothing tells better.
var fallbacks = map[llm.MediaKind]string{
	llm.MediaImage: "image/jpeg", llm.MediaAudio: "audio/wav", llm.MediaVideo: "video/mp4", llm.MediaFile: "application/pdf",
}

// typeOf is the media type that Gemini is told.
func typeOf(m llm.Media) string {
	t := m.Type
	if m.Data != "" && (m.Kind == llm.MediaImage || t == "") {
		t = llm.SniffType(t, m.Data)
	}
	if u, err := url.Parse(m.URL); t == "" && err == nil {
		t = extensions[strings.ToLower(path.Ext(u.Path))]
	}
	if t == "" {
		t = fallbacks[m.Kind]
	}
	return t
}

// writeMedia writes inlineData or fileData as a member.
func writeMedia(w *llm.Writer, m llm.Media) {
	if m.Data != "" || m.URL == "" && m.FileID == "" {
		w.OpenKey("inlineData", '{')
		w.Str("mimeType", typeOf(m))
		w.Str("data", m.Data)
	} else {
		w.OpenKey("fileData", '{')
		w.Str("mimeType", typeOf(m))
		w.Str("fileUri", m.URL+m.FileID)
	}
	w.Close('}')
}

// Words of mediaResolution, in the order of their numbers.
var resolutions = []string{"", "LOW", "MEDIUM", "HIGH", "ULTRA_HIGH"}

const resolutionPrefix = "MEDIA_RESOLUTION_"
