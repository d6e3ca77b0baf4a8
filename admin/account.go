package admin

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// AccountStore is everything about how people come in.
type AccountStore interface {
	SessionStore
	SessionLists
	PasswordStore
	FactorStore
}

// SessionStore keeps sessions.
type SessionStore interface {
	StartSession(ctx context.Context, s *burncloud.Session) error
	SessionByHash(ctx context.Context, hash burncloud.TokenHash) (*burncloud.Session, error)
	TouchSession(ctx context.Context, id burncloud.SessionID, now time.Time) error
	EndSession(ctx context.Context, user burncloud.UserID, id burncloud.SessionID) error
}

// SessionLists shows and ends the sessions of one user.
type SessionLists interface {
	Sessions(ctx context.Context, user burncloud.UserID) ([]burncloud.Session, error)
	// EndSessions ends all but the one to keep, which may be "".
	EndSessions(ctx context.Context, user burncloud.UserID, keep burncloud.SessionID) error
}

// PasswordStore keeps the hashes of passwords, and how people like the console.
type PasswordStore interface {
	UserByName(ctx context.Context, name string) (*burncloud.User, error)
	// Password is "" when the user has none.
	Password(ctx context.Context, id burncloud.UserID) (string, error)
	// SavePassword ends the user's sessions.
	SavePassword(ctx context.Context, id burncloud.UserID, encoded string) error
	PreferenceStore
}

// PreferenceStore keeps how people like the console.
type PreferenceStore interface {
	Preferences(ctx context.Context, user burncloud.UserID) (burncloud.Preferences, error)
	SavePreferences(ctx context.Context, user burncloud.UserID, p burncloud.Preferences) error
}

// FactorStore keeps second factors.
type FactorStore interface {
	SecondFactor(ctx context.Context, user burncloud.UserID) (*burncloud.SecondFactor, error)
	// SaveSecondFactor replaces the recovery codes when it is given some.
	SaveSecondFactor(ctx context.Context, f *burncloud.SecondFactor, recovery []burncloud.TokenHash) error
	// UseSecondFactor uses up the code of a time step, or a recovery code where step is 0; KindNotFound when it was used.
	UseSecondFactor(ctx context.Context, user burncloud.UserID, step int64, recovery burncloud.TokenHash) error
	FactorEnd
}

// FactorEnd takes second factors away.
type FactorEnd interface {
	DeleteSecondFactor(ctx context.Context, user burncloud.UserID) error
	RecoveryCodes(ctx context.Context, user burncloud.UserID) (left int, err error)
}

// Bounds of passwords.
const (
	minPassword = 10  // characters
	maxPassword = 256 // bytes; bounds the work of the hash
)

// commonPasswords are the long ones that are tried first, without digits and signs at their end.
var commonPasswords = map[string]bool{
	"password": true, "passw0rd": true, "p@ssword": true, "p@ssw0rd": true, "administrator": true, "qwertyuiop": true, "qwerty": true,
	"qwertyuiopasdfghjklzxcvbnm": true, "asdfghjkl": true, "zxcvbnm": true, "1q2w3e4r5t": true, "1q2w3e4r5t6y": true, "q1w2e3r4t5": true,
	"q1w2e3r4t5y6": true, "1qaz2wsx3edc": true, "zaq12wsx": true, "letmein": true, "iloveyou": true, "welcome": true, "changeme": true,
	"changeit": true, "monkey": true, "dragon": true, "football": true, "baseball": true, "sunshine": true, "princess": true, "superman": true,
	"trustno": true, "whatever": true, "abcdefghij": true, "abcdefghijk": true, "abcdefghijkl": true, "default": true, "secret": true,
	"burncloud": true, "admin": true, "root": true, "user": true, "test": true, "woaini": true, "qazwsxedc": true, "qazwsx": true,
	"passwordpassword": true, "adminadmin": true, "rootroot": true, "testtest": true, "guest": true, "master": true, "login": true,
	"computer": true, "internet": true, "starwars": true, "michael": true, "jennifer": true, "liverpool": true, "chelsea": true, "": true,
}

// password adds what is wrong with a new password.
func (f *faults) password(field, password, username string) {
	plain := strings.ToLower(password)
	word := strings.TrimRight(plain, "0123456789!?.,#@$%&*-_+= ")
	first, _ := utf8.DecodeRuneInString(password)
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword || len(password) > maxPassword:
		f.add(field, "must have at least %d characters and at most %d bytes", minPassword, maxPassword)
	case commonPasswords[word], commonPasswords[plain], strings.Trim(password, string(first)) == "", word == strings.ToLower(username):
		f.add(field, "is one of those that are tried first")
	}
}

// hash makes the hash of a password when its turn has come.
func (s *Server) hash(password string) string {
	s.hashing <- struct{}{}
	defer func() { <-s.hashing }()
	return secret.HashPassword(password)
}

// verify checks a password when its turn has come.
func (s *Server) verify(encoded, password string) bool {
	s.hashing <- struct{}{}
	defer func() { <-s.hashing }()
	return len(password) <= maxPassword && secret.VerifyPassword(encoded, password)
}
