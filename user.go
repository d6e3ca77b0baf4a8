package burncloud

import "time"

// Role decides what a user may do in the control plane.
type Role string

// Roles, from most to least.
const (
	RoleAdmin    Role = "admin"
	RoleOperator Role = "operator"
	RoleUser     Role = "user"
)

// User owns tokens. No balance lives here: money is the ledger's.
type User struct {
	ID       UserID
	Username string
	Email    string
	Role     Role
	Group    GroupName
	Limits   Limits // of all tokens together
	Enabled  bool
	// UnlimitedBalance: calls do not draw on the balance.
	UnlimitedBalance bool
	CreatedAt        time.Time
	UpdatedAt        time.Time
}
