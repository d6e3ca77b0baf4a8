import { expect, it } from 'vitest'

import type { TestResult } from '../../api/types'
import { inLanes, type Run, summary } from './testing'

const answered = (ms: number, cost: string | null): Run => ({ state: 'answered', result: { ok: true, duration_ms: ms, cost } as TestResult })

it('lanes are bounded, and stop', async () => {
  let [running, most, done] = [0, 0, 0]
  const stop = new AbortController()
  await inLanes([...Array(20).keys()], 4, stop.signal, async () => {
    most = Math.max(most, ++running)
    await new Promise((r) => setTimeout(r, 1))
    running--
    if (++done === 10) stop.abort()
  })
  expect(most).toBe(4)
  expect(done).toBeGreaterThanOrEqual(10)
  expect(done).toBeLessThan(14)
})

it('summary', () => {
  const runs: Run[] = [answered(300, '0.00001'), answered(100, null), answered(200, '0.00002'), { state: 'failed', error: 'no' }, { state: 'left' }, { state: 'running' }]
  expect(summary(runs)).toEqual({ all: 6, done: 5, answered: 3, failed: 1, left: 1, median: 200, cost: 30_000n, unknown: 1 })
})
