package gemini

import (
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// logprobs reads a logprobsResult: the chosen tokens, and for each place the alternatives.
func logprobs(raw []byte) []llm.Logprob {
	if raw == nil {
		return nil
	}
	var out []llm.Logprob
	var top []byte
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "chosenCandidates":
			out = tokens(c.Value)
		case "topCandidates":
			top = c.Value
		}
	}
	t := rawjson.Members(top)
	for i := 0; i < len(out) && t.Next(); i++ {
		for c := rawjson.Members(t.Value); c.Next(); {
			if string(c.Key) == "candidates" {
				out[i].Top = tokens(c.Value)
			}
		}
	}
	return out
}

func tokens(raw []byte) []llm.Logprob {
	var out []llm.Logprob
	for c := rawjson.Members(raw); c.Next(); {
		var p llm.Logprob
		for m := rawjson.Members(c.Value); m.Next(); {
			switch string(m.Key) {
			case "token":
				p.Token = llm.TextOf(m.Value)
			case "logProbability":
				if llm.Raw(m.Value).Kind() == '0' && llm.Raw(m.Value).IsValid() {
					p.Value = llm.Number(m.Value)
				}
			}
		}
		out = append(out, p)
	}
	return out
}

// writeLogprobs writes a logprobsResult, unless there is nothing to tell.
func writeLogprobs(w *llm.Writer, list []llm.Logprob) {
	if len(list) == 0 {
		return
	}
	w.OpenKey("logprobsResult", '{')
	w.OpenKey("topCandidates", '[')
	for _, p := range list {
		w.Open('{')
		writeTokens(w, "candidates", p.Top)
		w.Close('}')
	}
	w.Close(']')
	writeTokens(w, "chosenCandidates", list)
	w.Close('}')
}

func writeTokens(w *llm.Writer, name string, list []llm.Logprob) {
	w.OpenKey(name, '[')
	for _, p := range list {
		w.Open('{')
		w.Str("token", p.Token)
		w.Num("logProbability", p.Value)
		w.Close('}')
	}
	w.Close(']')
}
