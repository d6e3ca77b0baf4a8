import { expect, it } from 'vitest'

import type { UsageReport } from '../../api/types'
import { daysOf, lasts } from './days'

it('sums calls by day and says how long the balance lasts', () => {
  const spent: [number, string][] = [[0, '0'], [3, '1.5'], [1, '0.5'], [0, '0']]
  const r = { times: spent.map((_, i) => `2026-11-${19 + i}T00:00:00Z`), series: spent.map(([requests, cost]) => ({ requests, cost })) } as UsageReport
  const days = daysOf(r)
  expect(days.map((d) => [d.calls, d.spent])).toEqual([[0, 0n], [3, 1_500_000_000n], [1, 500_000_000n], [0, 0n]])
  expect(new Date(days[1]?.at ?? 0).toISOString()).toBe('2026-11-20T00:00:00.000Z')
  expect(lasts(10_000_000_000n, days)).toBe(20)
  expect(lasts(0n, days)).toBeUndefined()
})
