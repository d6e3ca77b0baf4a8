package gemini

import (
	"errors"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

const (
	maxArgs  = 8 << 20 // bytes of the strings in one call's arguments
	maxNodes = 1 << 14 // values in one call's arguments
	maxSteps = 64      // depth of a path
)

var errPath = errors.New("partialArgs with a path that leads nowhere")

// partial is a function call while it is read. Vertex streams the arguments as values with the JSON path of each.
type partial struct {
	active bool
	call   llm.ToolCall
	args   []byte // given whole
	root   *node
	size   int
	nodes  int
	seen   []string // ids of earlier calls
}

// node is a value of the arguments: an object, an array, or the JSON of a scalar; a string is kept as text.
type node struct {
	kind  byte // '{', '[', '"', 0 for other scalars
	keys  []string
	items []*node
	text  []byte
}

func (p *partial) begin(call llm.ToolCall) {
	p.active, p.call = true, call
	p.args, p.root, p.size, p.nodes = nil, nil, 0, 0
}

// add takes arguments that came whole, and pieces.
func (p *partial) add(args, pieces []byte) error {
	if args != nil && !rawjson.IsNull(args) {
		if jsontext.Value(args).Kind() != '{' || !jsontext.Value(args).IsValid(jsontext.AllowInvalidUTF8(true)) {
			return errors.New("args of a function call are not an object")
		}
		p.args = append(p.args[:0], args...)
	}
	if pieces == nil {
		return nil
	}
	c := rawjson.Members(pieces)
	for c.Next() {
		if err := p.piece(c.Value); err != nil {
			return err
		}
	}
	return c.Err()
}

func (p *partial) piece(raw []byte) error {
	path, value := "", node{text: []byte("null")}
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "jsonPath":
			path = llm.TextOf(c.Value)
		case "stringValue":
			value = node{kind: '"', text: []byte(llm.TextOf(c.Value))}
		case "numberValue", "boolValue":
			value = node{text: []byte(jsontext.Value(c.Value).Clone())}
		}
	}
	if p.size += len(path) + len(value.text); p.size > maxArgs {
		return errTooLong
	}
	steps, ok := parsePath(path)
	if !ok {
		return errPath
	}
	if p.root == nil {
		p.root = &node{kind: '{'}
	}
	at := p.root
	for i, s := range steps {
		var err error
		if at, err = p.step(at, s); err != nil {
			return err
		}
		if i < len(steps)-1 && at.kind == 0 && at.text == nil {
			at.kind = '{'
			if steps[i+1].index >= 0 {
				at.kind = '['
			}
		}
	}
	if value.kind == '"' && at.kind == '"' {
		at.text = append(at.text, value.text...)
		return nil
	}
	at.kind, at.text = value.kind, value.text
	return nil
}

// step goes to a member or element, which it makes if it is new.
func (p *partial) step(at *node, s step) (*node, error) {
	if s.index >= 0 {
		switch {
		case at.kind != '[' || s.index > len(at.items):
			return nil, errPath
		case s.index < len(at.items):
			return at.items[s.index], nil
		}
	} else {
		if at.kind != '{' {
			return nil, errPath
		}
		for i, k := range at.keys {
			if k == s.key {
				return at.items[i], nil
			}
		}
		at.keys = append(at.keys, s.key)
	}
	if p.nodes++; p.nodes > maxNodes {
		return nil, errTooLong
	}
	n := &node{}
	at.items = append(at.items, n)
	return n, nil
}

// step is a member, or an element if index is not negative.
type step struct {
	key   string
	index int
}

// parsePath takes a path like $.a.b[0]['c d'] apart.
func parsePath(path string) ([]step, bool) {
	rest, ok := strings.CutPrefix(path, "$")
	if !ok || rest == "" {
		return nil, false
	}
	var out []step
	for rest != "" && len(out) < maxSteps {
		var s step
		if s, rest, ok = nextStep(rest); !ok {
			return nil, false
		}
		out = append(out, s)
	}
	return out, rest == ""
}

func nextStep(path string) (s step, rest string, ok bool) {
	s.index = -1
	switch {
	case path[0] == '.':
		end := strings.IndexAny(path[1:], ".[")
		if end < 0 {
			end = len(path) - 1
		}
		s.key = path[1 : 1+end]
		return s, path[1+end:], s.key != ""
	case strings.HasPrefix(path, "['") || strings.HasPrefix(path, `["`):
		end := strings.Index(path[2:], path[1:2]+"]")
		if end < 0 {
			return s, "", false
		}
		s.key = path[2 : 2+end]
		return s, path[2+end+2:], true
	case path[0] == '[':
		end := strings.IndexByte(path, ']')
		if end < 0 {
			return s, "", false
		}
		n, err := strconv.Atoi(path[1:end])
		s.index = n
		return s, path[end+1:], err == nil && n >= 0 && n < maxNodes
	}
	return s, "", false
}

// finish returns the call that was read and its arguments, valid until the next call begins. ok is false if there is
// none, or if it repeats an earlier one.
func (p *partial) finish() (call llm.ToolCall, args []byte, ok bool) {
	if !p.active {
		return call, nil, false
	}
	p.active = false
	if id := p.call.ID; id != "" {
		for _, s := range p.seen {
			if s == id {
				return call, nil, false
			}
		}
		p.seen = append(p.seen, id)
	}
	if p.root != nil {
		p.args = p.root.append(p.args[:0])
	} else if v := jsontext.Value(p.args); len(v) > 0 && v.Compact(jsontext.AllowInvalidUTF8(true)) == nil {
		p.args = v
	}
	return p.call, p.args, true
}

func (n *node) append(dst []byte) []byte {
	switch n.kind {
	case '"':
		return rawjson.AppendString(dst, string(n.text))
	case '{', '[':
		dst = append(dst, n.kind)
		for i, item := range n.items {
			if i > 0 {
				dst = append(dst, ',')
			}
			if n.kind == '{' {
				dst = append(rawjson.AppendString(dst, n.keys[i]), ':')
			}
			dst = item.append(dst)
		}
		return append(dst, n.kind+2)
	}
	if n.text == nil {
		return append(dst, "null"...)
	}
	return append(dst, n.text...)
}
