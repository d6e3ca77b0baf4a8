//go:build !race

package tokenizer

import "testing"

// TestNoAllocations counts without allocating; under the race detector pools forget on purpose.
func TestNoAllocations(t *testing.T) {
	texts := corpus(t)
	for _, e := range encodings {
		for name, text := range texts {
			e.family.Count(text)
			if n := testing.AllocsPerRun(10, func() { e.family.Count(text) }); n > 0 {
				t.Errorf("%s, %s: %.1f allocations", e.name, name, n)
			}
			var c Counter
			e.family.Counter(&c)
			if n := testing.AllocsPerRun(10, func() { c.Write([]byte(text)); c.Break(); c.Tokens() }); n > 0 {
				t.Errorf("%s, %s in parts: %.1f allocations", e.name, name, n)
			}
		}
	}
}
