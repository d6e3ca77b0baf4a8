package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// Reasons why a sealed value does not open. Neither says anything about the value.
var (
	ErrOtherKey = errors.New("sealed under another master key")
	ErrDamaged  = errors.New("damaged, or sealed for another record or purpose")
)

// MinMaster is the length in bytes below which a master key is refused.
const MinMaster = 32

const (
	sealVersion = 1
	idSize      = 8
	headSize    = 1 + idSize // version, key id
	keySize     = 32
	gcmOverhead = 12 + 16 // nonce, tag
	wrappedSize = keySize + gcmOverhead
)

// Keyring encrypts records under one master key. It is safe for concurrent use.
//
// The master key itself is kept inside a function, so that no formatting verb, however deep, can print it.
type Keyring struct {
	id     [idSize]byte
	derive func(label string, size int) ([]byte, error)
}

// NewKeyring derives from the master key, of at least MinMaster bytes of unguessable text or data, a key of its own for
// every purpose. It keeps no reference to master.
func NewKeyring(master []byte) (*Keyring, error) {
	if len(master) < MinMaster {
		return nil, fmt.Errorf("the master key has %d bytes, fewer than %d", len(master), MinMaster)
	}
	root, err := hkdf.Extract(sha256.New, master, nil)
	if err != nil {
		return nil, fmt.Errorf("deriving keys: %w", err)
	}
	k := &Keyring{derive: func(label string, size int) ([]byte, error) {
		return hkdf.Expand(sha256.New, root, "burncloud "+label, size)
	}}
	id, err := k.derive("key id", idSize)
	if err != nil {
		return nil, fmt.Errorf("deriving keys: %w", err)
	}
	copy(k.id[:], id)
	return k, nil
}

// Seal encrypts plain for one purpose and one record, which aad names: opening needs the same two. Every record has a
// data key of its own, wrapped by the purpose's key, so changing the master key means rewrapping only.
//
// The form is: version (1 byte), key id (8), data key (nonce 12, ciphertext 32, tag 16), value (nonce, ciphertext, tag).
func (k *Keyring) Seal(purpose, aad string, plain []byte) ([]byte, error) {
	head := append([]byte{sealVersion}, k.id[:]...)
	wrap, err := k.wrapper(purpose)
	if err != nil {
		return nil, err
	}
	var key [keySize]byte
	_, _ = rand.Read(key[:]) // never fails: crypto/rand crashes the program instead
	data, err := gcm(key[:])
	if err != nil {
		return nil, err
	}
	bound := binding(head, purpose, aad)
	sealed := wrap.Seal(head, nil, key[:], bound)
	return data.Seal(sealed, nil, plain, bound), nil
}

// Open decrypts what Seal made for the same purpose and aad. It fails with ErrOtherKey or ErrDamaged.
func (k *Keyring) Open(purpose, aad string, sealed []byte) ([]byte, error) {
	if len(sealed) < headSize+wrappedSize+gcmOverhead || sealed[0] != sealVersion {
		return nil, ErrDamaged
	}
	head, wrapped, value := sealed[:headSize], sealed[headSize:headSize+wrappedSize], sealed[headSize+wrappedSize:]
	if [idSize]byte(head[1:]) != k.id {
		return nil, ErrOtherKey
	}
	wrap, err := k.wrapper(purpose)
	if err != nil {
		return nil, err
	}
	bound := binding(head, purpose, aad)
	key, err := wrap.Open(nil, nil, wrapped, bound)
	if err != nil {
		return nil, ErrDamaged
	}
	data, err := gcm(key)
	if err != nil {
		return nil, err
	}
	plain, err := data.Open(nil, nil, value, bound)
	if err != nil {
		return nil, ErrDamaged
	}
	return plain, nil
}

// wrapper is the cipher of a purpose's own key.
func (k *Keyring) wrapper(purpose string) (cipher.AEAD, error) {
	key, err := k.derive("purpose "+purpose, keySize)
	if err != nil {
		return nil, fmt.Errorf("deriving keys: %w", err)
	}
	return gcm(key)
}

// binding is the additional data of both ciphertexts. The zero byte keeps purpose and aad apart.
func binding(head []byte, purpose, aad string) []byte {
	b := make([]byte, 0, len(head)+len(purpose)+1+len(aad))
	b = append(b, head...)
	b = append(b, purpose...)
	b = append(b, 0)
	return append(b, aad...)
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
