package llm

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud/internal/rawjson"
)

// Find returns the value of an object's member, nil if it has none or is no object. It reads answers, whose faults are
// an upstream's, and is as lenient as the functions beside it; Reader is for requests.
func Find(object []byte, name string) Raw {
	if len(object) == 0 {
		return nil
	}
	for c := rawjson.Members(object); c.Next(); {
		if string(c.Key) == name {
			return c.Value
		}
	}
	return nil
}

// TextOf returns a JSON string's text, "" for anything else.
func TextOf(raw []byte) string {
	if len(raw) < 2 || raw[0] != '"' {
		return ""
	}
	s, err := rawjson.String(raw)
	if err != nil {
		return ""
	}
	return s
}

// Unquoter is TextOf without an allocation. The zero value is ready.
type Unquoter struct{ scratch []byte }

// Unquote returns the text of a JSON string, nil for anything else. It is a view into raw or into the Unquoter, and
// valid until the next call.
func (u *Unquoter) Unquote(raw []byte) []byte {
	if len(raw) < 2 || raw[0] != '"' {
		return nil
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	u.scratch, _ = jsontext.AppendUnquote(u.scratch[:0], raw) // what is not UTF-8 becomes U+FFFD
	return u.scratch
}

// CountOf reads a number of tokens; what is not a non-negative integer counts as 0.
func CountOf(raw []byte) int64 {
	n, err := rawjson.Int(raw)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// Take moves up to n tokens out of those that are left: upstreams count some kinds of tokens within others, and the
// buckets of a usage are disjoint.
func Take(n, left int64) (taken, rest int64) {
	n = max(0, min(n, left))
	return n, left - n
}

// LogprobsOf reads an array of probabilities in the shape of OpenAI's chat, which other hosts have taken over.
func LogprobsOf(raw []byte) []Logprob {
	if len(raw) == 0 {
		return nil
	}
	var out []Logprob
	for e := rawjson.Members(raw); e.Next(); {
		out = append(out, logprobOf(e.Value))
	}
	return out
}

func logprobOf(raw []byte) Logprob {
	var p Logprob
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "token":
			p.Token = TextOf(m.Value)
		case "logprob":
			if v := Raw(m.Value); v.IsValid() && v.Kind() == '0' {
				p.Value = Number(m.Value)
			}
		case "bytes":
			if !rawjson.IsNull(m.Value) {
				p.Bytes = KeepRaw(m.Value)
			}
		case "top_logprobs":
			p.Top = LogprobsOf(m.Value)
		}
	}
	return p
}
