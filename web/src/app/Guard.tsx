// What only some roles may see. The API refuses the same on its own; this only spares people the refusals.
import type { ReactNode } from 'react'

import { NotFound } from './Lost'
import { type Role, useMe } from './me'

export function Guard({ roles, children }: { roles: Role[]; children: ReactNode }): ReactNode {
  const me = useMe()
  if (!me) return null
  return roles.includes(me.role) ? children : <NotFound />
}
