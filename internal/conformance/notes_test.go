package conformance_test

import (
	"regexp"
	"strings"
)

// note documents a change that nobody is told of while it happens: which facts it is about, and why it is right.
type note struct {
	in       string // what the name of the probe begins with; "" = any
	on       string // side: "request", or "answer" for answers and streams
	client   string // pattern of its name; "" = any
	upstream string
	fact     string // pattern of the fact with its sign
	says     string
}

// notes are all such changes.
var notes = []note{
	// Requests.
	{"", "request", "", "", `.tool choice: auto( +weather,clock)?|-tool: function dice .*`, "of the tools only the allowed ones are declared"},
	{"", "request", "", "anthropic|gemini", `.tool: (custom|function) patch .*`, "a tool that takes free text becomes a function with one string, `input`; its calls are turned back"},
	{"", "request", "", "openai|responses", `.result of call_1( weather.*|: (Error: )?no network)`, "a failed call is told by the word `Error:` before its result; there is no flag"},
	{"", "request", "", "gemini", `\+assistant signature: gemini  skip_thought_signature_validator`, "a call that Gemini did not make itself bears Google's mark for calls without a signature"},
	{"", "request", "", "openai", `[-+](result of call_1|user) image: .*`, "a picture in a result follows it as the user's, since results are text"},
	{"", "request", "", "openai|responses|anthropic", `[-+](effort: medium|budget: 10000)`, "a budget becomes the effort that comes nearest"},
	{"", "request", "", "openai|anthropic", `-reasoning shown`, "the upstream decides whether it shows its reasoning; what it shows reaches the client"},
	{"", "request", "", "gemini", `\+reasoning shown`, "the upstream is asked to show its reasoning, which the client has a place for"},
	{"", "request", "", "", `-assistant thinks: .*`, "reasoning that nobody signed stays behind: it is for people to read"},
	{"", "request", "gemini", "", `-assistant signature: gemini .*`, "the signature of a call or text stays behind: it is a proof for Gemini alone"},
	{"", "request", "", "openai|responses", `.format: json_schema (answer)? .*`, "the schema is named `answer`; it is strict if the caller's dialect knows nothing else"},
	{"", "request", "", "anthropic|gemini", `.format: json_schema .*`, "the schema has no name, and is binding whether or not the caller asked for that"},

	// Answers.
	{"", "answer", "responses|anthropic|gemini", "", `.answer (signature: .*|sealed thought|thinks: )`, "a signature is carried in the client's own field for signatures, marked with whose it is, and returns unchanged"},
	{"", "answer", "openai", "gemini", `-answer signature: gemini .*`, "the signature of a text is left out: Gemini does without"},
	{"", "answer", "anthropic", "", `-answer image: .*`, "a generated picture is left out: the dialect has no place for it"},
	{"", "answer", "", "gemini", `-answer audio: .*`, "generated sound is left out: the dialect has no place for it, and cannot ask for it of this upstream"},
	{"11b-generated-audio", "answer", "responses|anthropic", "", `.tokens (output|audio out): 5`, "tokens of sound are counted with the others"},
	{"14-usage.audio", "answer", "responses|anthropic", "", `.tokens (input|output|audio in|audio out): .*`, "tokens of sound are counted with the others"},
	{"14-usage.cache-write", "answer", "gemini", "", `.tokens (input|cache write): .*`, "tokens written to a cache are counted as input"},
	{"1", "answer", "", "", `.answer stops: .*|.answer stop detail: .*|-answer stop sequence: four`, "why it stopped is told as far as the dialect has words"},
	{"", "answer", "anthropic|gemini", "", `[-+]answer( refuses)?: I cannot.`, "a refusal is text"},
	{"", "answer", "openai|responses", "", `-answer cites: +A .*|-answer cites at: .*`, "a citation of a document is left out: only those of the web have a place"},
	{"", "answer", "anthropic", "", `-answer cites at: .*`, "a citation backs the block of text that it is in"},
	{"", "answer", "", "", `.answer cites: https://e.x/a A .*|\+answer cites at: 0-2`, "the words of the source are left out, and the whole text is what is backed"},

	// Failures.
	{"", "answer", "", "", `.error: (upstream_(auth|funds|missing)|upstream_server)`, "what is wrong with the gateway's own account or model is a failure of the server to the client, who cannot mend it"},
	{"", "answer", "", "", `.error: upstream_cut`, "a stream that was cut off ends with the dialect's error"},
	{"", "answer", "anthropic|gemini", "", `.error: (context_too_long|content_policy|bad_request)`, "the dialect has one sort of error for all that is wrong with a request; the message says what"},
}

// noteFor finds the note for a fact, -1 for none.
func noteFor(in string, s side, client, upstream, fact string) int {
	on := sideNames[min(s, answer)]
	for i, n := range notes {
		if n.on == on && strings.HasPrefix(in, n.in) && match(n.client, client) && match(n.upstream, upstream) && match(n.fact, fact) {
			return i
		}
	}
	return -1
}

func match(pattern, s string) bool {
	return regexp.MustCompile(`^(`+pattern+`)$`).MatchString(s) || pattern == ""
}
