// One call to the gateway as a program would make it: with a token's key, streamed or whole.
import { problemOf } from '../../api/client'

export type Message = { role: 'system' | 'user' | 'assistant'; content: string }
export type Params = { model: string; system: string; temperature: string; top_p: string; max_tokens: string; effort: '' | 'none' | 'low' | 'medium' | 'high'; stream: boolean }

export type Answer = {
  text: string; thinking: string; raw: string; requestID: string; status: number
  /** Milliseconds since the call was sent; 0 while it has not happened. */
  first: number; thought: number; total: number
  tokens: { in: number; out: number; reasoning: number } | undefined
  /** Dollars; undefined where the answer did not say. */
  cost: string | undefined
  error: string; state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed'
}

export const unanswered: Answer = { text: '', thinking: '', raw: '', requestID: '', status: 0, first: 0, thought: 0, total: 0, tokens: undefined, cost: undefined, error: '', state: 'waiting' }

const number = (s: string): number | undefined => (s.trim() !== '' && Number.isFinite(Number(s)) ? Number(s) : undefined)

/** The body of the call: only what was set. */
export function bodyOf(p: Params, messages: Message[]): Record<string, unknown> {
  const all = p.system.trim() ? [{ role: 'system', content: p.system }, ...messages] : messages
  const body = { model: p.model, messages: all, temperature: number(p.temperature), top_p: number(p.top_p), max_completion_tokens: number(p.max_tokens), reasoning_effort: p.effort || undefined, ...(p.stream && { stream: true, stream_options: { include_usage: true } }) }
  return Object.fromEntries(Object.entries(body).filter(([, v]) => v !== undefined))
}

type Part = { content?: string | null; reasoning_content?: string | null; reasoning?: string | null }
type Chunk = { choices?: { delta?: Part; message?: Part }[]; usage?: { prompt_tokens?: number; completion_tokens?: number; completion_tokens_details?: { reasoning_tokens?: number } } | null; error?: { message?: string } }

/** Adds one piece of the answer. */
export function add(a: Answer, data: string, at: number): Answer {
  if (data === '[DONE]') return a
  let chunk: Chunk
  try {
    chunk = JSON.parse(data) as Chunk
  } catch {
    return a // not of the protocol: it is in the raw text
  }
  const next = { ...a }
  const part = chunk.choices?.[0]?.delta ?? chunk.choices?.[0]?.message
  const thinking = part?.reasoning_content ?? part?.reasoning ?? ''
  if ((thinking || part?.content) && !next.first) next.first = at
  if (thinking) Object.assign(next, { thinking: next.thinking + thinking, thought: at })
  if (part?.content) next.text += part.content
  if (chunk.usage) next.tokens = { in: chunk.usage.prompt_tokens ?? 0, out: chunk.usage.completion_tokens ?? 0, reasoning: chunk.usage.completion_tokens_details?.reasoning_tokens ?? 0 }
  if (chunk.error) Object.assign(next, { error: chunk.error.message ?? data, state: 'failed' })
  return next
}

/** The data of the whole events in a text, and what is left of it. */
export function eventsOf(text: string): { data: string[]; rest: string } {
  const lines = text.split(/\r?\n/)
  const rest = lines.pop() ?? ''
  return { data: lines.filter((l) => l.startsWith('data:')).map((l) => l.slice(5).trim()), rest }
}

/** Sends the call; `on` gets the answer as it grows. It ends by itself, or by `signal`. */
export async function ask(key: string, body: Record<string, unknown>, signal: AbortSignal, on: (a: Answer) => void): Promise<Answer> {
  const start = performance.now()
  let a = unanswered
  const set = (change: Partial<Answer>) => on((a = { ...a, ...change }))
  try {
    const response = await fetch('/v1/chat/completions', { method: 'POST', signal, headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    set({ status: response.status, requestID: response.headers.get('X-Request-Id') ?? '', cost: response.headers.get('X-BurnCloud-Cost') ?? undefined })
    if (!response.ok) {
      const raw = await response.clone().text()
      set({ raw, state: 'failed', error: messageOf(raw) || (await problemOf(response)).detail })
    } else if (!body.stream || !response.body) {
      const raw = await response.text()
      a = add(a, raw, performance.now() - start)
      set({ raw, state: 'done' })
    } else {
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      for (let text = ''; ; ) {
        const { value, done } = await reader.read()
        if (done) break
        const { data, rest } = eventsOf(text + value)
        text = rest
        for (const d of data) a = add(a, d, performance.now() - start)
        set({ raw: a.raw + value, state: a.state === 'failed' ? 'failed' : 'running' })
      }
      if (a.state !== 'failed') set({ state: 'done' })
    }
  } catch (e) {
    if (signal.aborted) set({ state: 'stopped' })
    else set({ state: 'failed', error: String(e instanceof Error ? e.message : e) })
  }
  set({ total: performance.now() - start })
  return a
}

function messageOf(raw: string): string {
  try {
    return (JSON.parse(raw) as Chunk).error?.message ?? ''
  } catch {
    return ''
  }
}
