package burncloud

import "log/slog"

// Secret is a string that must not be seen: it prints, logs and marshals as "***". Reveal gives the value.
type Secret string

// Reveal returns the secret itself. Call it only where the value leaves for its owner.
func (s Secret) Reveal() string { return string(s) }

// String hides the value from fmt.
func (s Secret) String() string { return "***" }

// GoString hides the value from %#v.
func (s Secret) GoString() string { return "***" }

// LogValue hides the value from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue("***") }

// MarshalText hides the value from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte("***"), nil }

// Hint is the form in which a secret may be shown: its last four characters, when enough remain hidden.
func (s Secret) Hint() string {
	if len(s) < 12 {
		return "…"
	}
	return "…" + string(s[len(s)-4:])
}
