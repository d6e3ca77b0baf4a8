package burncloud

import "time"

// Console is how the console presents itself to everybody. The data plane does not see it.
type Console struct {
	Name         string   `json:"name,omitempty"`          // of this gateway; "" = BurnCloud
	BaseURL      string   `json:"base_url,omitempty"`      // what set-up help tells clients; "" = the address of the console
	Language     string   `json:"language,omitempty"`      // for who has chosen none; "" = the browser's
	Theme        string   `json:"theme,omitempty"`         // likewise; "" = the system's
	BalanceAlert *Money   `json:"balance_alert,omitempty"` // a balance below it needs a person; nil = the default
	Currency     Currency `json:"currency,omitzero"`
	Notice       Notice   `json:"notice,omitzero"`
}

// Currency is a second currency that amounts are shown in, beside dollars. Nothing is reckoned in it.
type Currency struct {
	Code string `json:"code,omitempty"` // ISO 4217; "" = none
	Rate Factor `json:"rate,omitempty"` // how many a dollar costs
	Date string `json:"date,omitempty"` // when that was so: YYYY-MM-DD
}

// Notice is what operators tell everybody who is signed in. It is plain text.
type Notice struct {
	Text  string    `json:"text,omitempty"` // "" = none
	Tone  string    `json:"tone,omitempty"` // info or warning
	Until time.Time `json:"until,omitzero"` // zero = until it is taken away
	SetBy string    `json:"set_by,omitempty"`
	SetAt time.Time `json:"set_at,omitzero"`
}

// Shown reports whether the notice is to be shown.
func (n *Notice) Shown(now time.Time) bool {
	return n.Text != "" && (n.Until.IsZero() || now.Before(n.Until))
}
