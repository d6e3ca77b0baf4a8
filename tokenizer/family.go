package tokenizer

import (
	"strings"

	"github.com/burncloud/burncloud"
)

// Family is a sort of models that count alike. It is data: what there is to know of how a provider counts.
type Family struct {
	Name    string
	Exact   bool     // texts are counted token for token; otherwise their count is an estimate
	cl100k  bool     // the older of the vocabularies
	weights *weights // nil: the vocabulary's own tokens
	frame   frame
	picture picture
	second  int64 // tokens of a second of sound
	page    int64 // tokens of a page of a document
}

// weights are thousandths of a family's tokens for one of o200k's, by kind; for figures, for each digit. They were fitted to
// some 350 texts in eight languages, four programming languages and JSON, against the tokenizers that the families'
// owners have published.
type weights [kinds]int64

// Weights by vocabulary. Gemini's is Gemma's, as recorded calls confirm. Claude's is the one published before Claude 3, with
// words and numbers as recorded calls of later models have them.
var (
	qwenWeights     = weights{995, 1305, 980, 1828, 687, 1021, 790, 952, 595}
	deepseekWeights = weights{1036, 1139, 898, 1458, 1005, 1091, 708, 1026, 0}
	geminiWeights   = weights{1059, 970, 880, 945, 0, 1263, 689, 1272, 882}
	claudeWeights   = weights{1090, 2065, 1387, 3305, 500, 1169, 1263, 900, 350}
	llamaWeights    = weights{998, 1159, 1065, 1789, 972, 1016, 935, 974, 0}
)

// Frames: what providers add to the texts, as OpenAI's cookbook and the models' chat templates have it; what nobody
// publishes is as recorded calls show it.
var (
	chatFrame      = frame{message: 3, role: true, name: 1, prime: 3, tools: 12, tool: 7, list: 3, member: 3, choice: -3, option: 3, format: 10}
	reasoningFrame = frame{message: 3, role: true, name: 1, answer: 2, prime: 2, tools: 12, tool: 7, list: 3, member: 3, choice: -3, option: 3, format: 10}
	gpt5Frame      = frame{message: 3, role: true, name: 1, answer: 2, prime: 2, tools: 15, tool: 7, list: 3, member: 3, choice: -3, option: 3, format: 10}
	claudeFrame    = frame{message: 4, prime: 3, thinking: 28, tools: 346, json: true, plain: true}
	claude45Frame  = frame{message: 4, prime: 3, thinking: 28, tools: 500, tool: 10, json: true, plain: true}
	geminiFrame    = frame{member: 1, option: 1, free: true}
	chatmlFrame    = frame{message: 5, prime: 3, tools: 110, json: true}
	harmonyFrame   = frame{message: 4, role: true, name: 1, answer: 2, prime: 60, tools: 90, tool: 7, list: 3, member: 3, choice: -3, option: 3, format: 10}
	llamaFrame     = frame{message: 5, prime: 4, tools: 150, json: true}
	deepseekFrame  = frame{message: 2, prime: 2, tools: 235, tool: 5, json: true}
	otherFrame     = frame{message: 4, prime: 3, tools: 60, tool: 5, json: true}
)

// The families. A second of sound is as OpenAI and Google publish it. A page of a PDF is Google's published number; with OpenAI and Anthropic,
// who read its text beside its picture, that of a page of some 500 tokens of text, as measured of Claude (testdata/media.tsv); of OpenAI's
// models nobody has published a measurement.
var (
	openai     = Family{Name: "openai", Exact: true, frame: chatFrame, picture: tiles(85, 170), second: 10, page: 1600}
	openaiMini = Family{Name: "gpt-4o-mini", Exact: true, frame: chatFrame, picture: tiles(2833, 5667), second: 10, page: 3200}
	reasoning  = Family{Name: "o-series", Exact: true, frame: reasoningFrame, picture: tiles(75, 150), second: 10, page: 1600}
	gpt5       = Family{Name: "gpt-5", Exact: true, frame: gpt5Frame, picture: tiles(70, 140), second: 10, page: 1600}
	mini41     = Family{Name: "gpt-4.1-mini", Exact: true, frame: chatFrame, picture: patches(32, 1536, 1536, 1620), second: 10, page: 2000}
	nano41     = Family{Name: "gpt-4.1-nano", Exact: true, frame: chatFrame, picture: patches(32, 1536, 1536, 2460), second: 10, page: 3000}
	patched162 = Family{Name: "gpt-5-mini", Exact: true, frame: gpt5Frame, picture: patches(32, 1536, 1536, 1620), second: 10, page: 2000}
	patched172 = Family{Name: "o4-mini", Exact: true, frame: reasoningFrame, picture: patches(32, 1536, 1536, 1720), second: 10, page: 2000}
	patched246 = Family{Name: "gpt-5-nano", Exact: true, frame: gpt5Frame, picture: patches(32, 1536, 1536, 2460), second: 10, page: 3000}
	patched120 = Family{Name: "gpt-5.1 and later", Exact: true, frame: gpt5Frame, picture: patches(32, 10000, 2500, 1200), second: 10, page: 2000}
	gpt4       = Family{Name: "gpt-4", Exact: true, cl100k: true, frame: chatFrame, picture: tiles(85, 170), second: 10, page: 1600}
	claude     = Family{Name: "claude", weights: &claudeWeights, frame: claudeFrame, picture: patches(28, 1568, 1568, 1000), second: 32, page: 2100}
	claude45   = Family{Name: "claude 4.5 and 4.6", weights: &claudeWeights, frame: claude45Frame, picture: patches(28, 1568, 1568, 1000), second: 32, page: 2100}
	claudeFine = Family{Name: "claude 4.7 and later", weights: &claudeWeights, frame: claude45Frame, picture: patches(28, 4784, 4784, 1000), second: 32, page: 2350}
	gemini     = Family{Name: "gemini", weights: &geminiWeights, frame: geminiFrame, picture: crops(258), second: 32, page: 258}
	gemini3    = Family{Name: "gemini 3", weights: &geminiWeights, frame: geminiFrame, picture: fixed(1120), second: 32, page: 560}
	qwen       = Family{Name: "qwen", weights: &qwenWeights, frame: chatmlFrame, picture: patches(28, 1280, 1280, 1000), second: 25, page: 1280}
	deepseek   = Family{Name: "deepseek", weights: &deepseekWeights, frame: deepseekFrame, picture: fixed(800), second: 32, page: 800}
	llama      = Family{Name: "llama", weights: &llamaWeights, frame: llamaFrame, picture: fixed(1600), second: 32, page: 1600}
	gptOSS     = Family{Name: "gpt-oss", frame: harmonyFrame, picture: fixed(1600), second: 10, page: 1600}
	unknown    = Family{Name: "other", frame: otherFrame, picture: tiles(85, 170), second: 32, page: 1600}
)

// toolsInChat is how many tokens more GPT-5 and later models read where a chat completion has tools, as recorded: the same call is 63 tokens in
// Responses and 145 in chat. Nothing is published of it, nor of what custom tools count.
const toolsInChat = 82

// inChat are families that count otherwise over OpenAI's chat completions.
var inChat = map[*Family]*Family{
	&gpt5: gpt5.chatting(), &patched162: patched162.chatting(), &patched246: patched246.chatting(), &patched120: patched120.chatting(),
}

func (f Family) chatting() *Family {
	f.frame.tools += toolsInChat
	return &f
}

// models are the families by what model names contain. The first row that fits counts.
var models = []struct {
	part   string
	family *Family
}{
	{"claude-opus-4-7", &claudeFine},
	{"claude-opus-4-8", &claudeFine},
	{"claude-opus-5", &claudeFine},
	{"claude-sonnet-5", &claudeFine},
	{"claude-fable", &claudeFine},
	{"claude-haiku-4-5", &claude45},
	{"claude-haiku-4.5", &claude45},
	{"claude-4.5-haiku", &claude45},
	{"claude-sonnet-4-5", &claude45},
	{"claude-sonnet-4.5", &claude45},
	{"claude-sonnet-4-6", &claude45},
	{"claude-opus-4-5", &claude45},
	{"claude-opus-4-6", &claude45},
	{"claude", &claude},
	{"gemini-3", &gemini3},
	{"gemini", &gemini},
	{"gemma", &gemini},
	{"qwen", &qwen},
	{"qwq", &qwen},
	{"qvq", &qwen},
	{"deepseek", &deepseek},
	{"llama", &llama},
	{"gpt-4o-mini", &openaiMini},
	{"gpt-4.1-mini", &mini41},
	{"gpt-4.1-nano", &nano41},
	{"gpt-5-mini", &patched162},
	{"gpt-5-nano", &patched246},
	{"gpt-5.", &patched120},
	{"gpt-5", &gpt5},
	{"gpt-6", &patched120},
	{"gpt-4o", &openai},
	{"gpt-4.", &openai},
	{"gpt-4", &gpt4},
	{"gpt-3.5", &gpt4},
	{"gpt-35", &gpt4}, // as Azure writes it
	{"text-embedding-", &gpt4},
	{"davinci-002", &gpt4},
	{"babbage-002", &gpt4},
	{"gpt-oss", &gptOSS},
	{"o4-mini", &patched172},
	{"codex-mini", &patched172},
	{"computer-use", &openai},
}

// dialects are the families of upstreams whose models have other names.
var dialects = map[burncloud.Dialect]*Family{"anthropic": &claude, "gemini": &gemini, "dashscope": &qwen}

// For is the family of a model that is reached in a dialect. A model that nobody knows counts as one of OpenAI's, and not
// exactly.
func For(model burncloud.ModelName, d burncloud.Dialect) *Family {
	name := strings.ToLower(string(model))
	for i := range models {
		if strings.Contains(name, models[i].part) {
			f := models[i].family
			if other := inChat[f]; other != nil && d == burncloud.DialectOpenAI && !strings.Contains(name, "/") { // routers ask Responses
				return other
			}
			return f
		}
	}
	if isReasoning(name[strings.LastIndexByte(name, '/')+1:]) {
		return &reasoning
	}
	if f := dialects[d]; f != nil {
		return f
	}
	return &unknown
}

// isReasoning reports whether a name is of OpenAI's o series: o1, o3-pro.
func isReasoning(name string) bool {
	return len(name) >= 2 && name[0] == 'o' && name[1] >= '1' && name[1] <= '9' && (len(name) == 2 || name[2] == '-')
}

func (f *Family) vocabulary() *vocabulary {
	if f.cl100k {
		return cl100k()
	}
	return o200k()
}

// weigh turns tokens of the vocabulary into the family's.
func (f *Family) weigh(s *sums) (n int64) {
	if f.weights == nil {
		for k := range figures {
			n += s[k]
		}
		return n
	}
	for k := range s {
		n += s[k] * f.weights[k]
	}
	return (n + 500) / 1000
}
