package store_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/store"
)

func TestHealth(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		ctx := t.Context()
		fill(t, db)
		dead := burncloud.TargetHealth{
			TargetKey: burncloud.TargetKey{Channel: "ch_1", Key: channel("ch_1").Keys[0].ID, Model: "m"}, State: burncloud.Dead, Reason: "why",
			Since: now, Until: now.Add(time.Minute), Failures: 5, LastError: "x",
		}
		well := burncloud.TargetHealth{TargetKey: burncloud.TargetKey{Channel: "ch_1", Key: channel("ch_1").Keys[0].ID, Model: "n"}, State: burncloud.Healthy, Since: now}
		gone := burncloud.TargetHealth{TargetKey: burncloud.TargetKey{Channel: "ch_gone", Model: "n"}, State: burncloud.Healthy, Since: now}
		version, err := db.ConfigVersion(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.SaveHealth(ctx, []burncloud.TargetHealth{gone, well, {TargetKey: dead.TargetKey, State: burncloud.Degraded}, dead}, nil); err != nil {
			t.Fatal(err)
		}
		got, err := db.Health(ctx)
		if want := []burncloud.TargetHealth{dead, well}; err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%v\ngot  %+v\nwant %+v", err, got, want)
		}
		var changes []burncloud.HealthChange
		for i := range 250 {
			changes = append(changes, burncloud.HealthChange{TargetKey: dead.TargetKey, Time: now.Add(time.Duration(i) * time.Second), State: burncloud.Dead, Reason: fmt.Sprint(i)})
		}
		for _, some := range [][]burncloud.HealthChange{changes[:100], changes[100:]} {
			if err := db.SaveHealth(ctx, nil, some); err != nil {
				t.Fatal(err)
			}
		}
		for _, tt := range []struct {
			from, to time.Time
			first, n int // newest first
		}{
			{time.Time{}, time.Time{}, 249, 200},
			{now.Add(240 * time.Second), time.Time{}, 249, 10},
			{now.Add(60 * time.Second), now.Add(70 * time.Second), 69, 10},
		} {
			got, err := db.HealthChanges(ctx, "ch_1", tt.from, tt.to)
			if err != nil || len(got) != tt.n || got[0] != changes[tt.first] {
				t.Errorf("%s…%s: %d changes, %v", tt.from, tt.to, len(got), err)
			}
		}
		if after, err := db.ConfigVersion(ctx); err != nil || after != version {
			t.Errorf("health counts as configuration: %d, %d, %v", version, after, err)
		}
	})
}

func TestDisableKey(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		ctx := t.Context()
		fill(t, db)
		key := channel("ch_1").Keys[0].ID
		for _, tt := range []struct {
			channel burncloud.ChannelID
			changed bool
		}{{"ch_2", false}, {"ch_1", true}, {"ch_1", false}} {
			if changed, err := db.DisableKey(ctx, tt.channel, key, "why"); err != nil || changed != tt.changed {
				t.Errorf("%s: %v, %v", tt.channel, changed, err)
			}
		}
		c, err := db.Channel(ctx, "ch_1")
		if err != nil || c.Keys[0].Enabled || c.Keys[0].Reason != "why" || c.Keys[0].Value == "" {
			t.Errorf("%+v, %v", c, err)
		}
	})
}
