//go:build !unix

package main

import (
	"errors"
	"os"
)

// upgradeSignal is never sent here.
func upgradeSignal() (_ <-chan os.Signal, stop func()) { return nil, func() {} }

func (s *server) beget() (*kin, error) { return nil, errors.ErrUnsupported }
