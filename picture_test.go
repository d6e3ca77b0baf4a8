package burncloud_test

import (
	"math/rand/v2"
	"testing"

	"github.com/burncloud/burncloud"
)

// pictures is DALL·E 3 as OpenAI sold it, in cents.
func pictures(perImage burncloud.Rate, more ...burncloud.PicturePrice) *burncloud.Price {
	const cent = burncloud.Rate(10_000_000_000)
	p := &burncloud.Price{Units: burncloud.Units{Image: perImage * cent}, Pictures: append([]burncloud.PicturePrice{
		{"1024x1024", "standard", 4}, {"1024x1792", "standard", 8}, {"1024x1024", "hd", 8}, {"1024x1792", "hd", 12},
	}, more...)}
	for i := range p.Pictures {
		p.Pictures[i].Each *= cent
	}
	return p
}

func TestPictureCost(t *testing.T) {
	const cent = burncloud.Money(10_000_000)
	byQuality := &burncloud.Price{Units: pictures(50).Units, Pictures: []burncloud.PicturePrice{{"", "low", 10_000_000_000}, {"", "high", 90_000_000_000}}}
	for _, row := range []struct {
		name          string
		price         *burncloud.Price
		size, quality string
		want          burncloud.Money // cents
	}{
		{"a row", pictures(0), "1024x1792", "hd", 12},
		{"another row", pictures(0), "1024x1024", "standard", 4},
		{"neither is known", pictures(0), "", "", 12},
		{"the size is not known", pictures(0), "", "standard", 8},
		{"the quality is not known", pictures(0), "1024x1024", "", 8},
		{"what is not known may be no row's", pictures(30), "1024x1024", "", 30},
		{"no row's size", pictures(3), "512x512", "standard", 3},
		{"no row's size, and nothing for any picture", pictures(0), "512x512", "standard", 8},
		{"no row's quality", pictures(0), "1024x1024", "best", 8},
		{"no row's at all", pictures(0), "512x512", "best", 12},
		{"any quality of a size", pictures(0, burncloud.PicturePrice{"512x512", "", 1}), "512x512", "best", 1},
		{"the row that says most", pictures(0, burncloud.PicturePrice{"1024x1024", "", 99}), "1024x1024", "hd", 8},
		{"of two that say as much, the dearer", pictures(0, burncloud.PicturePrice{"2k", "", 1}, burncloud.PicturePrice{"", "best", 2}), "2k", "best", 2},
		{"a size that no row asks for", byQuality, "", "low", 1},
		{"no rows", &burncloud.Price{Units: pictures(7).Units}, "2k", "hd", 7},
		{"free", &burncloud.Price{Free: true, Pictures: pictures(7).Pictures}, "1024x1024", "hd", 0},
	} {
		u := burncloud.Usage{Images: 3, ImageSize: row.size, ImageQuality: row.quality}
		if got, err := row.price.Cost(u, burncloud.One); got != 3*row.want*cent || err != nil {
			t.Errorf("%s: %s, %v; want %s", row.name, got, err, 3*row.want*cent)
		}
		b, err := row.price.Breakdown(u, burncloud.One)
		if err != nil || row.want > 0 && (len(b.Components) != 1 || b.Components[0].Size != row.size || b.Components[0].Quality != row.quality) {
			t.Errorf("%s: %+v, %v", row.name, b, err)
		}
	}
}

// TestPictureOpen: what a picture may cost while its size or quality is open is never less than what it costs in the end.
func TestPictureOpen(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	sizes, qualities := []string{"", "a", "b", "c", "d"}, []string{"", "x", "y", "z"}
	for range 20_000 {
		p := &burncloud.Price{Units: burncloud.Units{Image: burncloud.Rate(rnd.Int64N(3) * rnd.Int64N(100) * 1000)}}
		for range rnd.IntN(6) {
			p.Pictures = append(p.Pictures, burncloud.PicturePrice{sizes[rnd.IntN(4)], qualities[rnd.IntN(3)], burncloud.Rate(rnd.Int64N(100) * 1000)})
		}
		cost := func(size, quality string) burncloud.Money {
			m, err := p.Cost(burncloud.Usage{Images: 1, ImageSize: size, ImageQuality: quality}, burncloud.One)
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		size, quality := sizes[1+rnd.IntN(4)], qualities[1+rnd.IntN(3)]
		is := cost(size, quality)
		for _, open := range [][2]string{{"", quality}, {size, ""}, {"", ""}} {
			if most := cost(open[0], open[1]); most < is {
				t.Fatalf("%q %q: %d while %q %q is open, %d in the end, by %+v", size, quality, most, open[0], open[1], is, p)
			}
		}
	}
}

func TestPictureWords(t *testing.T) {
	for in, want := range map[string]string{"1024X1024": "1024x1024", "1024*768": "1024x768", "16:9": "16x9", "2K": "2k", "auto": "", " Auto ": "", "square_hd": "square_hd"} {
		if got := burncloud.PictureSize(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	if got := burncloud.PictureQuality("HD"); got != "hd" {
		t.Errorf("HD is %q", got)
	}
}
