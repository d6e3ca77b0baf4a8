import { expect, it } from 'vitest'

import type { Statement } from '../../api/types'
import { daysOf, lasts } from './days'

it('sums calls by day and says how long the balance lasts', () => {
  const line = (time: string, kind: 'calls' | 'topup', amount: string, calls: number) => ({ time, kind, amount, calls, balance: '0', ref: '', actor: '', reason: '' })
  const s = { lines: [line('2026-11-20T00:00:00Z', 'calls', '-1.5', 3), line('2026-11-21T10:00:00Z', 'topup', '20', 0), line('2026-11-21T00:00:00Z', 'calls', '-0.5', 1)] } as Statement
  const days = daysOf(s, 4, Date.parse('2026-11-22T09:00:00Z'))
  expect(days.map((d) => [d.calls, d.spent])).toEqual([[0, 0n], [3, 1_500_000_000n], [1, 500_000_000n], [0, 0n]])
  expect(lasts(10_000_000_000n, days)).toBe(20)
  expect(lasts(0n, days)).toBeUndefined()
})
