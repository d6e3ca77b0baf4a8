package route

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// NextWhere is Next for targets that suit. The others are out of this call, for the reason that is given.
func (p *Plan) NextWhere(kind burncloud.Kind, suits func(*snapshot.Target) bool) *snapshot.Target {
	for {
		for i := range p.marks {
			if m := &p.marks[i]; m.why != excluded && !suits(&p.pool.Targets[i]) {
				m.why, m.kind = excluded, kind
			}
		}
		if t := p.next(); t != nil {
			return t
		}
		if !p.FallBack() {
			return nil
		}
	}
}
