package admin

import (
	"cmp"
	"context"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// ConsoleStore keeps how the console presents itself, and what people have put off.
type ConsoleStore interface {
	Console(ctx context.Context) (burncloud.Console, error)
	SaveConsole(ctx context.Context, c burncloud.Console) error
	Snoozes(ctx context.Context, user burncloud.UserID) (map[string]time.Time, error)
	// SaveSnooze forgets the matter with the zero time.
	SaveSnooze(ctx context.Context, user burncloud.UserID, matter string, until, now time.Time) error
}

// defaultName is what the gateway is called where nobody said otherwise.
const defaultName = "BurnCloud"

// General is the JSON form of how the console presents itself.
type General struct {
	Name         string   `json:"name" required:"false" maxLength:"60" doc:"What this gateway is called, on its pages; empty for BurnCloud."`
	BaseURL      string   `json:"base_url" required:"false" maxLength:"500" doc:"Scheme and host that set-up help tells clients to use; empty for the address of the console."`
	Language     string   `json:"language" required:"false" enum:",en,zh-CN" doc:"Language for people who have chosen none; empty for the browser's."`
	Theme        string   `json:"theme" required:"false" enum:",light,dark,system" doc:"Colours for people who have chosen none; empty for the system's."`
	BalanceAlert string   `json:"balance_alert" required:"false" maxLength:"30" default:"5" doc:"Dollars below which the balance of a user who makes calls is low; 0 for never."`
	Currency     Currency `json:"currency" required:"false" doc:"A second currency to show amounts in, beside dollars."`
}

// Currency is the JSON form of a second currency.
type Currency struct {
	Code string `json:"code" required:"false" maxLength:"3" doc:"Three letters (ISO 4217), such as CNY; empty for none."`
	Rate string `json:"rate" required:"false" maxLength:"20" doc:"How many of it a dollar costs: a decimal with at most six places. It is for display; everything is reckoned in dollars."`
	Date string `json:"date" required:"false" maxLength:"10" doc:"Day for which that is so, as YYYY-MM-DD; empty for the day on which it is set."`
}

// Notice is the JSON form of what operators tell everybody who is signed in.
type Notice struct {
	Text  string     `json:"text" required:"false" maxLength:"500" doc:"Plain text; empty for no notice."`
	Tone  string     `json:"tone" required:"false" enum:"info,warning" default:"info" doc:"How it looks."`
	Until *time.Time `json:"until" required:"false" nullable:"true" doc:"When it goes away by itself; null for never."`
	SetBy string     `json:"set_by" required:"false" readOnly:"true" doc:"Who set it."`
	SetAt *time.Time `json:"set_at" required:"false" readOnly:"true" nullable:"true" doc:"When it was set."`
}

// Presentation is what the console tells everybody who is signed in.
type Presentation struct {
	Name     string   `json:"name" doc:"What this gateway is called."`
	BaseURL  string   `json:"base_url" doc:"Scheme and host that clients should use; empty for the address of the console."`
	Currency Currency `json:"currency" doc:"A second currency to show amounts in, beside dollars; its code is empty when there is none."`
	Notice   *Notice  `json:"notice" doc:"What operators tell everybody, null when there is nothing. Who set it is left out."`
}

func (s *Server) consoleRoutes(r *router) {
	const general, notice = "/api/settings/general", "/api/settings/notice"
	route(r, op{pattern: "GET /api/console", id: "get-console", summary: "Read what the console tells everybody who is signed in"},
		func(ctx context.Context, _ *nothing) (*output[Presentation], error) { return s.presentation(ctx) })
	route(r, op{pattern: "GET " + general, id: "get-general", summary: "Read how the console presents itself"},
		func(ctx context.Context, _ *nothing) (*output[General], error) {
			c, err := s.Console.Console(ctx)
			return &output[General]{showGeneral(&c)}, err
		})
	route(r, op{
		pattern: "PUT " + general, id: "replace-general", body: reflect.TypeFor[General](),
		summary: "Replace how the console presents itself; what is left out takes its default",
	},
		func(ctx context.Context, in *bodyInput) (*output[General], error) {
			return s.changeGeneral(ctx, func(d *General) error {
				*d = General{}
				return decode(r, in.RawBody, d)
			})
		})
	route(r, op{
		pattern: "PATCH " + general, id: "merge-general", body: reflect.TypeFor[General](), merge: true,
		summary: "Merge into how the console presents itself (RFC 7396)",
	},
		func(ctx context.Context, in *bodyInput) (*output[General], error) {
			return s.changeGeneral(ctx, func(d *General) error { return merge(r, in.RawBody, d) })
		})
	route(r, op{pattern: "GET " + notice, id: "get-notice", summary: "Read the notice, whether it is still shown or not"},
		func(ctx context.Context, _ *nothing) (*output[Notice], error) {
			c, err := s.Console.Console(ctx)
			return &output[Notice]{showNotice(&c.Notice)}, err
		})
	taking(r, op{pattern: "PUT " + notice, id: "replace-notice", summary: "Set the notice that everybody who is signed in sees"}, s.setNotice)
}

func (s *Server) presentation(ctx context.Context) (*output[Presentation], error) {
	c, err := s.Console.Console(ctx)
	if err != nil {
		return nil, err
	}
	p := Presentation{Name: cmp.Or(c.Name, defaultName), BaseURL: c.BaseURL, Currency: showGeneral(&c).Currency}
	if c.Notice.Shown(s.Now()) {
		n := showNotice(&c.Notice)
		n.SetBy = "" // tenants need not know operators
		p.Notice = &n
	}
	return &output[Presentation]{p}, nil
}

func showGeneral(c *burncloud.Console) General {
	g := General{
		Name: c.Name, BaseURL: c.BaseURL, Language: c.Language, Theme: c.Theme, BalanceAlert: orDefault(c.BalanceAlert, defaultBalanceAlert).String(),
		Currency: Currency{Code: c.Currency.Code, Date: c.Currency.Date},
	}
	if c.Currency.Code != "" {
		g.Currency.Rate = c.Currency.Rate.String()
	}
	return g
}

func showNotice(n *burncloud.Notice) Notice {
	return Notice{Text: n.Text, Tone: cmp.Or(n.Tone, "info"), Until: timeOrNil(n.Until), SetBy: n.SetBy, SetAt: timeOrNil(n.SetAt)}
}

func (s *Server) changeGeneral(ctx context.Context, change func(*General) error) (*output[General], error) {
	s.write.Lock()
	defer s.write.Unlock()
	c, err := s.Console.Console(ctx)
	if err != nil {
		return nil, err
	}
	old := showGeneral(&c)
	d := old
	if err := change(&d); err != nil {
		return nil, err
	}
	if err := s.readGeneral(&d, &c); err != nil {
		return nil, err
	}
	about(ctx, "settings/general", old, showGeneral(&c))
	return &output[General]{showGeneral(&c)}, s.Console.SaveConsole(ctx, c)
}

// currencyCode is three letters; dollars are there already.
var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// readGeneral reads what is set, and keeps the notice.
func (s *Server) readGeneral(d *General, c *burncloud.Console) error {
	var f faults
	c.Name, c.BaseURL, c.Language, c.Theme = strings.TrimSpace(d.Name), strings.TrimRight(d.BaseURL, "/"), d.Language, d.Theme
	if c.Name == defaultName {
		c.Name = ""
	}
	if !webOrigin(c.BaseURL, true) {
		f.add("base_url", "must be a scheme and a host, such as https://gateway.example.com")
	}
	c.BalanceAlert = nil
	if d.BalanceAlert != "" {
		alert, err := burncloud.ParseMoney(d.BalanceAlert)
		switch {
		case err != nil:
			f.add("balance_alert", "%v", err)
		case alert < 0:
			f.add("balance_alert", "must not be negative")
		}
		c.BalanceAlert = &alert
	}
	c.Currency = burncloud.Currency{}
	if d.Currency.Code != "" {
		c.Currency = s.readCurrency(&f, &d.Currency)
	}
	return f.err()
}

func (s *Server) readCurrency(f *faults, d *Currency) burncloud.Currency {
	if !currencyCode.MatchString(d.Code) || d.Code == "USD" {
		f.add("currency.code", "must be three capital letters other than USD")
	}
	rate, err := burncloud.ParseFactor(d.Rate)
	if err != nil || rate == 0 || rate > 1_000_000*burncloud.One {
		f.add("currency.rate", "must be a decimal above 0 with at most six places")
	}
	today := s.Now().UTC().Format(time.DateOnly)
	date := cmp.Or(d.Date, today)
	if day, err := time.Parse(time.DateOnly, date); err != nil || day.Sub(s.Now()) > 24*time.Hour {
		f.add("currency.date", "must be a day until now, as YYYY-MM-DD")
	}
	return burncloud.Currency{Code: d.Code, Rate: rate, Date: date}
}

func (s *Server) setNotice(ctx context.Context, d *Notice) (*output[Notice], error) {
	now := s.Now().UTC()
	n := burncloud.Notice{Text: strings.TrimSpace(d.Text), Tone: cmp.Or(d.Tone, "info"), SetBy: callerOf(ctx).actor.Name, SetAt: now}
	if d.Until != nil {
		n.Until = d.Until.UTC()
	}
	var f faults
	if !n.Until.IsZero() && !n.Until.After(now) {
		f.add("until", "must be in the future")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if n.Text == "" {
		n = burncloud.Notice{}
	}
	s.write.Lock()
	defer s.write.Unlock()
	c, err := s.Console.Console(ctx)
	if err != nil {
		return nil, err
	}
	about(ctx, "settings/notice", showNotice(&c.Notice), showNotice(&n))
	c.Notice = n
	return &output[Notice]{showNotice(&n)}, s.Console.SaveConsole(ctx, c)
}
