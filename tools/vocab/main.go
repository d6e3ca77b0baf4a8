// Command vocab writes the vocabularies that package tokenizer embeds. Its module is its own, because the source of
// the vocabularies weighs more than the program does. From the repository's root:
//
//	cd tools/vocab && go run . ../../tokenizer
package main

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pkoukk/tiktoken-go-loader/assets"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: vocab DIRECTORY")
		os.Exit(2)
	}
	for _, name := range []string{"o200k_base", "cl100k_base"} {
		if err := convert(name, os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, "vocab:", name+":", err)
			os.Exit(1)
		}
	}
}

// convert writes NAME.bin: zlib over the tokens in the order of their ranks, each with its length in one byte before it.
func convert(name, dir string) error {
	list, err := assets.Assets.ReadFile(name + ".tiktoken")
	if err != nil {
		return err
	}
	var out bytes.Buffer
	z, err := zlib.NewWriterLevel(&out, zlib.BestCompression)
	if err != nil {
		return err
	}
	if err := write(z, list); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".bin"), out.Bytes(), 0o644)
}

// write takes lines of a token in base64, a space and its rank. Ranks are not stored, so they must have no gaps.
func write(z *zlib.Writer, list []byte) error {
	next := 0
	for s := bufio.NewScanner(bytes.NewReader(list)); s.Scan(); next++ {
		encoded, rank, _ := strings.Cut(s.Text(), " ")
		token, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return err
		}
		if n, err := strconv.Atoi(rank); err != nil || n != next {
			return fmt.Errorf("rank %q follows %d", rank, next-1)
		}
		if len(token) == 0 || len(token) > 255 {
			return fmt.Errorf("rank %d has %d bytes", next, len(token))
		}
		if _, err := z.Write(append([]byte{byte(len(token))}, token...)); err != nil {
			return err
		}
	}
	return nil
}
