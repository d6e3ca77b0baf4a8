package burncloud

import "strings"

// PicturePrice is what a picture of that size and quality costs. Empty stands for any.
type PicturePrice struct {
	Size    string // as PictureSize writes it
	Quality string // as PictureQuality writes it
	Each    Rate   // of one picture
}

// unsaid are the words by which a request leaves a size or a quality open.
const unsaid = "auto"

// PictureSize writes a size as prices have it: "1024x1024", "2k". Empty is a size that is left open.
func PictureSize(s string) string {
	s = strings.NewReplacer("*", "x", ":", "x", "×", "x").Replace(strings.ToLower(strings.TrimSpace(s)))
	if s == unsaid {
		return ""
	}
	return s
}

// PictureQuality writes a quality as prices have it: "hd". Empty is one that is left open.
func PictureQuality(s string) string {
	if s = strings.ToLower(strings.TrimSpace(s)); s == unsaid {
		return ""
	}
	return s
}

// pictureRate is what one picture costs. Of what is not known the dearest is taken. What no row is for costs Units.Image; where that is
// nothing, as much as others of its size or of its quality, so that it is neither free nor more than while one of both was not known.
func (p *Price) pictureRate(size, quality string) Rate {
	rate, ok := p.listed(size, quality)
	if ok || p.Units.Image > 0 || len(p.Pictures) == 0 {
		if !ok {
			rate = p.Units.Image
		}
		return rate
	}
	sized, ok := p.listed(size, "")
	good, ok2 := p.listed("", quality)
	switch {
	case ok && ok2:
		return min(sized, good)
	case ok || ok2:
		return max(sized, good)
	}
	rate, _ = p.listed("", "")
	return rate
}

// listed is the price by the row that says most about such pictures; where what is not known decides, the dearest that it may be.
func (p *Price) listed(size, quality string) (rate Rate, found bool) {
	open, most, dearest := false, -1, Rate(0)
	for i := range p.Pictures {
		row := &p.Pictures[i]
		if !mayBe(row.Size, size) || !mayBe(row.Quality, quality) {
			continue
		}
		open = open || row.Size != "" && size == "" || row.Quality != "" && quality == ""
		dearest = max(dearest, row.Each)
		said := 0
		if row.Size != "" {
			said++
		}
		if row.Quality != "" {
			said++
		}
		switch {
		case said > most:
			most, rate = said, row.Each
		case said == most:
			rate = max(rate, row.Each)
		}
	}
	if open {
		rate = max(dearest, p.Units.Image)
	}
	return rate, most >= 0
}

// mayBe reports whether a row is for a size or quality, or may be.
func mayBe(row, asked string) bool { return row == "" || asked == "" || row == asked }
