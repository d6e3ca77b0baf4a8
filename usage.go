package burncloud

// Usage counts what one call consumed, in disjoint buckets: no token is in two of them. Units are tokens, but for
// pictures, seconds and characters, which count for models that are charged by something else, beside the tokens. Decoders fill it from
// the provider's report (wire-facts: providers differ in what includes what).
type Usage struct {
	Input        int64 `json:"input"`                   // prompt tokens, neither read from nor written to a cache, no audio, no picture that is told apart
	CacheRead    int64 `json:"cache_read,omitempty"`    // prompt tokens served from the provider's cache
	CacheWrite   int64 `json:"cache_write,omitempty"`   // prompt tokens written to the provider's cache, for its usual time (five minutes)
	CacheWrite1h int64 `json:"cache_write_1h,omitzero"` // prompt tokens written to the provider's cache for an hour
	AudioIn      int64 `json:"audio_in,omitempty"`
	ImageIn      int64 `json:"image_in,omitzero"`   // prompt tokens of pictures, where the provider tells them from text
	Output       int64 `json:"output"`              // generated tokens, without reasoning, audio and pictures
	Reasoning    int64 `json:"reasoning,omitempty"` // generated thinking tokens
	AudioOut     int64 `json:"audio_out,omitempty"`
	ImageOut     int64 `json:"image_out,omitzero"` // tokens of generated pictures

	Images     int64 `json:"images,omitzero"`     // pictures made
	Seconds    int64 `json:"seconds,omitzero"`    // of sound or film, heard or made; a part of one counts as a whole
	Characters int64 `json:"characters,omitzero"` // of text that was spoken

	ImageSize    string `json:"image_size,omitzero"`    // of the pictures made, as PictureSize writes it; empty = not known
	ImageQuality string `json:"image_quality,omitzero"` // likewise, as PictureQuality writes it
}

// Prompt is the sum of all input buckets.
func (u Usage) Prompt() int64 {
	return u.Input + u.CacheRead + u.CacheWrite + u.CacheWrite1h + u.AudioIn + u.ImageIn
}

// Completion is the sum of all output buckets.
func (u Usage) Completion() int64 { return u.Output + u.Reasoning + u.AudioOut + u.ImageOut }

// IsZero reports whether nothing was counted.
func (u Usage) IsZero() bool { return u == Usage{} }

// FlagEstimated is the flag of a call whose usage, or a part of it, was counted by the gateway, because its upstream did
// not say.
const FlagEstimated = "estimated"

// Plus adds bucket by bucket. A sum says nothing of the pictures' size and quality.
func (u Usage) Plus(o Usage) Usage {
	u.Input += o.Input
	u.CacheRead += o.CacheRead
	u.CacheWrite += o.CacheWrite
	u.CacheWrite1h += o.CacheWrite1h
	u.AudioIn += o.AudioIn
	u.ImageIn += o.ImageIn
	u.Output += o.Output
	u.Reasoning += o.Reasoning
	u.AudioOut += o.AudioOut
	u.ImageOut += o.ImageOut
	u.Images += o.Images
	u.Seconds += o.Seconds
	u.Characters += o.Characters
	u.ImageSize, u.ImageQuality = "", ""
	return u
}
