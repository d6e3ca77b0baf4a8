package gemini_test

import (
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/gemini"
)

func TestReadUsage(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want burncloud.Usage
	}{
		{`{"promptTokenCount":74,"candidatesTokenCount":16,"totalTokenCount":290,"thoughtsTokenCount":200}`, burncloud.Usage{Input: 74, Output: 16, Reasoning: 200}},
		{`{"promptTokenCount":100,"cachedContentTokenCount":60,"candidatesTokenCount":5,"totalTokenCount":105}`, burncloud.Usage{Input: 40, CacheRead: 60, Output: 5}},
		{`{"promptTokenCount":91,"candidatesTokenCount":159,"thoughtsTokenCount":265,"toolUsePromptTokenCount":898,"totalTokenCount":1413}`, burncloud.Usage{Input: 989, Output: 159, Reasoning: 265}},
		{`{"promptTokenCount":10,"candidatesTokenCount":30,"thoughtsTokenCount":20,"totalTokenCount":40}`, burncloud.Usage{Input: 10, Output: 10, Reasoning: 20}},
		{`{"promptTokenCount":10,"promptTokensDetails":[{"modality":"TEXT","tokenCount":4},{"modality":"AUDIO","tokenCount":6}],"candidatesTokenCount":9,"candidatesTokensDetails":[{"modality":4,"tokenCount":9}]}`, burncloud.Usage{Input: 4, AudioIn: 6, AudioOut: 9}},
		{`{"promptTokenCount":10,"cachedContentTokenCount":8,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":6}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":5}]}`, burncloud.Usage{Input: 1, CacheRead: 8, AudioIn: 1}},
		{`{"promptTokenCount":"12","candidatesTokenCount":-3,"cachedContentTokenCount":99}`, burncloud.Usage{CacheRead: 12}},
		{`{"trafficType":"ON_DEMAND"}`, burncloud.Usage{}},
		{`null`, burncloud.Usage{}},
		{`[`, burncloud.Usage{}},
	} {
		if got := gemini.ReadUsage([]byte(c.raw)); got != c.want {
			t.Errorf("%s\ngot  %+v\nwant %+v", c.raw, got, c.want)
		}
	}
}

// The buckets are disjoint: they sum up to the recorded total.
func TestRecordedTotals(t *testing.T) {
	for _, rec := range wiretest.Load(t, hosts...) {
		if rec.Response == nil || rec.Response[0] == '[' {
			continue
		}
		for c := rawjson.Members(rec.Response); c.Next(); {
			if string(c.Key) != "usageMetadata" {
				continue
			}
			u := gemini.ReadUsage(c.Value)
			for m := rawjson.Members(c.Value); m.Next(); {
				if n, err := rawjson.Int(m.Value); string(m.Key) == "totalTokenCount" && (err != nil || n != u.Prompt()+u.Completion()) {
					t.Errorf("%s: %+v, total %d", rec.Name, u, n)
				}
			}
		}
	}
}

func TestUsageRoundTrip(t *testing.T) {
	for _, u := range []burncloud.Usage{
		{}, {Input: 1, Output: 2}, {Input: 5, CacheRead: 4, AudioIn: 3, Output: 2, Reasoning: 7, AudioOut: 6}, {AudioIn: 1, AudioOut: 1},
	} {
		resp := &llm.Response{Choices: []llm.Choice{{Parts: []llm.Part{llm.Text{Text: "x"}}, Stop: llm.Stop{Reason: llm.StopEnd}}}, Usage: u}
		body := front.EncodeResponse(nil, &llm.Request{}, resp)
		got, err := back.DecodeResponse(&llm.Request{}, modern(llm.Quirks{}), body)
		if err != nil || got.Usage != u {
			t.Errorf("%+v: %+v, %v in %s", u, got, err, body)
		}
	}
}
