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
	argonMost    = 1 << 20 // of memory in KiB and of passes, in a hash that is read
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

// VerifyPassword reports whether encoded is the hash of the password. It takes as long as hashing does, for an encoded
// form that is no hash, too: who measures cannot tell an account without a password.
func VerifyPassword(encoded, password string) bool {
	var version, memory, passes, threads int
	parts := strings.Split(encoded, "$")
	ok := len(parts) == 6 && parts[1] == "argon2id"
	if ok {
		_, err1 := fmt.Sscanf(parts[2], "v=%d", &version)
		_, err2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads)
		ok = err1 == nil && err2 == nil && version == argon2.Version && memory > 0 && memory <= argonMost && passes > 0 && passes <= argonMost &&
			threads > 0 && threads < 256
	}
	if !ok {
		argon2.IDKey([]byte(password), make([]byte, saltSize), argonTime, argonMemory, argonThreads, argonSize)
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) < argonSize/2 {
		return false
	}
	sum := argon2.IDKey([]byte(password), salt, uint32(passes), uint32(memory), uint8(threads), uint32(len(want)))
	return subtle.ConstantTimeCompare(sum, want) == 1
}
