package admin

import (
	"time"

	"github.com/burncloud/burncloud"
)

// LogFilter selects calls. It is exported because huma sees no members of an unexported embedded struct.
type LogFilter struct {
	From          time.Time `query:"from" doc:"Only calls at or after this time."`
	To            time.Time `query:"to" doc:"Only calls before this time."`
	UserID        string    `query:"user_id" maxLength:"200" doc:"Only calls of this user."`
	TokenID       string    `query:"token_id" maxLength:"200" doc:"Only calls with this token."`
	ChannelID     string    `query:"channel_id" maxLength:"200" doc:"Only calls that ended at this channel."`
	KeyID         string    `query:"key_id" maxLength:"200" doc:"Only calls that ended at this provider key."`
	Group         string    `query:"group" maxLength:"200" doc:"Only calls in this channel group."`
	Model         string    `query:"model" maxLength:"200" doc:"Only calls that asked for this model."`
	Status        int       `query:"status" minimum:"100" maximum:"599" doc:"Only calls that ended with this status."`
	StatusClass   int       `query:"status_class" minimum:"1" maximum:"5" doc:"Only calls whose status begins with this digit."`
	Outcome       string    `query:"outcome" enum:"completed,cut,canceled,refused,failed" doc:"Only calls that ended so."`
	ErrorKind     string    `query:"error_kind" maxLength:"50" doc:"Only calls with this class of failure."`
	RequestID     string    `query:"request_id" maxLength:"200" doc:"Only the call with this request id."`
	Endpoint      string    `query:"endpoint" maxLength:"200" doc:"Only calls of this method and path."`
	Dialect       string    `query:"dialect" maxLength:"50" doc:"Only calls whose client spoke this wire format."`
	Stream        string    `query:"stream" enum:"true,false" doc:"Only streams, or only whole answers."`
	Flag          string    `query:"flag" maxLength:"100" doc:"Only calls with this among their flags."`
	IP            string    `query:"ip" maxLength:"100" doc:"Only calls from this address."`
	MinCost       string    `query:"min_cost" maxLength:"30" doc:"Only calls charged at least so many dollars."`
	MaxCost       string    `query:"max_cost" maxLength:"30" doc:"Only calls charged at most so many dollars."`
	MinTTFTMS     int64     `query:"min_ttft_ms" minimum:"0" maximum:"86400000" doc:"Only calls whose first content took at least so many milliseconds."`
	MinDurationMS int64     `query:"min_duration_ms" minimum:"0" maximum:"86400000" doc:"Only calls that took at least so many milliseconds."`
	Q             string    `query:"q" maxLength:"200" doc:"Only calls with this text in their request id, model or error, in any case of letters. A whole request id is found at once; other texts are searched for among the calls that the other conditions select."`
}

func (in *LogFilter) filter() (burncloud.CallFilter, error) {
	out := burncloud.CallFilter{
		From: in.From, To: in.To, UserID: burncloud.UserID(in.UserID), TokenID: burncloud.TokenID(in.TokenID),
		ChannelID: burncloud.ChannelID(in.ChannelID), KeyID: burncloud.KeyID(in.KeyID), Group: burncloud.GroupName(in.Group),
		Model: burncloud.ModelName(in.Model), Status: in.Status, StatusClass: in.StatusClass, Outcome: burncloud.Outcome(in.Outcome),
		ErrorKind: burncloud.Kind(in.ErrorKind), RequestID: burncloud.RequestID(in.RequestID), Endpoint: in.Endpoint,
		Dialect: burncloud.Dialect(in.Dialect), Flag: in.Flag, IP: in.IP,
		MinTTFT: burncloud.Micros(in.MinTTFTMS * 1000), MinDuration: burncloud.Micros(in.MinDurationMS * 1000), Query: in.Q,
	}
	if in.Stream != "" {
		stream := in.Stream == "true"
		out.Stream = &stream
	}
	var f faults
	out.MinCost = f.dollars("min_cost", in.MinCost)
	out.MaxCost = f.dollars("max_cost", in.MaxCost)
	return out, f.err()
}

// dollars reads an amount that is not negative, nil when there is none.
func (f *faults) dollars(field, text string) *burncloud.Money {
	if text == "" {
		return nil
	}
	m, err := burncloud.ParseMoney(text)
	if err != nil || m < 0 {
		f.add(field, "must be dollars as a decimal number that is not negative")
	}
	return &m
}
