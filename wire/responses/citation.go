package responses

import (
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// citations reads the annotations of a text.
func citations(annotations []byte) []llm.Citation {
	if len(annotations) == 0 || annotations[0] != '[' {
		return nil
	}
	var out []llm.Citation
	for c := rawjson.Members(annotations); c.Next(); {
		if cite, ok := citation(c.Value); ok {
			out = append(out, cite)
		}
	}
	return out
}

// citation reads one annotation. Its bytes are kept: files and containers mean nothing in other dialects.
func citation(raw []byte) (llm.Citation, bool) {
	if len(raw) == 0 || raw[0] != '{' || !llm.Raw(raw).IsValid() {
		return llm.Citation{}, false
	}
	cite := llm.Citation{From: Dialect, Raw: llm.Raw(raw).Clone()}
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "url":
			cite.URL, _ = rawjson.String(c.Value)
		case "title", "filename":
			cite.Title, _ = rawjson.String(c.Value)
		case "file_id":
			cite.Source, _ = rawjson.String(c.Value)
		case "start_index":
			cite.Start = int(min(llm.CountOf(c.Value), maxIndex))
		case "end_index":
			cite.End = int(min(llm.CountOf(c.Value), maxIndex))
		}
	}
	return cite, true
}

// maxIndex bounds what is believed of positions in a text.
const maxIndex = 1 << 30

// appendAnnotation appends a citation as an annotation; false if the dialect has no place for it.
func appendAnnotation(dst []byte, cite *llm.Citation) ([]byte, bool) {
	if cite.From == Dialect && cite.Raw != nil {
		out, err := compact(dst, cite.Raw)
		return out, err == nil
	}
	if cite.URL == "" {
		return dst, false
	}
	w := llm.Writer{Buf: append(dst, '{')}
	w.Str("type", "url_citation")
	w.Int("start_index", int64(cite.Start))
	w.Int("end_index", int64(cite.End))
	w.Str("url", cite.URL)
	w.Str("title", cite.Title)
	w.Close('}')
	return w.Buf, true
}

// logprobs reads the probabilities of tokens, as a text or a delta has them.
func logprobs(raw []byte) []llm.Logprob {
	if len(raw) < 3 || raw[0] != '[' {
		return nil
	}
	var out []llm.Logprob
	for c := rawjson.Members(raw); c.Next(); {
		out = append(out, logprob(c.Value, true))
	}
	return out
}

func logprob(raw []byte, alternatives bool) llm.Logprob {
	var p llm.Logprob
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "token":
			p.Token, _ = rawjson.String(c.Value)
		case "logprob":
			if v := llm.Raw(c.Value); v.Kind() == '0' && v.IsValid() {
				p.Value = llm.Number(v)
			}
		case "bytes":
			if v := llm.Raw(c.Value); v.Kind() == '[' && v.IsValid() {
				p.Bytes = v.Clone()
			}
		case "top_logprobs":
			if !alternatives || len(c.Value) == 0 || c.Value[0] != '[' {
				continue
			}
			for t := rawjson.Members(c.Value); t.Next(); {
				p.Top = append(p.Top, logprob(t.Value, false))
			}
		}
	}
	return p
}

// writeLogprobs writes the member of that name, an empty array for none.
func writeLogprobs(w *llm.Writer, list []llm.Logprob) {
	w.OpenKey("logprobs", '[')
	for i := range list {
		w.Open('{')
		writeLogprob(w, &list[i])
		w.OpenKey("top_logprobs", '[')
		for k := range list[i].Top {
			w.Open('{')
			writeLogprob(w, &list[i].Top[k])
			w.Close('}')
		}
		w.Close(']')
		w.Close('}')
	}
	w.Close(']')
}

func writeLogprob(w *llm.Writer, p *llm.Logprob) {
	w.Str("token", p.Token)
	w.Num("logprob", p.Value)
	if p.Bytes != nil {
		if b, err := compact(nil, p.Bytes); err == nil {
			w.Raw("bytes", b)
		}
	}
}
