package tokenizer

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// picturesOf are pictures of 300 by 200 pixels, as their formats begin.
func picturesOf(t *testing.T) map[string][]byte {
	t.Helper()
	paletted := image.NewPaletted(image.Rect(0, 0, 300, 200), palette.Plan9)
	out := map[string][]byte{}
	for name, encode := range map[string]func(*bytes.Buffer) error{
		"png":  func(b *bytes.Buffer) error { return png.Encode(b, paletted) },
		"jpeg": func(b *bytes.Buffer) error { return jpeg.Encode(b, paletted, nil) },
		"gif":  func(b *bytes.Buffer) error { return gif.Encode(b, paletted, nil) },
	} {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		out[name] = b.Bytes()
	}
	exif := append([]byte{0xff, 0xe1, 0xff, 0xff}, make([]byte, 65533)...) // metadata as long as it can be, three times
	j := out["jpeg"]
	out["jpeg with metadata"] = bytes.Join([][]byte{j[:2], exif, exif, exif, j[2:]}, nil)
	out["webp lossy"] = append([]byte("RIFF\x00\x00\x00\x00WEBPVP8 \x00\x00\x00\x00\x00\x00\x00\x9d\x01\x2a"), 300&0xff, 300>>8|0x40, 200, 0)
	lossless := uint32(299) | 199<<14
	out["webp lossless"] = append([]byte("RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f"), byte(lossless), byte(lossless>>8), byte(lossless>>16), byte(lossless>>24), 0, 0, 0, 0, 0)
	out["webp extended"] = append([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x00\x00\x00\x00\x00\x00\x00\x00"), 299&0xff, 299>>8, 0, 199, 0, 0)
	return out
}

func TestSize(t *testing.T) {
	for name, b := range picturesOf(t) {
		if w, h := Size(base64.StdEncoding.EncodeToString(b)); w != 300 || h != 200 {
			t.Errorf("%s: %d by %d", name, w, h)
		}
		for cut := range min(len(b), 200) { // a part of a header must do no harm
			Size(base64.StdEncoding.EncodeToString(b[:cut]))
		}
	}
	for _, s := range []string{"", "x", "%%%%", "AAAA", strings.Repeat("/9j/", 100), base64.StdEncoding.EncodeToString([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\x00\x00\x00"))} {
		if w, h := Size(s); w != 0 || h != 0 {
			t.Errorf("%.20q: %d by %d", s, w, h)
		}
	}
}

// TestPictures has the examples of OpenAI's and Google's guides, and what was measured of the others.
func TestPictures(t *testing.T) {
	for _, c := range []struct {
		model  string
		w, h   int64
		detail string
		want   int64
	}{
		{"gpt-4o", 1024, 1024, "high", 765},
		{"gpt-4o", 2048, 4096, "high", 1105},
		{"gpt-4o", 4096, 8192, "low", 85},
		{"gpt-4o", 512, 512, "", 255},
		{"gpt-4o", 0, 0, "", 85 + 8*170},
		{"gpt-4o-mini", 1024, 1024, "", 2833 + 4*5667},
		{"o3", 1024, 1024, "", 75 + 4*150},
		{"gpt-5", 1024, 1024, "", 70 + 4*140},
		{"gpt-4.1-mini", 1024, 1024, "", 1659},
		{"o4-mini", 1800, 2400, "", 2642},
		{"gpt-5-nano", 0, 0, "", 3779},
		{"gpt-5.5", 256, 256, "", 77},
		{"gpt-5.5", 1024, 1024, "", 1229},
		{"gpt-5.5", 2560, 1440, "", 4320},
		{"claude-haiku-4-5", 256, 256, "", 100},
		{"claude-haiku-4-5", 1024, 1024, "", 1369},
		{"claude-haiku-4-5", 3840, 2160, "", 1568},
		{"claude-opus-4-8", 1920, 1080, "", 2691},
		{"gemini-2.5-pro", 384, 384, "", 258},
		{"gemini-2.5-pro", 960, 540, "", 6 * 258},
		{"gemini-3-pro", 4032, 3024, "", 1120},
		{"qwen-vl-max", 1024, 1024, "", 1280},
		{"qwen-vl-max", 280, 280, "", 100},
	} {
		if got := For(burncloud.ModelName(c.model), "").picture(c.w, c.h, c.detail); got != c.want {
			t.Errorf("%s, %d by %d, detail %q: %d tokens, want %d", c.model, c.w, c.h, c.detail, got, c.want)
		}
	}
	for i := range models { // no rule may overflow or give nothing
		for _, side := range []int64{0, 1, 7, 1 << 24} {
			if n := models[i].family.picture(side, max(1, side/1000), ""); n <= 0 || n > 1<<20 {
				t.Errorf("%s: %d tokens for a side of %d", models[i].family.Name, n, side)
			}
		}
	}
}

func TestPromptOfMedia(t *testing.T) {
	f := For("gpt-4o", "openai")
	picture := base64.StdEncoding.EncodeToString(picturesOf(t)["png"])
	ask := func(parts ...llm.Part) Prompt {
		return f.Prompt(&llm.Request{Messages: []llm.Message{{Role: llm.RoleUser, Parts: parts}}})
	}
	text := ask(llm.Text{Text: "What is this?"})
	if !text.Exact || text.Tokens != 3+3+1+f.Count("What is this?") {
		t.Errorf("text: %+v", text)
	}
	for name, c := range map[string]struct {
		part llm.Part
		more int64
	}{
		"picture":            {llm.Media{Kind: llm.MediaImage, Data: picture}, 255},
		"small":              {llm.Media{Kind: llm.MediaImage, Data: picture, Detail: "low"}, 85},
		"elsewhere":          {llm.Media{Kind: llm.MediaImage, URL: "https://example.com/x.png"}, 1445},
		"not a picture":      {llm.Media{Kind: llm.MediaImage, Data: "AAAA"}, 1445},
		"sound":              {llm.Media{Kind: llm.MediaAudio, Data: strings.Repeat("A", 3*soundBytes)}, 30},
		"document":           {llm.Media{Kind: llm.MediaFile, Data: strings.Repeat("A", pageBytes+1)}, 3200},
		"document elsewhere": {llm.Media{Kind: llm.MediaFile, FileID: "file_1"}, 16000},
	} {
		if got := ask(llm.Text{Text: "What is this?"}, c.part); got.Exact || got.Tokens != text.Tokens+c.more {
			t.Errorf("%s: %+v, want %d more than %d", name, got, c.more, text.Tokens)
		}
	}
}

// TestPromptOfTools follows OpenAI's published example: types and descriptions count, braces do not.
func TestPromptOfTools(t *testing.T) {
	f := For("gpt-4o", "openai")
	r := llm.Request{Messages: []llm.Message{{Role: llm.RoleUser, Parts: []llm.Part{llm.Text{Text: "Hi"}}}}}
	plain := f.Prompt(&r).Tokens
	deep := llm.Raw(strings.Repeat(`{"type":"object","properties":{"a":`, 100) + "1" + strings.Repeat("}}", 100))
	for schema, want := range map[string]int64{
		``:                                  12 + 7 + 2,
		`{"type":"object"}`:                 12 + 7 + 2 + 1,
		`{"type":"object","properties":{}}`: 12 + 7 + 2 + 1 + 3,
		`{"type":"object","properties":{"unit":{"type":"string","enum":["c","f"]}}}`: 12 + 7 + 2 + 1 + 3 + 3 + 1 + 1 - 3 + 2*(3+1),
		`{"type":"object","additionalProperties":false,"required":["a"]}`:            12 + 7 + 2 + 1,
		`{"type":["string","null"],"enum":7,"properties":null,"items":[{}]}`:         12 + 7 + 2 + f.Count(`["string","null"]`),
	} {
		r.Tools = []llm.Tool{{Kind: llm.ToolFunction, Name: "weather", Description: "now", Schema: llm.Raw(schema)}}
		if got := f.Prompt(&r); got.Exact || got.Tokens-plain != want {
			t.Errorf("%s: %d more tokens, want %d", schema, got.Tokens-plain, want)
		}
	}
	r.Tools = []llm.Tool{{Kind: llm.ToolFunction, Name: "deep", Schema: deep}}
	if got := f.Prompt(&r).Tokens; got < 500 {
		t.Errorf("a schema of 100 floors: %d tokens", got)
	}
}
