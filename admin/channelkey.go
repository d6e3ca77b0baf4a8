package admin

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/danielgtaylor/huma/v2"
)

// ChannelKey is one provider key: a string when it is new, an object without the value when it is read.
type ChannelKey struct {
	ID      burncloud.KeyID `json:"id"`
	KeyHint string          `json:"key_hint"`
	Status  string          `json:"status"`
	Reason  string          `json:"reason"`

	value burncloud.Secret // of a new key
}

// Status of a provider key.
const (
	keyEnabled  = "enabled"
	keyDisabled = "disabled"
)

// UnmarshalJSON reads either form.
func (k *ChannelKey) UnmarshalJSON(b []byte) error {
	*k = ChannelKey{}
	var value string
	if json.Unmarshal(b, &value) == nil {
		k.value = burncloud.Secret(strings.TrimSpace(value))
		return nil
	}
	type object ChannelKey
	if json.Unmarshal(b, (*object)(k)) != nil {
		return errors.New("neither a key nor a reference to one") // the cause would quote the key
	}
	return nil
}

// Schema documents both forms.
func (ChannelKey) Schema(huma.Registry) *huma.Schema {
	text := func(doc string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: doc} }
	status := text("Whether it is used. Writing enabled takes a key back into use.")
	status.Enum = []any{keyEnabled, keyDisabled}
	return &huma.Schema{
		Description: "A new key as a string, or an existing one by its id.",
		OneOf: []*huma.Schema{
			{Type: huma.TypeString, Description: "A new key. It is encrypted and never read back.", WriteOnly: true},
			{
				Type: huma.TypeObject, Description: "An existing key.", AdditionalProperties: false, Required: []string{"id"},
				Properties: map[string]*huma.Schema{
					"id":       text("Identifier (key_…)."),
					"key_hint": text("The end of the key. Ignored when written."),
					"status":   status,
					"reason":   text("Why it is disabled. Ignored when written."),
				},
			},
		},
	}
}

func showKeys(keys []burncloud.ChannelKey) []ChannelKey {
	out := make([]ChannelKey, len(keys))
	for i, k := range keys {
		out[i] = ChannelKey{ID: k.ID, KeyHint: k.Value.Hint(), Status: keyEnabled, Reason: k.Reason}
		if !k.Enabled {
			out[i].Status = keyDisabled
		}
	}
	return out
}

// readKeys makes the new list of keys. A nil list keeps the old one; a key that is written again as a string keeps
// its identity, and with it its health and history.
func readKeys(entries []ChannelKey, old []burncloud.ChannelKey, now time.Time, f *faults) []burncloud.ChannelKey {
	if entries == nil {
		return old
	}
	out := make([]burncloud.ChannelKey, 0, len(entries))
	seen := map[burncloud.KeyID]bool{}
	values := map[burncloud.Secret]bool{}
	for i, e := range entries {
		k, fault := readKey(e, old, now)
		switch {
		case fault != "":
			f.add(at("keys", i), "%s", fault)
		case seen[k.ID] || values[k.Value]:
			f.add(at("keys", i), "is listed twice")
		}
		seen[k.ID], values[k.Value] = true, true
		out = append(out, k)
	}
	return out
}

func readKey(e ChannelKey, old []burncloud.ChannelKey, now time.Time) (k burncloud.ChannelKey, fault string) {
	for _, o := range old {
		if (e.ID != "" && o.ID == e.ID) || (e.ID == "" && o.Value == e.value) {
			return withStatus(o, e.Status), ""
		}
	}
	switch {
	case e.ID != "":
		return k, "no such key"
	case e.value == "":
		return k, "must not be empty"
	case len(e.value) > maxKey:
		return k, "is too long"
	case strings.ContainsFunc(e.value.Reveal(), func(c rune) bool { return c < ' ' && c != '\n' || c == 0x7f }):
		return k, "must not contain control characters" // line ends occur in service account files
	}
	return burncloud.ChannelKey{ID: burncloud.KeyID(burncloud.NewID("key", now)), Value: e.value, Enabled: true}, ""
}

// maxKey bounds one provider key, in bytes; service account files are about 2.5 KiB.
const maxKey = 16 << 10

func withStatus(k burncloud.ChannelKey, status string) burncloud.ChannelKey {
	switch {
	case status == keyEnabled:
		k.Enabled, k.Reason = true, ""
	case status == keyDisabled && k.Enabled:
		k.Enabled, k.Reason = false, "disabled by an operator"
	}
	return k
}
