package burncloud

// Usage counts what one call consumed, in disjoint buckets: no token is in two of them. Units are tokens.
// Decoders fill it from the provider's report (wire-facts: providers differ in what includes what).
type Usage struct {
	Input      int64 `json:"input"`                 // prompt tokens, neither read from nor written to a cache, no audio
	CacheRead  int64 `json:"cache_read,omitempty"`  // prompt tokens served from the provider's cache
	CacheWrite int64 `json:"cache_write,omitempty"` // prompt tokens written to the provider's cache
	AudioIn    int64 `json:"audio_in,omitempty"`
	Output     int64 `json:"output"`              // generated tokens, without reasoning and audio
	Reasoning  int64 `json:"reasoning,omitempty"` // generated thinking tokens
	AudioOut   int64 `json:"audio_out,omitempty"`
}

// Prompt is the sum of all input buckets.
func (u Usage) Prompt() int64 { return u.Input + u.CacheRead + u.CacheWrite + u.AudioIn }

// Completion is the sum of all output buckets.
func (u Usage) Completion() int64 { return u.Output + u.Reasoning + u.AudioOut }

// IsZero reports whether nothing was counted.
func (u Usage) IsZero() bool { return u == Usage{} }
