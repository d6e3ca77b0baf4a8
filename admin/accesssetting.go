package admin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"reflect"
	"strings"

	"github.com/burncloud/burncloud"
)

// AccessStore keeps how people come in, and who they are at an OIDC provider.
type AccessStore interface {
	Access(ctx context.Context) (*burncloud.Access, error)
	SaveAccess(ctx context.Context, a *burncloud.Access) error
	IdentityStore
}

// IdentityStore knows users by their accounts at OIDC providers. Who is not known is KindNotFound.
type IdentityStore interface {
	UserByIdentity(ctx context.Context, issuer, subject string) (*burncloud.User, error)
	UserByEmail(ctx context.Context, email string) (*burncloud.User, error)
	// SaveIdentity also makes or changes the user.
	SaveIdentity(ctx context.Context, id burncloud.Identity, u *burncloud.User) error
}

// Access is the JSON form of how people come in.
type Access struct {
	Registration      string `json:"registration" required:"false" enum:"off,invitation,open" default:"off" doc:"Who may make an account: nobody but admins, whoever has an invitation, everybody."`
	RegistrationGroup string `json:"registration_group" required:"false" maxLength:"64" default:"default" doc:"Channel group of those who register."`
	SessionHours      int    `json:"session_hours" required:"false" minimum:"1" maximum:"8760" default:"168" doc:"After how long one has to sign in again, in hours. A session that is not used for three days ends, too."`
	PublicURL         string `json:"public_url" required:"false" maxLength:"500" doc:"Scheme and host under which browsers reach the gateway; empty for what their requests say. OIDC sends people back there."`
	OIDC              OIDC   `json:"oidc" required:"false" doc:"Signing in at an OpenID Connect provider."`
}

// OIDC is the JSON form of an OpenID Connect provider.
type OIDC struct {
	Issuer          string            `json:"issuer" required:"false" maxLength:"500" doc:"Address of the provider, as it names itself; empty for none."`
	ClientID        string            `json:"client_id" required:"false" maxLength:"500" doc:"What the provider calls this gateway."`
	ClientSecret    *string           `json:"client_secret,omitempty" required:"false" writeOnly:"true" maxLength:"1000" doc:"Secret of the gateway at the provider. It is kept encrypted and never shown; left out, the one that is there stays; empty takes it away."`
	ClientSecretSet bool              `json:"client_secret_set" required:"false" readOnly:"true" doc:"Whether there is a secret."`
	Label           string            `json:"label" required:"false" maxLength:"100" doc:"Text of the button; empty for the issuer's host."`
	Scopes          []string          `json:"scopes" required:"false" nullable:"false" maxItems:"20" doc:"Scopes to ask for beside openid; empty for profile and email."`
	AllowCreate     bool              `json:"allow_create" required:"false" doc:"Whether somebody who is not known yet gets an account."`
	LinkByEmail     bool              `json:"link_by_email" required:"false" doc:"Whether an address that the provider has verified signs in the user who has it. Switch it on only for a provider that you trust with every account."`
	RoleClaim       string            `json:"role_claim" required:"false" maxLength:"100" doc:"Claim that holds the role or roles; with it the role follows the provider at each sign-in, and is user where nothing matches."`
	Roles           map[string]string `json:"roles" required:"false" nullable:"false" doc:"Value of the role claim to role (admin, operator, user); the highest counts."`
	GroupClaim      string            `json:"group_claim" required:"false" maxLength:"100" doc:"Claim that holds the group or groups."`
	Groups          map[string]string `json:"groups" required:"false" nullable:"false" doc:"Value of the group claim to channel group; the first in alphabetical order counts."`
}

// auditedAccess is what the audit log keeps: the secret's hash tells that it was changed.
type auditedAccess struct {
	Access
	SecretHash string `json:"oidc_client_secret_sha256"`
}

func (s *Server) accessRoutes(r *router) {
	route(r, op{pattern: "GET /api/settings/access", id: "get-access", summary: "Read how people come in"},
		func(ctx context.Context, _ *nothing) (*output[Access], error) {
			a, err := s.Access.Access(ctx)
			if err != nil {
				return nil, err
			}
			return &output[Access]{showAccess(a)}, nil
		})
	route(r, op{
		pattern: "PUT /api/settings/access", id: "replace-access", summary: "Replace how people come in; what is left out takes its default, but the secret stays",
		body: reflect.TypeFor[Access](),
	},
		func(ctx context.Context, in *bodyInput) (*output[Access], error) {
			return s.changeAccess(ctx, func(d *Access) error {
				*d = Access{}
				return decode(r, in.RawBody, d)
			})
		})
	route(r, op{
		pattern: "PATCH /api/settings/access", id: "merge-access", summary: "Merge into how people come in (RFC 7396)", body: reflect.TypeFor[Access](), merge: true,
	},
		func(ctx context.Context, in *bodyInput) (*output[Access], error) {
			return s.changeAccess(ctx, func(d *Access) error { return merge(r, in.RawBody, d) })
		})
}

func (s *Server) changeAccess(ctx context.Context, change func(*Access) error) (*output[Access], error) {
	s.write.Lock()
	defer s.write.Unlock()
	old, err := s.Access.Access(ctx)
	if err != nil {
		return nil, err
	}
	d := showAccess(old)
	if err := change(&d); err != nil {
		return nil, err
	}
	a, err := readAccess(&d, old)
	if err != nil {
		return nil, err
	}
	about(ctx, "settings/access", auditAccess(old), auditAccess(a))
	if err := s.Access.SaveAccess(ctx, a); err != nil {
		return nil, err
	}
	return &output[Access]{showAccess(a)}, nil
}

func auditAccess(a *burncloud.Access) auditedAccess {
	out := auditedAccess{Access: showAccess(a)}
	if a.OIDC.ClientSecret != "" {
		sum := sha256.Sum256([]byte(a.OIDC.ClientSecret.Reveal()))
		out.SecretHash = hex.EncodeToString(sum[:4]) // enough to see a change, too little to check guesses
	}
	return out
}

func showAccess(a *burncloud.Access) Access {
	o := a.OIDC
	out := Access{
		Registration: string(a.Registration), RegistrationGroup: string(a.RegistrationGroup), SessionHours: a.SessionHours, PublicURL: a.PublicURL,
		OIDC: OIDC{
			Issuer: o.Issuer, ClientID: o.ClientID, ClientSecretSet: o.ClientSecret != "", Label: o.Label, Scopes: orEmpty(o.Scopes),
			AllowCreate: o.AllowCreate, LinkByEmail: o.LinkByEmail, RoleClaim: o.RoleClaim, Roles: map[string]string{},
			GroupClaim: o.GroupClaim, Groups: map[string]string{},
		},
	}
	for k, v := range o.Roles {
		out.OIDC.Roles[k] = string(v)
	}
	for k, v := range o.Groups {
		out.OIDC.Groups[k] = string(v)
	}
	if out.Registration == "" {
		out.Registration = string(burncloud.RegistrationOff)
	}
	if out.RegistrationGroup == "" {
		out.RegistrationGroup = string(burncloud.DefaultGroup)
	}
	if out.SessionHours == 0 {
		out.SessionHours = sessionHours
	}
	return out
}

func readAccess(d *Access, old *burncloud.Access) (*burncloud.Access, error) {
	var f faults
	a := &burncloud.Access{
		Registration: burncloud.Registration(d.Registration), RegistrationGroup: burncloud.GroupName(d.RegistrationGroup), SessionHours: d.SessionHours,
		PublicURL: strings.TrimRight(d.PublicURL, "/"),
		OIDC: burncloud.OIDC{
			Issuer: d.OIDC.Issuer, ClientID: d.OIDC.ClientID, ClientSecret: old.OIDC.ClientSecret, Label: d.OIDC.Label, Scopes: d.OIDC.Scopes,
			AllowCreate: d.OIDC.AllowCreate, LinkByEmail: d.OIDC.LinkByEmail, RoleClaim: d.OIDC.RoleClaim, GroupClaim: d.OIDC.GroupClaim,
			Roles: map[string]burncloud.Role{}, Groups: map[string]burncloud.GroupName{},
		},
	}
	if d.OIDC.ClientSecret != nil {
		a.OIDC.ClientSecret = burncloud.Secret(*d.OIDC.ClientSecret)
	}
	for k, v := range d.OIDC.Roles {
		a.OIDC.Roles[k] = burncloud.Role(v)
		if ranks[burncloud.Role(v)] == 0 {
			f.add("oidc.roles."+k, "must be admin, operator or user")
		}
	}
	for k, v := range d.OIDC.Groups {
		a.OIDC.Groups[k] = burncloud.GroupName(v)
	}
	if !webOrigin(a.PublicURL, true) {
		f.add("public_url", "must be a scheme and a host, such as https://gateway.example.com")
	}
	if !webOrigin(a.OIDC.Issuer, false) {
		f.add("oidc.issuer", "must be an http or https address")
	}
	if a.OIDC.Issuer != "" && a.OIDC.ClientID == "" {
		f.add("oidc.client_id", "is required with an issuer")
	}
	f.checkNames("oidc.scopes", a.OIDC.Scopes)
	return a, f.err()
}

// webOrigin reports whether s is empty or a web address, without a path where it is asked for.
func webOrigin(s string, bare bool) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" &&
		(!bare || u.Path == "")
}

// publicURL is the scheme and host that browsers use.
func publicURL(ctx context.Context, a *burncloud.Access) string {
	if a.PublicURL != "" {
		return a.PublicURL
	}
	return visitOf(ctx).origin()
}
