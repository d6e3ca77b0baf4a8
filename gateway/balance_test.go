package gateway_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

// TestUpstreamBalance asks servers of the shapes that providers document, by the place and with the key that they document.
func TestUpstreamBalance(t *testing.T) {
	type answers map[string]struct {
		status int
		body   string
	}
	for name, tt := range map[string]struct {
		provider burncloud.ProviderName
		base     string
		answers  answers
		want     string
	}{
		"deepseek":                    {"deepseek", "/v1", answers{"/user/balance": {200, `{"is_available":true,"balance_infos":[{"currency":"CNY","total_balance":"110.00","granted_balance":"10.00","topped_up_balance":"100.00"},{"currency":"USD","total_balance":"-0.5"}]}`}}, "CNY 110.000000000, USD -0.500000000"},
		"credits of a management key": {"openrouter", "/api/v1", answers{"/api/v1/credits": {200, `{"data":{"total_credits":100.5,"total_usage":25.75}}`}}, "USD 74.750000000"},
		"bound of a key": {"openrouter", "/api/v1", answers{
			"/api/v1/credits": {403, `{"error":{"code":403,"message":"Only management keys can perform this operation"}}`},
			"/api/v1/key":     {200, `{"data":{"label":"sk-or","limit":20,"limit_remaining":12.345678901234,"usage":7.65}}`},
		}, "USD 12.345678901 of the key"},
		"no bound":    {"openrouter", "/api/v1", answers{"/api/v1/credits": {401, `{"error":{"message":"no"}}`}, "/api/v1/key": {200, `{"data":{"limit":null,"limit_remaining":null}}`}}, " of the key"},
		"moonshot":    {"moonshot", "/v1", answers{"/v1/users/me/balance": {200, `{"code":0,"data":{"available_balance":49.58894,"voucher_balance":46.58893,"cash_balance":3.00001},"scode":"0x0","status":true}`}}, "USD 49.588940000"},
		"siliconflow": {"siliconflow", "/v1", answers{"/v1/user/info": {200, `{"code":20000,"message":"OK","status":true,"data":{"balance":"0.88","chargeBalance":"88.00","totalBalance":"88.88"}}`}}, "USD 88.880000000"},
		"none":        {"openai", "/v1", answers{}, "unsupported"},
		"refused":     {"deepseek", "/v1", answers{"/user/balance": {401, `{"error":{"message":"Authentication Fails, your api key upstream-key-of-ch_1 is invalid"}}`}}, "upstream_auth"},
		"broken":      {"moonshot", "/v1", answers{"/v1/users/me/balance": {200, `{"data":{"available_balance":"1e9 upstream-key-of-ch_1"}}`}}, "upstream_invalid"},
		"elsewhere":   {"siliconflow", "/v1", answers{"/v1/user/info": {200, `<html>`}}, "upstream_invalid"},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a, ok := tt.answers[r.URL.Path]
			if !ok || r.Method != http.MethodGet || r.Header.Get("Authorization") != "Bearer upstream-key-of-ch_1" {
				t.Errorf("%s: asked %s %s by %q", name, r.Method, r.URL, r.Header.Get("Authorization"))
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(a.status)
			_, _ = io.WriteString(w, a.body)
		}))
		ch := tongueOf(burncloud.DialectOpenAI).channel("ch_1", newRawUpstream(t, nil, 0))
		ch.Provider, ch.BaseURL = tt.provider, srv.URL+tt.base
		r := newRig(t, ch)
		got, err := r.UpstreamBalance(t.Context(), "ch_1", "")
		var words []string
		for _, a := range got.Amounts {
			words = append(words, a.Currency+" "+a.Amount.String())
		}
		text := strings.Join(words, ", ")
		if got.OfKey {
			text += " of the key"
		}
		if err != nil {
			e := burncloud.AsError(err)
			if text = string(e.Kind); strings.Contains(e.Message, "upstream-key") {
				t.Errorf("%s: %s", name, e.Message)
			}
		}
		if text != tt.want {
			t.Errorf("%s: %q, %v; want %q", name, text, err, tt.want)
		}
		srv.Close()
	}
}

// TestBalanceCurrency: providers that name no currency mean that of their place.
func TestBalanceCurrency(t *testing.T) {
	for base, want := range map[string]string{"https://api.moonshot.cn/v1": "CNY", "https://api.moonshot.ai/v1": "USD"} {
		ch := tongueOf(burncloud.DialectOpenAI).channel("ch_1", newRawUpstream(t, nil, 0))
		ch.Provider, ch.BaseURL = "moonshot", base
		questions := balancesOf(t, &ch)
		if len(questions) != 1 || questions[0].Path != "/v1/users/me/balance" {
			t.Fatalf("%+v", questions)
		}
		if got, err := questions[0].Read([]byte(`{"data":{"available_balance":1}}`)); err != nil || fmt.Sprint(got) != "[{"+want+" 1.000000000}]" {
			t.Errorf("%s: %v, %v", base, got, err)
		}
	}
}

func balancesOf(t *testing.T, ch *burncloud.Channel) []upstream.Balance {
	t.Helper()
	up, err := upstream.Compile(ch, &upstream.Transports{})
	if err != nil {
		t.Fatal(err)
	}
	return up.Balances()
}
