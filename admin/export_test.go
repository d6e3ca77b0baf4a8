package admin

// RouteScopes is the table of access with the scopes' names.
func RouteScopes() map[string]string {
	words := map[scope]string{
		scopePublic: "public", scopeSession: "session", scopeSelf: "self", scopeMember: "member", scopeRead: "read", scopeWrite: "write", scopeAdmin: "admin",
	}
	out := map[string]string{}
	for pattern, s := range scopes {
		out[pattern] = words[s]
	}
	return out
}
