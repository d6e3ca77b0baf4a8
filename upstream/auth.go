package upstream

// AuthType names how a provider is told who asks.
type AuthType string

// How the providers want their key.
const (
	AuthBearer   AuthType = "bearer"   // "Authorization: Bearer <key>", as OpenAI has it
	AuthDeepSeek AuthType = "deepseek" // the same; x-api-key is only for its Anthropic layer, which this is not
	AuthQwen     AuthType = "qwen"     // the same, and X-DashScope-WorkSpace chooses the workspace of a shared key
)

// scheme is what an AuthType does to a request.
type scheme struct {
	header  string            // carries the key
	prefix  string            // before the key
	options map[string]string // channel option → the header it is sent in
}

var schemes = map[AuthType]scheme{
	AuthBearer: {header: "Authorization", prefix: "Bearer ", options: map[string]string{
		optionOrganization: "OpenAI-Organization", optionProject: "OpenAI-Project",
	}},
	AuthDeepSeek: {header: "Authorization", prefix: "Bearer "},
	AuthQwen:     {header: "Authorization", prefix: "Bearer ", options: map[string]string{optionWorkspace: "X-DashScope-WorkSpace"}},
}

// Channel options that only some providers know.
const (
	optionWorkspace    = "workspace"
	optionOrganization = "organization"
	optionProject      = "project"
)
