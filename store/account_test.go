package store_test

import (
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/store"
)

func session(id burncloud.SessionID, user burncloud.UserID) *burncloud.Session {
	return &burncloud.Session{
		ID: id, UserID: user, Hash: secret.Hash(string(id)), Role: burncloud.RoleOperator, Method: "password", IP: "10.0.0.1", Agent: "a",
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour),
	}
}

func TestAccountRoundTrips(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		s := session("ses_1", "usr_1")
		inv := &burncloud.Invitation{
			ID: "inv_1", Hash: secret.Hash("c"), CodeHint: "…", Note: "n", Role: burncloud.RoleUser, Group: "vip", CreatedBy: "usr_1",
			ExpiresAt: now.Add(time.Hour), UsedAt: now, UsedBy: "usr_2", CreatedAt: now,
		}
		view := &burncloud.View{ID: "vw_1", UserID: "usr_1", Page: "logs", Name: "n", Query: "a=b", Shared: true, CreatedAt: now, UpdatedAt: now}
		factor := &burncloud.SecondFactor{UserID: "usr_1", Secret: "twenty-bytes-of-key!", Confirmed: true, LastStep: 5, CreatedAt: now}
		pref := &burncloud.Preferences{Language: "en", Theme: "dark", Density: "compact"}
		access := &burncloud.Access{
			Registration: burncloud.RegistrationOpen, RegistrationGroup: "vip", SessionHours: 3, PublicURL: "https://x",
			OIDC: burncloud.OIDC{
				Issuer: "https://i", ClientID: "c", ClientSecret: "s", Label: "l", Scopes: []string{"email"}, AllowCreate: true, LinkByEmail: true,
				RoleClaim: "r", Roles: map[string]burncloud.Role{"a": "admin"}, GroupClaim: "g", Groups: map[string]burncloud.GroupName{"b": "vip"},
			},
		}
		wantFull(t, &access.OIDC)
		for _, err := range []error{
			db.StartSession(ctx, s), db.SaveInvitation(ctx, inv), db.SaveView(ctx, view), db.SaveSecondFactor(ctx, factor, nil),
			db.SavePreferences(ctx, "usr_1", *pref), db.SaveAccess(ctx, access),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		roundTrip(t, s, func() (*burncloud.Session, error) { return db.SessionByHash(ctx, s.Hash) })
		roundTrip(t, inv, func() (*burncloud.Invitation, error) { return db.Invitation(ctx, "inv_1") })
		roundTrip(t, view, func() (*burncloud.View, error) { return db.View(ctx, "vw_1") })
		roundTrip(t, factor, func() (*burncloud.SecondFactor, error) { return db.SecondFactor(ctx, "usr_1") })
		roundTrip(t, pref, func() (*burncloud.Preferences, error) { p, err := db.Preferences(ctx, "usr_1"); return &p, err })
		roundTrip(t, access, func() (*burncloud.Access, error) { return db.Access(ctx) })
	})
}

// What a user loses at once, in the transaction that takes it away.
func TestSessionsEnd(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		u := *user("usr_1")
		for name, change := range map[string]func() error{
			"role":     func() error { v := u; v.Role = burncloud.RoleUser; return db.SaveUser(ctx, &v) },
			"disabled": func() error { v := u; v.Enabled = false; return db.SaveUser(ctx, &v) },
			"password": func() error { return db.SavePassword(ctx, u.ID, "encoded") },
		} {
			u.Role, u.Enabled = burncloud.RoleOperator, true
			if err := db.SaveUser(ctx, &u); err != nil {
				t.Fatal(err)
			}
			s := session(burncloud.SessionID("ses_"+name), u.ID)
			if err := db.StartSession(ctx, s); err != nil {
				t.Fatal(err)
			}
			v := u
			v.Email = "other@example.com"
			if err := db.SaveUser(ctx, &v); err != nil { // ends nothing
				t.Fatal(err)
			}
			if all, err := db.Sessions(ctx, u.ID); len(all) != 1 || err != nil {
				t.Fatalf("%s: %v, %v", name, all, err)
			}
			if err := change(); err != nil {
				t.Fatal(err)
			}
			if all, err := db.Sessions(ctx, u.ID); len(all) != 0 || err != nil {
				t.Errorf("%s: %v, %v", name, all, err)
			}
		}
	})
}

// A user has fifty sessions at most; the one seen longest ago makes room.
func TestSessionsAreBounded(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		for i := range 60 {
			s := session(burncloud.SessionID(burncloud.NewID("ses", now.Add(time.Duration(i)*time.Second))), "usr_1")
			s.SeenAt = now.Add(time.Duration(i) * time.Second)
			if err := db.StartSession(ctx, s); err != nil {
				t.Fatal(err)
			}
		}
		all, err := db.Sessions(ctx, "usr_1")
		if err != nil || len(all) != 50 || !all[49].SeenAt.Equal(now.Add(10*time.Second)) {
			t.Errorf("%d sessions, %v", len(all), err)
		}
	})
}

func TestRecoveryCodesAreUsedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		f := &burncloud.SecondFactor{UserID: "usr_1", Secret: "k", CreatedAt: now}
		a, b := secret.Hash("a"), secret.Hash("b")
		if err := db.SaveSecondFactor(ctx, f, []burncloud.TokenHash{a, b}); err != nil {
			t.Fatal(err)
		}
		steps := []struct {
			step int64
			code burncloud.TokenHash
			ok   bool
		}{{0, a, true}, {0, a, false}, {7, a, true}, {7, a, false}, {6, a, false}, {8, a, true}, {0, secret.Hash("c"), false}, {0, b, true}}
		for i, s := range steps {
			if err := db.UseSecondFactor(ctx, "usr_1", s.step, s.code); (err == nil) != s.ok {
				t.Errorf("step %d: %v", i, err)
			}
		}
		if left, err := db.RecoveryCodes(ctx, "usr_1"); left != 0 || err != nil {
			t.Errorf("%d left, %v", left, err)
		}
	})
}
