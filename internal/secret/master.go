package secret

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
)

// LoadMasterKey reads the master key from a file, and makes the file with a fresh key and mode 0600 when there is none.
// The key is the file's text without surrounding space, so the same text in an environment variable is the same key.
// A file that others may read is refused, and so is one that is too short, such as one cut by a full disk: a new key in
// its place would make everything sealed so far unreadable.
func LoadMasterKey(path string) ([]byte, error) {
	err := createMasterKey(path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("making the master key file: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading the master key file: %w", err)
	}
	// Windows has no such modes: there the directory's access list decides.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the master key file %s has mode %#o: nobody but its owner may have access, chmod 600 it", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the master key file: %w", err)
	}
	text = bytes.TrimSpace(text)
	if len(text) < MinMaster {
		return nil, fmt.Errorf("the master key file %s holds %d bytes, fewer than %d: restore it from a backup", path, len(text), MinMaster)
	}
	return text, nil
}

// createMasterKey makes the file, or fails with fs.ErrExist and leaves the one there alone.
func createMasterKey(path string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	var key [32]byte
	_, _ = rand.Read(key[:]) // never fails: crypto/rand crashes the program instead
	if _, err = f.WriteString(base64.RawURLEncoding.EncodeToString(key[:]) + "\n"); err != nil {
		return err
	}
	return f.Sync()
}
