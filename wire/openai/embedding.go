package openai

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud/llm"
)

// Encodings of vectors (recorded: openai/embeddings). A vector in base64 is its numbers as float32, little endian.
const (
	encodingFloat  = "float"
	encodingBase64 = "base64"
)

// appendPacked appends the vector, an array of numbers, as a string of base64.
func appendPacked(dst []byte, vector llm.Raw) []byte {
	list := strings.TrimSpace(strings.Trim(string(vector), "[]"))
	packed := make([]byte, 0, 4*(strings.Count(list, ",")+1))
	for list != "" {
		var literal string
		literal, list, _ = strings.Cut(list, ",")
		x, _ := strconv.ParseFloat(strings.TrimSpace(literal), 32) // out of range gives ±Inf, the honest value
		packed = binary.LittleEndian.AppendUint32(packed, math.Float32bits(float32(x)))
	}
	dst = append(dst, '"')
	dst = base64.StdEncoding.AppendEncode(dst, packed)
	return append(dst, '"')
}

// unpack is the inverse of appendPacked, for text without the quotes. Each number gets the shortest literal that is the
// same float32.
func unpack(text string) (llm.Raw, bool) {
	packed, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(packed)%4 != 0 {
		return nil, false
	}
	out := append(make([]byte, 0, 3*len(packed)+2), '[')
	for i := 0; i < len(packed); i += 4 {
		x := float64(math.Float32frombits(binary.LittleEndian.Uint32(packed[i:])))
		if math.IsNaN(x) || math.IsInf(x, 0) { // JSON has no word for them
			return nil, false
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendFloat(out, x, 'g', -1, 32)
	}
	return append(out, ']'), true
}
