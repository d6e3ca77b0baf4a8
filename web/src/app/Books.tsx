// The promise at the foot of the side bar: the books balance.
import type { ReactNode } from 'react'

import type { Me } from './me'

export function Books({ me: _ }: { me: Me }): ReactNode {
  return null
}
