package responses

import (
	"bytes"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud/llm"
)

// compact appends JSON without white space between tokens: a line break would end the event that carries it. Names,
// their order and literals stay as they are; what is not UTF-8 becomes U+FFFD.
func compact(dst []byte, raw llm.Raw) ([]byte, error) {
	if !utf8.Valid(raw) {
		raw = bytes.ToValidUTF8(raw, []byte("\uFFFD"))
	}
	n := len(dst)
	out, err := jsontext.AppendFormat(dst, []byte(raw), jsontext.PreserveRawStrings(true), jsontext.Multiline(false),
		jsontext.SpaceAfterColon(false), jsontext.SpaceAfterComma(false))
	if err != nil {
		return dst[:n], err
	}
	return out, nil
}
