package secret

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"

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

// HashPassword returns the argon2id hash of the password in the usual encoded form ("$argon2id$v=19$m=…").
func HashPassword(password string) string {
	var salt [saltSize]byte
	_, _ = rand.Read(salt[:]) // never fails: crypto/rand crashes the program instead
	sum := argon2.IDKey([]byte(password), salt[:], argonTime, argonMemory, argonThreads, argonSize)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		b64.EncodeToString(salt[:]), b64.EncodeToString(sum))
}
