package upstream_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

var signedAt = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)

// signed makes a request that is signed at signedAt in us-east-1.
func signed(t *testing.T, key burncloud.Secret, model burncloud.ModelName, body string, headers map[string]string) *http.Request {
	t.Helper()
	ch := channel("bedrock", "")
	ch.Options.Region, ch.Options.Headers = "us-east-1", headers
	u, err := upstream.Compile(ch, &upstream.Transports{Now: func() time.Time { return signedAt }})
	if err != nil {
		t.Fatal(err)
	}
	ask := upstream.Ask{Operation: upstream.Generate, Wire: upstream.WireBedrock, Model: model, Key: key}
	if body != "" {
		ask.Body = []byte(body)
	}
	r, err := u.Request(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSignatureV4 follows "Create a signed AWS API request" step by step, with the canonical request written out.
func TestSignatureV4(t *testing.T) {
	const (
		secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
		body   = `{"messages":[]}`
	)
	sum := func(s string) string { b := sha256.Sum256([]byte(s)); return hex.EncodeToString(b[:]) }
	canonical := `POST
/model/us.anthropic.claude-sonnet-4-5-20250929-v1%253A0/converse

content-type:application/json
host:bedrock-runtime.us-east-1.amazonaws.com
x-amz-date:20261124T060000Z
x-amz-security-token:session+token=

content-type;host;x-amz-date;x-amz-security-token
` + sum(body)
	text := "AWS4-HMAC-SHA256\n20261124T060000Z\n20261124/us-east-1/bedrock/aws4_request\n" + sum(canonical)
	key := []byte("AWS4" + secret)
	for _, s := range []string{"20261124", "us-east-1", "bedrock", "aws4_request", text} {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(s))
		key = h.Sum(nil)
	}
	want := "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/us-east-1/bedrock/aws4_request, " +
		"SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=" + hex.EncodeToString(key)
	r := signed(t, "AKIDEXAMPLE:"+secret+":session+token=", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", body, nil)
	if got := r.Header.Get("Authorization"); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if r.Header.Get("X-Amz-Date") != "20261124T060000Z" || r.Header.Get("X-Amz-Security-Token") != "session+token=" {
		t.Errorf("headers %v", r.Header)
	}
	if r.URL.RequestURI() != "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse" {
		t.Errorf("the wire sees %s", r.URL.RequestURI())
	}
}

// TestSignatureV4AsTheSDK compares with the signer of AWS's own SDK, which signs the same headers when it is given them.
func TestSignatureV4AsTheSDK(t *testing.T) {
	for _, row := range []struct {
		id, secret, session string
		model               burncloud.ModelName
		body                string
	}{
		{"AKIA1", "s/e+c=", "", "amazon.nova-micro-v1:0", `{}`},
		{"AKIA1", "secret", "tok/en+=", "arn:aws:bedrock:us-east-1:123:inference-profile/a.b-c_d~e", `{"ü":"€"}`},
		{"AKIA1", "secret", "", "odd name@1 (2)*'!$&,;=+é%41", ``},
	} {
		key := row.id + ":" + row.secret
		if row.session != "" {
			key += ":" + row.session
		}
		r := signed(t, burncloud.Secret(key), row.model, row.body, nil)
		theirs := r.Clone(t.Context())
		for _, name := range []string{"Authorization", "X-Amz-Date", "X-Amz-Security-Token"} {
			theirs.Header.Del(name)
		}
		for name := range theirs.Header { // the SDK signs all that is there; Content-Length it takes from the request
			if name != "Content-Type" {
				theirs.Header.Del(name)
			}
		}
		theirs.ContentLength = 0
		hash := sha256.Sum256([]byte(row.body))
		creds := aws.Credentials{AccessKeyID: row.id, SecretAccessKey: row.secret, SessionToken: row.session}
		if err := v4.NewSigner().SignHTTP(t.Context(), creds, theirs, hex.EncodeToString(hash[:]), "bedrock", "us-east-1", signedAt); err != nil {
			t.Fatal(err)
		}
		if got, want := r.Header.Get("Authorization"), theirs.Header.Get("Authorization"); got != want {
			t.Errorf("%s\n got %s\nwant %s", row.model, got, want)
		}
	}
}

func TestSignatureLeavesOtherHeadersFree(t *testing.T) {
	r := signed(t, "AKIA1:s", "m", "{}", map[string]string{"X-Extra": "1"})
	names := strings.Split(strings.Split(strings.Split(r.Header.Get("Authorization"), "SignedHeaders=")[1], ",")[0], ";")
	if !slices.Equal(names, []string{"content-type", "host", "x-amz-date"}) || r.Header.Get("X-Extra") != "1" {
		t.Errorf("signed %v", names)
	}
}
