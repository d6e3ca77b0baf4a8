package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// difference is one field that is not as it should be.
type difference struct {
	top           string // the member of the object that holds it, which is written as a whole
	field         string
	before, after string
}

// differences lists what of want is not so in now. What want does not name does not count.
func differences(top string, want, now map[string]any) (out []difference) {
	for _, name := range slices.Sorted(maps.Keys(want)) {
		w, n := want[name], now[name]
		first := top
		if top == "" {
			first = name
		}
		if name == "keys" && top == "" {
			if !sameKeys(w, n) {
				out = append(out, difference{first, name, count(n, "key"), count(w, "key")})
			}
			continue
		}
		if !sameValue(name, w, n) {
			out = append(out, difference{first, name, show(name, n), show(name, w)})
		}
	}
	return out
}

// sameValue reports whether everything that want says is so in now.
func sameValue(name string, want, now any) bool {
	switch w := want.(type) {
	case map[string]any:
		n, _ := now.(map[string]any)
		if name == "model_mapping" && len(w) != len(n) {
			return false
		}
		for k, v := range w {
			if name == "headers" && sameSecret(v, n[k]) {
				continue
			}
			if !sameValue(k, v, n[k]) {
				return false
			}
		}
		return true
	case []any:
		n, _ := now.([]any)
		return slices.EqualFunc(w, n, func(x, y any) bool { return sameValue("", x, y) })
	case string:
		n, _ := now.(string)
		return w == n || sameText(name, w, n)
	case json.Number:
		return fmt.Sprint(now) == w.String()
	}
	return want == now
}

// sameText reports whether two texts that are written differently mean the same.
func sameText(name, want, now string) bool {
	switch name {
	case "price_multiplier":
		a, err := burncloud.ParseFactor(want)
		b, err2 := burncloud.ParseFactor(now)
		return err == nil && err2 == nil && a == b
	case "budget":
		a, err := burncloud.ParseMoney(want)
		b, err2 := burncloud.ParseMoney(now)
		return err == nil && err2 == nil && a == b
	case "expires_at":
		a, err := time.Parse(time.RFC3339, want)
		b, err2 := time.Parse(time.RFC3339, now)
		return err == nil && err2 == nil && a.Equal(b)
	case "connect", "first_token", "idle", "total":
		a, err := time.ParseDuration(want)
		b, err2 := time.ParseDuration(now)
		return err == nil && err2 == nil && a == b
	case "proxy_url":
		u, err := url.Parse(want)
		return err == nil && u.Redacted() == now
	}
	return false
}

// sameSecret compares a secret with the hint that the API shows of it.
func sameSecret(want, hint any) bool {
	w, _ := want.(string)
	return w != "" && burncloud.Secret(w).Hint() == hint
}

// sameKeys compares keys with the hints of those that are there, in order.
func sameKeys(want, now any) bool {
	w, _ := want.([]any)
	n, _ := now.([]any)
	return slices.EqualFunc(w, n, func(x, y any) bool {
		shown, _ := y.(map[string]any)
		return sameSecret(x, shown["key_hint"])
	})
}

func count(list any, what string) string {
	l, _ := list.([]any)
	if len(l) == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", len(l), what)
}

// show writes a value for a person. Secrets are not written.
func show(name string, v any) string {
	switch name {
	case "options": // there may be credentials in its headers
		return "(not shown)"
	case "keys":
		return count(v, "key")
	}
	if v == nil {
		return "none"
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	const most = 200
	if s := []rune(string(b)); len(s) > most {
		return string(s[:most]) + "…"
	}
	return string(b)
}

// exactly is a merge patch that makes now into want.
func exactly(want, now any) any {
	w, ok := want.(map[string]any)
	n, _ := now.(map[string]any)
	if !ok {
		return want
	}
	out := maps.Clone(w)
	for k := range n {
		if _, wanted := w[k]; !wanted {
			out[k] = nil
		}
	}
	return out
}

// matching are the objects that a document may mean. A token without a user means the one of its name.
func matching(s section, want map[string]any, there []map[string]any) (found []map[string]any) {
	for _, o := range there {
		if _, given := want["user_id"]; !given && s.name == "tokens" {
			o = maps.Clone(o)
			delete(o, "user_id")
		}
		if identity(s, want) == identity(s, o) {
			found = append(found, o)
		}
	}
	return found
}

// identity tells the objects of a section apart.
func identity(s section, o map[string]any) string {
	var parts []string
	for _, name := range s.identity {
		v, _ := o[name].(string)
		if name == "username" {
			v = strings.ToLower(v)
		}
		parts = append(parts, v)
	}
	return strings.Join(parts, "\x00")
}

// title names an object of a section for a person.
func title(s section, o map[string]any) string {
	name, _ := o[s.identity[0]].(string)
	t := strings.TrimSuffix(s.name, "s") + " " + name
	if group, _ := o["group"].(string); s.name == "routes" && group != "" {
		t += " in group " + group
	}
	return t
}

// details are the further fields of a new object.
func details(s section, o map[string]any) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if !slices.Contains(s.identity, name) {
			fmt.Fprintf(&b, "\n    %s: %s", name, show(name, o[name]))
		}
	}
	return b.String()
}
