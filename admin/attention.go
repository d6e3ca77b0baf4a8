package admin

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// Attention is one thing that needs a person.
type Attention struct {
	Key          string     `json:"key" doc:"What it is about, in a form that stays the same: with it one puts it off."`
	Kind         string     `json:"kind" enum:"drift,channel_dead,backlog,price_below_cost,balance_low,budget_low,certificate_expiring,channel_degraded,management_token_expiring,token_expiring,model_unpriced,price_changed" doc:"What it is about. More kinds may come."`
	ChannelID    string     `json:"channel_id" doc:"The channel, empty where it is about none."`
	Channel      string     `json:"channel" doc:"The channel's name."`
	Model        string     `json:"model" doc:"The model, empty where it is about none."`
	UserID       string     `json:"user_id" doc:"The user, empty where it is about none."`
	User         string     `json:"user" doc:"The user's name."`
	TokenID      string     `json:"token_id" doc:"The token, for management_token_expiring the management token; empty where it is about none."`
	Token        string     `json:"token" doc:"The token's name."`
	Reason       string     `json:"reason" doc:"The cause in words."`
	Since        *time.Time `json:"since" doc:"When it began, null where unknown."`
	EndsAt       *time.Time `json:"ends_at" doc:"*_expiring: when it ends; else null."`
	Count        int64      `json:"count" doc:"drift: places where the books do not agree; channel_*: attempts that failed in the last 24 hours; model_unpriced: the model's calls in the range; price_below_cost: those of them whose cost is known; backlog: calls that wait."`
	Refused      int64      `json:"refused" doc:"model_unpriced: how many of these calls were refused."`
	Amount       string     `json:"amount" doc:"Dollars. balance_low, budget_low: what is left; price_below_cost: what was lost in the range; else empty."`
	TookOver     []string   `json:"took_over" nullable:"false" doc:"channel_dead: names of the channels that serve its models now."`
	Unserved     []string   `json:"unserved" nullable:"false" doc:"channel_dead: models that no channel serves any more."`
	SnoozedUntil *time.Time `json:"snoozed_until" doc:"Until when the caller has put it off, null while not."`
}

const (
	maxBacklog  = 1000             // calls in the journal from which on it is told
	degradedFor = 10 * time.Minute // how long a channel must have been degraded to need a person
	budgetLow   = 10               // a token needs a person when less than one of so many parts of its budget is left
	mostAlike   = 20               // matters of one kind that are told

	defaultBalanceAlert = burncloud.Money(5_000_000_000) // below which a balance is low, unless the settings say otherwise
)

// matters are the sources of what needs a person, the worst first.
func (s *Server) matters() []func(*watch) []Attention {
	return []func(*watch) []Attention{
		s.drift, s.deadChannels, s.backlogged, s.belowCost, s.endingCertificates, s.lowBalances, s.lowBudgets, s.degradedChannels,
		s.endingTokens, s.endingManagement, s.unpriced, s.changedPrices,
	}
}

// watch is what the sources look at.
type watch struct {
	now      time.Time
	overview *Overview
	users    []UsageGroup // all that made calls in the range
	snap     *snapshot.Snapshot
	alert    burncloud.Money // balances below it are low
	managed  []burncloud.ManagementToken
}

// attention lists what needs a person.
func (s *Server) attention(ctx context.Context, o *Overview, users []UsageGroup) ([]Attention, error) {
	set, err := s.Console.Console(ctx)
	if err != nil {
		return nil, err
	}
	w := &watch{now: o.Time, overview: o, users: users, snap: s.Snapshots.Load(), alert: defaultBalanceAlert}
	if set.BalanceAlert != nil {
		w.alert = *set.BalanceAlert
	}
	if w.managed, err = s.managementTokens(ctx); err != nil {
		return nil, err
	}
	snoozed, err := s.Console.Snoozes(ctx, callerOf(ctx).userID)
	if err != nil {
		return nil, err
	}
	list := []Attention{}
	for _, source := range s.matters() {
		found := source(w)
		for i := range found[:min(len(found), mostAlike)] {
			a := &found[i]
			a.Key = strings.TrimRight(strings.Join([]string{a.Kind, a.ChannelID, a.Model, a.UserID, a.TokenID}, "|"), "|")
			a.TookOver, a.Unserved = orEmpty(a.TookOver), orEmpty(a.Unserved)
			if until := snoozed[a.Key]; until.After(w.now) {
				a.SnoozedUntil = &until
			}
			list = append(list, *a)
		}
	}
	return list, nil
}

// drift tells of books that do not balance.
func (s *Server) drift(*watch) []Attention {
	last := s.Doctor.Last()
	if last == nil || last.OK() {
		return nil
	}
	at := last.Time.UTC()
	return []Attention{{Kind: "drift", Count: int64(len(last.Drift)), Reason: last.Drift[0].Check + ": " + last.Drift[0].Where, Since: &at}}
}

func (s *Server) backlogged(w *watch) []Attention {
	if w.overview.Backlog < maxBacklog {
		return nil
	}
	return []Attention{{Kind: "backlog", Count: w.overview.Backlog, Reason: "finished calls wait in the journal: the database is slow or away"}}
}

// channelsIn lists the enabled channels in a state.
func channelsIn(w *watch, kind string, state burncloud.HealthState) (list []Attention) {
	for _, l := range w.overview.Channels {
		if l.Enabled && l.Health.State == string(state) {
			list = append(list, Attention{Kind: kind, ChannelID: l.ChannelID, Channel: l.Name, Reason: l.Health.Reason, Since: l.Health.Since, Count: l.Failed})
		}
	}
	return list
}

func (s *Server) deadChannels(w *watch) []Attention {
	list := channelsIn(w, "channel_dead", burncloud.Dead)
	for i := range list {
		list[i].TookOver, list[i].Unserved = s.heirs(burncloud.ChannelID(list[i].ChannelID))
	}
	return list
}

func (s *Server) degradedChannels(w *watch) []Attention {
	return slices.DeleteFunc(channelsIn(w, "channel_degraded", burncloud.Degraded), func(a Attention) bool {
		return a.Since != nil && w.now.Sub(*a.Since) < degradedFor
	})
}

func (s *Server) unpriced(w *watch) (list []Attention) {
	for _, g := range w.overview.Traffic.Groups {
		if g.Key != "" && w.snap.Price(burncloud.ModelName(g.Key), w.now) == nil {
			list = append(list, Attention{
				Kind: "model_unpriced", Model: g.Key, Reason: "the model has no price", Count: g.Total.Requests, Refused: g.Total.Outcomes.Refused,
			})
		}
	}
	return list
}

// belowCost tells of models whose calls brought in less than they cost upstream. What is free was meant to.
func (s *Server) belowCost(w *watch) (list []Attention) {
	for _, g := range w.overview.Traffic.Groups {
		p := w.snap.Price(burncloud.ModelName(g.Key), w.now)
		if lost, negative := strings.CutPrefix(g.Total.Margin, "-"); negative && p != nil && !p.Free {
			list = append(list, Attention{
				Kind: "price_below_cost", Model: g.Key, Reason: "its calls were sold below what they cost upstream", Count: g.Total.Requests - g.Total.Uncosted, Amount: lost,
			})
		}
	}
	return list
}

// changedPrices tells of purchase prices for a provider that are older than what the provider publishes, and differ.
func (s *Server) changedPrices(w *watch) (list []Attention) {
	seen := map[burncloud.PriceID]bool{}
	for c := range w.snap.Channels() {
		if !c.Enabled {
			continue
		}
		for _, m := range c.Models {
			p := w.snap.Purchase(c.ID, c.UpstreamModel(m), w.now)
			if p == nil || p.Provider == "" || seen[p.ID] {
				continue
			}
			seen[p.ID] = true
			if newer := s.newerTerms(p); newer != "" {
				list = append(list, Attention{Kind: "price_changed", Model: string(p.Model), Reason: string(p.Provider) + " published another price on " + newer})
			}
		}
	}
	slices.SortFunc(list, func(a, b Attention) int { return cmp.Compare(a.Model, b.Model) })
	return list
}

// newerTerms is the day on which the catalogue had other terms than a price that was set before, "" when it has none.
func (s *Server) newerTerms(p *burncloud.Price) string {
	for i := range s.Catalogue {
		e := &s.Catalogue[i]
		if e.Price.Provider != p.Provider || e.Price.Model != p.Model || !e.Date.After(p.CreatedAt) || !e.InForce(s.Now()) {
			continue
		}
		if listed, err := e.InDollars(0); err == nil && !listed.SameTerms(p) {
			return e.Date.Format(time.DateOnly)
		}
	}
	return ""
}

// lowBalances tells of users who make calls and can hardly go on.
func (s *Server) lowBalances(w *watch) (list []Attention) {
	users := map[string]*burncloud.User{}
	for c := range w.snap.Callers() {
		users[string(c.User.ID)] = c.User
	}
	for _, g := range w.users {
		u := users[g.Key]
		if u == nil || !u.Enabled || u.UnlimitedBalance {
			continue
		}
		if left := s.Balances.Balance(u.ID).Available; left < w.alert {
			list = append(list, Attention{Kind: "balance_low", UserID: g.Key, User: u.Username, Reason: "the balance is nearly used up", Amount: left.String()})
		}
	}
	return list
}

// lowBudgets tells of tokens whose budget is nearly used up. Those of which nothing is used are so by intention.
func (s *Server) lowBudgets(w *watch) (list []Attention) {
	for c := range w.snap.Callers() {
		t := c.Token
		if t.Budget == nil || t.Unlimited || !t.Enabled || !c.User.Enabled || t.Expired(w.now) {
			continue
		}
		spent, held := s.Balances.Spent(t.ID, t.BudgetPeriod)
		if left := max(*t.Budget-spent-held, 0); spent > 0 && left < *t.Budget/budgetLow {
			list = append(list, Attention{
				Kind: "budget_low", TokenID: string(t.ID), Token: t.Name, UserID: string(c.User.ID), User: c.User.Username,
				Reason: "the budget is nearly used up", Amount: left.String(),
			})
		}
	}
	slices.SortFunc(list, func(a, b Attention) int { return cmp.Compare(a.TokenID, b.TokenID) })
	return list
}

// heirs names the channels that serve what a channel served, and the models that none serves.
func (s *Server) heirs(dead burncloud.ChannelID) (names, unserved []string) {
	snap := s.Snapshots.Load()
	c := snap.Channel(dead)
	if c == nil {
		return nil, nil
	}
	seen := map[burncloud.ChannelID]bool{}
	for _, model := range c.Models {
		served := false
		for _, group := range c.Groups {
			pool := snap.Pool(group, model)
			if pool == nil {
				continue
			}
			for i := range pool.Targets {
				other := pool.Targets[i].Channel
				if other.ID == dead || s.health(other.ID).State == string(burncloud.Dead) {
					continue
				}
				served = true
				if !seen[other.ID] {
					seen[other.ID] = true
					names = append(names, other.Name)
				}
			}
		}
		if !served {
			unserved = append(unserved, string(model))
		}
	}
	return names, unserved
}
