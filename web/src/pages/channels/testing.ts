// Tests of many channels: a few at a time, the results as they come, and stopped when that is asked for.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { Channel, TestResult } from '../../api/types'
import { nano } from '../../format'
import { t } from '../../i18n'

const lanes = 4

export type Run = { state: 'waiting' | 'running' | 'answered' | 'failed' | 'left'; result?: TestResult; error?: string }
export type Tests = { runs: Map<string, Run>; active: boolean; start: (channels: Channel[]) => void; cancel: () => void; clear: () => void }

export const testChannel = (id: string, model?: string, key?: string, signal?: AbortSignal): Promise<TestResult> =>
  get(api.POST('/api/channels/{id}/test', { params: { path: { id } }, body: { ...(model && { model }), ...(key && { key_id: key }) } as never, signal }))

async function testOne(c: Channel, signal: AbortSignal): Promise<Run> {
  if (c.models.length === 0) return { state: 'failed', error: t('channels.noModels') }
  try {
    const result = await testChannel(c.id, undefined, undefined, signal)
    return { state: result.ok ? 'answered' : 'failed', result, error: result.error }
  } catch (e) {
    return signal.aborted ? { state: 'left' } : { state: 'failed', error: e instanceof Problem ? e.detail : String(e) }
  }
}

/** Works through a list, some at a time, until it is done or stopped. */
export async function inLanes<T>(list: T[], n: number, signal: AbortSignal, each: (x: T) => Promise<void>): Promise<void> {
  const left = [...list]
  const lane = async () => {
    for (let x = left.shift(); x !== undefined && !signal.aborted; x = left.shift()) await each(x)
  }
  await Promise.all(Array.from({ length: Math.min(n, list.length) }, lane))
}

export function useTests(): Tests {
  const client = useQueryClient()
  const [runs, setRuns] = useState<Map<string, Run>>(new Map())
  const [active, setActive] = useState(false)
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  const put = (id: string, run: Run) => setRuns((old) => new Map(old).set(id, run))
  const start = (channels: Channel[]) => {
    if (active || channels.length === 0) return
    const here = new AbortController()
    stop.current = here
    setActive(true)
    setRuns(new Map(channels.map((c) => [c.id, { state: 'waiting' }])))
    const each = async (c: Channel) => {
      put(c.id, { state: 'running' })
      put(c.id, await testOne(c, here.signal))
    }
    void inLanes(channels, lanes, here.signal, each).finally(() => {
      setRuns((old) => new Map([...old].map(([id, r]) => [id, r.state === 'waiting' || r.state === 'running' ? { state: 'left' } : r])))
      setActive(false)
      for (const key of ['channels', 'channel-lines', 'channel-health']) void client.invalidateQueries({ queryKey: [key] })
    })
  }
  return { runs, active, start, cancel: () => stop.current?.abort(), clear: () => setRuns(new Map()) }
}

export type Summary = { all: number; done: number; answered: number; failed: number; left: number; median: number; cost: bigint; unknown: number }

/** What the tests came to. `unknown` are those whose cost is not known. */
export function summary(runs: Iterable<Run>): Summary {
  const list = [...runs]
  const of = (state: Run['state']) => list.filter((r) => r.state === state).length
  const times = list.flatMap((r) => (r.state === 'answered' && r.result ? [r.result.duration_ms] : [])).sort((a, b) => a - b)
  const results = list.flatMap((r) => (r.result?.ok ? [r.result] : []))
  return {
    all: list.length, done: list.length - of('waiting') - of('running'), answered: of('answered'), failed: of('failed'), left: of('left'),
    median: times[Math.floor(times.length / 2)] ?? 0,
    cost: results.reduce((sum, r) => sum + (nano(r.cost ?? '0') ?? 0n), 0n), unknown: results.filter((r) => r.cost === null).length,
  }
}
