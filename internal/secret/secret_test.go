package secret_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"

	"github.com/burncloud/burncloud/internal/secret"
)

func keyring(t *testing.T, master string) *secret.Keyring {
	t.Helper()
	k, err := secret.NewKeyring([]byte(master))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var (
	masterA = strings.Repeat("a", 32)
	masterB = strings.Repeat("b", 32)
)

func TestOpenNeedsKeyPurposeAndRecord(t *testing.T) {
	sealed, err := keyring(t, masterA).Seal("provider key", "channel|ch_1|key_1", []byte("sk-plain"))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name, master, purpose, aad string
		want                       error
	}{
		{"same", masterA, "provider key", "channel|ch_1|key_1", nil},
		{"other master", masterB, "provider key", "channel|ch_1|key_1", secret.ErrOtherKey},
		{"other purpose", masterA, "session", "channel|ch_1|key_1", secret.ErrDamaged},
		{"other record", masterA, "provider key", "channel|ch_1|key_2", secret.ErrDamaged},
		{"purpose and record shifted", masterA, "provider keychannel", "|ch_1|key_1", secret.ErrDamaged},
		{"no record", masterA, "provider key", "", secret.ErrDamaged},
	} {
		plain, err := keyring(t, x.master).Open(x.purpose, x.aad, sealed)
		if !errors.Is(err, x.want) || (err == nil) != (string(plain) == "sk-plain") {
			t.Errorf("%s: got %q, %v, want %v", x.name, plain, err, x.want)
		}
	}
}

func TestEveryDamagedByteIsTold(t *testing.T) {
	k := keyring(t, masterA)
	sealed, err := k.Seal("p", "a", []byte("value"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := k.Open("p", "a", bad); err == nil {
			t.Errorf("byte %d changed: opened", i)
		}
		if _, err := k.Open("p", "a", sealed[:i]); err == nil {
			t.Errorf("cut to %d bytes: opened", i)
		}
	}
}

func TestSealingTwiceDiffers(t *testing.T) {
	k := keyring(t, masterA)
	a, _ := k.Seal("p", "a", []byte("value"))
	b, _ := k.Seal("p", "a", []byte("value"))
	if bytes.Equal(a, b) {
		t.Error("two seals of one value are equal")
	}
	if empty, err := k.Seal("p", "a", nil); err != nil {
		t.Error(err)
	} else if plain, err := k.Open("p", "a", empty); err != nil || len(plain) != 0 {
		t.Errorf("empty value: got %q, %v", plain, err)
	}
}

func TestKeyringPrintsNoKey(t *testing.T) {
	k := keyring(t, masterA)
	s := fmt.Sprintf("%v %+v %#v %v %+v", k, k, k, *k, struct{ K secret.Keyring }{*k})
	if strings.Contains(s, "aaaa") || strings.Contains(s, "97 97 97") {
		t.Error(s)
	}
}

func TestShortMasterIsRefused(t *testing.T) {
	if _, err := secret.NewKeyring(make([]byte, secret.MinMaster-1)); err == nil {
		t.Error("31 bytes accepted")
	}
}

func FuzzOpen(f *testing.F) {
	k, err := secret.NewKeyring([]byte(masterA))
	if err != nil {
		f.Fatal(err)
	}
	sealed, _ := k.Seal("p", "a", []byte("value"))
	f.Add(sealed)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if plain, err := k.Open("p", "a", b); err == nil && string(plain) != "value" {
			t.Errorf("%x opened to %q, which was never sealed", b, plain)
		}
	})
}

func TestLoadMasterKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	first, err := secret.LoadMasterKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
	again, err := secret.LoadMasterKey(path)
	if err != nil || !bytes.Equal(first, again) || len(first) < secret.MinMaster {
		t.Errorf("got %d bytes, then %d bytes, %v", len(first), len(again), err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := secret.LoadMasterKey(path); err == nil {
		t.Error("a file that the group may read was accepted")
	}
	short := filepath.Join(t.TempDir(), "short.key")
	if err := os.WriteFile(short, []byte("cut\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := secret.LoadMasterKey(short); err == nil || strings.Contains(err.Error(), "cut") {
		t.Errorf("short file: got %v", err)
	}
}

func TestKeyChecksum(t *testing.T) {
	for range 200 {
		key := secret.NewKey("sk-")
		if len(key) != 49 || !strings.HasPrefix(key, "sk-") || !secret.ValidKey(key) {
			t.Fatalf("%q is not valid", key)
		}
	}
	// CRC-32 tells every change of one byte and every change inside four adjacent bytes.
	key := secret.NewKey("sk-")
	for i := range len(key) {
		for _, c := range []byte("09AZaz-é") {
			if c != key[i] && secret.ValidKey(key[:i]+string([]byte{c})+key[i+1:]) {
				t.Errorf("%q valid with byte %d changed to %q", key, i, c)
			}
		}
		if i > 0 && key[i] != key[i-1] && secret.ValidKey(key[:i-1]+string([]byte{key[i], key[i-1]})+key[i+1:]) {
			t.Errorf("%q valid with bytes %d and %d swapped", key, i-1, i)
		}
		if secret.ValidKey(key[:i]) {
			t.Errorf("%q valid when cut to %d", key, i)
		}
	}
	if secret.ValidKey(key+"0") || secret.ValidKey("x"+key) {
		t.Errorf("%q valid when longer", key)
	}
}

func TestKeysDiffer(t *testing.T) {
	a, b := secret.NewKey("sk-"), secret.NewKey("sk-")
	if a == b || secret.Hash(a) == secret.Hash(b) {
		t.Error("two keys are equal")
	}
}

func TestPassword(t *testing.T) {
	encoded := secret.HashPassword("correct horse")
	if encoded == secret.HashPassword("correct horse") {
		t.Error("two hashes of one password are equal: no salt")
	}
	salt, sum := make([]byte, 0), make([]byte, 0)
	part := strings.Split(encoded, "$")
	if len(part) != 6 || strings.Join(part[:4], "$") != "$argon2id$v=19$m=19456,t=2,p=1" {
		t.Fatalf("encoded as %s", encoded)
	}
	salt, _ = base64.RawStdEncoding.AppendDecode(salt, []byte(part[4]))
	sum, _ = base64.RawStdEncoding.AppendDecode(sum, []byte(part[5]))
	if want := argon2.IDKey([]byte("correct horse"), salt, 2, 19456, 1, 32); len(salt) != 16 || !bytes.Equal(sum, want) {
		t.Error("the hash is not argon2id of the password and its salt")
	}
}
