package rawjson

import "fmt"

// Kind says what is wrong with a JSON text or value.
type Kind uint8

// The kinds of errors. KindType is the only one the typed readers return for
// well-formed JSON; the others mean that the text itself is refused.
const (
	KindSyntax      Kind = iota + 1 // not JSON: a byte that cannot stand where it stands
	KindEmpty                       // nothing but white space
	KindBOM                         // starts with a byte order mark
	KindTruncated                   // ends inside the value
	KindTrailing                    // bytes other than white space after the value
	KindNotObject                   // the top level is another JSON value
	KindDuplicate                   // a known key appears twice
	KindCaseVariant                 // a key differs from a known key only by case
	KindTooDeep                     // more than MaxDepth levels
	KindBrackets                    // a bracket closes the other sort of bracket
	KindControl                     // a raw control character in a string
	KindEscape                      // a bad escape, or half of a surrogate pair
	KindUTF8                        // a key or known string is not UTF-8
	KindType                        // a value of another type or range than asked for
)

// Error is the only error type of this package. Its text is fit for a client:
// of the input it quotes keys, numbers and the one byte that was not expected.
type Error struct {
	Kind   Kind
	Offset int    // byte offset into the scanned text; 0 from the typed readers
	Key    string // the top-level key concerned, unescaped where possible and cut at 64 bytes; may be empty
	text   string
}

// Error implements error.
func (e *Error) Error() string {
	switch e.Kind {
	case KindType, KindNotObject, KindEmpty, KindBOM:
		return e.text
	case KindDuplicate, KindCaseVariant:
		return fmt.Sprintf("%s at byte %d", e.text, e.Offset)
	}
	if e.Key == "" {
		return fmt.Sprintf("invalid JSON: %s at byte %d", e.text, e.Offset)
	}
	return fmt.Sprintf("invalid JSON: %s at byte %d, in %q", e.text, e.Offset, e.Key)
}

const maxKeyInError = 64

// shown makes a key of the input short enough to be quoted in an error.
func shown(key []byte) string {
	if len(key) > maxKeyInError {
		return string(key[:maxKeyInError]) + "..."
	}
	return string(key)
}

// fault is a problem found by a scanning step: no kind means none. It is a
// plain value so that steps cost nothing when all is well.
type fault struct {
	kind Kind
	at   int
	text string
}

func (f fault) err(key []byte) *Error {
	return &Error{Kind: f.kind, Offset: f.at, Key: shown(key), text: f.text}
}

func truncated(b []byte) fault { return fault{KindTruncated, len(b), "the text ends early"} }

// unexpected reports the byte at i, or the early end if there is none.
func unexpected(b []byte, i int, want string) fault {
	if i >= len(b) {
		return truncated(b)
	}
	return fault{KindSyntax, i, fmt.Sprintf("unexpected %q where %s should be", b[i:i+1], want)}
}
