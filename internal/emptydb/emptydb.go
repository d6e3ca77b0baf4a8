// Package emptydb puts empty databases where tests open them: the schema is made once for a program of tests, as making it takes
// longer than most of them.
package emptydb

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud/store"
)

var file = sync.OnceValues(func() (data []byte, err error) {
	dir, err := os.MkdirTemp("", "emptydb")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "db")
	db, err := store.Open(context.Background(), store.Options{Path: path, Now: time.Now})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// At puts an empty database at the path.
func At(t testing.TB, path string) {
	t.Helper()
	data, err := file()
	if err == nil {
		err = os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
