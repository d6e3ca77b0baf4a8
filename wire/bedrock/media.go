package bedrock

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud/llm"
)

// kinds are Bedrock's words for the kinds of media that it takes.
var kinds = map[llm.MediaKind]string{llm.MediaImage: "image", llm.MediaVideo: "video", llm.MediaFile: "document"}

// formats are Bedrock's words for media types (documented).
var formats = map[string]string{
	"image/png": "png", "image/jpeg": "jpeg", "image/jpg": "jpeg", "image/gif": "gif", "image/webp": "webp",
	"video/mp4": "mp4", "video/quicktime": "mov", "video/x-matroska": "mkv", "video/webm": "webm", "video/x-flv": "flv",
	"video/mpeg": "mpeg", "video/x-ms-wmv": "wmv", "video/3gpp": "three_gp",
	"application/pdf": "pdf", "text/csv": "csv", "application/msword": "doc", "application/vnd.ms-excel": "xls",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       "xlsx",
	"text/html": "html", "text/plain": "txt", "text/markdown": "md",
}

// documentFormats are the endings of file names that say the format where the media type does not.
var documentFormats = map[string]string{
	".pdf": "pdf", ".csv": "csv", ".doc": "doc", ".docx": "docx", ".xls": "xls", ".xlsx": "xlsx", ".html": "html",
	".htm": "html", ".txt": "txt", ".md": "md",
}

// format returns Bedrock's word for what the media is, "" if it has none.
func format(p llm.Media) string {
	f := formats[llm.SniffType(p.Type, p.Data)]
	if p.Kind == llm.MediaFile && (f == "" || f == "txt") {
		if byName := documentFormats[strings.ToLower(path.Ext(p.Name))]; byName != "" {
			return byName
		}
	}
	return f
}

// media writes a picture, film or document: its bytes, or where it lies in S3.
func (e *requestEncoder) media(m *llm.Message, p llm.Media) {
	at := e.req.Path(m)
	kind := kinds[p.Kind]
	word := format(p)
	switch {
	case e.target.Quirks.TextOnly:
		e.lost.Refuse(at, "the model takes text only")
		return
	case kind == "":
		e.lost.DropAt(at, llm.FieldMedia, fmt.Sprintf("the upstream takes no %s", p.Kind))
		return
	case p.FileID != "":
		e.lost.DropAt(at, llm.FieldFileID, "files are known only to the provider that keeps them")
		return
	case p.URL != "" && !strings.HasPrefix(p.URL, "s3://"):
		e.lost.Refuse(at, fmt.Sprintf("the upstream does not fetch %s by URL; send its data", p.Kind))
		return
	case word == "":
		e.lost.Refuse(at, fmt.Sprintf("the upstream takes no %s of type %q", p.Kind, p.Type))
		return
	}
	if p.Detail != "" {
		e.lost.DropAt(at, llm.FieldDetail, llm.NotInDialect)
	}
	e.lost.DropAbout(at, p, p.Kind == llm.MediaFile, p.Kind == llm.MediaFile, false)
	e.Open('{')
	e.OpenKey(kind, '{')
	e.Str("format", word)
	if p.Kind == llm.MediaFile {
		e.Str("name", e.documentName(p.Name))
	}
	e.source(p)
	if p.Kind == llm.MediaFile {
		e.StrIf("context", p.Text)
	}
	e.Close('}')
	e.Close('}')
}

func (e *requestEncoder) source(p llm.Media) {
	e.OpenKey("source", '{')
	if p.URL != "" {
		e.OpenKey("s3Location", '{')
		e.Str("uri", p.URL)
		e.Close('}')
	} else {
		e.Str("bytes", p.Data)
	}
	e.Close('}')
}

// documentName makes a name of the characters that are allowed (wire-facts §13), and unlike any other of the request.
func (e *requestEncoder) documentName(name string) string {
	if ext := path.Ext(name); documentFormats[strings.ToLower(ext)] != "" {
		name = strings.TrimSuffix(name, ext)
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune(" ()[]-", r):
			return r
		case r == '_', r == '.':
			return '-'
		}
		return ' '
	}, name)
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		name = "document"
	}
	name = strings.TrimSpace(name[:min(len(name), 180)])
	free := name
	for n := 2; e.names[free]; n++ {
		free = name + " " + strconv.Itoa(n)
	}
	e.names[free] = true
	return free
}
