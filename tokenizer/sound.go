package tokenizer

import (
	"bytes"
	"encoding/binary"
	"math"
)

// Bounds of looking for the length of a recording.
const (
	syncBytes  = 64 << 10  // behind an ID3 tag, for the first frame of an MP3
	pageSearch = 64 << 10  // from the end, for the last page of an Ogg stream
	mostBoxes  = 1 << 10   // of an MP4 file that are looked at
	mostSound  = 7 * 86400 // seconds; more is no recording
)

// Seconds reads how long a recording is from what its container says, a part of a second as a whole one: WAV, MP3, FLAC, Ogg (Opus, Vorbis) or MP4.
// Nothing is decoded. ok is false where it does not say.
func Seconds(b []byte) (seconds int64, ok bool) {
	var n, rate uint64 // samples, and how many a second has
	switch {
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WAVE":
		n, rate = wav(b[12:])
	case len(b) >= 26 && string(b[:4]) == "fLaC":
		n, rate = binary.BigEndian.Uint64(b[18:])&(1<<36-1), uint64(b[18])<<12|uint64(b[19])<<4|uint64(b[20])>>4
	case len(b) >= 4 && string(b[:4]) == "OggS":
		n, rate = ogg(b)
	case len(b) >= 12 && string(b[4:8]) == "ftyp":
		n, rate = mp4(b, 0)
	default:
		n, rate = mp3(b)
	}
	if n == 0 || rate == 0 || n/rate >= mostSound {
		return 0, false
	}
	return int64((n + rate - 1) / rate), true
}

// wav is the bytes of sound and those of a second. The length that the chunk claims is of no account: recordings under way have none.
func wav(b []byte) (n, rate uint64) {
	for len(b) >= 8 {
		size := uint64(binary.LittleEndian.Uint32(b[4:]))
		kind, rest := string(b[:4]), b[8:]
		if kind == "data" {
			return min(size, uint64(len(rest))), rate
		}
		if kind == "fmt " && len(rest) >= 16 {
			rate = uint64(binary.LittleEndian.Uint32(rest[8:]))
			if binary.LittleEndian.Uint16(rest) == 1 { // plain samples: what decoders go by
				rate = uint64(binary.LittleEndian.Uint32(rest[4:])) * uint64(binary.LittleEndian.Uint16(rest[2:])) * uint64(binary.LittleEndian.Uint16(rest[14:])) / 8
			}
		}
		size += size & 1
		if size > uint64(len(rest)) {
			return 0, 0
		}
		b = rest[size:]
	}
	return 0, 0
}

// Bit rates of MP3 in kbit/s, and sample rates: of MPEG 1, and of MPEG 2 and 2.5.
var (
	bitRates    = [2][16]uint64{{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}, {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}}
	sampleRates = [4]uint64{44100, 48000, 32000}
)

// mp3 is the samples of all frames by the table of contents that the first frame may have; else by the bit rate of that frame.
func mp3(b []byte) (n, rate uint64) {
	if len(b) > 10 && string(b[:3]) == "ID3" {
		size := int(b[6]&127)<<21 | int(b[7]&127)<<14 | int(b[8]&127)<<7 | int(b[9]&127)
		b = b[min(len(b), 10+size):]
	}
	for i := 0; i+4 <= len(b) && i < syncBytes; i++ {
		version, layer := b[i+1]>>3&3, b[i+1]>>1&3
		if b[i] != 0xff || b[i+1] < 0xe0 || version == 1 || layer != 1 {
			continue
		}
		old, samples, mono := 0, uint64(1152), b[i+3]>>6 == 3
		if version != 3 {
			old, samples = 1, 576
		}
		bitRate, sampleRate := bitRates[old][b[i+2]>>4]*1000, sampleRates[b[i+2]>>2&3]
		switch version {
		case 2:
			sampleRate /= 2
		case 0:
			sampleRate /= 4
		}
		if bitRate == 0 || sampleRate == 0 {
			continue
		}
		if frames := contents(b[i:], old == 1, mono); frames > 0 {
			return frames * samples, sampleRate
		}
		return uint64(len(b)-i) * 8, bitRate
	}
	return 0, 0
}

// contents is the number of frames by the tag in the first one, 0 without.
func contents(frame []byte, old, mono bool) uint64 {
	at := 36
	switch {
	case old && mono:
		at = 13
	case old || mono:
		at = 21
	}
	if len(frame) >= at+12 && (string(frame[at:at+4]) == "Xing" || string(frame[at:at+4]) == "Info") && frame[at+7]&1 != 0 {
		return uint64(binary.BigEndian.Uint32(frame[at+8:]))
	}
	if len(frame) >= 54 && string(frame[36:40]) == "VBRI" {
		return uint64(binary.BigEndian.Uint32(frame[50:]))
	}
	return 0
}

// ogg is the position at the end of the last page, in samples.
func ogg(b []byte) (n, rate uint64) {
	head := b[:min(len(b), 512)]
	if bytes.Contains(head, []byte("OpusHead")) {
		rate = 48000
	} else if i := bytes.Index(head, []byte("\x01vorbis")); i >= 0 && i+16 <= len(head) {
		rate = uint64(binary.LittleEndian.Uint32(head[i+12:]))
	}
	tail := b[max(0, len(b)-pageSearch):]
	for {
		i := bytes.LastIndex(tail, []byte("OggS"))
		if i < 0 {
			return 0, 0
		}
		if i+14 <= len(tail) {
			if n = binary.LittleEndian.Uint64(tail[i+6:]); n != math.MaxUint64 { // no packet ends on such a page
				return n, rate
			}
		}
		tail = tail[:i]
	}
}

// mp4 finds the header of the film, and in it the length and its unit.
func mp4(b []byte, depth int) (n, rate uint64) {
	for range mostBoxes {
		if len(b) < 8 {
			return 0, 0
		}
		size, head := uint64(binary.BigEndian.Uint32(b)), uint64(8)
		if size == 1 && len(b) >= 16 {
			size, head = binary.BigEndian.Uint64(b[8:]), 16
		}
		if size == 0 {
			size = uint64(len(b))
		}
		if size < head || size > uint64(len(b)) {
			return 0, 0
		}
		switch box := b[head:size]; {
		case string(b[4:8]) == "moov" && depth == 0:
			return mp4(box, 1)
		case string(b[4:8]) == "mvhd" && len(box) >= 20 && box[0] == 0:
			return uint64(binary.BigEndian.Uint32(box[16:])), uint64(binary.BigEndian.Uint32(box[12:]))
		case string(b[4:8]) == "mvhd" && len(box) >= 32:
			return binary.BigEndian.Uint64(box[24:]), uint64(binary.BigEndian.Uint32(box[20:]))
		}
		b = b[size:]
	}
	return 0, 0
}
