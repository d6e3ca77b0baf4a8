package responses

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud/llm"
)

// compact appends JSON without white space between tokens: a line break would end the event that carries it. Names,
// their order and literals stay as they are.
func compact(dst []byte, raw llm.Raw) ([]byte, error) {
	n := len(dst)
	out, err := jsontext.AppendFormat(dst, []byte(raw), jsontext.PreserveRawStrings(true), jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true), jsontext.Multiline(false), jsontext.SpaceAfterColon(false), jsontext.SpaceAfterComma(false))
	if err != nil {
		return dst[:n], err
	}
	return out, nil
}
