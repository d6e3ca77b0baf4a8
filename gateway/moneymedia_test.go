package gateway_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// mediaForm is a form with fields as "name=value". A value "@png 300x200" is a picture, "@wav 9" a recording of so many seconds.
func mediaForm(model string, fields ...string) (kind, body string) {
	var b strings.Builder
	for _, f := range append([]string{"model=" + model}, fields...) {
		name, value, _ := strings.Cut(f, "=")
		file := ""
		var w, h int
		if _, err := fmt.Sscanf(value, "@png %dx%d", &w, &h); err == nil {
			var picture bytes.Buffer
			_ = png.Encode(&picture, image.NewGray(image.Rect(0, 0, w, h)))
			file, value = `; filename="a.png"`, picture.String()
		}
		if _, err := fmt.Sscanf(value, "@wav %d", &w); err == nil {
			file = `; filename="a.wav"`
			value = "RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\xff\xff\xff\xff" + strings.Repeat("\x80", 8000*w)
		}
		fmt.Fprintf(&b, "--xyz\r\nContent-Disposition: form-data; name=%q%s\r\n\r\n%s\r\n", name, file, value)
	}
	return "multipart/form-data; boundary=xyz", b.String() + "--xyz--\r\n"
}

// tariffs are the prices that media are sold by.
func tariffs(t *testing.T) map[string]burncloud.Price {
	cents := func(n int64) burncloud.Rate { return burncloud.Rate(n * 10_000_000_000) }
	per := func(s string) *burncloud.Rate { r := rate(t, s); return &r }
	return map[string]burncloud.Price{
		"by size and quality": {Pictures: []burncloud.PicturePrice{
			{Size: "1024x1024", Quality: "standard", Each: cents(4)},
			{Size: "1024x1792", Quality: "standard", Each: cents(8)},
			{Size: "1024x1024", Quality: "hd", Each: cents(8)},
			{Size: "1024x1792", Quality: "hd", Each: cents(12)},
		}},
		"by quality":    {Pictures: []burncloud.PicturePrice{{Quality: "low", Each: cents(1)}, {Quality: "high", Each: cents(20)}}, Units: burncloud.Units{Image: cents(5)}},
		"by resolution": {Pictures: []burncloud.PicturePrice{{Size: "1k", Each: cents(5)}, {Size: "2k", Each: cents(7)}}},
		"by tokens":     {Rates: burncloud.Rates{Input: rate(t, "5"), Output: rate(t, "40"), ImageIn: per("10")}},
		"by second":     {Units: burncloud.Units{Second: 100_000_000}},
		"by character":  {Units: burncloud.Units{Character: 15_000_000}},
		"by sound":      {Rates: burncloud.Rates{Input: rate(t, "2.5"), Output: rate(t, "10"), AudioIn: per("6"), AudioOut: per("12")}},
	}
}

const (
	drawnTwo  = `{"created":1,"data":[{"url":"https://x.invalid/1"},{"url":"https://x.invalid/2"}]}`
	drawnOne  = `{"created":1,"data":[{"url":"https://x.invalid/1"}]}`
	drawnLive = "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"size\":\"1024x1792\",\"quality\":\"hd\",\"b64_json\":\"AAAA\",\"usage\":{\"input_tokens\":9,\"output_tokens\":2,\"total_tokens\":11}}\n\n"
)

// TestMoneyMedia: what is held for pictures and sound, and what is charged in the end: never more. An empty answer is the simulator's.
func TestMoneyMedia(t *testing.T) {
	all := tariffs(t)
	for _, x := range []struct {
		name, model, tariff, path, body, answer string
		held, charged                           string // dollars
		usage                                   burncloud.Usage
	}{
		{"a row", "m", "by size and quality", "/v1/images/generations", `{"prompt":"x","n":2,"size":"1024x1792","quality":"HD"}`, drawnTwo, "0.24", "0.24", burncloud.Usage{Images: 2, ImageSize: "1024x1792", ImageQuality: "hd"}},
		{"fewer than were asked for", "m", "by size and quality", "/v1/images/generations", `{"prompt":"x","n":2,"size":"1024x1024","quality":"standard"}`, drawnOne, "0.08", "0.04", burncloud.Usage{Images: 1, ImageSize: "1024x1024", ImageQuality: "standard"}},
		{"left open, and said by nobody", "m", "by size and quality", "/v1/images/generations", `{"prompt":"x"}`, drawnOne, "0.12", "0.12", burncloud.Usage{Images: 1}},
		{"left open, as the model makes them", "dall-e-3", "by size and quality", "/v1/images/generations", `{"prompt":"x"}`, drawnOne, "0.04", "0.04", burncloud.Usage{Images: 1, ImageSize: "1024x1024", ImageQuality: "standard"}},
		{"left open, and said by the answer", "m", "by size and quality", "/v1/images/generations", `{"prompt":"x","size":"auto","quality":"auto"}`, `{"size":"1024x1792","quality":"standard",` + drawnOne[1:], "0.12", "0.08", burncloud.Usage{Images: 1, ImageSize: "1024x1792", ImageQuality: "standard"}},
		{"left open, and said beside the picture", "m", "by size and quality", "/v1/images/generations", `{"prompt":"x","quality":"hd"}`, `{"data":[{"url":"https://x.invalid/1","size":"1024x1024"}]}`, "0.12", "0.08", burncloud.Usage{Images: 1, ImageSize: "1024x1024", ImageQuality: "hd"}},
		{"left open, and read off the picture", "m", "by size and quality", "/v1/images/generations", `{"prompt":"x","quality":"standard"}`, `{"data":[{"b64_json":"iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAAAA"}]}`, "0.08", "0.04", burncloud.Usage{Images: 1, ImageSize: "1024x1024", ImageQuality: "standard"}},
		{"worse than was asked for", "m", "by size and quality", "/v1/images/generations", `{"prompt":"x","size":"1024x1024","quality":"hd"}`, `{"quality":"standard",` + drawnOne[1:], "0.08", "0.04", burncloud.Usage{Images: 1, ImageSize: "1024x1024", ImageQuality: "standard"}},
		{"no row's quality", "m", "by quality", "/v1/images/generations", `{"prompt":"x","quality":"medium"}`, drawnOne, "0.05", "0.05", burncloud.Usage{Images: 1, ImageQuality: "medium"}},
		{"a size in a member that this provider does not go by", "m", "by size and quality", "/v1/images/generations", `{"prompt":"x","quality":"standard","image_size":"1024x1024"}`, drawnOne, "0.08", "0.08", burncloud.Usage{Images: 1, ImageQuality: "standard"}},
		{"as many as a batch has", "m", "by quality", "/v1/images/generations", `{"prompt":"x","quality":"low","batch_size":4}`, drawnTwo, "0.04", "0.02", burncloud.Usage{Images: 2, ImageQuality: "low"}},
		{"as many as may come in turn", "m", "by quality", "/v1/images/generations", `{"prompt":"x","quality":"low","sequential_image_generation":"auto","sequential_image_generation_options":{"max_images":3}}`, drawnTwo, "0.03", "0.02", burncloud.Usage{Images: 2, ImageQuality: "low"}},
		{"in turn, without a number", "m", "by quality", "/v1/images/generations", `{"prompt":"x","quality":"low","sequential_image_generation":"auto"}`, drawnTwo, "0.15", "0.02", burncloud.Usage{Images: 2, ImageQuality: "low"}},
		{"streamed", "m", "by size and quality", "/v1/images/generations", `{"prompt":"x","stream":true}`, drawnLive, "0.12", "0.12", burncloud.Usage{Input: 9, Output: 2, Images: 1, ImageSize: "1024x1792", ImageQuality: "hd"}},
		{"an edit", "m", "by size and quality", "/v1/images/edits", `prompt=x|n=2|size=1024x1024|quality=hd|image=@png 30x20`, drawnTwo, "0.16", "0.16", burncloud.Usage{Images: 2, ImageSize: "1024x1024", ImageQuality: "hd"}},
		{"a variation", "dall-e-3", "by size and quality", "/v1/images/variations", `n=2|image=@png 30x20`, drawnTwo, "0.08", "0.08", burncloud.Usage{Images: 2, ImageSize: "1024x1024", ImageQuality: "standard"}},
		// 1 + 3 × 8,192 tokens read at 10, and 2 × 8,192 made at 40; in the end 1 at 5, 194 and 323 + 6,240 and 323 at 10, 2 × 6,240 at 40
		{"an edit by tokens", "m", "by tokens", "/v1/images/edits", `prompt=x|n=2|size=1536x1024|image[]=@png 512x512|image[]=@png 300x200|mask=@png 300x200`, drawnTwo, "0.90113", "0.507605", burncloud.Usage{Input: 1, ImageIn: 194 + 323 + 323, ImageOut: 12480, Images: 2, ImageSize: "1536x1024"}},
		{"an edit in high fidelity", "m", "by tokens", "/v1/images/edits", `prompt=x|quality=low|size=1024x1024|input_fidelity=high|image=@png 512x512`, drawnOne, "0.10241", "0.054425", burncloud.Usage{Input: 1, ImageIn: 194 + 4160, ImageOut: 272, Images: 1, ImageSize: "1024x1024", ImageQuality: "low"}},
		// what is read at most is held at the dearest rate for a prompt, a byte of the request a token
		{"pictures of the simulator", "gpt-image-1", "by tokens", "/v1/images/generations", `{"prompt":"a cat","n":2,"size":"1024x1024","quality":"low"}`, "", "0.04177", "0.02177", burncloud.Usage{Input: 2, ImageOut: 544, Images: 2, ImageSize: "1024x1024", ImageQuality: "low"}},
		{"large pictures", "m", "by tokens", "/v1/images/generations", `{"prompt":"x","size":"3840x2160"}`, `{"data":[{"url":"https://x.invalid/1"}],"usage":{"input_tokens":7,"output_tokens":13000}}`, "0.65581", "0.520035", burncloud.Usage{Input: 7, Output: 13000, Images: 1, ImageSize: "3840x2160"}},
		{"with pictures in between", "m", "by tokens", "/v1/images/generations", `{"prompt":"x","size":"1024x1024","partial_images":3}`, drawnOne, "0.34032", "0.166405", burncloud.Usage{Input: 1, ImageOut: 4160, Images: 1, ImageSize: "1024x1024"}},
		{"speech by the character", "tts-1", "by character", "/v1/audio/speech", `{"input":"xй😀","voice":"v"}`, "", "0.000045", "0.000045", burncloud.Usage{Characters: 3}},
		{"long speech by tokens", "m", "by sound", "/v1/audio/speech", `{"input":"` + strings.Repeat("seven ", 600) + `"}`, "RIFF", "0.280944", "0.0447745", burncloud.Usage{Input: 601, AudioOut: 6 * 601, Characters: 3600}},
		{"a transcript by the second", "whisper-1", "by second", "/v1/audio/transcriptions", `file=@wav 9`, "", "0.0097", "0.0003", burncloud.Usage{Seconds: 3}},
		{"a transcript that says nothing of it", "m", "by second", "/v1/audio/transcriptions", `file=@wav 9|response_format=text`, "text: Hello", "0.0097", "0.0009", burncloud.Usage{Seconds: 9}},
		{"the same of no known format", "m", "by second", "/v1/audio/translations", "file=" + strings.Repeat("?", 40_000), `{"text":"Hello"}`, "0.0054", "0.0003", burncloud.Usage{Seconds: 3}},
		{"a transcript by tokens", "gpt-4o-transcribe", "by sound", "/v1/audio/transcriptions", `file=@wav 9`, "", "0.16608", "0.00033", burncloud.Usage{AudioIn: 30, Output: 15}},
		{"the same without a word of them", "gpt-4o-transcribe", "by sound", "/v1/audio/transcriptions", `file=@wav 9`, `{"text":"hello there"}`, "0.16608", "0.00056", burncloud.Usage{AudioIn: 90, Output: 2}},
	} {
		t.Run(x.name, func(t *testing.T) {
			r, b := mediaRig(t, x.model, x.answer, all[x.tariff], 10_000_000_000)
			kind, body := "application/json", `{"model":"`+x.model+`",`+strings.TrimPrefix(x.body, "{")
			if x.body[0] != '{' {
				kind, body = mediaForm(x.model, strings.Split(x.body, "|")...)
			}
			got := r.send("POST", x.path, body, "Authorization", "Bearer "+r.key, "Content-Type", kind)
			b.idle()
			c := r.lastCall()
			if got.status != 200 || c.Charge == nil {
				t.Fatalf("%d %s: %+v", got.status, got.body, c)
			}
			held, err := burncloud.ParseMoney(x.held)
			must(t, err)
			charged, err := burncloud.ParseMoney(x.charged)
			must(t, err)
			if c.Charge.Held != held || c.Charged() != charged || c.Usage != x.usage {
				t.Errorf("held %s, charged %s for %+v; want %s, %s for %+v", c.Charge.Held, c.Charged(), c.Usage, held, charged, x.usage)
			}
			if c.Charged() > c.Charge.Held || slices.Contains(c.Flags, burncloud.FlagOverage) {
				t.Errorf("charged %s of %s, flags %v", c.Charged(), c.Charge.Held, c.Flags)
			}
		})
	}
}

// mediaRig is a rig with an upstream that gives the answer, or the simulator, and a price of the model.
func mediaRig(t *testing.T, model, answer string, price burncloud.Price, balance burncloud.Money) (*rig, *books) {
	t.Helper()
	var ch burncloud.Channel
	if answer == "" {
		_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
		ch = channel("ch_1", "openai", url, channel1, burncloud.ModelName(model))
	} else {
		media, text := "application/json", strings.TrimPrefix(answer, "text: ")
		switch {
		case text != answer:
			media = "text/plain"
		case answer == "RIFF":
			media = "audio/wav"
		case strings.HasPrefix(answer, "event:"):
			media = "text/event-stream"
		}
		up := newScript(t, 0, func(rawRequest) []byte { return raw(200, media, text) })
		ch = tongueOf(burncloud.DialectOpenAI).channel("ch_1", up)
		ch.Provider, ch.ModelMapping, ch.Models = "custom", nil, []burncloud.ModelName{burncloud.ModelName(model)}
	}
	r := newRig(t, ch)
	price.ID, price.Model = "pr_1", burncloud.ModelName(model)
	r.cfg.Prices = []burncloud.Price{price}
	r.reload()
	return r, r.keepBooks(balance)
}

// TestMoneyPictureWords: each provider's member for the size is what its pictures are charged by, and no other.
func TestMoneyPictureWords(t *testing.T) {
	price := tariffs(t)["by resolution"]
	for provider, want := range map[burncloud.ProviderName]burncloud.Money{"xai": 50_000_000, "siliconflow": 70_000_000, "custom": 70_000_000} {
		r, b := mediaRig(t, "m", drawnOne, price, 1_000_000_000)
		r.cfg.Channels[0].Provider = provider
		r.reload()
		got := r.post("/v1/images/generations", `{"model":"m","prompt":"x","resolution":"1K","image_size":"2K"}`)
		b.idle()
		if c := r.lastCall(); got.status != 200 || c.Charge == nil || c.Charged() != want || c.Charge.Held != 70_000_000 {
			t.Errorf("%s: %d %s, %+v for %+v", provider, got.status, got.body, c.Charge, c.Usage)
		}
	}
}

// TestMoneySoundNearTheEdge: where the bound by bytes is not covered, that by the length that the recording claims is held.
func TestMoneySoundNearTheEdge(t *testing.T) {
	price := tariffs(t)["by second"]
	for balance, status := range map[burncloud.Money]int{900_000: 200, 899_999: 402} {
		r, b := mediaRig(t, "whisper-1", "", price, balance)
		kind, body := mediaForm("whisper-1", "file=@wav 9")
		got := r.send("POST", "/v1/audio/transcriptions", body, "Authorization", "Bearer "+r.key, "Content-Type", kind)
		b.idle()
		if got.status != status {
			t.Errorf("with %s: %d %s", balance, got.status, got.body)
		}
		if c := r.lastCall(); status == 200 && (c.Charge == nil || c.Charge.Held != 900_000) {
			t.Errorf("held %+v", c.Charge)
		}
	}
}
