package admin_test

import (
	"strings"
	"testing"
)

// A channel that is not stored is asked with the keys that were typed, which are told to nobody.
func TestChannelDraft(t *testing.T) {
	w := newWorld(t)
	const typed = "sk-typed-but-not-stored"
	draft := `{"channel":{"name":"d","provider":"openai","base_url":"http://there","keys":["` + typed + `"],"models":["m-1"]}`
	w.has(w.do(200, "POST", "/api/channels/upstream-models", draft+`}`), `{"models":["openai http://there with 1 keys of 23 bytes"]}`)
	w.has(w.do(200, "POST", "/api/channels/test", draft+`,"model":"m-9"}`), `{"ok":true,"key_id":"","model":"m-9","answer":"openai http://there with 1 keys of 23 bytes","cost":null}`)
	w.field("POST", "/api/channels/test", `{"channel":{"name":"d","provider":"openai"}}`, "model")
	w.field("POST", "/api/channels/upstream-models", `{"channel":{"name":"d","provider":"nobody"}}`, "channel.provider")
	w.field("POST", "/api/channels/upstream-models", `{"channel":{"name":"d","provider":"openai","base_url":"http://faulty"}}`, "channel.base_url")
	w.field("POST", "/api/channels/upstream-models", `{"channel":{"name":"d","provider":"openai"},"channel_id":"ch_x"}`, "channel_id")
	w.field("POST", "/api/channels/upstream-models", `{"channel":{"provider":"openai"}}`, "channel.name")
	if n := len(w.do(200, "GET", "/api/channels", "")["items"].([]any)); n != 0 {
		t.Errorf("%d channels are stored", n)
	}
	for _, body := range append(w.seen, w.log.String()) {
		if strings.Contains(body, typed) {
			t.Errorf("the typed key is in %s", body)
		}
	}
}

// An edit is tried with the stored keys, at the stored address only.
func TestChannelDraftOfStored(t *testing.T) {
	w := newWorld(t)
	id := w.channel(`{"name":"a","provider":"openai","base_url":"http://there","keys":["sk-stored"],"options":{"headers":{"X-Api-Key":"secret-1"}}}`)
	key := w.do(200, "GET", "/api/channels/"+id, "")["keys"].([]any)[0].(map[string]any)["id"].(string)
	hint := w.do(200, "GET", "/api/channels/"+id, "")["options"].(map[string]any)["headers"].(map[string]any)["X-Api-Key"].(string)
	of := func(channel string) string {
		return `{"channel":{"name":"a",` + channel + `},"channel_id":"` + id + `"}`
	}
	w.has(w.do(200, "POST", "/api/channels/upstream-models", of(`"provider":"openai","base_url":"http://there"`)), `{"models":["openai http://there with 1 keys of 9 bytes"]}`)
	for _, elsewhere := range []string{
		`"provider":"openai","base_url":"http://elsewhere"`,
		`"provider":"openai"`,
		`"provider":"custom","base_url":"http://there"`,
		`"provider":"openai","base_url":"http://there","options":{"proxy_url":"http://proxy:1"}`,
		`"provider":"openai","base_url":"http://elsewhere","keys":[{"id":"` + key + `"}]`,
		`"provider":"openai","base_url":"http://elsewhere","keys":["typed"],"options":{"headers":{"X-Api-Key":"` + hint + `"}}`,
	} {
		w.field("POST", "/api/channels/upstream-models", of(elsewhere), "channel.keys")
	}
	w.has(w.do(200, "POST", "/api/channels/upstream-models", of(`"provider":"openai","base_url":"http://elsewhere","keys":["typed"]`)), `{"models":["openai http://elsewhere with 1 keys of 5 bytes"]}`)
}

func TestChannelCosts(t *testing.T) {
	w := newWorld(t)
	id := w.channel(`{"name":"a","provider":"openai","models":["m-1","m-2"],"model_mapping":{"m-2":"up-2"}}`)
	w.do(201, "POST", "/api/prices", `{"model":"m-1","input":"2","output":"4"}`)
	w.do(201, "POST", "/api/prices", `{"model":"up-*","provider":"openai","input":"1","output":"2"}`)
	w.do(201, "POST", "/api/prices", `{"model":"m-1","channel_id":"`+id+`","input":"0.5","output":"1"}`)
	got := w.do(200, "GET", "/api/channels/"+id+"/costs", "")
	items := got["items"].([]any)
	first, second := items[0].(map[string]any), items[1].(map[string]any)
	w.has(first, `{"model":"m-1","upstream_model":"m-1","source":"channel"}`)
	w.has(first["sale"].(map[string]any), `{"input":"2"}`)
	w.has(first["purchase"].(map[string]any), `{"input":"0.5"}`)
	w.has(second, `{"model":"m-2","upstream_model":"up-2","source":"provider","sale":null}`)
	w.has(second["purchase"].(map[string]any), `{"model":"up-*"}`)
	w.do(404, "GET", "/api/channels/ch_x/costs", "")
	w.field("GET", "/api/channels/"+id+"/costs?from=2026-05-02T00:00:00Z&to=2026-05-01T00:00:00Z", "", "from")
}
