package secret

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost of hashing a password: OWASP's first choice for argon2id, about 20 ms and 19 MiB.
const (
	argonTime    = 2
	argonMemory  = 19 * 1024 // KiB
	argonThreads = 1
	argonSize    = 32
	saltSize     = 16
)

// Bounds on the cost that an encoded hash may ask for, so that an edited row cannot exhaust the machine.
const (
	maxArgonTime    = 16
	maxArgonMemory  = 256 * 1024 // KiB
	maxArgonThreads = 16
)

// HashPassword returns the argon2id hash of the password in the usual encoded form ("$argon2id$v=19$m=…").
func HashPassword(password string) string {
	var salt [saltSize]byte
	_, _ = rand.Read(salt[:]) // never fails: crypto/rand crashes the program instead
	sum := argon2.IDKey([]byte(password), salt[:], argonTime, argonMemory, argonThreads, argonSize)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		b64.EncodeToString(salt[:]), b64.EncodeToString(sum))
}

// VerifyPassword reports whether the password is the one that was hashed. An empty or unreadable hash matches nothing
// and takes as long as a real one, so a caller need not branch on whether a user exists.
func VerifyPassword(encoded, password string) bool {
	h, ok := parseHash(encoded)
	if !ok {
		h = argonHash{time: argonTime, memory: argonMemory, threads: argonThreads, salt: make([]byte, saltSize), sum: make([]byte, argonSize)}
	}
	sum := argon2.IDKey([]byte(password), h.salt, h.time, h.memory, h.threads, uint32(len(h.sum)))
	return subtle.ConstantTimeCompare(sum, h.sum) == 1 && ok
}

type argonHash struct {
	time, memory uint32
	threads      uint8
	salt, sum    []byte
}

func parseHash(encoded string) (h argonHash, ok bool) {
	part := strings.Split(encoded, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, false
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.threads); err != nil {
		return h, false
	}
	if h.time < 1 || h.time > maxArgonTime || h.threads < 1 || h.threads > maxArgonThreads || h.memory > maxArgonMemory {
		return h, false
	}
	var errSalt, errSum error
	h.salt, errSalt = base64.RawStdEncoding.DecodeString(part[4])
	h.sum, errSum = base64.RawStdEncoding.DecodeString(part[5])
	return h, errSalt == nil && errSum == nil && len(h.salt) >= 8 && len(h.sum) >= 16 && len(h.sum) <= 64
}
