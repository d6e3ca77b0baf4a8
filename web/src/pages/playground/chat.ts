// A chat call as a program would make it, streamed or whole, and its answer as it grows.
import { type Call, given, refusal, start } from './call'
import { type Dialect, dialectOf, type Piece } from './dialects'

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

/** The call in a dialect: only what was set. */
export function chatCall(dialect: Dialect, model: string, p: Params, messages: Message[], pin: string): Call {
  const def = dialectOf[dialect]
  return { path: def.path(model, p), pin, dialect, json: given(def.body(model, p, messages)), stream: p.stream }
}

/** Adds one piece of the answer. */
export function add(dialect: Dialect, a: Answer, data: string, at: number): Answer {
  if (data === '[DONE]') return a
  let got: Piece
  try {
    got = dialectOf[dialect].pieces(JSON.parse(data) as never)
  } catch {
    return a // not of the protocol: it is in the raw text
  }
  const next = { ...a }
  if ((got.thinking || got.text) && !next.first) next.first = at
  if (got.thinking) Object.assign(next, { thinking: next.thinking + got.thinking, thought: at })
  if (got.text) next.text += got.text
  if (got.tokens) next.tokens = { ...(next.tokens ?? { in: 0, out: 0, reasoning: 0 }), ...got.tokens }
  if (got.error) Object.assign(next, { error: got.error, state: 'failed' })
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
  const dialect = call.dialect ?? 'openai'
  let a = unanswered
  const set = (change: Partial<Answer>) => on((a = { ...a, ...change }))
  try {
    const response = await start(key, call, signal)
    set({ status: response.status, requestID: response.headers.get('X-Request-Id') ?? '', cost: response.headers.get('X-BurnCloud-Cost') ?? undefined })
    if (!response.ok) {
      set({ state: 'failed', ...(await refusal(response)) })
    } else if (!call.stream || !response.body) {
      const raw = await response.text()
      a = add(dialect, a, raw, performance.now() - begin)
      set({ raw, state: a.state === 'failed' ? 'failed' : 'done' })
    } else {
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      for (let text = ''; ; ) {
        const { value, done } = await reader.read()
        if (done) break
        const { data, rest } = eventsOf(text + value)
        text = rest
        for (const d of data) a = add(dialect, a, d, performance.now() - begin)
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
