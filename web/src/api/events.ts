// What happens now: the server's stream of events, filtered by it, and a poll of the log where the stream cannot be had.
import { useEffect, useRef, useState } from 'react'

import { api, get, raw } from './client'
import type { Call, CallQuery } from './types'

const batchEvery = 250
const pollEvery = 5_000
const kept = 200
const retryMost = 15_000

type Handlers = { call?: (calls: Call[]) => void; health?: () => void; tick?: (tick: Tick) => void; gap?: () => void }
export type Tick = { seconds: number; calls: { requests: number } }

/** One event of a text/event-stream. */
export type StreamEvent = { id: string; name: string; data: string }

/** Cuts a stream of text into events; the rest is kept for the next piece. */
export function readEvents(text: string): { events: StreamEvent[]; rest: string } {
  const parts = text.split('\n\n')
  const rest = parts.pop() ?? ''
  const events = parts.flatMap((part) => {
    const lines = part.split('\n')
    const field = (name: string) => lines.filter((l) => l.startsWith(`${name}: `)).map((l) => l.slice(name.length + 2)).join('\n')
    const data = field('data')
    return data ? [{ id: field('id'), name: field('event'), data }] : []
  })
  return { events, rest }
}

/** Reads the stream until it ends; throws when it is refused. */
async function follow(path: string, last: string, signal: AbortSignal, each: (e: StreamEvent) => void): Promise<void> {
  const response = await raw(path, { signal, headers: { Accept: 'text/event-stream', ...(last && { 'Last-Event-ID': last }) } })
  if (!response.ok || !response.body) throw new Error(String(response.status))
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (let text = ''; ; ) {
    const { value, done } = await reader.read()
    if (done) return
    const { events, rest } = readEvents(text + value)
    text = rest
    events.forEach(each)
  }
}

/** A filter as search parameters of the API. */
export const queryText = (query: CallQuery): string =>
  new URLSearchParams(Object.entries(query).flatMap(([k, v]) => (v === undefined || v === '' ? [] : [[k, String(v)]]))).toString()

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', () => { clearTimeout(timer); done() }, { once: true })
  })

/** Polls the log for what is newer than what was seen. */
async function poll(query: CallQuery, since: string, on: (calls: Call[]) => void): Promise<string> {
  const page = await get(api.GET('/api/logs', { params: { query: { ...query, from: since, limit: 100 } } }))
  const fresh = page.items.filter((c) => c.time > since)
  if (fresh.length > 0) on(fresh)
  return fresh[0]?.time ?? since
}

/** Follows what happens while `on`; events come in batches, four a second. */
export function useEvents(on: boolean, query: CallQuery, handlers: Handlers): 'live' | 'polling' | 'off' {
  const [state, setState] = useState<'live' | 'polling' | 'off'>('off')
  const now = useRef(handlers)
  now.current = handlers
  const text = queryText(query)
  useEffect(() => {
    if (!on) return
    const stop = new AbortController()
    let last = ''
    let since = new Date().toISOString()
    let waiting: Call[] = []
    const timer = setInterval(() => {
      if (waiting.length === 0 || document.hidden) return
      now.current.call?.(waiting.slice(-kept).reverse())
      waiting = []
    }, batchEvery)
    const each = (e: StreamEvent) => {
      if (e.id) last = e.id
      if (e.name === 'call') waiting.push(JSON.parse(e.data) as Call)
      else if (e.name === 'tick') now.current.tick?.(JSON.parse(e.data) as Tick)
      else if (e.name === 'health') now.current.health?.()
      else if (e.name === 'gap') now.current.gap?.()
    }
    const run = async () => {
      for (let failures = 0; !stop.signal.aborted; failures++) {
        try {
          setState('live')
          await follow(`/api/events?${text}`, last, stop.signal, (e) => { failures = 0; each(e) })
        } catch {
          if (stop.signal.aborted) return
          setState('polling')
          since = await poll(query, since, (calls) => waiting.push(...calls.reverse())).catch(() => since)
        }
        await sleep(Math.min(pollEvery * (failures + 1), retryMost), stop.signal)
      }
    }
    void run()
    return () => {
      stop.abort()
      clearInterval(timer)
      setState('off')
    }
  }, [on, text]) // eslint-disable-line
  return state
}
