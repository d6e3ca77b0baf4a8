// Spending by day out of a statement: calls are one line a day (UTC).
import type { Statement } from '../../api/types'
import { nano } from '../../format'

export const dayLong = 86_400_000

export type Day = { at: number; calls: number; spent: bigint }

/** The last n days, today last, with those on which nothing was called. */
export function daysOf(s: Statement, n: number, now = Date.now()): Day[] {
  const today = Math.floor(now / dayLong) * dayLong
  const days = Array.from({ length: n }, (_, i): Day => ({ at: today - (n - 1 - i) * dayLong, calls: 0, spent: 0n }))
  for (const l of s.lines) {
    const d = l.kind === 'calls' && days.find((x) => x.at === Math.floor(Date.parse(l.time) / dayLong) * dayLong)
    if (d) Object.assign(d, { calls: d.calls + l.calls, spent: d.spent - (nano(l.amount) ?? 0n) })
  }
  return days
}

/** How many whole days a balance lasts at the pace of the given days; undefined where nothing is spent or it lasts for years. */
export function lasts(balance: bigint, days: Day[]): number | undefined {
  const spent = days.reduce((sum, d) => sum + d.spent, 0n)
  if (spent <= 0n || balance <= 0n) return undefined
  const n = Number((balance * BigInt(days.length)) / spent)
  return n < 1000 ? n : undefined
}
