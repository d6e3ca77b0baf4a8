package sim_test

import (
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/sim"
)

const (
	nova   = "/model/us.amazon.nova-2-lite-v1:0"
	sonnet = "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0"
	bHi    = `"messages":[{"role":"user","content":[{"text":"hi"}]}]`
	bCall  = `"messages":[{"role":"user","content":[{"text":"call f {\"a\":1}"}]}`
	bTools = `"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}},{"cachePoint":{"type":"default"}}]}`
	bThink = `"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":1024}}`
)

var bedrockRecordings = []recording{
	{sim.Bedrock, nova + "/converse", `{` + bHi + `}`, "bedrock/converse/rubyllm-error-handling-with-bedrock-amazon-nova-2-lite-v1-0-raises-appropriate-auth/response.json", "wrong", false, ""},
	{sim.Bedrock, "/model/nope/converse", `{` + bHi + `}`, "bedrock/converse/pyai-model-name-suggestion-bedrock/response.json", "k", false, ""},
	{sim.Bedrock, sonnet + "/converse", `{` + bHi + `,` + bThink + `}`, "bedrock/converse/pyai-bedrock-model-thinking-part-anthropic-adaptive-effort-2of2/response.json", "k", true, "cacheReadInputTokenCount cacheReadInputTokens cacheWriteInputTokenCount cacheWriteInputTokens"},
	{sim.Bedrock, nova + "/converse", `{` + bCall + `],` + bTools + `}`, "bedrock/converse/pyai-bedrock-moonshotai-tool-call-1of2/response.json", "k", true, "content input"},
}

// awsEvent is a frame of AWS's event stream, taken apart.
type awsEvent struct {
	headers map[string]string
	payload string
}

// awsEvents takes a stream apart and checks lengths and checksums.
func awsEvents(t *testing.T, b []byte) []awsEvent {
	t.Helper()
	var out []awsEvent
	for len(b) > 0 {
		if len(b) < 16 {
			t.Fatalf("%d bytes left over", len(b))
		}
		total, size := int(binary.BigEndian.Uint32(b)), int(binary.BigEndian.Uint32(b[4:]))
		if total > len(b) || crc32.ChecksumIEEE(b[:8]) != binary.BigEndian.Uint32(b[8:]) || crc32.ChecksumIEEE(b[:total-4]) != binary.BigEndian.Uint32(b[total-4:]) {
			t.Fatalf("frame %d: bad checksum or length %d", len(out), total)
		}
		e := awsEvent{headers: make(map[string]string), payload: string(b[12+size : total-4])}
		for h := b[12 : 12+size]; len(h) > 0; {
			n := int(h[0])
			v := int(binary.BigEndian.Uint16(h[2+n:]))
			e.headers[string(h[1:1+n])] = string(h[4+n : 4+n+v])
			h = h[4+n+v:]
		}
		out = append(out, e)
		b = b[total:]
	}
	return out
}

// TestBedrockEvents compares the events of a stream with reasoning with recorded ones, whose framing is read as well.
func TestBedrockEvents(t *testing.T) {
	recorded, err := os.ReadFile(filepath.Join(wireDir(t), "bedrock", "converse", "pyai-bedrock-model-thinking-part-stream", "response.eventstream"))
	if err != nil {
		t.Fatal(err)
	}
	outlines := func(events []awsEvent) (order []string) {
		for _, e := range events {
			form := e.headers[":message-type"] + " " + e.headers[":event-type"] + " " + e.headers[":content-type"] + outline(t, []byte(e.payload), true, "serverToolUsage")
			if n := len(order); n == 0 || order[n-1] != form {
				order = append(order, form)
			}
		}
		return order
	}
	p := sim.New(sim.Bedrock, sim.Options{})
	_, b := ask(t, serve(t, p)+sonnet+"/converse-stream", "k", `{`+bHi+`,`+bThink+`}`)
	got := outlines(awsEvents(t, b))
	want := outlines(awsEvents(t, recorded))
	if !slices.Equal(got, want) {
		t.Errorf("events\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// TestBedrock is a table of requests.
func TestBedrock(t *testing.T) {
	p := sim.New(sim.Bedrock, sim.Options{})
	url := serve(t, p)
	use := `,{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"f","input":{"a":1}}}]}`
	result := `,{"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"json":{"n":42}}]}}]}`
	for _, row := range []struct {
		body   string
		status int
		says   string
	}{
		{`{` + bHi + `}`, 200, `"stopReason":"end_turn"`},
		{`{` + bHi + `,"inferenceConfig":{"maxTokens":2}}`, 200, `"stopReason":"max_tokens"`},
		{`{` + bHi + `,"inferenceConfig":{"stopSequences":[" has"]}}`, 200, `"stopReason":"stop_sequence"`},
		{`{` + bCall + `],` + bTools + `}`, 200, `{"toolUse":{"input":{"a":1},"name":"f","toolUseId":"tooluse_`},
		{`{` + bCall + use + result + `],` + bTools + `}`, 200, `has read \"{\\\"n\\\":42}\"`},
		{`{` + bCall + use + result + `]}`, 400, "toolConfig"},
		{`{` + bCall + use + `,{"role":"user","content":[{"text":"x"}]}],` + bTools + `}`, 400, "Expected toolResult"},
		{`{` + bCall + `,{"role":"user","content":[{"text":"x"}]}]}`, 400, "alternate"},
		{`{"messages":[{"role":"user","content":[{"text":" "}]}]}`, 400, "is blank"},
		{`{"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"t9","content":[]}}]}]}`, 400, "t9"},
		{`{` + bCall + `,{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"x","signature":"bogus"}}}]},{"role":"user","content":[{"text":"x"}]}]}`, 400, "Invalid `signature`"},
		{`{"messages":[]}`, 400, "empty"},
		{`{` + bHi + `,"inferenceConfig":{"temperature":2}}`, 400, "temperature"},
		{`{`, 400, "parsed"},
	} {
		status, b := ask(t, url+sonnet+"/converse", "k", row.body)
		if status != row.status || !strings.Contains(string(b), row.says) || !json.Valid(b) {
			t.Errorf("%s: %d, want %d with %q\n%s", row.body, status, row.status, row.says, b)
		}
	}
	if status, _ := ask(t, url+sonnet+"/invoke", "k", `{}`); status != 404 {
		t.Errorf("unknown operation: %d", status)
	}
}

// TestBedrockSigned wants a signature taken for the key it names, and the type of an error in its header.
func TestBedrockSigned(t *testing.T) {
	p := sim.New(sim.Bedrock, sim.Options{Keys: []string{"AKIASIM"}})
	url := serve(t, p)
	for key, want := range map[string]int{"AKIASIM": 200, "AKIAOTHER": 403} {
		req := newRequest(t, url+nova+"/converse", "", `{`+bHi+`}`)
		req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+key+"/20261101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=00")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		kind := res.Header.Get("X-Amzn-Errortype")
		if res.StatusCode != want || settled(t, p).Key != key || (want == 403) != strings.HasPrefix(kind, "UnrecognizedClientException:") {
			t.Errorf("%s: %d %q", key, res.StatusCode, kind)
		}
	}
}
