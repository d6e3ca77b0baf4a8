package journal

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
)

// LSN is a log sequence number: records are numbered 1, 2, 3, … without a hole, for the life of a directory.
type LSN uint64

// Kind says how a payload is to be read; its values belong to the writers. Zero is reserved.
type Kind uint8

// Record is one entry of the journal.
type Record struct {
	LSN     LSN
	Kind    Kind
	Payload []byte
}

// MaxPayload is the largest payload that Append takes, in bytes.
const MaxPayload = 1 << 20

// A record on disk, little endian:
//
//	length u32 | CRC32C u32 | LSN u64 | lag u32 | kind u8 | payload
//
// The CRC covers everything but itself. lag is LSN − (the newest LSN known to be on the disk when the record was
// written): each record thereby testifies how much before it had been synced. Recovery needs the testimony to tell a
// power cut, which may persist unsynced writes in any order, from damage to what had been safe.
//
// Kind 0 is the mark of a clean close: it uses up no LSN, its LSN field says through where everything is on the disk,
// and the next record is written over it.
const (
	recordHead = 21
	markKind   = Kind(0)
	noClaim    = math.MaxUint32
)

// A segment starts with: magic [8] | version u32 | zero u32 | first LSN u64 | seq u64 | durable LSN u64 | CRC32C u32 | zero u32.
const (
	segmentHead    = 48
	segmentMagic   = "BURNJRNL"
	segmentVersion = 1
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// appendRecord encodes one record at the end of dst.
func appendRecord(dst []byte, lsn, durable LSN, kind Kind, payload []byte) []byte {
	at := len(dst)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(payload)))
	dst = append(dst, 0, 0, 0, 0)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(lsn))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(min(uint64(lsn-durable), noClaim)))
	dst = append(dst, byte(kind))
	dst = append(dst, payload...)
	binary.LittleEndian.PutUint32(dst[at+4:], recordSum(dst[at:]))
	return dst
}

// recordSum is the CRC of the one record that rec consists of.
func recordSum(rec []byte) uint32 {
	return crc32.Update(crc32.Checksum(rec[:4], castagnoli), castagnoli, rec[8:])
}

// frame is a decoded record and what only recovery wants to know about it.
type frame struct {
	Record
	claim LSN // everything up to here was on the disk when the record was written
	size  int // bytes it occupies
}

// decodeRecord decodes the record at the start of data; the payload aliases data. ok is false if there is no whole, intact one.
func decodeRecord(data []byte) (f frame, ok bool) {
	size := recordSize(data)
	if size == 0 || size > len(data) {
		return frame{}, false
	}
	rec := data[:size:size]
	if binary.LittleEndian.Uint32(rec[4:]) != recordSum(rec) {
		return frame{}, false
	}
	f.LSN, f.Kind, f.Payload, f.size = LSN(binary.LittleEndian.Uint64(rec[8:])), Kind(rec[20]), rec[recordHead:], size
	if lag := binary.LittleEndian.Uint32(rec[16:]); lag != noClaim && uint64(lag) <= uint64(f.LSN) {
		f.claim = f.LSN - LSN(lag)
	}
	return f, true
}

// recordSize is the size that the record at the start of data claims to have, or 0 if it cannot be one.
func recordSize(data []byte) int {
	if len(data) < recordHead {
		return 0
	}
	length := binary.LittleEndian.Uint32(data)
	if length > MaxPayload {
		return 0
	}
	return recordHead + int(length)
}

// latestClaim searches data, byte by byte, for intact records numbered from or later, and returns the highest LSN that
// one of them says had been synced. It is only used behind a point where the sequence broke.
func latestClaim(data []byte, from LSN) (claim LSN) {
	for i := 0; i+recordHead <= len(data); i++ {
		if data[i] == 0 && data[i+8] == 0 && data[i+15] == 0 {
			if rest := data[i:]; isZero(rest[:min(len(rest), 512)]) {
				i += min(len(rest), 512) - recordHead
				continue
			}
		}
		// No directory holds that many records: the bound spares the CRC of most of what is noise.
		if n := LSN(binary.LittleEndian.Uint64(data[i+8:])); n < from || n-from > 1<<40 {
			continue
		}
		if f, ok := decodeRecord(data[i:]); ok {
			claim = max(claim, f.claim)
		}
	}
	return claim
}

func isZero(data []byte) bool {
	var zero [512]byte
	for len(data) > 0 {
		n := min(len(data), len(zero))
		if !bytes.Equal(data[:n], zero[:n]) {
			return false
		}
		data = data[n:]
	}
	return true
}

// segmentHeader is what the first bytes of a segment say.
type segmentHeader struct {
	first   LSN    // of its first record, present or to come
	seq     uint64 // order of creation in this directory
	durable LSN    // everything up to here was on the disk when the segment was started
}

func (h segmentHeader) encode() []byte {
	b := make([]byte, 0, segmentHead)
	b = append(b, segmentMagic...)
	b = binary.LittleEndian.AppendUint64(b, segmentVersion)
	b = binary.LittleEndian.AppendUint64(b, uint64(h.first))
	b = binary.LittleEndian.AppendUint64(b, h.seq)
	b = binary.LittleEndian.AppendUint64(b, uint64(h.durable))
	return binary.LittleEndian.AppendUint64(b, uint64(crc32.Checksum(b, castagnoli)))
}

// decodeHeader reads a segment's header; ok is false if data does not start with an intact one of this version.
func decodeHeader(data []byte) (h segmentHeader, ok bool) {
	if len(data) < segmentHead {
		return h, false
	}
	h.first = LSN(binary.LittleEndian.Uint64(data[16:]))
	h.seq = binary.LittleEndian.Uint64(data[24:])
	h.durable = LSN(binary.LittleEndian.Uint64(data[32:]))
	return h, bytes.Equal(h.encode(), data[:segmentHead])
}
