package burncloud

// Usage counts what one call consumed, in disjoint buckets: no token is in two of them. Units are tokens.
// Decoders fill it from the provider's report (wire-facts: providers differ in what includes what).
type Usage struct {
	Input        int64 `json:"input"`                    // prompt tokens, neither read from nor written to a cache, no audio, no picture that is told apart
	CacheRead    int64 `json:"cache_read,omitempty"`     // prompt tokens served from the provider's cache
	CacheWrite   int64 `json:"cache_write,omitempty"`    // prompt tokens written to the provider's cache, for its usual time (five minutes)
	CacheWrite1h int64 `json:"cache_write_1h,omitempty"` // prompt tokens written to the provider's cache for an hour
	AudioIn      int64 `json:"audio_in,omitempty"`
	ImageIn      int64 `json:"image_in,omitempty"`  // prompt tokens of pictures, where the provider tells them from text
	Output       int64 `json:"output"`              // generated tokens, without reasoning, audio and pictures
	Reasoning    int64 `json:"reasoning,omitempty"` // generated thinking tokens
	AudioOut     int64 `json:"audio_out,omitempty"`
	ImageOut     int64 `json:"image_out,omitempty"` // tokens of generated pictures
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
