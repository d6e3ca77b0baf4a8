package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"hash/crc32"
	"strings"
)

const (
	base62      = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	randomSize  = 40 // 238 bits
	checkSize   = 6  // 62^6 > 2^32
	randomLimit = 256 - 256%len(base62)
)

// NewKey returns a fresh credential: the prefix ("sk-"), 40 random letters and digits, and 6 more that are their
// checksum. It is shown to its owner once; only its Hash is kept.
func NewKey(prefix string) string {
	key := append(make([]byte, 0, len(prefix)+randomSize+checkSize), prefix...)
	var pool [64]byte
	for len(key) < len(prefix)+randomSize {
		_, _ = rand.Read(pool[:]) // never fails: crypto/rand crashes the program instead
		for _, b := range pool {
			// Bytes beyond the last whole multiple of 62 would favour the first characters.
			if int(b) < randomLimit && len(key) < len(prefix)+randomSize {
				key = append(key, base62[int(b)%len(base62)])
			}
		}
	}
	return string(key) + checksum(string(key))
}

// ValidKey reports whether the key can have come from NewKey. One that is cut or mistyped is told by its checksum,
// without asking any database.
func ValidKey(key string) bool {
	if len(key) < randomSize+checkSize {
		return false
	}
	for _, c := range []byte(key[len(key)-randomSize-checkSize:]) {
		if strings.IndexByte(base62, c) < 0 {
			return false
		}
	}
	body := key[:len(key)-checkSize]
	return key[len(body):] == checksum(body)
}

// NewCookie returns a fresh credential for a browser: the prefix and 256 random bits.
func NewCookie(prefix string) string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand crashes the program instead
	return prefix + base64.RawURLEncoding.EncodeToString(b[:])
}

// Hash is the form in which a credential is kept and looked up.
func Hash(key string) [32]byte { return sha256.Sum256([]byte(key)) }

// checksum is the CRC-32 (IEEE) of s in base 62.
func checksum(s string) string {
	var out [checkSize]byte
	sum := crc32.ChecksumIEEE([]byte(s))
	for i := range out {
		out[checkSize-1-i] = base62[sum%uint32(len(base62))]
		sum /= uint32(len(base62))
	}
	return string(out[:])
}
