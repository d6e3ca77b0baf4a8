package gateway

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/tokenizer"
	"github.com/burncloud/burncloud/wire/openai"
)

// picture says how large and how good a picture is, as prices have it; empty where that is not known.
type picture struct{ size, quality string }

// plainPictures are what models make whose requests leave it open, as OpenAI documents it.
var plainPictures = []struct {
	part string // of the model's name
	picture
}{
	{"dall-e-2", picture{size: "1024x1024"}},
	{"dall-e-3", picture{"1024x1024", "standard"}},
}

// text is a member of the request, or a field of its form, that is a text; "" for anything else.
func (c *call) text(name string) string {
	if form, ok := c.relay.(*openai.Form); ok {
		for _, v := range form.Values(name) {
			return string(v)
		}
		return ""
	}
	s, _ := rawjson.String(llm.Find(c.body.b, name))
	return s
}

// amount is a member of the request, or a field of its form, that is a number; 0 for anything else.
func (c *call) amount(name string) int64 {
	raw := []byte(llm.Find(c.body.b, name))
	if _, ok := c.relay.(*openai.Form); ok {
		raw = []byte(c.text(name))
	}
	n, err := rawjson.Int(raw)
	if err != nil {
		return 0
	}
	return max(n, 0)
}

// sizeWords are the members by which providers let a size be asked for, where that is not "size".
var sizeWords = map[burncloud.ProviderName]string{"siliconflow": "image_size", "xai": "resolution"}

// askedPicture is what the request asks for by the member that holds the size.
func (c *call) askedPicture(sizeWord string) picture {
	return picture{burncloud.PictureSize(c.text(sizeWord)), burncloud.PictureQuality(c.text("quality"))}
}

// wantedPicture is what the request asks for, whoever answers it: where it has another member for the size, that is left open.
func (c *call) wantedPicture() picture {
	p := c.askedPicture("size")
	for _, word := range sizeWords {
		if c.text(word) != "" {
			p.size = ""
		}
	}
	return p
}

// or fills in what is not known.
func (p picture) or(q picture) picture {
	if p.size == "" {
		p.size = q.size
	}
	if p.quality == "" {
		p.quality = q.quality
	}
	return p
}

// plainPicture is what the model makes where the request leaves it open.
func (c *call) plainPicture() picture {
	model := strings.ToLower(string(c.plan.Model()))
	for i := range plainPictures {
		if strings.Contains(model, plainPictures[i].part) {
			return plainPictures[i].picture
		}
	}
	return picture{}
}

// namePictures puts on the record how large and how good the pictures are that an answer has: as it says itself, as was asked for, as its first
// picture is, or as the model makes them.
func (a *attempt) namePictures(u *burncloud.Usage, answer []byte) {
	if u.Images == 0 {
		return
	}
	word := "size"
	if other := sizeWords[a.up.Provider.Name]; other != "" {
		word = other
	}
	p := picture{u.ImageSize, u.ImageQuality}
	if answer != nil {
		p = saidPicture(answer)
	}
	p = p.or(a.call.askedPicture(word))
	if p.size == "" && answer != nil {
		p.size = measuredSize(answer)
	}
	p = p.or(a.call.plainPicture())
	u.ImageSize, u.ImageQuality = p.size, p.quality
}

// saidPicture is what a whole answer says of its pictures.
func saidPicture(answer []byte) picture {
	size, _ := rawjson.String(llm.Find(answer, "size"))
	quality, _ := rawjson.String(llm.Find(answer, "quality"))
	return picture{burncloud.PictureSize(size), burncloud.PictureQuality(quality)}
}

// measuredSize is the size of an answer's first picture, as is said beside it or as its head has it.
func measuredSize(answer []byte) string {
	const head = 700 << 10 // more than is looked at
	e := rawjson.Members(llm.Find(answer, "data"))
	if !e.Next() {
		return ""
	}
	if size, err := rawjson.String(llm.Find(e.Value, "size")); err == nil {
		return burncloud.PictureSize(size)
	}
	b := bytes.Trim(llm.Find(e.Value, "b64_json"), `"`)
	if w, h := tokenizer.Size(string(b[:min(len(b), head)])); w > 0 {
		return strconv.FormatInt(w, 10) + "x" + strconv.FormatInt(h, 10)
	}
	return ""
}

// Bounds of pictures.
const (
	picturesInTurn = 15  // that Doubao makes of one prompt where their number is left open
	partialTokens  = 100 // of a picture that is shown while it is made
	usualPixels    = 1536 * 1024
	inputTokens    = 8192 // of a picture to be edited, in high fidelity
)

// pictureTokens are the most that a picture takes by its quality, of up to usualPixels, and larger or of a size that is left open. OpenAI publishes
// 408, 1,584 and 6,240 of gpt-image-1, and of gpt-image-2 some 7,000 and, at 3584x2048, 12,300 were read.
var pictureTokens = map[string][2]int64{"low": {512, 2048}, "medium": {2048, 8192}, "": {8192, 16384}}

// boundPictures: as many pictures as are asked for, as large and good as is asked for.
func (c *call) boundPictures(b *bound) {
	c.boundPrompt(b)
	c.boundMade(b)
}

// boundEdits is boundPictures with the pictures that are sent along.
func (c *call) boundEdits(b *bound) {
	b.prompt = int64(len(c.text("prompt"))) + inputTokens*max(1, int64(len(c.inputPictures())))
	c.boundMade(b)
}

// inputPictures are the pictures that a form has, masks among them.
func (c *call) inputPictures() (all [][]byte) {
	if form, ok := c.relay.(*openai.Form); ok {
		all = append(form.Values("image"), form.Values("mask")...)
	}
	return all
}

func (c *call) boundMade(b *bound) {
	p := c.wantedPicture()
	n := max(1, c.amount("n"), c.amount("batch_size"), c.amount("num_images"))
	if c.text("sequential_image_generation") == "auto" {
		most, err := rawjson.Int(llm.Find(llm.Find(c.body.b, "sequential_image_generation_options"), "max_images"))
		if err != nil || most < 1 {
			most = picturesInTurn
		}
		n = max(n, most)
	}
	n = min(n, mostPictures)
	each, known := pictureTokens[p.quality]
	if !known {
		each = pictureTokens[""]
	}
	large := 1
	if known := area(p.size); known > 0 && known <= usualPixels {
		large = 0
	}
	b.units.Images, b.units.ImageSize, b.units.ImageQuality = n, p.size, p.quality
	b.answer = n * (each[large] + partialTokens*c.amount("partial_images"))
}

// mostPictures is the highest number that any endpoint takes.
const mostPictures = 128

// area is the number of pixels of a size that is written in pixels, else 0.
func area(size string) int64 {
	w, h, _ := strings.Cut(size, "x")
	a, err := strconv.ParseInt(w, 10, 32)
	b, err2 := strconv.ParseInt(h, 10, 32)
	if err != nil || err2 != nil {
		return 0
	}
	return a * b
}
