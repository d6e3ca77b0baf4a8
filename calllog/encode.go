package calllog

import (
	"strconv"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
)

// appendCall appends the JSON of the call, with the names of burncloud.Call's tags. It is written by hand because every
// call waits for it. A test holds it to the tags.
func appendCall(dst []byte, c *burncloud.Call) []byte {
	o := object{append(dst, '{')}
	o.text(`"id":`, string(c.RequestID))
	o.name(`"t":`)
	o.b = append(c.Time.AppendFormat(append(o.b, '"'), time.RFC3339Nano), '"')
	o.texts(
		`"user":`, string(c.UserID), `"token":`, string(c.TokenID), `"channel":`, string(c.ChannelID), `"key":`, string(c.KeyID),
		`"group":`, string(c.Group), `"endpoint":`, c.Endpoint, `"model":`, string(c.Model), `"upstream_model":`, string(c.UpstreamModel),
		`"dialect":`, string(c.Dialect), `"upstream_dialect":`, string(c.UpstreamDialect),
		`"error_kind":`, string(c.ErrorKind), `"error_message":`, c.ErrorMessage, `"raw_usage":`, c.RawUsage, `"price":`, string(c.PriceID), `"ip":`, c.IP,
	)
	if c.Stream {
		o.name(`"stream":true`)
	}
	o.number(`"status":`, int64(c.Status))
	o.attempts(c.Attempts)
	o.usage(&c.Usage)
	o.money(`"cost":`, c.Cost)
	o.money(`"purchase_cost":`, c.PurchaseCost)
	o.text(`"purchase_price":`, string(c.PurchasePriceID))
	if c.Multiplier != nil {
		o.name(`"multiplier":`)
		o.b = strconv.AppendInt(o.b, int64(*c.Multiplier), 10)
	}
	o.charge(c.Charge)
	o.numbers(`"ttft":`, int64(c.TTFT), `"dur":`, int64(c.Duration))
	o.numbers(`"over":`, int64(c.Overhead), `"in":`, c.BytesIn)
	o.numbers(`"out":`, c.BytesOut, `"snap":`, c.SnapshotVersion)
	o.decision(c.Decision)
	o.list(`"losses":[`, c.Losses)
	o.list(`"flags":[`, c.Flags)
	return append(o.b, '}')
}

// object is a JSON object being written. Names come with their quotes and colon.
type object struct{ b []byte }

func (o *object) name(name string) {
	if last := o.b[len(o.b)-1]; last != '{' && last != '[' {
		o.b = append(o.b, ',')
	}
	o.b = append(o.b, name...)
}

// text leaves out what is empty.
func (o *object) text(name, value string) {
	if value != "" {
		o.name(name)
		o.b = rawjson.AppendString(o.b, value)
	}
}

// money leaves out what is not known.
func (o *object) money(name string, m *burncloud.Money) {
	if m != nil {
		o.amount(name, *m)
	}
}

func (o *object) amount(name string, m burncloud.Money) {
	o.name(name)
	o.b, _ = m.AppendText(append(o.b, '"')) // it does not fail
	o.b = append(o.b, '"')
}

// texts are names, each followed by its value.
func (o *object) texts(pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		o.text(pairs[i], pairs[i+1])
	}
}

// number leaves out what is zero.
func (o *object) number(name string, value int64) {
	if value != 0 {
		o.name(name)
		o.b = strconv.AppendInt(o.b, value, 10)
	}
}

func (o *object) numbers(name1 string, value1 int64, name2 string, value2 int64) {
	o.number(name1, value1)
	o.number(name2, value2)
}

func (o *object) attempts(all []burncloud.Attempt) {
	if len(all) == 0 {
		return
	}
	o.name(`"attempts":[`)
	for i := range all {
		a := &all[i]
		o.name(`{`)
		o.texts(`"channel":`, string(a.ChannelID), `"key":`, string(a.KeyID), `"model":`, string(a.UpstreamModel),
			`"kind":`, string(a.ErrorKind), `"message":`, a.ErrorMessage)
		o.numbers(`"status":`, int64(a.Status), `"dur":`, int64(a.Duration))
		if !a.Usage.IsZero() {
			o.usage(&a.Usage)
		}
		o.money(`"purchase_cost":`, a.PurchaseCost)
		o.b = append(o.b, '}')
	}
	o.b = append(o.b, ']')
}

func (o *object) decision(d *burncloud.Decision) {
	if d == nil {
		return
	}
	o.name(`"decision":{`)
	o.text(`"strategy":`, string(d.Strategy))
	if d.Sticky {
		o.name(`"sticky":true`)
	}
	o.number(`"total":`, int64(d.Total))
	if len(d.Candidates) > 0 {
		o.name(`"candidates":[`)
		for i := range d.Candidates {
			c := &d.Candidates[i]
			o.name(`{`)
			o.texts(`"for":`, string(c.Model), `"channel":`, string(c.ChannelID), `"key":`, string(c.KeyID),
				`"model":`, string(c.UpstreamModel), `"skipped":`, c.Skipped)
			o.number(`"order":`, int64(c.Order))
			o.b = append(o.b, '}')
		}
		o.b = append(o.b, ']')
	}
	o.b = append(o.b, '}')
}

func (o *object) charge(c *burncloud.Charge) {
	if c == nil {
		return
	}
	o.name(`"charge":{`)
	o.amount(`"held":`, c.Held)
	if c.Unlimited {
		o.name(`"unlimited":true`)
	}
	o.b = append(o.b, '}')
}

func (o *object) usage(u *burncloud.Usage) {
	o.name(`"usage":{`)
	o.numbers(`"input":`, u.Input, `"output":`, u.Output)
	o.numbers(`"cache_read":`, u.CacheRead, `"cache_write":`, u.CacheWrite)
	o.numbers(`"audio_in":`, u.AudioIn, `"audio_out":`, u.AudioOut)
	o.numbers(`"image_in":`, u.ImageIn, `"image_out":`, u.ImageOut)
	o.numbers(`"images":`, u.Images, `"seconds":`, u.Seconds)
	o.number(`"characters":`, u.Characters)
	o.numbers(`"reasoning":`, u.Reasoning, `"cache_write_1h":`, u.CacheWrite1h)
	o.b = append(o.b, '}')
}

func (o *object) list(name string, all []string) {
	if len(all) == 0 {
		return
	}
	o.name(name)
	for _, f := range all {
		o.name("")
		o.b = rawjson.AppendString(o.b, f)
	}
	o.b = append(o.b, ']')
}
