package burncloud

import "time"

// Dialect names a wire format ("openai", "responses", "anthropic", "gemini", …).
type Dialect string

// DialectOpenAI is OpenAI's chat, completions and embeddings family, which most providers speak.
const DialectOpenAI Dialect = "openai"

// Call is everything that is known of one finished or refused call: one journal record, one log row.
// The JSON names are the journal's format and append-only.
type Call struct {
	RequestID       RequestID `json:"id"`
	Time            time.Time `json:"t"` // arrival
	UserID          UserID    `json:"user,omitempty"`
	TokenID         TokenID   `json:"token,omitempty"`
	ChannelID       ChannelID `json:"channel,omitempty"` // that answered, or that failed last
	KeyID           KeyID     `json:"key,omitempty"`
	Group           GroupName `json:"group,omitempty"`
	Endpoint        string    `json:"endpoint"` // "POST /v1/chat/completions"
	Model           ModelName `json:"model,omitempty"`
	UpstreamModel   ModelName `json:"upstream_model,omitempty"`
	Dialect         Dialect   `json:"dialect"`
	UpstreamDialect Dialect   `json:"upstream_dialect,omitempty"`
	Stream          bool      `json:"stream,omitempty"`
	Status          int       `json:"status"` // sent to the client; 499 when it left first
	ErrorKind       Kind      `json:"error_kind,omitempty"`
	ErrorMessage    string    `json:"error_message,omitempty"`
	Attempts        []Attempt `json:"attempts,omitempty"`
	Usage           Usage     `json:"usage"`
	RawUsage        string    `json:"raw_usage,omitempty"` // the provider's own words, cut at 1 KiB
	PriceID         PriceID   `json:"price,omitempty"`
	Multiplier      *Factor   `json:"multiplier,omitempty"` // of the group, that is in Cost; in millionths
	Cost            *Money    `json:"cost,omitempty"`       // nil = no price was configured or nothing was counted
	Charge          *Charge   `json:"charge,omitempty"`     // nil = no money was held for it
	PurchasePriceID PriceID   `json:"purchase_price,omitempty"`
	PurchaseCost    *Money    `json:"purchase_cost,omitempty"` // of all attempts; nil = what the answering channel charges is not known
	TTFT            Micros    `json:"ttft,omitempty"`          // arrival → first content sent to the client
	Duration        Micros    `json:"dur"`
	Overhead        Micros    `json:"over"` // Duration minus the time spent waiting for upstreams and the client's body
	BytesIn         int64     `json:"in"`
	BytesOut        int64     `json:"out"`
	IP              string    `json:"ip,omitempty"`
	Decision        *Decision `json:"decision,omitempty"` // nil = there was nothing to decide
	Losses          []string  `json:"losses,omitempty"`   // "field: why", what did not cross to the upstream's dialect
	Flags           []string  `json:"flags,omitempty"`
	SnapshotVersion int64     `json:"snap"`
}

// Flags of a call.
const (
	FlagContinued = "continued" // another attempt went on with a stream that was cut
	FlagDrained   = "drained"   // the upstream was read to its end after the client had left
	FlagClamped   = "clamped"   // the answer was bounded by what the caller can pay for
	FlagShortened = "shortened" // the answer was ended because the caller could not pay for more
	FlagOverage   = "overage"   // it costs more than was held for it
	FlagReplayed  = "replayed"  // the answer is that of an earlier call with the same Idempotency-Key
	FlagDisputed  = "disputed"  // the upstream reported a use that cannot be: the charge is the bound of what can
)

// CallRecord is a call as it is posted from the journal to the log.
type CallRecord struct {
	LSN  uint64 // of the journal record
	JSON []byte // of the whole Call
	CallKeys
}

// PostedCall is a call with its number in the log.
type PostedCall struct {
	LSN  uint64
	Call *Call
}

// CallKeys is what of a call the log is searched and summed up by. The JSON names are those of Call.
type CallKeys struct {
	RequestID    RequestID    `json:"id"`
	Time         time.Time    `json:"t"`
	UserID       UserID       `json:"user"`
	TokenID      TokenID      `json:"token"`
	ChannelID    ChannelID    `json:"channel"`
	KeyID        KeyID        `json:"key"`
	Group        GroupName    `json:"group"`
	Endpoint     string       `json:"endpoint"`
	Model        ModelName    `json:"model"`
	Dialect      Dialect      `json:"dialect"`
	Stream       bool         `json:"stream"`
	Status       int          `json:"status"`
	ErrorKind    Kind         `json:"error_kind"`
	Attempts     []AttemptKey `json:"attempts"`
	Usage        Usage        `json:"usage"`
	Cost         *Money       `json:"cost"`
	Charge       *Charge      `json:"charge"`
	PurchaseCost *Money       `json:"purchase_cost"`
	TTFT         Micros       `json:"ttft"`
	Duration     Micros       `json:"dur"`
	IP           string       `json:"ip"`
	Flags        []string     `json:"flags"`
}

// Charged is what the caller pays.
func (c *CallKeys) Charged() Money { return charged(c.Charge, c.Cost) }

// Charged is what the caller pays.
func (c *Call) Charged() Money { return charged(c.Charge, c.Cost) }

func charged(c *Charge, cost *Money) Money {
	if c == nil || cost == nil {
		return 0
	}
	return *cost
}

// AttemptKey is what attempts are counted by.
type AttemptKey struct {
	ChannelID    ChannelID `json:"channel"`
	ErrorKind    Kind      `json:"kind"`
	Usage        Usage     `json:"usage"`
	PurchaseCost *Money    `json:"purchase_cost"`
}

// Attempt is one try of one target within a call.
type Attempt struct {
	ChannelID     ChannelID `json:"channel"`
	KeyID         KeyID     `json:"key,omitempty"`
	UpstreamModel ModelName `json:"model"`
	Status        int       `json:"status,omitempty"` // the upstream's, 0 = none
	ErrorKind     Kind      `json:"kind,omitempty"`
	ErrorMessage  string    `json:"message,omitempty"`
	Duration      Micros    `json:"dur"`
	Usage         Usage     `json:"usage,omitzero"`          // that the upstream reported
	PurchaseCost  *Money    `json:"purchase_cost,omitempty"` // what the upstream charges for it; nil = not known
}

// Micros is a duration in microseconds.
type Micros int64

// ToMicros converts, rounding down.
func ToMicros(d time.Duration) Micros { return Micros(d.Microseconds()) }

// Std returns it as the standard library's.
func (m Micros) Std() time.Duration { return time.Duration(m) * time.Microsecond }
