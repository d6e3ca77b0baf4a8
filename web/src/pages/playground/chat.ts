// A chat call as a program would make it, streamed or whole, and its answer as it grows.
import { type Call, given, number, refusal, start } from './call'

export type Part = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } }
export type Message = { role: 'system' | 'user' | 'assistant'; content: string | Part[] }
export type Params = { system: string; temperature: string; top_p: string; max_tokens: string; effort: '' | 'none' | 'low' | 'medium' | 'high'; stream: boolean }

export type Answer = {
  text: string; thinking: string; raw: string; requestID: string; status: number
  /** Milliseconds since the call was sent; 0 while it has not happened. */
  first: number; thought: number; total: number
  tokens: { in: number; out: number; reasoning: number } | undefined
  /** Dollars; undefined where the answer did not say. */
  cost: string | undefined
  channel: string | undefined
  error: string; state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed'
}

export const unanswered: Answer = { text: '', thinking: '', raw: '', requestID: '', status: 0, first: 0, thought: 0, total: 0, tokens: undefined, cost: undefined, channel: undefined, error: '', state: 'waiting' }

export const isOver = (a: Answer): boolean => a.state !== 'waiting' && a.state !== 'running'

/** A question and, for each model that was asked, its answer. */
export type Turn = { question: string; images: string[]; models: string[]; answers: Answer[] }

/** What a user says: a text, or with pictures its parts. */
export const said = (question: string, images: string[]): Message => ({
  role: 'user', content: images.length === 0 ? question : [{ type: 'text', text: question }, ...images.map((url): Part => ({ type: 'image_url', image_url: { url } }))],
})

/** The place of a model's answer in a turn: its side, or wherever it stood then, or whoever stood on its side. */
const placeOf = (x: Turn, model: string, side: number): number => (x.models[side] === model || !x.models.includes(model) ? Math.min(side, x.models.length - 1) : x.models.indexOf(model))

/** What one side of the talk has heard so far. */
export const historyOf = (turns: Turn[], model: string, side: number): Message[] =>
  turns.flatMap((x): Message[] => { const a = x.answers[placeOf(x, model, side)]; return a?.text ? [said(x.question, x.images), { role: 'assistant', content: a.text }] : [] })

/** The call: only what was set. */
export function chatCall(model: string, p: Params, messages: Message[], pin: string): Call {
  const all = p.system.trim() ? [{ role: 'system', content: p.system }, ...messages] : messages
  return {
    path: '/v1/chat/completions', pin,
    json: given({ model, messages: all, temperature: number(p.temperature), top_p: number(p.top_p), max_completion_tokens: number(p.max_tokens), reasoning_effort: p.effort, ...(p.stream && { stream: true, stream_options: { include_usage: true } }) }),
  }
}

type Delta = { content?: string | null; reasoning_content?: string | null; reasoning?: string | null }
type Chunk = { choices?: { delta?: Delta; message?: Delta }[]; usage?: { prompt_tokens?: number; completion_tokens?: number; completion_tokens_details?: { reasoning_tokens?: number } } | null; error?: { message?: string } }

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
export async function ask(key: string, call: Call, signal: AbortSignal, on: (a: Answer) => void): Promise<Answer> {
  const begin = performance.now()
  let a = unanswered
  const set = (change: Partial<Answer>) => on((a = { ...a, ...change }))
  try {
    const response = await start(key, call, signal)
    set({ status: response.status, requestID: response.headers.get('X-Request-Id') ?? '', cost: response.headers.get('X-BurnCloud-Cost') ?? undefined })
    if (!response.ok) {
      set({ state: 'failed', ...(await refusal(response)) })
    } else if (!call.json?.stream || !response.body) {
      const raw = await response.text()
      a = add(a, raw, performance.now() - begin)
      set({ raw, state: 'done' })
    } else {
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      for (let text = ''; ; ) {
        const { value, done } = await reader.read()
        if (done) break
        const { data, rest } = eventsOf(text + value)
        text = rest
        for (const d of data) a = add(a, d, performance.now() - begin)
        set({ raw: a.raw + value, state: a.state === 'failed' ? 'failed' : 'running' })
      }
      if (a.state !== 'failed') set({ state: 'done' })
    }
  } catch (e) {
    if (signal.aborted) set({ state: 'stopped' })
    else set({ state: 'failed', error: e instanceof Error ? e.message : String(e) })
  }
  set({ total: performance.now() - begin })
  return a
}
