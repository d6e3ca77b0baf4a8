package admin

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/burncloud/burncloud"
)

// UsageStore sums up the calls of the log.
type UsageStore interface {
	Usage(ctx context.Context, q burncloud.UsageQuery) ([]burncloud.UsageCell, error)
	Attempts(ctx context.Context, from, to time.Time, step time.Duration, only burncloud.ChannelID) ([]burncloud.AttemptCount, error)
}

// UsageNumbers sums up calls.
type UsageNumbers struct {
	Requests     int64          `json:"requests" doc:"Calls, refused ones too."`
	Outcomes     OutcomeNumbers `json:"outcomes" doc:"The calls by how they ended."`
	Errors       int64          `json:"errors" doc:"Calls whose client saw an error that was not its own doing: failed and cut."`
	Saved        int64          `json:"saved" doc:"Completed calls of which an upstream had failed: failover saved them."`
	Unpriced     int64          `json:"unpriced" doc:"Calls that used tokens and were charged nothing, because their model has no price."`
	Tokens       Usage          `json:"tokens" doc:"Tokens by bucket; no token is in two."`
	TokensTotal  int64          `json:"tokens_total" doc:"All tokens together."`
	Cost         string         `json:"cost" doc:"Dollars charged."`
	PurchaseCost string         `json:"purchase_cost,omitempty" required:"false" doc:"Dollars paid upstream, as far as purchase prices are known. Left out for token holders."`
	Margin       string         `json:"margin,omitempty" required:"false" doc:"Dollars that are left of what was charged for the calls whose cost upstream is known; negative when they were sold below cost. Left out where the cost of no call is known, and for token holders."`
	Uncosted     int64          `json:"uncosted,omitempty" required:"false" doc:"Calls that used something, while what the upstreams charge for it, or for a part of it, is not known: margin says nothing of them. Left out where there are none, and for token holders."`
	Uncovered    string         `json:"uncovered,omitempty" required:"false" doc:"Dollars charged for the uncosted calls: the part of cost that margin says nothing of. Left out where there are none, and for token holders."`
	TTFTP50MS    float64        `json:"ttft_p50_ms" doc:"Half of the calls had their first content within this many milliseconds; off by 41 % at most, since durations are counted by size. 0 without content."`
	TTFTP95MS    float64        `json:"ttft_p95_ms" doc:"19 of 20 calls had their first content within this many milliseconds; as exact as ttft_p50_ms."`
	DurationMS   float64        `json:"duration_ms" doc:"Mean duration of a whole call, in milliseconds."`
}

// OutcomeNumbers counts calls by how they ended.
type OutcomeNumbers struct {
	Completed int64 `json:"completed" doc:"The client has its answer."`
	Cut       int64 `json:"cut" doc:"The answer broke off after it had begun."`
	Canceled  int64 `json:"canceled" doc:"The client left first."`
	Refused   int64 `json:"refused" doc:"The caller was at fault, or at a limit of its own."`
	Failed    int64 `json:"failed" doc:"The client got an error that was not its own doing."`
}

// UsageGroup is the part of the calls that share one value of the dimension.
type UsageGroup struct {
	Key    string         `json:"key" doc:"The value: a model, an outcome, a group's name or an identifier; empty for calls without one."`
	Name   string         `json:"name" doc:"What people call it; the key where it has no name or is gone."`
	Total  UsageNumbers   `json:"total" doc:"The whole range."`
	Series []UsageNumbers `json:"series" nullable:"false" doc:"One entry for each of times; empty for the groups behind the top ones."`
}

// UsageReport is usage over time.
type UsageReport struct {
	From    time.Time      `json:"from" doc:"Begin of the range, on a whole step: at or before the one asked for."`
	To      time.Time      `json:"to" doc:"End of the range, on a whole step: at or after the one asked for."`
	Step    string         `json:"step" doc:"Length of a step: 1m, 5m, 15m, 1h, 6h or 1d. Days are those of UTC."`
	GroupBy string         `json:"group_by" doc:"The dimension of groups, empty when none was asked for."`
	Times   []time.Time    `json:"times" nullable:"false" doc:"Begin of each step."`
	Total   UsageNumbers   `json:"total" doc:"The whole range."`
	Series  []UsageNumbers `json:"series" nullable:"false" doc:"Everything together, one entry for each of times."`
	Groups  []UsageGroup   `json:"groups" nullable:"false" doc:"By cost, then requests, most first; at most 200."`
	Others  *UsageGroup    `json:"others" doc:"What is not among the groups that have a series, together; null when there is nothing."`
}

// UsageFilter selects calls by the dimensions of usage. It is exported because huma sees no members of an unexported
// embedded struct.
type UsageFilter struct {
	Model     string `query:"model" maxLength:"200" doc:"Only calls that asked for this model."`
	ChannelID string `query:"channel_id" maxLength:"200" doc:"Only calls that ended at this channel."`
	KeyID     string `query:"key_id" maxLength:"200" doc:"Only calls that ended at this provider key."`
	UserID    string `query:"user_id" maxLength:"200" doc:"Only calls of this user."`
	TokenID   string `query:"token_id" maxLength:"200" doc:"Only calls with this token."`
	Group     string `query:"group" maxLength:"200" doc:"Only calls in this channel group."`
	Outcome   string `query:"outcome" enum:"completed,cut,canceled,refused,failed" doc:"Only calls that ended so."`
}

func (f *UsageFilter) only() map[burncloud.Dimension]string {
	all := map[burncloud.Dimension]string{
		burncloud.ByModel: f.Model, burncloud.ByChannel: f.ChannelID, burncloud.ByKey: f.KeyID, burncloud.ByUser: f.UserID,
		burncloud.ByToken: f.TokenID, burncloud.ByGroup: f.Group, burncloud.ByOutcome: f.Outcome,
	}
	for d, v := range all {
		if v == "" {
			delete(all, d)
		}
	}
	return all
}

// UsageRange is what part of the past is asked for.
type UsageRange struct {
	From time.Time `query:"from" doc:"Begin of the range; the default is a day before its end."`
	To   time.Time `query:"to" doc:"End of the range; the default is now."`
	Step string    `query:"step" enum:"1m,5m,15m,1h,6h,1d" doc:"Length of a step; the default fits the range. Minutes are kept for 3 days, hours for 100 days."`
}

type usageInput struct {
	UsageFilter
	UsageRange
	GroupBy string `query:"group_by" enum:"model,channel,key,user,token,group,outcome" doc:"Dimension to tell calls apart by; without one there are only totals."`
	Top     int    `query:"top" minimum:"0" maximum:"50" default:"8" doc:"How many groups have a series of their own."`
}

func (s *Server) usageRoutes(r *router) {
	route(r, op{pattern: "GET /api/usage", id: "get-usage", summary: "Read requests, tokens, costs and latencies over time"},
		func(ctx context.Context, in *usageInput) (*output[UsageReport], error) {
			from, to, step, err := s.span(in.From, in.To, in.Step)
			if err != nil {
				return nil, err
			}
			report, err := s.usage(ctx, burncloud.UsageQuery{From: from, To: to, Step: step, GroupBy: burncloud.Dimension(in.GroupBy), Only: in.only()}, in.Top)
			if err != nil {
				return nil, err
			}
			return &output[UsageReport]{*report}, nil
		})
}

type myUsageInput struct {
	Model   string `query:"model" maxLength:"200" doc:"Only calls that asked for this model."`
	TokenID string `query:"token_id" maxLength:"200" doc:"Only calls with this token."`
	UsageRange
	GroupBy string `query:"group_by" enum:"model,token,outcome" doc:"Dimension to tell calls apart by; without one there are only totals."`
	Top     int    `query:"top" minimum:"0" maximum:"50" default:"8" doc:"How many groups have a series of their own."`
}

func (s *Server) myUsageRoutes(r *router) {
	route(r, op{pattern: "GET /api/me/usage", id: "my-usage", summary: "Read the own requests, tokens and costs over time"},
		func(ctx context.Context, in *myUsageInput) (*output[UsageReport], error) {
			from, to, step, err := s.span(in.From, in.To, in.Step)
			if err != nil {
				return nil, err
			}
			only := UsageFilter{Model: in.Model, TokenID: in.TokenID, UserID: string(callerOf(ctx).userID)}
			report, err := s.usage(ctx, burncloud.UsageQuery{From: from, To: to, Step: step, GroupBy: burncloud.Dimension(in.GroupBy), Only: only.only()}, in.Top)
			if err != nil {
				return nil, err
			}
			report.hide()
			return &output[UsageReport]{*report}, nil
		})
}

// hide takes out what is not for those who pay.
func (u *UsageReport) hide() {
	hideNumbers(&u.Total)
	hideSeries(u.Series)
	for i := range u.Groups {
		hideNumbers(&u.Groups[i].Total)
		hideSeries(u.Groups[i].Series)
	}
	if u.Others != nil {
		hideNumbers(&u.Others.Total)
		hideSeries(u.Others.Series)
	}
}

func hideSeries(all []UsageNumbers) {
	for i := range all {
		hideNumbers(&all[i])
	}
}

func hideNumbers(n *UsageNumbers) {
	n.Saved, n.PurchaseCost, n.Margin, n.Uncosted, n.Uncovered = 0, "", "", 0, ""
}

// steps are the lengths of a step, and the longest range that has this one by default.
var steps = []struct {
	name  string
	step  time.Duration
	until time.Duration
}{
	{"1m", time.Minute, 2 * time.Hour},
	{"5m", 5 * time.Minute, 12 * time.Hour},
	{"15m", 15 * time.Minute, 0},
	{"1h", time.Hour, 8 * 24 * time.Hour},
	{"6h", 6 * time.Hour, 0},
	{"1d", 24 * time.Hour, 1 << 62},
}

// maxSteps bounds the points of a series.
const maxSteps = 1500

// span works out a range on whole steps.
func (s *Server) span(from, to time.Time, name string) (_, _ time.Time, step time.Duration, _ error) {
	if to.IsZero() {
		to = s.Now()
	}
	if from.IsZero() {
		from = to.Add(-24 * time.Hour)
	}
	if !from.Before(to) {
		return from, to, 0, newProblem(burncloud.KindInvalid, "the range is empty", FieldError{"from", "must be before to"})
	}
	for _, x := range steps {
		if x.name == name || name == "" && to.Sub(from) <= x.until {
			step = x.step
			break
		}
	}
	from, to = from.UTC().Truncate(step), to.UTC().Add(step-1).Truncate(step)
	if to.Sub(from)/step > maxSteps {
		return from, to, step, newProblem(burncloud.KindInvalid, "the range has too many steps", FieldError{"step", "gives more than 1500 points: take a longer one"})
	}
	return from, to, step, nil
}

func stepName(step time.Duration) string {
	for _, x := range steps {
		if x.step == step {
			return x.name
		}
	}
	return ""
}

// usage makes the report of a query.
func (s *Server) usage(ctx context.Context, q burncloud.UsageQuery, top int) (*UsageReport, error) {
	cells, err := s.Usage.Usage(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &UsageReport{From: q.From, To: q.To, Step: stepName(q.Step), GroupBy: string(q.GroupBy), Times: []time.Time{}, Groups: []UsageGroup{}}
	for t := q.From; t.Before(q.To); t = t.Add(q.Step) {
		out.Times = append(out.Times, t)
	}
	all := newLane(len(out.Times))
	lanes := map[string]*lane{}
	for i := range cells {
		c := &cells[i]
		at := int(c.Start.Sub(q.From) / q.Step)
		all.add(at, &c.Tally)
		if lanes[c.Key] == nil {
			lanes[c.Key] = newLane(len(out.Times))
			lanes[c.Key].key = c.Key
		}
		lanes[c.Key].add(at, &c.Tally)
	}
	out.Total, out.Series = showTally(&all.total), all.show()
	if q.GroupBy != "" {
		s.showGroups(ctx, out, q.GroupBy, lanes, top)
	}
	return out, nil
}

// maxGroups bounds the groups of a report.
const maxGroups = 200

// showGroups puts the groups on the report, and sums up the others.
func (s *Server) showGroups(ctx context.Context, out *UsageReport, by burncloud.Dimension, lanes map[string]*lane, top int) {
	others := newLane(len(out.Times))
	for i, l := range ranked(lanes) {
		if i >= top {
			others.merge(l)
		}
		if i >= maxGroups {
			continue
		}
		g := UsageGroup{Key: l.key, Name: s.nameOf(ctx, by, l.key), Total: showTally(&l.total), Series: []UsageNumbers{}}
		if i < top {
			g.Series = l.show()
		}
		out.Groups = append(out.Groups, g)
	}
	if len(lanes) > top {
		out.Others = &UsageGroup{Total: showTally(&others.total), Series: others.show()}
	}
}

// nameOf is what people call the thing. What is gone keeps its identifier.
func (s *Server) nameOf(ctx context.Context, by burncloud.Dimension, key string) string {
	if key == "" {
		return key
	}
	switch by {
	case burncloud.ByChannel:
		if c, err := s.Channels.Channel(ctx, burncloud.ChannelID(key)); err == nil {
			return c.Name
		}
	case burncloud.ByUser:
		if u, err := s.Users.User(ctx, burncloud.UserID(key)); err == nil {
			return u.Username
		}
	case burncloud.ByToken:
		if t, err := s.Tokens.Token(ctx, burncloud.TokenID(key)); err == nil {
			return t.Name
		}
	}
	return key
}

// lane is one line of a chart.
type lane struct {
	key   string
	total burncloud.Tally
	steps []burncloud.Tally
}

func newLane(n int) *lane { return &lane{steps: make([]burncloud.Tally, n)} }

func (l *lane) add(at int, t *burncloud.Tally) {
	l.total.Add(t)
	l.steps[at].Add(t)
}

func (l *lane) merge(o *lane) {
	for i := range o.steps {
		l.add(i, &o.steps[i])
	}
}

func (l *lane) show() []UsageNumbers {
	out := make([]UsageNumbers, len(l.steps))
	for i := range l.steps {
		out[i] = showTally(&l.steps[i])
	}
	return out
}

// ranked sorts by cost, then requests, most first.
func ranked(lanes map[string]*lane) []*lane {
	all := make([]*lane, 0, len(lanes))
	for _, l := range lanes {
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b *lane) int {
		return cmp.Or(cmp.Compare(b.total.Cost, a.total.Cost), cmp.Compare(b.total.Calls, a.total.Calls), cmp.Compare(a.key, b.key))
	})
	return all
}

func showTally(t *burncloud.Tally) UsageNumbers {
	n := UsageNumbers{
		Requests: t.Calls, Errors: t.Shamed(), Saved: t.Saved, Unpriced: t.Unpriced, Tokens: showUsage(t.Usage),
		TokensTotal: t.Usage.Prompt() + t.Usage.Completion(), Cost: t.Cost.String(), PurchaseCost: t.Purchase.String(),
		Uncosted:  t.Uncosted,
		TTFTP50MS: milliseconds(t.TTFT.Quantile(0.5)), TTFTP95MS: milliseconds(t.TTFT.Quantile(0.95)),
		Outcomes: showOutcomes(t.Outcomes),
	}
	if t.MarginKnown() {
		n.Margin = t.Margin.String()
	}
	if t.Uncosted > 0 {
		n.Uncovered = t.Uncovered.String()
	}
	if t.Calls > 0 {
		n.DurationMS = milliseconds(t.Duration) / float64(t.Calls)
	}
	return n
}

func showOutcomes(n map[burncloud.Outcome]int64) OutcomeNumbers {
	return OutcomeNumbers{
		Completed: n[burncloud.Completed], Cut: n[burncloud.Cut], Canceled: n[burncloud.Canceled],
		Refused: n[burncloud.Refused], Failed: n[burncloud.Failed],
	}
}
