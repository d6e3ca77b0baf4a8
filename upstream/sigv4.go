package upstream

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// awsService is the name that Bedrock's signatures are for.
const awsService = "bedrock"

// awsKey signs with an AWS access key (Signature Version 4), or sends a Bedrock API key as it is.
type awsKey struct {
	region string
	now    func() time.Time
}

// accessKey is what "ACCESS_KEY_ID:SECRET[:SESSION]" holds.
type accessKey struct{ id, secret, session string }

// isAccessKey tells an access key from an API key, which has no colon.
func isAccessKey(s string) bool { return strings.Contains(s, ":") }

func parseAccessKey(s string) (accessKey, error) {
	id, rest, _ := strings.Cut(s, ":")
	secret, session, more := strings.Cut(rest, ":")
	if id == "" || secret == "" || more && session == "" {
		return accessKey{}, errors.New("is not of the form ACCESS_KEY_ID:SECRET or ACCESS_KEY_ID:SECRET:SESSION")
	}
	return accessKey{id: id, secret: secret, session: session}, nil
}

func (a awsKey) sign(ctx context.Context, r *http.Request, key burncloud.Secret, body []byte) error {
	if !isAccessKey(key.Reveal()) {
		return headerKeys[AuthBearer].sign(ctx, r, key, body)
	}
	k, err := parseAccessKey(key.Reveal())
	if err != nil {
		return &burncloud.Error{Kind: burncloud.KindUpstreamAuth, Message: "the gateway's key for this provider cannot be used", Err: errors.New("the key " + err.Error())}
	}
	k.sign(r, body, a.region, a.now())
	return nil
}

// sign adds the headers of a signed request. What is signed must not change afterwards: the method, the URL, the host,
// the body and its type. Other headers may.
func (k accessKey) sign(r *http.Request, body []byte, region string, now time.Time) {
	stamp := now.UTC().Format("20060102T150405Z")
	signed := []string{"host:" + r.Host + "\n"}
	if v := r.Header.Get("Content-Type"); v != "" {
		signed = []string{"content-type:" + v + "\n", signed[0]}
	}
	r.Header["X-Amz-Date"] = []string{stamp}
	signed = append(signed, "x-amz-date:"+stamp+"\n")
	if k.session != "" {
		r.Header["X-Amz-Security-Token"] = []string{k.session}
		signed = append(signed, "x-amz-security-token:"+k.session+"\n")
	}
	names := signedNames(signed)
	canonical := strings.Join([]string{
		r.Method, doubleEncoded(r.URL.EscapedPath()), r.URL.RawQuery, strings.Join(signed, ""), names, hexSum(body),
	}, "\n")
	scope := stamp[:8] + "/" + region + "/" + awsService + "/aws4_request"
	text := "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + hexSum([]byte(canonical))
	mac := []byte("AWS4" + k.secret)
	for _, part := range []string{stamp[:8], region, awsService, "aws4_request", text} {
		mac = hmacSum(mac, part)
	}
	r.Header["Authorization"] = []string{
		"AWS4-HMAC-SHA256 Credential=" + k.id + "/" + scope + ", SignedHeaders=" + names + ", Signature=" + hex.EncodeToString(mac),
	}
}

// signedNames lists the names of canonical header lines.
func signedNames(lines []string) string {
	names := make([]string, len(lines))
	for i, line := range lines {
		names[i], _, _ = strings.Cut(line, ":")
	}
	return strings.Join(names, ";")
}

// doubleEncoded encodes an escaped path once more, as every AWS service but S3 wants it signed.
func doubleEncoded(path string) string { return awsEscape(path, "/") }

// awsEscape writes all but unreserved characters (RFC 3986), and those kept, as %XX.
func awsEscape(s, kept string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 || strings.IndexByte(kept, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	return b.String()
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func hmacSum(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
