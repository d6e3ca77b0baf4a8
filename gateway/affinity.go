package gateway

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
)

// sessionHeader names a client's session outright.
const sessionHeader = "X-Session-Id"

// session is what the call's session is known by, 0 where it names none or nobody asks. The body is looked at only for
// routes that want it: the header, else OpenAI's prompt_cache_key and user, else Anthropic's metadata.user_id; where the
// route says so, else how the prompt begins. Users have sessions of their own.
func (c *call) session(pool *snapshot.Pool) uint64 {
	if !route.Sticks(pool.Affinity) {
		return 0
	}
	name := c.r.Header.Get(sessionHeader)
	if name == "" {
		name = sessionIn(c.body)
	}
	if name == "" && pool.Affinity == burncloud.AffinityPrefix && c.body != nil {
		name = string(prefixIn(c.body.b))
	}
	if name == "" {
		return 0
	}
	return route.Session(string(c.rec.UserID) + "/" + name)
}

func sessionIn(body *buffer) string {
	if body == nil {
		return ""
	}
	var user, metadata string
	for m := rawjson.Members(body.b); m.Next(); {
		switch string(m.Key) {
		case "prompt_cache_key":
			if s, err := rawjson.String(m.Value); err == nil && s != "" {
				return s
			}
		case "user":
			user, _ = rawjson.String(m.Value)
		case "metadata":
			metadata = userIn(m.Value)
		}
	}
	if user != "" {
		return user
	}
	return metadata
}

func userIn(metadata []byte) string {
	for m := rawjson.Members(metadata); m.Next(); {
		if string(m.Key) == "user_id" {
			user, _ := rawjson.String(m.Value)
			return user
		}
	}
	return ""
}

// maxPrefix is how much of a prompt's beginning tells it from others, in bytes. Providers' caches begin at about 1024 tokens.
const maxPrefix = 8 << 10

// prefixIn is how the prompt of a request begins, in any dialect: its tools, its system prompt, and its messages up to the
// first one of a user, cut at maxPrefix. It stays the same while a conversation grows.
func prefixIn(body []byte) []byte {
	var tools, system, messages []byte
	for m := rawjson.Members(body); m.Next(); {
		switch string(m.Key) {
		case "tools", "functions":
			tools = m.Value
		case "system", "instructions", "systemInstruction", "system_instruction":
			system = m.Value
		case "messages", "contents", "input", "prompt":
			messages = m.Value
		}
	}
	var prefix []byte
	add := func(b []byte) {
		prefix = append(prefix, b[:min(len(b), maxPrefix-len(prefix))]...)
	}
	add(tools)
	add(system)
	if len(messages) == 0 || messages[0] != '[' {
		add(messages)
		return prefix
	}
	for m := rawjson.Members(messages); m.Next(); {
		add(m.Value)
		if fromUser(m.Value) {
			break
		}
	}
	return prefix
}

func fromUser(message []byte) bool {
	for m := rawjson.Members(message); m.Next(); {
		if string(m.Key) == "role" {
			role, err := rawjson.String(m.Value)
			return err == nil && role == "user"
		}
	}
	return len(message) > 0 && message[0] != '{' // a string is a user's
}
