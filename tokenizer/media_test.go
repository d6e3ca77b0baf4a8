package tokenizer_test

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/tokenizer"
)

// pdf is a document of objects, numbered from 1.
func pdf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer << /Root 1 0 R >>\n%%EOF\n")
	return b.Bytes()
}

// pagesOf are so many page objects, with the streams that they show.
func pagesOf(n int) []string {
	all := []string{"<< /Type /Catalog /Pages 2 0 R >>", fmt.Sprintf("<< /Type/Pages /Kids [] /Count %d >>", n)}
	for i := range n {
		all = append(all, fmt.Sprintf("<</Type /Page\n/Parent 2 0 R /Contents %d 0 R>>", i), "<</Length 44>>\nstream\n1 0 obj <</Type/Page>> endobj BT (hello) Tj ET\nendstream")
	}
	return all
}

// packed is a stream of objects.
func packed(objects ...string) string {
	var head, body, out bytes.Buffer
	for i, o := range objects {
		fmt.Fprintf(&head, "%d %d ", 100+i, body.Len())
		body.WriteString(o + " ")
	}
	z := zlib.NewWriter(&out)
	_, _ = z.Write(append(head.Bytes(), body.Bytes()...))
	_ = z.Close()
	return fmt.Sprintf("<</Type/ObjStm /N %d /First %d /Filter/FlateDecode /Length %d>>\nstream\n%s\nendstream", len(objects), head.Len(), out.Len(), out.String())
}

func TestPages(t *testing.T) {
	plain := pdf(pagesOf(7)...)
	revised := append(bytes.Clone(plain), "3 0 obj\n<</Type/Page /Rotate 90>>\nendobj\n"...)
	bomb := packed(strings.Repeat(" ", 20<<20), "<</Type/Page>>")
	long := "<</Annots [" + strings.Repeat("99 0 R ", 3000) + "] /Type/Page>>"
	for _, c := range []struct {
		name  string
		b     []byte
		pages int64
		exact bool
	}{
		{"pages", plain, 7, true},
		{"a page that a later revision replaces", revised, 7, true},
		{"one with a long list before its type", pdf(long), 1, true},
		{"in a compressed stream", pdf("<</Type/Catalog>>", packed("<</Type/Pages/Count 3>>", "<</Type/Page>>", "<</Parent 1 0 R/Type /Page>>", "<</Type/Page/MediaBox[0 0 1 1]>>")), 3, true},
		{"both ways", slices.Concat(plain, pdf("<<>>", packed("<</Type/Page>>"))), 8, true},
		{"encrypted", slices.Concat(plain, []byte("trailer <</Encrypt 9 0 R>>")), 1, false},
		{"no PDF", []byte("hello"), 1, false},
		{"nothing", nil, 1, false},
		{"no page", pdf("<</Type/Catalog>>"), 1, false},
		{"large, and no page", pdf(strings.Repeat("x", 100<<10)), 26, false},
		{"as large as can be", pdf(strings.Repeat("x", 9<<20)), 1000, false},
		{"a stream cut short", pdf("<<>>", packed("<</Type/Page>>")[:90]), 1, false},
		{"a stream that is larger than it may be", pdf(bomb, packed("<</Type/Page>>")), 6, false},
		{"a filter that is not known", pdf(strings.Replace(packed("<</Type/Page>>"), "Flate", "Crypt", 1), "<</Type/Page>>"), 1, false},
	} {
		pages, exact := tokenizer.Pages(c.b)
		if c.name == "a stream that is larger than it may be" {
			c.pages = int64(len(c.b)+4095) / 4096
		}
		if pages != c.pages || exact != c.exact {
			t.Errorf("%s: %d pages, exact %v; want %d, %v", c.name, pages, exact, c.pages, c.exact)
		}
	}
	if b, err := os.ReadFile("testdata/printed.pdf"); err != nil {
		t.Error(err)
	} else if pages, exact := tokenizer.Pages(b); pages != 3 || !exact {
		t.Errorf("a browser's PDF of three pages: %d, %v", pages, exact)
	}
}

// TestPagesTakeTheirTime: files that are made to be slow to count are not.
func TestPagesTakeTheirTime(t *testing.T) {
	const size = 8 << 20
	stream := packed("<</Type/Catalog>>")
	for _, part := range []string{"1 0 obj", "1 0 obj stream", "1 0 obj endobj", "1 0 obj stream endobj", "1 0 obj << /Type /Type ", "1 0 obj " + stream + " ", strings.Repeat(" ", 70<<10) + "1 0 obj /Type/Type", "1 0 obj <</Type/ObjStm /N 9 /First 9 /FlateDecode>>stream\n"} {
		b := []byte("%PDF-" + strings.Repeat(part, size/len(part)))
		began := time.Now()
		tokenizer.Pages(b)
		if d := time.Since(began); d > 5*time.Second {
			t.Errorf("%.40q: %v", part, d)
		} else {
			t.Logf("%.40q: %v", part, d)
		}
	}
}

// wav is silence of so many seconds, of 8,000 samples of a byte.
func wav(seconds int) []byte {
	b := []byte("RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\xff\xff\xff\xff\x01\x00\x08\x00LIST\x01\x00\x00\x00x\x00data\xff\xff\xff\xff")
	return append(b, make([]byte, 8000*seconds)...)
}

func TestSeconds(t *testing.T) {
	big := func(n ...uint32) (b []byte) {
		for _, x := range n {
			b = binary.BigEndian.AppendUint32(b, x)
		}
		return b
	}
	box := func(kind string, content []byte) []byte {
		return append(append(big(uint32(8+len(content))), kind...), content...)
	}
	film := box("ftyp", []byte("M4A \x00\x00\x00\x00"))
	mvhd := box("mvhd", append(big(0, 0, 0, 600, 90_001), make([]byte, 80)...))
	wide := box("mvhd", append(append([]byte{1, 0, 0, 0}, make([]byte, 16)...), append(big(1000, 0, 61_000), make([]byte, 80)...)...))
	flac := append([]byte("fLaC\x00\x00\x00\x22\x10\x00\x10\x00\x00\x00\x00\x00\x00\x00"), 0x0a, 0xc4, 0x42, 0xf0, 0x00, 0x14, 0x99, 0x70)
	page := func(granule uint64, text string) []byte {
		return append(append(binary.LittleEndian.AppendUint64([]byte("OggS\x00\x00"), granule), make([]byte, 13)...), text...)
	}
	frame := append([]byte{0xff, 0xfb, 0x90, 0x44}, make([]byte, 413)...) // 128 kbit/s, 44,100 samples a second
	xing := bytes.Clone(frame)
	copy(xing[36:], append([]byte("Xing\x00\x00\x00\x01"), big(3829)...))
	id3 := append([]byte("ID3\x04\x00\x00\x00\x00\x01\x00"), bytes.Repeat([]byte{0xff, 0xe0}, 64)...)
	for _, c := range []struct {
		name    string
		b       []byte
		seconds int64
	}{
		{"wav", wav(9), 9},
		{"wav, a part of a second more", append(wav(9), 1), 10},
		{"flac", append(flac, 0), 31}, // 1,350,000 of 44,100
		{"opus", append(append(page(0, "OpusHead\x01\x01"), page(48_000*12+1, "x")...), page(math.MaxUint64, "x")...), 13},
		{"vorbis", append(page(0, "\x01vorbis\x00\x00\x00\x00\x02\x44\xac\x00\x00"), page(44_100*5, "x")...), 5},
		{"mp4", append(bytes.Clone(film), box("moov", mvhd)...), 151},
		{"mp4, header behind the sound", append(append(bytes.Clone(film), box("mdat", make([]byte, 999))...), box("moov", wide)...), 61},
		{"mp3", bytes.Repeat(frame, 100), 3},
		{"mp3 behind a tag", append(id3, bytes.Repeat(frame, 100)...), 3},
		{"mp3 of changing rate", append(xing, frame...), 101},
		{"webm", []byte("\x1a\x45\xdf\xa3\x01\x00\x00\x00"), 0},
		{"noise", bytes.Repeat([]byte{0xff, 0xff, 0x00}, 999), 0},
		{"a year", append(page(0, "OpusHead"), page(48_000*86400*365, "x")...), 0},
		{"nothing", nil, 0},
	} {
		if got, ok := tokenizer.Seconds(c.b); got != c.seconds || ok != (c.seconds > 0) {
			t.Errorf("%s: %d, %v; want %d", c.name, got, ok, c.seconds)
		}
		for cut := range min(len(c.b), 300) {
			tokenizer.Seconds(c.b[:cut])
		}
	}
}

// TestFamiliesMedia prints how far the counts of documents and sound are from what is published of them, and holds them to the
// tolerances of testdata/media.tsv: a page that is nothing but a picture counts for a page of text.
func TestFamiliesMedia(t *testing.T) {
	table, err := os.ReadFile("testdata/media.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-22s%6s %-18s%9s%9s%8s%8s  %s\n", "model", "units", "what", "reported", "counted", "off", "at most", "source")
	for _, line := range strings.Split(strings.TrimSpace(string(table)), "\n")[1:] {
		cell := strings.Split(line, "\t")
		units, _ := strconv.Atoi(cell[2])
		want, _ := strconv.ParseFloat(cell[3], 64)
		most, _ := strconv.ParseFloat(cell[4], 64)
		part := llm.Media{Kind: llm.MediaFile, Type: "application/pdf", Data: base64.StdEncoding.EncodeToString(pdf(pagesOf(units)...))}
		if strings.HasPrefix(cell[1], "seconds") {
			part = llm.Media{Kind: llm.MediaAudio, Type: "audio/wav", Data: base64.StdEncoding.EncodeToString(wav(units))}
		}
		f := tokenizer.For(burncloud.ModelName(cell[0]), "")
		ask := func(parts ...llm.Part) tokenizer.Prompt {
			return f.Prompt(&llm.Request{Messages: []llm.Message{{Role: llm.RoleUser, Parts: parts}}})
		}
		with := ask(part)
		got := float64(with.Tokens - ask().Tokens)
		off := 100 * (got/want - 1)
		fmt.Fprintf(&b, "%-22s%6d %-18s%9.0f%9.0f%+7.1f%%%7.0f%%  %s\n", cell[0], units, cell[1], want, got, off, most, cell[5])
		if math.Abs(off) > most || with.Exact {
			t.Errorf("%s: %.0f for %.0f, exact %v", line, got, want, with.Exact)
		}
	}
	t.Logf("estimates of documents and sound:\n%s", &b)
}

func TestTextDocuments(t *testing.T) {
	f := tokenizer.For("gpt-4o", "openai")
	text := "The quick brown fox."
	doc := llm.Media{Kind: llm.MediaFile, Type: "text/plain", Data: base64.StdEncoding.EncodeToString([]byte(text))}
	ask := func(part llm.Part) int64 {
		return f.Prompt(&llm.Request{Messages: []llm.Message{{Role: llm.RoleUser, Parts: []llm.Part{part}}}}).Tokens
	}
	if got, want := ask(doc), ask(llm.Text{Text: text}); got != want {
		t.Errorf("%d tokens, want %d", got, want)
	}
}

// FuzzMedia: whatever a file is, counting it ends, with a number within its bounds.
func FuzzMedia(f *testing.F) {
	for _, b := range [][]byte{pdf(pagesOf(2)...), pdf(packed("<</Type/Page>>", "<<>>")), wav(1), []byte("OggS\x00\x00OpusHead"), []byte("fLaC\x00\x00\x00\x22"), []byte("\x00\x00\x00\x08ftypmoov"), {0xff, 0xfb, 0x90, 0x44}, []byte("ID3")} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if n, _ := tokenizer.Pages(b); n < 1 || n > 1001 {
			t.Errorf("%d pages", n)
		}
		if n, ok := tokenizer.Seconds(b); n < 0 || n > 7*86400 || ok != (n > 0) {
			t.Errorf("%d seconds, %v", n, ok)
		}
	})
}
