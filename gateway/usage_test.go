package gateway_test

import (
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/responses"
)

// usageFile is one report of usage and what is to become of it, written by hand (testdata/usage). A sentence that says what it
// shows, then sections that begin with "-- name --":
//
//	upstream DIALECT PROVIDER  the report as the provider writes it
//	stream                     where a stream says it in two parts, the first, and in a second section the last
//	price                      "RATE dollars" per million tokens, "above TOKENS" with the rates from there on, "multiplier x"
//	buckets                    "BUCKET tokens"; what is left out is zero
//	sums                       "prompt n = member + member", "completion n = …": the same from the report's own members
//	cost                       "TOKENS BUCKET x RATE = n" in millionths of a dollar, "sum n", "times x = n", "dollars n"
type usageFile struct {
	name              string
	dialect           burncloud.Dialect
	provider          burncloud.ProviderName
	raw, start, end   string
	price, sums, cost []string
	usage             burncloud.Usage
}

func readUsageFile(t *testing.T, name string) *usageFile {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f := &usageFile{name: strings.TrimSuffix(filepath.Base(name), ".txt")}
	for _, section := range strings.Split(string(b), "\n-- ")[1:] {
		title, body, _ := strings.Cut(section, " --\n")
		lines := strings.Split(strings.TrimSpace(body), "\n")
		words := strings.Fields(title)
		switch words[0] {
		case "upstream":
			f.dialect, f.provider, f.raw = burncloud.Dialect(words[1]), burncloud.ProviderName(words[2]), lines[0]
		case "stream":
			f.start, f.end = f.end, lines[0]
		case "price":
			f.price = lines
		case "buckets":
			f.usage = bucketsOf(t, lines)
		case "sums":
			f.sums = lines
		case "cost":
			f.cost = lines
		default:
			t.Fatalf("%s: unknown section %q", name, title)
		}
	}
	return f
}

func bucketsOf(t *testing.T, lines []string) (u burncloud.Usage) {
	t.Helper()
	for _, line := range lines {
		name, value, _ := strings.Cut(line, " ")
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || bucket(&u, name) == nil {
			t.Fatalf("bucket %q", line)
		}
		*bucket(&u, name) = n
	}
	return u
}

func bucket(u *burncloud.Usage, name string) *int64 {
	return map[string]*int64{
		"input": &u.Input, "cache_read": &u.CacheRead, "cache_write": &u.CacheWrite, "cache_write_1h": &u.CacheWrite1h, "audio_in": &u.AudioIn,
		"image_in": &u.ImageIn, "output": &u.Output, "reasoning": &u.Reasoning, "audio_out": &u.AudioOut, "image_out": &u.ImageOut,
	}[name]
}

// prices makes the file's price, and its group's multiplier.
func (f *usageFile) prices(t *testing.T) (p burncloud.Price, multiplier burncloud.Factor) {
	t.Helper()
	p, multiplier = burncloud.Price{ID: "pr_1", Model: "m"}, burncloud.One
	rates := &p.Rates
	for _, line := range f.price {
		name, value, _ := strings.Cut(line, " ")
		var known bool
		var err error
		switch name {
		case "above":
			p.Tiers = append(p.Tiers, burncloud.PriceTier{})
			tier := &p.Tiers[len(p.Tiers)-1]
			tier.AboveTokens, err = strconv.ParseInt(value, 10, 64)
			rates, known = &tier.Rates, true
		case "multiplier":
			multiplier, err = burncloud.ParseFactor(value)
			known = true
		default:
			known, err = rates.Set(name, value)
		}
		if !known || err != nil {
			t.Fatalf("%s: price %q: %v", f.name, line, err)
		}
	}
	return p, multiplier
}

// checkSums holds the buckets' sums against the members of the report.
func (f *usageFile) checkSums(t *testing.T) {
	t.Helper()
	for _, line := range f.sums {
		left, right, _ := strings.Cut(line, " = ")
		what, written, _ := strings.Cut(left, " ")
		var sum int64
		for _, member := range strings.Split(right, " + ") {
			value := llm.Raw(f.raw)
			for _, name := range strings.Split(member, ".") {
				value = llm.Find(value, name)
			}
			if value == nil {
				t.Fatalf("%s: the report has no %s", f.name, member)
			}
			sum += llm.CountOf(value)
		}
		got := map[string]int64{"prompt": f.usage.Prompt(), "completion": f.usage.Completion()}[what]
		if strconv.FormatInt(sum, 10) != written || got != sum {
			t.Errorf("%s: %s is %d in the report, %s in the line, %d in the buckets", f.name, what, sum, written, got)
		}
	}
}

// checkCost works the arithmetic through, step by step and without our code, and returns the dollars at its end.
func (f *usageFile) checkCost(t *testing.T) (dollars string) {
	t.Helper()
	number := func(s string) *big.Rat {
		r, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("%s: %q is no number", f.name, s)
		}
		return r
	}
	var charged burncloud.Usage
	sum, total := new(big.Rat), new(big.Rat)
	for _, line := range f.cost {
		w := strings.Fields(line)
		switch {
		case len(w) == 6 && w[2] == "x":
			*bucket(&charged, w[1]) = number(w[0]).Num().Int64()
			product := new(big.Rat).Mul(number(w[0]), number(w[3]))
			if product.Cmp(number(w[5])) != 0 {
				t.Errorf("%s: %s: it is %s", f.name, line, product.FloatString(9))
			}
			sum.Add(sum, product)
		case w[0] == "sum":
			if sum.Cmp(number(w[1])) != 0 {
				t.Errorf("%s: %s: it is %s", f.name, line, sum.FloatString(9))
			}
			total.Set(sum)
		case w[0] == "times":
			if total.Mul(total, number(w[1])); total.Cmp(number(w[3])) != 0 {
				t.Errorf("%s: %s: it is %s", f.name, line, total.FloatString(9))
			}
		case w[0] == "dollars":
			dollars = w[1]
			if got := total.Mul(total, big.NewRat(1, 1_000_000)).FloatString(9); got != dollars { // which rounds halves away from zero
				t.Errorf("%s: %s: it is %s", f.name, line, got)
			}
		default:
			t.Fatalf("%s: %q", f.name, line)
		}
	}
	if charged != f.usage {
		t.Errorf("%s: the arithmetic charges %+v, the buckets are %+v", f.name, charged, f.usage)
	}
	return dollars
}

// bedrockTongue is Bedrock's, whose streams are frames that know their lengths.
func bedrockTongue(usage string) *tongue {
	var b []byte
	for _, event := range [][2]string{
		{"messageStart", `{"role":"assistant"}`},
		{"contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":"Hello"}}`},
		{"contentBlockStop", `{"contentBlockIndex":0}`},
		{"messageStop", `{"stopReason":"end_turn"}`},
		{"metadata", `{"usage":` + usage + `,"metrics":{"latencyMs":1}}`},
	} {
		b = wiretest.AppendFrame(b, []byte(event[1]), ":event-type", event[0], ":content-type", "application/json", ":message-type", "event")
	}
	return &tongue{
		dialect: "bedrock", provider: "bedrock", media: "application/vnd.amazon.eventstream", stream: string(b),
		plain: `{"output":{"message":{"role":"assistant","content":[{"text":"Hello"}]}},"stopReason":"end_turn","usage":` + usage + `,"metrics":{"latencyMs":1}}`,
	}
}

// usageIn is how the tongues write their usage.
var usageIn = map[burncloud.Dialect][]string{
	"openai":    {`{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}`},
	"responses": {`{"input_tokens":9,"output_tokens":2,"total_tokens":11}`},
	"gemini":    {`{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11}`, `{"promptTokenCount": 9,"candidatesTokenCount": 2,"totalTokenCount": 11}`},
	"dashscope": {`{"total_tokens":11,"input_tokens":9,"output_tokens":2}`},
	"cohere":    {`{"billed_units":{"input_tokens":9,"output_tokens":2},"tokens":{"input_tokens":9,"output_tokens":2}}`},
	"ollama":    {`"prompt_eval_count":9,"eval_count":2`},
}

// answers are what the upstream says: a whole answer and a stream, with the file's report in the place of the tongue's.
func (f *usageFile) answers(t *testing.T, g *tongue) (plain, stream string) {
	t.Helper()
	if f.dialect == anthropic.Dialect {
		plain = strings.Replace(g.plain, `{"input_tokens":9,"output_tokens":2}`, f.raw, 1)
		stream = strings.Replace(g.stream, `{"input_tokens":9,"output_tokens":1}`, f.start, 1)
		return plain, strings.Replace(stream, `{"output_tokens":2}`, f.end, 1)
	}
	raw := f.raw
	if f.dialect == "ollama" {
		raw = raw[1 : len(raw)-1]
	}
	plain, stream = g.plain, g.stream
	for _, usage := range usageIn[f.dialect] {
		plain, stream = strings.ReplaceAll(plain, usage, raw), strings.ReplaceAll(stream, usage, raw)
	}
	return plain, stream
}

// TestUsageTable charges every report of testdata/usage, in a whole answer and in a stream, to clients of every dialect: the
// buckets add up to what the provider said, and the cost is the one that was worked out by hand, to the nano-dollar.
func TestUsageTable(t *testing.T) {
	files, err := filepath.Glob("../testdata/usage/*.txt")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	cases, wrong := 0, 0
	for _, name := range files {
		f := readUsageFile(t, name)
		f.checkSums(t)
		dollars := f.checkCost(t)
		price, multiplier := f.prices(t)
		if cost, err := price.Cost(f.usage, multiplier); err != nil || cost.String() != dollars {
			t.Errorf("%s: costs %s, %v, want %s", f.name, cost, err, dollars)
		}
		g := bedrockTongue(f.raw)
		if f.dialect != "bedrock" {
			g = tongueOf(f.dialect)
		}
		plain, stream := f.answers(t, g)
		for _, streamed := range []bool{false, true} {
			for i := range askers {
				if f.dialect == responses.Dialect && askers[i].dialect != f.dialect {
					continue // others are asked in OpenAI's chat
				}
				cases++
				wrong += f.charge(t, g, &askers[i], streamed, map[bool]string{false: plain, true: stream}[streamed], price, multiplier, dollars)
			}
		}
	}
	t.Logf("B15: %d mismatches of %d calls with %d reports", wrong, cases, len(files))
}

// charge makes one call and looks at its record. It returns 1 where that is wrong.
func (f *usageFile) charge(t *testing.T, g *tongue, a *asker, streamed bool, body string, price burncloud.Price, multiplier burncloud.Factor, dollars string) (wrong int) {
	t.Helper()
	what := fmt.Sprintf("%s, %s client, stream %v", f.name, a.name, streamed)
	media := "application/json"
	if streamed {
		media = g.media
	}
	up := newScript(t, 0, func(q rawRequest) []byte {
		if f.dialect == burncloud.DialectOpenAI && !strings.HasSuffix(q.target, "/chat/completions") {
			return raw(404, "application/json", `{"error":{"message":"only chat here"}}`) // some providers have further dialects
		}
		return raw(200, media, body)
	})
	ch := g.channel("ch_1", up)
	ch.Provider = f.provider
	if f.dialect == "bedrock" {
		ch.Options.Region = "us-east-1"
	}
	r := newRig(t, ch)
	r.cfg.Prices = []burncloud.Price{price}
	r.cfg.Groups[0].Multiplier = multiplier
	r.reload()
	got := r.ask(a, streamed)
	if got.status != 200 {
		t.Fatalf("%s: %d %s", what, got.status, got.body)
	}
	c := r.lastCall()
	if c.Usage != f.usage || len(c.Flags) != 0 {
		t.Errorf("%s: recorded %+v, flags %q, want %+v", what, c.Usage, c.Flags, f.usage)
		wrong = 1
	}
	if c.Cost == nil || c.Cost.String() != dollars {
		t.Errorf("%s: charged %v, want %s", what, c.Cost, dollars)
		wrong = 1
	}
	return wrong
}

// reported finds the member that an answer's usage is in.
var reported = regexp.MustCompile(`,"(usage|usageMetadata)": ?(\{[^{}]*(\{[^{}]*\}[^{}]*)*\})|,"prompt_eval_count":9,"eval_count":2`)

// TestUsageMissing asks upstreams of every dialect that do not say what they used: the gateway counts, says so on the record, and
// charges.
func TestUsageMissing(t *testing.T) {
	for i := range tongues {
		g := &tongues[i]
		plain, stream := reported.ReplaceAllString(g.plain, ""), reported.ReplaceAllString(g.stream, "")
		if plain == g.plain || stream == g.stream {
			t.Fatalf("%s: no usage in %s", g.dialect, g.plain)
		}
		for i := range 2 * len(askers) {
			a, streamed := &askers[i/2], i%2 == 1
			if g.dialect == responses.Dialect && a.dialect != g.dialect {
				continue
			}
			up := newScript(t, 0, func(rawRequest) []byte {
				if streamed {
					return raw(200, g.media, stream)
				}
				return raw(200, "application/json", plain)
			})
			r := newRig(t, g.channel("ch_1", up))
			r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "m", Rates: burncloud.Rates{Input: rate(t, "1"), Output: rate(t, "10")}}}
			r.reload()
			if got := r.ask(a, streamed); got.status != 200 {
				t.Fatalf("%s over %s: %d %s", a.name, g.dialect, got.status, got.body)
			}
			c := r.lastCall()
			u := c.Usage
			if u.Input < 1 || u.Input > 20 || u.Output < 1 || u.Output > 2 || u.Prompt() != u.Input || u.Completion() != u.Output || !slices.Equal(c.Flags, []string{burncloud.FlagEstimated}) {
				t.Errorf("%s over %s: recorded %+v, flags %q", a.name, g.dialect, u, c.Flags)
			}
			if want := burncloud.Money(1000*u.Input + 10_000*u.Output); c.Cost == nil || *c.Cost != want {
				t.Errorf("%s over %s: charged %v, want %s", a.name, g.dialect, c.Cost, want)
			}
		}
	}
}

// TestVectorsUsageMissing counts the texts that vectors were made of.
func TestVectorsUsageMissing(t *testing.T) {
	for body, want := range map[string]int64{
		`{"model":"m","input":"hello there"}`:           2,
		`{"model":"m","input":["hello there","hello"]}`: 3,
		`{"model":"m","input":[1,2,3]}`:                 8, // tokens already; a quarter of the bytes
	} {
		up := newScript(t, 0, func(rawRequest) []byte {
			return raw(200, "application/json", `{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"up"}`)
		})
		r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up))
		if got := r.post("/v1/embeddings", body); got.status != 200 {
			t.Fatalf("%s: %d %s", body, got.status, got.body)
		}
		if c := r.lastCall(); c.Usage != (burncloud.Usage{Input: want}) || !slices.Equal(c.Flags, []string{burncloud.FlagEstimated}) {
			t.Errorf("%s: recorded %+v, flags %q", body, c.Usage, c.Flags)
		}
	}
}
