package main

import (
	"errors"
	"io"

	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/wire/openai"
)

// printStream prints the text of a streamed answer as it arrives.
func printStream(body io.Reader, out io.Writer) error {
	events := sse.NewReader(body, 0)
	for {
		ev, err := events.Next()
		if err == io.EOF {
			return errors.New("the stream ended without [DONE]")
		}
		if err != nil {
			return err
		}
		if string(ev.Data) == "[DONE]" {
			return nil
		}
		if _, err := io.WriteString(out, openai.AnswerText(ev.Data)); err != nil {
			return err
		}
	}
}
