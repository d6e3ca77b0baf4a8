package upstream

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/burncloud/burncloud"
)

// balancePlace is where a provider tells an account's balance, and how to read it.
type balancePlace struct {
	path  string // below the base; with a slash at its begin, below the origin
	ofKey bool   // it is of the key alone
	read  func(body []byte, host string) ([]burncloud.CurrencyAmount, error)
}

// balancePlaces are tried in their order while the provider refuses the key or does not know the place.
var balancePlaces = map[burncloud.ProviderName][]balancePlace{
	"deepseek": {{path: "/user/balance", read: readDeepSeek}},
	// Its credits are told to management keys only, which call no models; a key that does is told its own bound.
	"openrouter":  {{path: "credits", read: readCredits}, {path: "key", ofKey: true, read: readKeyBound}},
	"moonshot":    {{path: "users/me/balance", read: readMoonshot}},
	"siliconflow": {{path: "user/info", read: readSiliconFlow}},
}

// Balance is one question for a balance: the request, and how its answer is read.
type Balance struct {
	Path  string
	OfKey bool
	Read  func(body []byte) ([]burncloud.CurrencyAmount, error)
}

// Balances are the questions for the balance of a key's account, to be asked in their order; none = the provider has no place for it.
func (u *Upstream) Balances() (all []Balance) {
	base, err := url.Parse(u.base)
	if err != nil {
		return nil
	}
	for _, p := range balancePlaces[u.Provider.Name] {
		at := *base
		if strings.HasPrefix(p.path, "/") {
			at.Path = p.path
		} else {
			at.Path = strings.TrimSuffix(at.Path, "/") + "/" + p.path
		}
		all = append(all, Balance{at.Path, p.ofKey, func(body []byte) ([]burncloud.CurrencyAmount, error) { return p.read(body, base.Hostname()) }})
	}
	return all
}

// At turns a question for the models into one for the balance: it has the key and the channel's headers.
func (b *Balance) At(models *http.Request) {
	to := *models.URL
	to.Path, to.RawPath, to.RawQuery = b.Path, "", ""
	models.URL = &to
}

// decimal reads an amount that is a number or a string; digits behind the ninth are cut off.
func decimal(raw json.RawMessage) (burncloud.Money, error) {
	s := strings.Trim(string(raw), `"`)
	if whole, part, ok := strings.Cut(s, "."); ok && len(part) > 9 {
		s = whole + "." + part[:9]
	}
	m, err := burncloud.ParseMoney(s)
	if err != nil {
		return 0, fmt.Errorf("the balance %.40q is no decimal number", s)
	}
	return m, nil
}

func readDeepSeek(body []byte, _ string) (all []burncloud.CurrencyAmount, err error) {
	var a struct {
		Infos []struct {
			Currency string          `json:"currency"`
			Total    json.RawMessage `json:"total_balance"`
		} `json:"balance_infos"`
	}
	if err := json.Unmarshal(body, &a); err != nil || len(a.Infos) == 0 {
		return nil, errNoBalance
	}
	for _, x := range a.Infos {
		m, err := decimal(x.Total)
		if err != nil {
			return nil, err
		}
		all = append(all, burncloud.CurrencyAmount{Currency: x.Currency, Amount: m})
	}
	return all, nil
}

var errNoBalance = fmt.Errorf("the answer has no balance in it")

func readCredits(body []byte, _ string) ([]burncloud.CurrencyAmount, error) {
	var a struct {
		Data struct {
			Credits json.RawMessage `json:"total_credits"`
			Usage   json.RawMessage `json:"total_usage"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &a); err != nil || a.Data.Credits == nil || a.Data.Usage == nil {
		return nil, errNoBalance
	}
	bought, err := decimal(a.Data.Credits)
	if err != nil {
		return nil, err
	}
	used, err := decimal(a.Data.Usage)
	return []burncloud.CurrencyAmount{{Currency: "USD", Amount: bought - used}}, err
}

// readKeyBound reads what a key may still spend; a key without a bound has null there.
func readKeyBound(body []byte, _ string) ([]burncloud.CurrencyAmount, error) {
	var a struct {
		Data *struct {
			Left json.RawMessage `json:"limit_remaining"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &a); err != nil || a.Data == nil {
		return nil, errNoBalance
	}
	if len(a.Data.Left) == 0 || string(a.Data.Left) == "null" {
		return []burncloud.CurrencyAmount{}, nil
	}
	left, err := decimal(a.Data.Left)
	return []burncloud.CurrencyAmount{{Currency: "USD", Amount: left}}, err
}

// currencyAt is the yuan at hosts in China, the dollar elsewhere.
func currencyAt(host string) string {
	if strings.HasSuffix(host, ".cn") {
		return "CNY"
	}
	return "USD"
}

func readMoonshot(body []byte, host string) ([]burncloud.CurrencyAmount, error) {
	var a struct {
		Data struct {
			Available json.RawMessage `json:"available_balance"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &a); err != nil || a.Data.Available == nil {
		return nil, errNoBalance
	}
	m, err := decimal(a.Data.Available)
	return []burncloud.CurrencyAmount{{Currency: currencyAt(host), Amount: m}}, err
}

func readSiliconFlow(body []byte, host string) ([]burncloud.CurrencyAmount, error) {
	var a struct {
		Data struct {
			Total json.RawMessage `json:"totalBalance"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &a); err != nil || a.Data.Total == nil {
		return nil, errNoBalance
	}
	m, err := decimal(a.Data.Total)
	return []burncloud.CurrencyAmount{{Currency: currencyAt(host), Amount: m}}, err
}
