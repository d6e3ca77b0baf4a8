package tokenizer

// picture is a provider's rule for the tokens of a picture of so many pixels. Where the size is not known it is 0, and the
// rule gives the most that a picture can cost.
type picture func(width, height int64, detail string) int64

// fixed is a rule without regard to size.
func fixed(tokens int64) picture {
	return func(int64, int64, string) int64 { return tokens }
}

// tiles is OpenAI's older rule: the picture is made to fit a square of 2048 pixels, then its shorter side 768, and is cut into
// tiles of 512.
func tiles(base, tile int64) picture {
	const square, short, side = 2048, 768, 512
	return func(w, h int64, detail string) int64 {
		if detail == "low" {
			return base
		}
		if w <= 0 || h <= 0 {
			w, h = square, short
		}
		if long := max(w, h); long > square {
			w, h = scale(w, square, long), scale(h, square, long)
		}
		if least := min(w, h); least > short {
			w, h = scale(w, short, least), scale(h, short, least)
		}
		return base + tile*ceil(w, side)*ceil(h, side)
	}
}

// patches is the rule of OpenAI's newer models, of Anthropic (where width × height / 750 is its approximation) and of Qwen:
// squares of so many pixels, not more than most (high, if the caller asks for it in OpenAI's words), in thousandths of a token.
func patches(side, most, high, thousandths int64) picture {
	return func(w, h int64, detail string) int64 {
		limit := most
		if detail == "high" {
			limit = high
		}
		n := limit
		if w > 0 && h > 0 {
			n = min(limit, ceil(w, side)*ceil(h, side))
		}
		if detail == "low" {
			n = min(n, 256) // a picture of 512 by 512
		}
		return (n*thousandths + 999) / 1000
	}
}

// crops is Gemini's rule: one for a small picture, else squares of two thirds of its shorter side, from 256 to 768 pixels.
func crops(each int64) picture {
	const small, least, most, limit = 384, 256, 768, 3072
	return func(w, h int64, _ string) int64 {
		if w <= 0 || h <= 0 {
			w, h = limit, limit
		}
		if w <= small && h <= small {
			return each
		}
		if long := max(w, h); long > limit {
			w, h = scale(w, limit, long), scale(h, limit, long)
		}
		unit := max(least, min(most, min(w, h)*2/3))
		return each * ceil(w, unit) * ceil(h, unit)
	}
}

func ceil(n, by int64) int64 { return (n + by - 1) / by }

// scale is n by a ratio, at least 1.
func scale(n, to, from int64) int64 { return max(1, n*to/from) }
