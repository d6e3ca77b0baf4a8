package admin

import (
	"context"
	"reflect"
	"time"

	"github.com/burncloud/burncloud"
)

// BalanceAsker asks a channel's provider for the balance of a key's account. KindUnsupported means that it has no place for that.
type BalanceAsker interface {
	UpstreamBalance(ctx context.Context, id burncloud.ChannelID, key burncloud.KeyID) (burncloud.UpstreamBalance, error)
}

// BalanceCall asks for a balance.
type BalanceCall struct {
	KeyID string `json:"key_id" required:"false" maxLength:"200" doc:"The key whose account is meant; the first enabled one when left out."`
}

// ChannelBalance is what the provider said.
type ChannelBalance struct {
	KeyID   string          `json:"key_id" doc:"The key that was used, empty on a channel without keys."`
	Time    time.Time       `json:"time" doc:"When the provider said it."`
	Of      string          `json:"of" enum:"account,key" doc:"account: what the account has; key: what the key may still spend, where the provider tells no more to it."`
	Amounts []BalanceAmount `json:"amounts" nullable:"false" doc:"One a currency; empty where the key has no bound of its own."`
}

// BalanceAmount is an amount in a currency.
type BalanceAmount struct {
	Currency string `json:"currency" doc:"Its currency, such as USD or CNY."`
	Amount   string `json:"amount" doc:"The amount in that currency."`
}

func (s *Server) channelBalanceRoute(r *router) {
	route(r, op{
		pattern: "POST /api/channels/{id}/balance", id: "ask-channel-balance", summary: "Ask a channel's provider for the account's balance; 501 where it tells none",
		body: reflect.TypeFor[BalanceCall](), noBody: true,
	},
		func(ctx context.Context, in *idBodyInput) (*output[ChannelBalance], error) {
			var d BalanceCall
			if len(in.RawBody) > 0 {
				if err := decode(r, in.RawBody, &d); err != nil {
					return nil, err
				}
			}
			id := burncloud.ChannelID(in.ID)
			if _, err := s.Channels.Channel(ctx, id); err != nil {
				return nil, err
			}
			b, err := s.Asker.UpstreamBalance(ctx, id, burncloud.KeyID(d.KeyID))
			if err != nil {
				return nil, err
			}
			out := ChannelBalance{KeyID: string(b.Key), Time: b.Time, Of: "account", Amounts: []BalanceAmount{}}
			if b.OfKey {
				out.Of = "key"
			}
			for _, a := range b.Amounts {
				out.Amounts = append(out.Amounts, BalanceAmount{a.Currency, a.Amount.String()})
			}
			return &output[ChannelBalance]{out}, nil
		})
}
