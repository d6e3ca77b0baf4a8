package admin

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/burncloud/burncloud"
)

// oidcUser finds the user whom the provider vouches for, or makes one where that is allowed.
func (s *Server) oidcUser(ctx context.Context, access *burncloud.Access, id burncloud.Identity, claims map[string]any) (*burncloud.User, error) {
	s.write.Lock()
	defer s.write.Unlock()
	known, err := s.findOIDC(ctx, access, id, claims)
	if err != nil {
		return nil, err
	}
	if known == nil && !access.OIDC.AllowCreate {
		return nil, errUnknown
	}
	var user *burncloud.User
	if known == nil {
		if user, err = s.createOIDC(ctx, access, claims); err != nil {
			return nil, err
		}
	} else {
		if !known.Enabled {
			return nil, errDisabled
		}
		again := *known
		user = &again
	}
	mapClaims(&access.OIDC, user, claims)
	if known != nil && isAdmin(known) && !isAdmin(user) {
		if err := s.keepsAdmin(ctx, user.ID); err != nil {
			return nil, errAdmin
		}
	}
	user.UpdatedAt = s.Now().UTC()
	id.UserID = user.ID
	var before any
	if known != nil {
		before = s.showUser(known)
	}
	about(ctx, "users/"+string(user.ID), before, s.showUser(user))
	if err := s.Access.SaveIdentity(ctx, id, user); err != nil {
		return nil, err
	}
	about(ctx, "", nil, nil)
	return user, s.reload(ctx)
}

// findOIDC returns nil for somebody who was never here.
func (s *Server) findOIDC(ctx context.Context, access *burncloud.Access, id burncloud.Identity, claims map[string]any) (*burncloud.User, error) {
	user, err := s.Access.UserByIdentity(ctx, id.Issuer, id.Subject)
	email, _ := claims["email"].(string)
	if isNotFound(err) && access.OIDC.LinkByEmail && email != "" && claims["email_verified"] == true {
		user, err = s.Access.UserByEmail(ctx, email)
	}
	if isNotFound(err) {
		return nil, nil
	}
	return user, err
}

// createOIDC describes somebody new. The name is the one at the provider, made fit, with a number if it is taken.
func (s *Server) createOIDC(ctx context.Context, access *burncloud.Access, claims map[string]any) (*burncloud.User, error) {
	email, _ := claims["email"].(string)
	name, _ := claims["preferred_username"].(string)
	if name == "" {
		name, _, _ = strings.Cut(email, "@")
	}
	name = fitName(name)
	for n := 1; n < 100; n++ {
		try := name
		if n > 1 {
			try = fmt.Sprintf("%s-%d", name, n)
		}
		_, err := s.Accounts.UserByName(ctx, try)
		if isNotFound(err) {
			user := s.newUser(try, access)
			if claims["email_verified"] == true {
				user.Email = email
			}
			return user, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("a hundred users are called %s", name)
}

// fitName leaves what a user may be called.
func fitName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._@-", r)) {
			return r
		}
		return -1
	}, name)
	name = strings.TrimLeft(name, "._@-")
	if name = name[:min(len(name), 60)]; name == "" {
		return "user"
	}
	return name
}

// mapClaims gives the user the role and the group that the provider says.
func mapClaims(o *burncloud.OIDC, user *burncloud.User, claims map[string]any) {
	if o.RoleClaim != "" {
		user.Role = burncloud.RoleUser
		for _, v := range claimValues(claims[o.RoleClaim]) {
			if role, ok := o.Roles[v]; ok && ranks[role] > ranks[user.Role] {
				user.Role = role
			}
		}
	}
	if o.GroupClaim != "" {
		values := claimValues(claims[o.GroupClaim])
		for _, v := range slices.Sorted(maps.Keys(o.Groups)) {
			if slices.Contains(values, v) {
				user.Group = o.Groups[v]
				break
			}
		}
	}
}

// claimValues is a claim that is one text or a list of texts.
func claimValues(claim any) (values []string) {
	switch c := claim.(type) {
	case string:
		return []string{c}
	case []any:
		for _, v := range c {
			if s, ok := v.(string); ok {
				values = append(values, s)
			}
		}
	}
	return values
}
