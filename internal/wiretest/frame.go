package wiretest

import (
	"encoding/binary"
	"hash/crc32"
)

// AppendFrame appends a frame of AWS's event stream with the headers, given as pairs of name and value, and the payload. Names longer than 255 and
// values longer than 65,535 bytes are cut.
func AppendFrame(dst, payload []byte, pairs ...string) []byte {
	const prelude = 12 // its length, that of the headers, and a checksum
	start := len(dst)
	dst = append(dst, make([]byte, prelude)...)
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := pairs[i][:min(len(pairs[i]), 255)], pairs[i+1][:min(len(pairs[i+1]), 65_535)]
		dst = append(dst, byte(len(name)))
		dst = append(dst, name...)
		dst = append(dst, 7)
		dst = binary.BigEndian.AppendUint16(dst, uint16(len(value)))
		dst = append(dst, value...)
	}
	headers := len(dst) - start - prelude
	dst = append(dst, payload...)
	binary.BigEndian.PutUint32(dst[start:], uint32(len(dst)-start+4))
	binary.BigEndian.PutUint32(dst[start+4:], uint32(headers))
	binary.BigEndian.PutUint32(dst[start+8:], crc32.ChecksumIEEE(dst[start:start+8]))
	return binary.BigEndian.AppendUint32(dst, crc32.ChecksumIEEE(dst[start:]))
}
