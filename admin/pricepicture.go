package admin

import (
	"slices"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// pictures reads prices by size and quality; prefix is the path of the field.
func (f *faults) pictures(prefix string, rows []ImagePrice) (all []burncloud.PicturePrice) {
	for i, d := range rows {
		at := prefix + at("images", i) + "."
		row := burncloud.PicturePrice{Size: burncloud.PictureSize(d.Size), Quality: burncloud.PictureQuality(d.Quality)}
		switch {
		case row.Size == "" && strings.TrimSpace(d.Size) != "":
			f.add(at+"size", "must be what a picture can have, not %q; leave it out for any", d.Size)
		case row.Size != "" && !llm.IsSize(row.Size):
			f.add(at+"size", "must be a size such as 1024x1024, 2k or square_hd, not %q", d.Size)
		}
		switch {
		case row.Quality == "" && strings.TrimSpace(d.Quality) != "":
			f.add(at+"quality", "must be what a picture can have, not %q; leave it out for any", d.Quality)
		case row.Quality != "" && !llm.IsWord(row.Quality):
			f.add(at+"quality", "must be a word such as hd or low, not %q", d.Quality)
		case row.Size == "" && row.Quality == "" && strings.TrimSpace(d.Size+d.Quality) == "":
			f.add(at+"size", "or quality is needed: per_image is for any picture")
		}
		same := func(x burncloud.PicturePrice) bool { return x.Size == row.Size && x.Quality == row.Quality }
		if before := slices.IndexFunc(all, same); before >= 0 {
			f.add(at+"size", "and quality are the same as of images[%d]", before)
		}
		var err error
		row.Each, err = burncloud.ParseUnitRate(d.PerImage)
		f.amount(at+"per_image", err, row.Each <= maxUnitRate, "10000 per unit")
		all = append(all, row)
	}
	return all
}
