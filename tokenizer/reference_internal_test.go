package tokenizer

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// encodings are the vocabularies with their names.
var encodings = []struct {
	name   string
	family Family
}{
	{"o200k_base", Family{}},
	{"cl100k_base", Family{cl100k: true}},
}

func corpus(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/corpus/*.txt")
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	all := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(f), ".txt")] = string(b)
	}
	return all
}

func (v *vocabulary) encode(text string) (ids []uint32) {
	for i := 0; i < len(text); {
		end := v.split([]byte(text), i)
		v.tokens([]byte(text)[i:end], &ids)
		i = end
	}
	return ids
}

// TestReference holds the tokens against those of OpenAI's own tokenizer (testdata/reference.mjs), one by one.
func TestReference(t *testing.T) {
	for name, text := range corpus(t) {
		for _, e := range encodings {
			b, err := os.ReadFile("testdata/ids/" + name + "." + e.name)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Fields(string(b))
			var got []string
			v := e.family.vocabulary()
			for _, id := range v.encode(text) {
				got = append(got, strconv.FormatUint(uint64(id), 10))
			}
			if !slices.Equal(got, want) {
				i := 0
				for i < min(len(got), len(want)) && got[i] == want[i] {
					i++
				}
				t.Errorf("%s, %s: %d tokens, want %d; they differ from the %dth on: %s", e.name, name, len(got), len(want), i, around(v, got, want, i))
			}
			if n := e.family.Count(text); n != int64(len(want)) {
				t.Errorf("%s, %s: Count = %d, want %d", e.name, name, n, len(want))
			}
		}
	}
}

func around(v *vocabulary, got, want []string, i int) string {
	show := func(all []string) (s string) {
		for _, id := range all[min(i, len(all)):min(i+6, len(all))] {
			n, _ := strconv.Atoi(id)
			s += fmt.Sprintf("%q ", v.token(uint32(n)))
		}
		return s
	}
	return show(got) + "/ " + show(want)
}

// TestRuns counts what is repeated up to five thousand times.
func TestRuns(t *testing.T) {
	b, err := os.ReadFile("testdata/runs.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		unit, err := strconv.Unquote(cells[0])
		times, err2 := strconv.Atoi(cells[1])
		if err != nil || err2 != nil {
			t.Fatal(line, err, err2)
		}
		for i, e := range encodings {
			want, _ := strconv.ParseInt(cells[2+i], 10, 64)
			if got := e.family.Count(strings.Repeat(unit, times)); got != want {
				t.Errorf("%s: %d times %q are %d tokens, want %d", e.name, times, unit, got, want)
			}
		}
	}
}

// TestParts cuts texts anywhere: the count must not depend on it.
func TestParts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for name, text := range corpus(t) {
		for _, e := range encodings {
			for range 30 {
				from := random.IntN(len(text))
				part := strings.ToValidUTF8(text[from:min(len(text), from+3000)], "")
				var c Counter
				e.family.Counter(&c)
				for rest := part; rest != ""; {
					n := min(len(rest), 1+random.IntN(12))
					c.Write([]byte(rest[:n]))
					rest = rest[n:]
				}
				if got, want := c.Tokens(), e.family.Count(part); got != want {
					t.Fatalf("%s, %s: %d tokens in parts, %d as a whole\n%q", e.name, name, got, want, part)
				}
			}
		}
	}
}

// TestPrefixes counts after each part: no count is above that of the text plus what its last words may lose by more text.
func TestPrefixes(t *testing.T) {
	f := &encodings[0].family
	text := corpus(t)["mixed"]
	var c Counter
	f.Counter(&c)
	at := 0
	for i := range text {
		c.Write([]byte(text[at:i]))
		at = i
		if got, want := c.Tokens(), f.Count(text[:i]); got != want {
			t.Fatalf("after %q: %d, want %d", text[max(0, i-30):i], got, want)
		}
	}
}

// TestHuge bounds the time of what would be quadratic, and the error of what is longer than a window.
func TestHuge(t *testing.T) {
	f := &encodings[0].family
	f.Count("warm up")
	for _, unit := range []string{"a", "A", "中", "ก", " ", "\n", "-", "aA", "1", "é", "abcdefghijklmnopqrstuvwxyz", "\xff"} {
		text := strings.Repeat(unit, 256<<10/len(unit))
		began := time.Now()
		whole := f.Count(text)
		took := time.Since(began)
		var c Counter
		f.Counter(&c)
		c.Write([]byte(text))
		if took > 5*time.Second {
			t.Errorf("256 KiB of %q took %s", unit, took)
		}
		units := wholeWindow / 2 / len(unit) // of a text that is not cut
		want := f.Count(text[:units*len(unit)]) * int64(len(text)/len(unit)) / int64(units)
		if off := whole - want; off < -want/200 || off > want/200 {
			t.Errorf("256 KiB of %q: %d tokens, want %d", unit, whole, want)
		}
		if off := c.Tokens() - want; off < -want/200 || off > want/8 {
			t.Errorf("256 KiB of %q in parts: %d tokens, want %d", unit, c.Tokens(), want)
		}
		t.Logf("256 KiB of %q: %d tokens, in parts %d, in %s", unit, whole, c.Tokens(), took)
	}
}

func FuzzParts(f *testing.F) {
	f.Add("It's a Bé中D'LL \n\n \t x", 3)
	f.Fuzz(func(t *testing.T, text string, n int) {
		text, n = strings.ToValidUTF8(text, "?"), max(1, min(n, 64))
		for _, e := range encodings {
			var c Counter
			e.family.Counter(&c)
			for rest := text; rest != ""; {
				k := min(n, len(rest))
				c.Write([]byte(rest[:k]))
				rest = rest[k:]
			}
			if got, want := c.Tokens(), e.family.Count(text); got != want && len(text) < streamWindow/2 {
				t.Fatalf("%s: %d in parts, %d as a whole", e.name, got, want)
			}
		}
	})
}

func BenchmarkCount(b *testing.B) {
	for name, text := range corpus(b) {
		text = strings.Repeat(text, 200_000/len(text)+1)
		b.Run(name, func(b *testing.B) {
			f := &encodings[0].family
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				f.Count(text)
			}
		})
	}
}

func BenchmarkUnpack(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		unpack(packedO200k, 1<<19, splitO200k)
	}
}
