package ollama

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// errTooLong is returned for a line longer than maxLine.
var errTooLong = errors.New("line longer than the limit")

// lines reads the lines of a stream. Unlike bufio.Scanner it looks at each byte once, however slowly they come.
type lines struct {
	r   *bufio.Reader
	buf []byte // of a line that is longer than the reader's buffer
}

// next returns the next line that is not blank, valid until the next call. A last line without its line break is
// returned if it is whole.
func (l *lines) next() ([]byte, error) {
	for {
		line, err := l.read()
		line = bytes.TrimSpace(line)
		switch {
		case err != nil && (err != io.EOF || !jsontext.Value(line).IsValid()):
			return nil, err
		case len(line) > 0:
			return line, nil
		}
	}
}

// read returns what is left up to the next line break or error.
func (l *lines) read() ([]byte, error) {
	l.buf = l.buf[:0]
	for {
		piece, err := l.r.ReadSlice('\n')
		if err == nil && len(l.buf) == 0 {
			return piece, nil
		}
		if l.buf = append(l.buf, piece...); len(l.buf) > maxLine {
			return nil, errTooLong
		}
		if err != bufio.ErrBufferFull {
			return l.buf, err
		}
	}
}
