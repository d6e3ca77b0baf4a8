package tokenizer

import (
	"encoding/base64"
	"encoding/binary"
	"io"
	"strings"
)

// Bounds of looking for the size of a picture.
const (
	headBytes = 512 << 10 // a JPEG's size comes after its metadata
	maxPixels = 1 << 24   // a side; more is no picture
)

// Size reads the width and the height of a picture from its first bytes: PNG, JPEG, GIF or WebP in base64. Nothing is
// decoded but the header. 0 means that it does not say.
func Size(data string) (width, height int64) {
	return SizeOf(base64.NewDecoder(base64.StdEncoding, io.LimitReader(strings.NewReader(data), headBytes)))
}

// SizeOf is Size of the bytes themselves.
func SizeOf(r io.Reader) (width, height int64) {
	var head [30]byte
	n, _ := io.ReadFull(r, head[:])
	b := head[:n]
	switch {
	case n >= 24 && string(b[:8]) == "\x89PNG\r\n\x1a\n":
		width, height = int64(binary.BigEndian.Uint32(b[16:])), int64(binary.BigEndian.Uint32(b[20:]))
	case n >= 10 && string(b[:4]) == "GIF8":
		width, height = int64(binary.LittleEndian.Uint16(b[6:])), int64(binary.LittleEndian.Uint16(b[8:]))
	case n == 30 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		width, height = webp(b)
	case n == 30 && string(b[:2]) == "\xff\xd8":
		width, height = findFrame(io.MultiReader(strings.NewReader(string(b[2:])), r))
	}
	if width <= 0 || height <= 0 || width > maxPixels || height > maxPixels {
		return 0, 0
	}
	return width, height
}

// webp reads the three forms of a WebP header.
func webp(b []byte) (width, height int64) {
	switch string(b[12:16]) {
	case "VP8 ":
		return int64(binary.LittleEndian.Uint16(b[26:]) & 0x3fff), int64(binary.LittleEndian.Uint16(b[28:]) & 0x3fff)
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[21:])
		return int64(bits&0x3fff) + 1, int64(bits>>14&0x3fff) + 1
	case "VP8X":
		return three(b[24:]) + 1, three(b[27:]) + 1
	}
	return 0, 0
}

func three(b []byte) int64 { return int64(b[0]) | int64(b[1])<<8 | int64(b[2])<<16 }

// findFrame looks in a JPEG for the segment that begins a frame.
func findFrame(r io.Reader) (width, height int64) {
	for {
		var seg [4]byte
		if _, err := io.ReadFull(r, seg[:]); err != nil || seg[0] != 0xff {
			return 0, 0
		}
		size := int64(binary.BigEndian.Uint16(seg[2:]))
		if m := seg[1]; m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc {
			var frame [5]byte
			if _, err := io.ReadFull(r, frame[:]); err != nil {
				return 0, 0
			}
			return int64(binary.BigEndian.Uint16(frame[3:])), int64(binary.BigEndian.Uint16(frame[1:]))
		}
		if _, err := io.CopyN(io.Discard, r, size-2); size < 2 || err != nil {
			return 0, 0
		}
	}
}
