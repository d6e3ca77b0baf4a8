package secret

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"
)

// Parameters of one-time passwords that every authenticator app knows (RFC 6238 with its defaults).
const (
	totpPeriod = 30 // seconds
	totpDigits = 6
	totpModulo = 1_000_000
	totpSize   = 20 // bytes of the shared key
)

// NewTOTPKey returns a fresh shared key.
func NewTOTPKey() []byte {
	key := make([]byte, totpSize)
	_, _ = rand.Read(key) // never fails: crypto/rand crashes the program instead
	return key
}

// TOTPText is the key as people type it into an authenticator app.
func TOTPText(key []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(key)
}

// TOTPURL is the key as authenticator apps read it from a QR code.
func TOTPURL(key []byte, issuer, account string) string {
	q := url.Values{"secret": {TOTPText(key)}, "issuer": {issuer}, "digits": {fmt.Sprint(totpDigits)}, "period": {fmt.Sprint(totpPeriod)}}
	return (&url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + account, RawQuery: q.Encode()}).String()
}

// CheckTOTP returns the time step of the code. Clocks may differ by one step; a code of a step up to after, which was
// taken before, is not taken again.
func CheckTOTP(key []byte, code string, now time.Time, after int64) (step int64, ok bool) {
	at := now.Unix() / totpPeriod
	for s := at - 1; s <= at+1; s++ {
		if s > after && subtle.ConstantTimeCompare([]byte(TOTP(key, s)), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// TOTP is the code of a time step (RFC 4226, section 5.3).
func TOTP(key []byte, step int64) string {
	mac := hmac.New(sha1.New, key)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash takes everything
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%0*d", totpDigits, binary.BigEndian.Uint32(sum[at:])&0x7fffffff%totpModulo)
}
