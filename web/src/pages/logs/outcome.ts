import type { Attempt, Call, Usage } from '../../api/types'
import type { Tone } from '../../ui/Bits'

export type Outcome = 'completed' | 'cut' | 'canceled' | 'refused' | 'failed'
export const outcomes: Outcome[] = ['completed', 'cut', 'canceled', 'refused', 'failed']

const canceled = 499
const ofUpstream = (kind: string): boolean => kind.startsWith('upstream_')

/** How a call ended, in one word; the same rule as the server's filter. */
export function outcomeOf(c: Pick<Call, 'status' | 'error_kind'>): Outcome {
  if (!c.error_kind && c.status < 400) return 'completed'
  if (c.error_kind === 'canceled' || c.status === canceled) return 'canceled'
  if (c.status < 400) return 'cut'
  return c.status < 500 && !ofUpstream(c.error_kind) ? 'refused' : 'failed'
}

export const toneOf: Record<Outcome, Tone> = { completed: 'ok', cut: 'bad', canceled: 'off', refused: 'warn', failed: 'bad' }

/** Whether an attempt failed. */
export const failed = (a: Attempt): boolean => a.error_kind !== ''

/** The kinds of tokens in their order, each with its colour everywhere. */
export const buckets = [
  { id: 'input', color: 'var(--tk-input)' },
  { id: 'cache_read', color: 'var(--tk-cacher)' },
  { id: 'cache_write', color: 'var(--tk-cachew)' },
  { id: 'cache_write_1h', color: 'var(--tk-cachew)' },
  { id: 'audio_in', color: 'var(--c4)' },
  { id: 'image_in', color: 'var(--c3)' },
  { id: 'output', color: 'var(--tk-output)' },
  { id: 'reasoning', color: 'var(--tk-reason)' },
  { id: 'audio_out', color: 'var(--c4)' },
  { id: 'image_out', color: 'var(--c3)' },
] as const
export type Bucket = (typeof buckets)[number]['id']

export const colorOf = (bucket: string): string => buckets.find((b) => b.id === bucket)?.color ?? 'var(--c8)'

export const promptTokens = (u: Usage): number => u.input + u.cache_read + u.cache_write + u.cache_write_1h + u.audio_in + u.image_in
export const answerTokens = (u: Usage): number => u.output + u.reasoning + u.audio_out + u.image_out
