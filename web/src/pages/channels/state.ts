import type { Channel } from '../../api/types'
import type { State } from '../../ui/Bits'

/** What the list shows: a channel that is switched off is off, however it did. */
export const stateOf = (c: Channel): State => (c.enabled ? c.health.state : 'off')

const order: Record<State, number> = { dead: 0, degraded: 1, healthy: 2, off: 3 }

/** What needs care comes first, then what is tried first. */
export const byCare = (a: Channel, b: Channel): number => order[stateOf(a)] - order[stateOf(b)] || b.priority - a.priority || a.name.localeCompare(b.name)

/** Models that no other enabled channel lists. */
export function orphaned(gone: Channel[], channels: Channel[]): string[] {
  const ids = new Set(gone.map((c) => c.id))
  const left = new Set(channels.filter((c) => c.enabled && !ids.has(c.id)).flatMap((c) => c.models))
  return [...new Set(gone.flatMap((c) => c.models))].filter((m) => !left.has(m))
}
