package llm

import (
	"slices"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
)

// Quantity is a member of requests that multiplies what a call costs, with the bounds that every endpoint holds it to. They
// are wide: what is within them and wrong all the same, the upstream will say.
type Quantity struct {
	Name        string // in the caller's words, with its path
	Least, Most int64
	Size        bool // a picture's: "1024x1024", or a word
	Word        bool // a word, or a number in bounds
}

// Bounds of quantities that more than one name has.
const (
	mostAnswers = 128
	mostTokens  = 10_000_000
	mostNumbers = 65_536 // of a vector
	mostSeconds = 86_400
	mostSide    = 16_384 // pixels
)

// quantities are those at the top of a request, in any dialect.
var quantities = [QuantityCount]Quantity{
	{Name: "n", Least: 1, Most: mostAnswers},
	{Name: "best_of", Least: 1, Most: mostAnswers},
	{Name: "batch_size", Least: 1, Most: mostAnswers}, // SiliconFlow: pictures
	{Name: "partial_images", Least: 0, Most: 16},
	{Name: "max_tokens", Least: 1, Most: mostTokens},
	{Name: "max_completion_tokens", Least: 1, Most: mostTokens},
	{Name: "max_output_tokens", Least: 1, Most: mostTokens},
	{Name: "dimensions", Least: 1, Most: mostNumbers},
	{Name: "output_dimensionality", Least: 1, Most: mostNumbers},
	{Name: "outputDimensionality", Least: 1, Most: mostNumbers},
	{Name: "top_n", Least: 1, Most: 100_000},
	{Name: "seconds", Least: 1, Most: mostSeconds},
	{Name: "duration", Least: 1, Most: mostSeconds},
	{Name: "size", Size: true},
	{Name: "image_size", Size: true},
	{Name: "resolution", Word: true, Most: 100_000},
	{Name: "quality", Word: true, Most: 100},
}

// QuantityCount is how many quantities there are at the top of requests.
const QuantityCount = 17

// Quantities that some dialects have elsewhere, without their names.
var (
	TokenQuantity  = Quantity{Least: 1, Most: mostTokens}
	AnswerQuantity = Quantity{Least: 1, Most: mostAnswers}
	NumberQuantity = Quantity{Least: 1, Most: mostNumbers}
)

// WithQuantities is the set of the names, then those of all quantities.
func WithQuantities(names ...string) *rawjson.Names {
	for i := range quantities {
		names = append(names, quantities[i].Name)
	}
	return rawjson.NewNames(names...)
}

// CheckQuantities refuses a request whose quantities, at spans in the order of WithQuantities, are out of bounds. The error is
// KindBadRequest and names the field.
func CheckQuantities(body []byte, spans []rawjson.Span) error {
	for i := range quantities {
		if raw := spans[i].Of(body); raw != nil {
			if err := quantities[i].Check(raw); err != nil {
				return err
			}
		}
	}
	return nil
}

// CheckField is CheckQuantities for one field of a form.
func CheckField(name string, text []byte) error {
	for i := range quantities {
		q := &quantities[i]
		if !strings.EqualFold(q.Name, name) {
			continue
		}
		if q.Name != name {
			return BadRequest(name, "the field "+name+" is misspelt: it is called "+q.Name)
		}
		if _, err := rawjson.Int(text); q.Size || q.Word && err != nil {
			text = rawjson.AppendString(nil, string(text))
		}
		return q.Check(text)
	}
	return nil
}

// IsQuantity reports whether a field of that name multiplies what a call costs.
func IsQuantity(name string) bool {
	return slices.ContainsFunc(quantities[:], func(q Quantity) bool { return q.Name == name })
}

// Check refuses a JSON value that is out of bounds; null is none.
func (q *Quantity) Check(raw []byte) error {
	if rawjson.IsNull(raw) {
		return nil
	}
	if q.Size {
		if s, err := rawjson.String(raw); err != nil || !IsSize(s) {
			return BadRequest(q.Name, q.Name+": must be a size such as \"1024x1024\", not "+short(raw))
		}
		return nil
	}
	if q.Word && raw[0] == '"' {
		if s, err := rawjson.String(raw); err != nil || !IsWord(s) && !IsSize(s) {
			return BadRequest(q.Name, q.Name+": must be a word such as \"high\", not "+short(raw))
		}
		return nil
	}
	if n, err := rawjson.Int(raw); err != nil || n < q.Least || n > q.Most {
		return BadRequest(q.Name, q.Name+": must be an integer from "+strconv.FormatInt(q.Least, 10)+" to "+strconv.FormatInt(q.Most, 10)+", not "+short(raw))
	}
	return nil
}

// IsSize reports whether a text is a picture's size: a word ("auto", "square_hd"), thousands of pixels ("2K", "1.5k"), or two sides.
func IsSize(s string) bool {
	if s == "" {
		return false
	}
	if s[0] >= 'a' && s[0] < 'x' {
		return IsWord(s)
	}
	if k := strings.TrimSuffix(strings.ToLower(s), "k"); len(k) < len(s) {
		whole, part, _ := strings.Cut(k, ".")
		return len(whole) == 1 && whole[0] >= '0' && whole[0] <= '8' && len(part) <= 1 && strings.Trim(part, "0123456789") == ""
	}
	at := strings.IndexAny(s, "x*:X×")
	if at < 0 {
		return false
	}
	return isSide(s[:at]) && isSide(strings.TrimLeft(s[at:], "x*:X×"))
}

// IsWord reports whether a text is a name that a provider may give a size or a quality.
func IsWord(s string) bool {
	return s != "" && len(s) <= 32 && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789_-.") == ""
}

func isSide(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n >= 1 && n <= mostSide
}

// short is a value as a message may show it.
func short(raw []byte) string {
	if len(raw) > 40 {
		return string(raw[:40]) + "…"
	}
	return string(raw)
}
