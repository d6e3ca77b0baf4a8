package admin

import (
	"context"
	"reflect"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// recoveryCodes is how many a user gets at once.
const recoveryCodes = 10

// TOTPStart begins a second factor.
type TOTPStart struct {
	Password string `json:"password" required:"false" writeOnly:"true" maxLength:"256" doc:"The password of the user; left out by one who has none."`
}

// TOTPKey is the key of a second factor that is to be confirmed.
type TOTPKey struct {
	Secret string `json:"secret" doc:"The key as one types it into an authenticator app. It is shown once."`
	URL    string `json:"url" doc:"The key as an app reads it from a QR code (otpauth://…)."`
}

// TOTPCode shows that one has the second factor.
type TOTPCode struct {
	Code string `json:"code" writeOnly:"true" minLength:"1" maxLength:"40" doc:"A code of the app; to disable it or for new recovery codes, a recovery code does, too."`
}

// RecoveryCodes let a user in who has lost the second factor.
type RecoveryCodes struct {
	Codes []string `json:"recovery_codes" nullable:"false" doc:"Each signs in once in place of a code. They are shown once."`
}

// The second factor of a user is absent, pending (a key was made) or on (a code of it was shown). Pending guards nothing
// and is begun anew at will; on ends by a code, or by an admin who resets it.
func (s *Server) totpRoutes(r *router) {
	route(r, op{pattern: "POST /api/me/totp", id: "start-totp", summary: "Begin a second factor: make its key", body: reflect.TypeFor[TOTPStart](), noBody: true},
		func(ctx context.Context, in *bodyInput) (*output[TOTPKey], error) {
			var d TOTPStart
			if len(in.RawBody) > 0 {
				if err := decode(r, in.RawBody, &d); err != nil {
					return nil, err
				}
			}
			return s.startTOTP(ctx, d.Password)
		})
	for _, x := range []struct {
		name, id, summary string
		do                func(context.Context, *burncloud.SecondFactor, string) (*output[RecoveryCodes], error)
	}{
		{"confirm", "confirm-totp", "Switch the second factor on with a code of it; all other sessions end", s.confirmTOTP},
		{"disable", "disable-totp", "Switch the second factor off", s.disableTOTP},
		{"recovery-codes", "renew-recovery-codes", "Make new recovery codes; the old ones stop working", s.renewCodes},
	} {
		taking(r, op{pattern: "POST /api/me/totp/" + x.name, id: x.id, summary: x.summary}, func(ctx context.Context, d *TOTPCode) (*output[RecoveryCodes], error) {
			s.write.Lock()
			defer s.write.Unlock()
			user := callerOf(ctx).userID
			f, err := s.Accounts.SecondFactor(ctx, user)
			if isNotFound(err) {
				err = &burncloud.Error{Kind: burncloud.KindConflict, Message: "there is no second factor: begin one"}
			}
			if err != nil {
				return nil, err
			}
			about(ctx, "users/"+string(user), map[string]bool{"second_factor": f.Confirmed}, map[string]bool{"second_factor": x.name != "disable"})
			return x.do(ctx, f, d.Code)
		})
	}
}

func (s *Server) startTOTP(ctx context.Context, password string) (*output[TOTPKey], error) {
	user, err := s.Users.User(ctx, callerOf(ctx).userID)
	if err != nil {
		return nil, err
	}
	if err := s.confirmPassword(ctx, user.ID, "password", password); err != nil {
		return nil, err
	}
	s.write.Lock()
	defer s.write.Unlock()
	on, err := s.factorOn(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	if on {
		return nil, &burncloud.Error{Kind: burncloud.KindConflict, Message: "the second factor is on: disable it first"}
	}
	key := secret.NewTOTPKey()
	about(ctx, "users/"+string(user.ID), nil, nil)
	err = s.Accounts.SaveSecondFactor(ctx, &burncloud.SecondFactor{UserID: user.ID, Secret: burncloud.Secret(key), CreatedAt: s.Now().UTC()}, nil)
	if err != nil {
		return nil, err
	}
	return &output[TOTPKey]{TOTPKey{Secret: secret.TOTPText(key), URL: secret.TOTPURL(key, "BurnCloud", user.Username)}}, nil
}

func (s *Server) confirmTOTP(ctx context.Context, f *burncloud.SecondFactor, code string) (*output[RecoveryCodes], error) {
	if f.Confirmed {
		return nil, &burncloud.Error{Kind: burncloud.KindConflict, Message: "the second factor is on already"}
	}
	if err := s.guarded(ctx, f.UserID, func() (bool, error) {
		step, ok := secret.CheckTOTP([]byte(f.Secret.Reveal()), code, s.Now(), f.LastStep)
		f.LastStep = step
		return ok, nil
	}); err != nil {
		return nil, err
	}
	f.Confirmed = true
	out, err := s.saveCodes(ctx, f)
	if err != nil {
		return nil, err
	}
	user, err := s.Users.User(ctx, f.UserID)
	if err != nil {
		return nil, err
	}
	ctx = unrecorded(ctx)
	if err := s.Accounts.EndSessions(ctx, f.UserID, ""); err != nil {
		return nil, err
	}
	_, err = s.begin(ctx, user, "password")
	return out, err
}

func (s *Server) disableTOTP(ctx context.Context, f *burncloud.SecondFactor, code string) (*output[RecoveryCodes], error) {
	if f.Confirmed {
		if err := s.guarded(ctx, f.UserID, func() (bool, error) { return s.useFactor(ctx, f, code) }); err != nil {
			return nil, err
		}
	}
	return &output[RecoveryCodes]{RecoveryCodes{[]string{}}}, s.Accounts.DeleteSecondFactor(ctx, f.UserID)
}

func (s *Server) renewCodes(ctx context.Context, f *burncloud.SecondFactor, code string) (*output[RecoveryCodes], error) {
	if !f.Confirmed {
		return nil, &burncloud.Error{Kind: burncloud.KindConflict, Message: "the second factor is not confirmed yet"}
	}
	if err := s.guarded(ctx, f.UserID, func() (bool, error) { return s.useFactor(ctx, f, code) }); err != nil {
		return nil, err
	}
	fresh, err := s.Accounts.SecondFactor(ctx, f.UserID) // the code's time step is used up
	if err != nil {
		return nil, err
	}
	return s.saveCodes(ctx, fresh)
}

// saveCodes keeps the factor with new recovery codes, and shows them in this one response.
func (s *Server) saveCodes(ctx context.Context, f *burncloud.SecondFactor) (*output[RecoveryCodes], error) {
	codes := make([]string, recoveryCodes)
	hashes := make([]burncloud.TokenHash, recoveryCodes)
	for i := range codes {
		code := strings.ToLower(secret.TOTPText(secret.NewTOTPKey())[:10]) // 50 bits
		codes[i], hashes[i] = code[:5]+"-"+code[5:], secret.Hash(code)
	}
	return &output[RecoveryCodes]{RecoveryCodes{codes}}, s.Accounts.SaveSecondFactor(ctx, f, hashes)
}

// guarded bounds how often codes may be guessed in a session.
func (s *Server) guarded(ctx context.Context, user burncloud.UserID, check func() (bool, error)) error {
	v := visitOf(ctx)
	key := v.attemptKey("code of " + string(user))
	if err := s.attempts.begin(key, v.local()); err != nil {
		return err
	}
	ok, err := check()
	if err != nil {
		return err
	}
	if !ok {
		return newProblem(burncloud.KindInvalid, "the request has invalid fields", FieldError{"code", "is wrong or was used"})
	}
	s.attempts.right(key)
	return nil
}

func (s *Server) factorOn(ctx context.Context, user burncloud.UserID) (bool, error) {
	f, err := s.Accounts.SecondFactor(ctx, user)
	if isNotFound(err) {
		return false, nil
	}
	return err == nil && f.Confirmed, err
}

// checkFactor reports whether the user's second factor is on, and whether the code is one of it. A good code is used up.
func (s *Server) checkFactor(ctx context.Context, user burncloud.UserID, code string) (on, ok bool, err error) {
	f, err := s.Accounts.SecondFactor(ctx, user)
	if isNotFound(err) || err == nil && !f.Confirmed {
		return false, false, nil
	}
	if err != nil || code == "" {
		return err == nil, false, err
	}
	ok, err = s.useFactor(ctx, f, code)
	return true, ok, err
}

// useFactor takes a code of the app or a recovery code, once.
func (s *Server) useFactor(ctx context.Context, f *burncloud.SecondFactor, code string) (bool, error) {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	step, ok := secret.CheckTOTP([]byte(f.Secret.Reveal()), code, s.Now(), f.LastStep)
	if !ok {
		step = 0
	}
	err := s.Accounts.UseSecondFactor(unrecorded(ctx), f.UserID, step, secret.Hash(code))
	if isNotFound(err) {
		return false, nil
	}
	return err == nil, err
}
