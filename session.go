package burncloud

import (
	"encoding/json"
	"time"
)

// Session is one signed-in browser. Its cookie is shown to nobody but the browser; the hash is what is kept.
type Session struct {
	ID        SessionID
	UserID    UserID
	Hash      TokenHash
	Role      Role   // of the user at sign-in: a session whose user has another one is over
	Method    string // how it was begun: "password", "setup", "invitation", "registration", "oidc"
	IP        string
	Agent     string // what the browser calls itself, cut
	CreatedAt time.Time
	SeenAt    time.Time // of its latest request, to the minute
	ExpiresAt time.Time
}

// SecondFactor is a user's time-based one-time password (RFC 6238).
type SecondFactor struct {
	UserID    UserID
	Secret    Secret // the shared key itself, not its base 32
	Confirmed bool   // the user has shown a code of it; before that it guards nothing
	LastStep  int64  // the newest time step of which a code was taken: no code is taken twice
	CreatedAt time.Time
}

// Identity is an account at an OIDC provider that signs a user in.
type Identity struct {
	Issuer  string
	Subject string
	UserID  UserID
}

// Preferences are how a user likes the console. The program keeps them and does not read them.
type Preferences struct {
	Language string `json:"language,omitempty"`
	Theme    string `json:"theme,omitempty"`
	Density  string `json:"density,omitempty"`
}

// View is a saved filter of one of the console's lists.
type View struct {
	ID        ViewID
	UserID    UserID
	Page      string // the list: "logs"
	Name      string
	Query     string // of the URL, without "?"
	Shared    bool   // seen by everybody who sees the list
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Invitation lets one person make an account. Its code is shown once, when it is made.
type Invitation struct {
	ID        InvitationID
	Hash      TokenHash
	CodeHint  string
	Note      string
	Role      Role
	Group     GroupName
	CreatedBy UserID // "" = the bootstrap token
	ExpiresAt time.Time
	UsedAt    time.Time // zero = not yet
	UsedBy    UserID
	CreatedAt time.Time
}

// Registration says who may make an account without an admin.
type Registration string

// Ways to register.
const (
	RegistrationOff        Registration = "off"
	RegistrationInvitation Registration = "invitation"
	RegistrationOpen       Registration = "open"
)

// Access is how people come in. The data plane does not see it.
type Access struct {
	Registration      Registration `json:"registration,omitempty"`       // "" = off
	RegistrationGroup GroupName    `json:"registration_group,omitempty"` // of those who register; "" = the default group
	SessionHours      int          `json:"session_hours,omitempty"`      // after which one signs in again; default 168
	PublicURL         string       `json:"public_url,omitempty"`         // scheme and host that browsers use; "" = as the request says
	OIDC              OIDC         `json:"oidc,omitzero"`
}

// OIDC is a provider that signs users in. It is on when Issuer is not empty.
type OIDC struct {
	Issuer       string               `json:"issuer,omitempty"`
	ClientID     string               `json:"client_id,omitempty"`
	ClientSecret Secret               `json:"-"` // sealed in a column of its own
	Label        string               `json:"label,omitempty"`
	Scopes       []string             `json:"scopes,omitempty"` // beside openid; none = profile, email
	AllowCreate  bool                 `json:"allow_create,omitempty"`
	LinkByEmail  bool                 `json:"link_by_email,omitempty"` // a verified address signs in the user who has it
	RoleClaim    string               `json:"role_claim,omitempty"`
	Roles        map[string]Role      `json:"roles,omitempty"`
	GroupClaim   string               `json:"group_claim,omitempty"`
	Groups       map[string]GroupName `json:"groups,omitempty"`
}

// AuditEntry is one change that somebody made, as the audit log keeps it.
type AuditEntry struct {
	Seq    int64 // 1, 2, 3, … without a gap
	Time   time.Time
	Actor  Actor
	Action string          // the operation: "merge-channel"
	Object string          // "channels/ch_…"
	IP     string          // "" = on the machine itself
	Before json.RawMessage // the object without its secrets; nil = it was not there, or is not of the kind that is shown
	After  json.RawMessage
	Hash   string // of the entry and the hash before it, in hexadecimal
}

// AuditFilter selects entries; zero fields select everything.
type AuditFilter struct {
	Actor, Object, Action string
	From, To              time.Time
}
