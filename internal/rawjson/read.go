package rawjson

import (
	"bytes"
	"strconv"
)

// String returns the text of a JSON string, unescaped. Control characters,
// invalid UTF-8 and half surrogate pairs are errors. Like all readers it takes
// the raw bytes of one value, without white space around it, and returns an
// *Error of KindType for a value of another type.
func String(raw []byte) (string, error) {
	if len(raw) < 2 || raw[0] != '"' || stringEnd(raw, 1) != len(raw)-1 {
		return "", typeError("a string", raw)
	}
	text := raw[1 : len(raw)-1]
	if f := checkText(text, 1, true); f.kind != 0 {
		return "", f.err(nil)
	}
	if bytes.IndexByte(text, '\\') < 0 {
		return string(text), nil
	}
	return string(appendText(make([]byte, 0, len(text)), text)), nil
}

// Bool returns the value of true or false.
func Bool(raw []byte) (bool, error) {
	switch string(raw) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, typeError("true or false", raw)
}

// Int returns the value of a number written as an integer in the range of
// int64. A fraction or exponent is refused even where the value is whole:
// others would read 1e3 as 1000, as 1, or not at all.
func Int(raw []byte) (int64, error) {
	end := 0
	if len(raw) > 0 && (raw[0] == '-' || '0' <= raw[0] && raw[0] <= '9') {
		var f fault
		if end, f = skipNumber(raw, 0); f.kind != 0 {
			return 0, f.err(nil)
		}
	}
	if end == 0 || end < len(raw) {
		return 0, typeError("an integer", raw)
	}
	if bytes.ContainsAny(raw, ".eE") {
		return 0, &Error{Kind: KindType, text: "must be an integer without fraction or exponent, not " + shown(raw)}
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil {
		return 0, &Error{Kind: KindType, text: "must be an integer of at most 64 bits, not " + shown(raw)}
	}
	return n, nil
}

// IsNull reports whether the value is null.
func IsNull(raw []byte) bool { return string(raw) == "null" }

func typeError(want string, raw []byte) *Error {
	got := "nothing"
	if len(raw) > 0 {
		got = typeOf(raw[0])
	}
	return &Error{Kind: KindType, text: "must be " + want + ", not " + got}
}

// typeOf names the type of a value by its first byte.
func typeOf(c byte) string {
	switch c {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return "a number"
	}
	return "something that is not JSON"
}
