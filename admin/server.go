package admin

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/catalogue"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/burncloud/burncloud/console"
)

// Server is the control plane. Fill its fields, then call Handler; they must not change afterwards. All fields are
// required except where it is said.
type Server struct {
	Channels     ChannelStore
	Groups       GroupStore
	Routes       RouteStore
	Tokens       TokenStore
	Users        UserStore
	Prices       PriceStore
	Logs         LogStore
	Trails       TrailStore
	Transcripts  TranscriptSource
	Settings     SettingStore
	Management   ManagementStore
	Setup        SetupStore
	Use          UseSource // what tokens have spent; nil = unknown
	Balances     Balances
	Treasury     Treasury
	Redemptions  RedemptionStore
	Statements   StatementStore
	Doctor       Doctor
	Corrections  Corrections
	Corrector    Corrector
	Parts        func(ctx context.Context, full bool) []burncloud.Part // how the machine does; nil = unknown
	Journal      JournalSource
	Applied      AppliedSource
	Reload       Reloader
	Test         Tester
	History      HealthHistory
	Decide       Decider
	Health       HealthSource // nil = every channel is reported healthy
	Load         LoadSource   // nil = unknown
	Asker        BalanceAsker
	Certificates CertificateSource // nil = none is known
	Providers    ProviderTable     // nil = any provider name is accepted and none is listed
	Accounts     AccountStore
	Access       AccessStore
	Console      ConsoleStore
	Invitations  InvitationStore
	Own          OwnTokens
	Views        ViewStore
	Audit        AuditStore
	Catalogue    []catalogue.Entry // published prices
	Usage        UsageStore
	Counts       LogCounter
	Events       EventStore
	Snapshots    Snapshots
	Hub          *Hub         // what /api/events streams
	Backlog      Backlog      // nil = unknown
	Metrics      http.Handler // of /metrics, behind a management token; nil = there is none

	Environment Environment // how the program was started

	AdminToken burncloud.Secret // BURNCLOUD_ADMIN_TOKEN; "" = only stored management tokens open the API
	Version    string           // of the program, for the OpenAPI document; "" = "dev"
	Now        func() time.Time // nil = time.Now
	Log        *slog.Logger     // nil = slog.Default()

	write     sync.Mutex // serialises every read-modify-write and its reload
	attempts  attempts
	issuers   issuers
	hashing   chan struct{} // bounds the password hashes under way: each takes 19 MiB
	adminHash burncloud.TokenHash
	spec      func() []byte // the OpenAPI document, written when it is first asked for
}

// Reloader puts the stored configuration into effect and returns its version. It fails with burncloud.Faults when
// the configuration does not build; the old one then stays.
type Reloader interface {
	Reload(ctx context.Context) (int64, error)
}

// Tester talks to a channel's provider. A refusal by the provider is a result of TestChannel, not an error.
type Tester interface {
	TestChannel(ctx context.Context, id burncloud.ChannelID, key burncloud.KeyID, model burncloud.ModelName, stream bool) (burncloud.ChannelTest, error)
	UpstreamModels(ctx context.Context, id burncloud.ChannelID) ([]burncloud.ModelName, error)
	// TestDraft and DraftModels do so for a channel that is not stored.
	TestDraft(ctx context.Context, ch *burncloud.Channel, model burncloud.ModelName, stream bool) (burncloud.ChannelTest, error)
	DraftModels(ctx context.Context, ch *burncloud.Channel) ([]burncloud.ModelName, error)
}

// HealthSource knows how channels do.
type HealthSource interface {
	Health(id burncloud.ChannelID) burncloud.Health
	Targets(id burncloud.ChannelID) []burncloud.TargetHealth
}

// maxBody bounds the body of every request.
const maxBody = 1 << 20

// Handler serves /api/ and the console at its own addresses. Everything else is 404.
func (s *Server) Handler() http.Handler {
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Log == nil {
		s.Log = slog.Default()
	}
	if s.Version == "" {
		s.Version = "dev"
	}
	if s.AdminToken != "" {
		s.adminHash = sha256.Sum256([]byte(s.AdminToken.Reveal()))
	}
	s.attempts.now = s.Now
	s.hashing = make(chan struct{}, 2)
	pages := console.Handler()
	root := http.NewServeMux()
	// Registering the routes touches a tenth of the program: a gateway that nobody manages does without.
	made := sync.OnceValue(func() http.Handler { return s.guard(s.api()) })
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { made().ServeHTTP(w, r) })
	root.Handle("/api/", api)
	root.Handle("/metrics", api)
	root.Handle("/", pages)
	root.Handle("GET /setup", s.setupPage(pages))
	root.Handle("GET /console/", http.RedirectHandler("/", http.StatusFound)) // where the console was before
	return root
}

// api registers every route of /api.
func (s *Server) api() *http.ServeMux {
	mux := http.NewServeMux()
	r := &router{API: humago.New(mux, humaConfig(s.Version)), log: s.Log}
	s.channelRoutes(r)
	s.groupRoutes(r)
	s.routeRoutes(r)
	s.tokenRoutes(r)
	s.userRoutes(r)
	s.priceRoutes(r)
	s.logRoutes(r)
	s.usageRoutes(r)
	s.overviewRoutes(r)
	s.modelRoutes(r)
	s.eventRoutes(r)
	s.providerRoutes(r)
	s.settingRoutes(r)
	s.reloadRoutes(r)
	s.setupRoutes(r)
	s.doctorRoutes(r)
	s.journalRoutes(r)
	s.sessionRoutes(r)
	s.meRoutes(r)
	s.totpRoutes(r)
	s.myTokenRoutes(r)
	s.myLogRoutes(r)
	s.myModelRoutes(r)
	s.managementRoutes(r)
	s.invitationRoutes(r)
	s.accessRoutes(r)
	s.consoleRoutes(r)
	s.environmentRoutes(r)
	s.snoozeRoutes(r)
	s.oidcRoutes(r)
	s.viewRoutes(r)
	s.auditRoutes(r)
	s.myUsageRoutes(r)
	s.creditRoutes(r)
	s.statementRoutes(r)
	s.redemptionRoutes(r)
	if s.Metrics != nil {
		mux.Handle("GET /metrics", s.Metrics)
	}
	s.spec = r.document()
	mux.HandleFunc("GET /api/openapi.json", s.serveSpec)
	return mux
}

func (s *Server) serveSpec(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/openapi+json")
	_, _ = w.Write(s.spec())
}

// humaConfig turns off what the library adds on its own: documentation pages, schema links, case-variant formats.
func humaConfig(version string) huma.Config {
	cfg := huma.DefaultConfig("BurnCloud control plane", version)
	cfg.CreateHooks = nil
	cfg.DocsPath, cfg.OpenAPIPath, cfg.SchemasPath = "", "", ""
	cfg.RejectUnknownQueryParameters = true
	cfg.Transformers = []huma.Transformer{problemOf}
	cfg.Info.Description = "Channels, groups, routes, tokens, users, prices and logs of the gateway."
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"management": {Type: "http", Scheme: "bearer", Description: "A management token."},
		"session":    {Type: "apiKey", In: "cookie", Name: hostCookie, Description: "The cookie of a session. Over plain HTTP on a network its name is " + plainCookie + "."},
	}
	return cfg
}
