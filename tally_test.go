package burncloud_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
)

func TestOutcomeOf(t *testing.T) {
	for _, row := range []struct {
		status int
		kind   burncloud.Kind
		want   burncloud.Outcome
	}{
		{200, "", burncloud.Completed},
		{101, "", burncloud.Completed},
		{200, burncloud.KindUpstreamCut, burncloud.Cut},
		{200, burncloud.KindUpstreamTimeout, burncloud.Cut},
		{200, burncloud.KindCanceled, burncloud.Canceled},
		{499, burncloud.KindCanceled, burncloud.Canceled},
		{402, burncloud.KindNoFunds, burncloud.Refused},
		{429, burncloud.KindRateLimited, burncloud.Refused},
		{429, burncloud.KindUpstreamLimited, burncloud.Failed},
		{404, burncloud.KindModelNotFound, burncloud.Refused},
		{400, burncloud.KindContentPolicy, burncloud.Refused},
		{502, burncloud.KindUpstreamServer, burncloud.Failed},
		{503, burncloud.KindNoChannel, burncloud.Failed},
		{503, burncloud.KindOverloaded, burncloud.Failed},
		{500, burncloud.KindInternal, burncloud.Failed},
	} {
		if got := burncloud.OutcomeOf(row.status, row.kind); got != row.want {
			t.Errorf("%d %s: %s, want %s", row.status, row.kind, got, row.want)
		}
	}
}

// TestQuantilesLieWithinTheirBounds: what the histogram says is off by the square root of two at most, wherever it can tell.
func TestQuantilesLieWithinTheirBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for round := range 200 {
		var h burncloud.Latencies
		all := make([]float64, 1+r.IntN(400))
		for i := range all {
			d := 32e3 * math.Pow(2, r.Float64()*float64(1+round%11))
			all[i] = math.Floor(d)
			h.Count(burncloud.Micros(d))
		}
		slices.Sort(all)
		for _, p := range []float64{0.01, 0.5, 0.95, 1} {
			got, want := float64(h.Quantile(p)), all[max(int(math.Ceil(p*float64(len(all))))-1, 0)]
			if off := got / want; off > math.Sqrt2*1.0001 || off < 1/math.Sqrt2/1.0001 {
				t.Fatalf("%d values: p%v is %v, truly %v", len(all), 100*p, got, want)
			}
		}
	}
	var none burncloud.Latencies
	none.Count(0)
	if none.Quantile(0.5) != 0 {
		t.Error("nothing has a median")
	}
}

// TestCallKeysAreThoseOfCalls: a name that a call does not have would leave its key empty for ever.
func TestCallKeysAreThoseOfCalls(t *testing.T) {
	names := func(of reflect.Type) map[string]bool {
		all := map[string]bool{"purchase_cost": true} // comes with purchase prices
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			all[name] = true
		}
		return all
	}
	for _, pair := range [][2]reflect.Type{
		{reflect.TypeFor[burncloud.CallKeys](), reflect.TypeFor[burncloud.Call]()},
		{reflect.TypeFor[burncloud.AttemptKey](), reflect.TypeFor[burncloud.Attempt]()},
	} {
		has := names(pair[1])
		for name := range names(pair[0]) {
			if !has[name] {
				t.Errorf("%v has %q, which %v has not", pair[0], name, pair[1])
			}
		}
	}
}
