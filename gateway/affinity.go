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
// routes that want it: the header, else OpenAI's prompt_cache_key and user, else Anthropic's metadata.user_id.
func (c *call) session(pool *snapshot.Pool) uint64 {
	if pool.Affinity != burncloud.AffinitySession {
		return 0
	}
	name := c.r.Header.Get(sessionHeader)
	if name == "" {
		name = sessionIn(c.body)
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
