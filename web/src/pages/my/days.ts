// Spending by day (UTC).
import type { UsageReport } from '../../api/types'
import { nano } from '../../format'

export const dayLong = 86_400_000

export type Day = { at: number; calls: number; spent: bigint }

/** The days of a report in steps of a day. */
export const daysOf = (r: UsageReport): Day[] => r.times.map((time, i) => ({ at: Date.parse(time), calls: r.series[i]?.requests ?? 0, spent: nano(r.series[i]?.cost ?? '0') ?? 0n }))

/** How many whole days a balance lasts at the pace of the given days; undefined where nothing is spent or it lasts for years. */
export function lasts(balance: bigint, days: Day[]): number | undefined {
  const spent = days.reduce((sum, d) => sum + d.spent, 0n)
  if (spent <= 0n || balance <= 0n) return undefined
  const n = Number((balance * BigInt(days.length)) / spent)
  return n < 1000 ? n : undefined
}
