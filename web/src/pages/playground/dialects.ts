// The same talk in each dialect that clients speak: the request as it is sent, and what its answers say.
import { given, number } from './call'
import type { Answer, Message, Params, Part } from './chat'

export const dialects = ['openai', 'responses', 'anthropic', 'gemini'] as const
export type Dialect = (typeof dialects)[number]

type Json = Record<string, unknown>
/** What a piece of an answer adds to it. */
export type Piece = { text?: string; thinking?: string; tokens?: Partial<NonNullable<Answer['tokens']>>; error?: string }

/** `headers` are what programs of the dialect send beside the body, with the key in the place of KEY. */
type Def = {
  headers: Record<string, string>
  path: (model: string, p: Params) => string
  body: (model: string, p: Params, messages: Message[]) => Json
  pieces: (chunk: never) => Piece
}

export const keyPlace = 'KEY'

const partsOf = (m: Message): Part[] => (typeof m.content === 'string' ? [{ type: 'text', text: m.content }] : m.content)
const systemOf = (p: Params): string | undefined => p.system.trim() || undefined

/** Type and data of a picture in a data URL. */
function pictureOf(url: string): { type: string; data: string } {
  const m = /^data:([^;]+);base64,(.*)$/s.exec(url)
  return { type: m?.[1] ?? '', data: m?.[2] ?? '' }
}

/** Parts in a dialect: a text, or a list where pictures go along. */
const partsBy = (m: Message, text: (s: string) => Json, image: (url: string) => Json): Json[] => partsOf(m).map((x) => (x.type === 'text' ? text(x.text) : image(x.image_url.url)))

type Delta = { content?: string | null; reasoning_content?: string | null; reasoning?: string | null }
type ChatChunk = { choices?: { delta?: Delta; message?: Delta }[]; usage?: { prompt_tokens?: number; completion_tokens?: number; completion_tokens_details?: { reasoning_tokens?: number } } | null; error?: { message?: string } }

const openai: Def = {
  headers: { Authorization: `Bearer ${keyPlace}` },
  path: () => '/v1/chat/completions',
  body: (model, p, messages) => ({
    model, messages: systemOf(p) ? [{ role: 'system', content: p.system }, ...messages] : messages, temperature: number(p.temperature), top_p: number(p.top_p),
    max_completion_tokens: number(p.max_tokens), reasoning_effort: p.effort, ...(p.stream && { stream: true, stream_options: { include_usage: true } }),
  }),
  pieces: (c: ChatChunk) => {
    const part = c.choices?.[0]?.delta ?? c.choices?.[0]?.message
    const u = c.usage
    return {
      text: part?.content ?? '', thinking: part?.reasoning_content ?? part?.reasoning ?? '', error: c.error && (c.error.message ?? JSON.stringify(c.error)),
      tokens: u ? { in: u.prompt_tokens ?? 0, out: u.completion_tokens ?? 0, reasoning: u.completion_tokens_details?.reasoning_tokens ?? 0 } : undefined,
    }
  },
}

type Item = { type?: string; content?: { text?: string }[]; summary?: { text?: string }[] }
type Response = { output?: Item[]; usage?: { input_tokens?: number; output_tokens?: number; output_tokens_details?: { reasoning_tokens?: number } } | null; error?: { message?: string } | null }
type ResponsesChunk = Response & { type?: string; delta?: string; message?: string; response?: Response }

const joined = (items: Item[] | undefined, type: string, of: 'content' | 'summary'): string => (items ?? []).filter((x) => x.type === type).flatMap((x) => x[of] ?? []).map((x) => x.text ?? '').join('')

const responses: Def = {
  headers: openai.headers,
  path: () => '/v1/responses',
  body: (model, p, messages) => ({
    model, instructions: systemOf(p), temperature: number(p.temperature), top_p: number(p.top_p), max_output_tokens: number(p.max_tokens),
    input: messages.map((m) => ({ role: m.role, content: typeof m.content === 'string' ? m.content : partsBy(m, (text) => ({ type: 'input_text', text }), (url) => ({ type: 'input_image', image_url: url })) })),
    ...(p.effort && { reasoning: { effort: p.effort } }), ...(p.stream && { stream: true }), store: false,
  }),
  pieces: (c: ResponsesChunk) => {
    const r = c.type ? c.response : c
    const u = r?.usage
    return {
      text: c.type === 'response.output_text.delta' ? c.delta : c.type ? '' : joined(c.output, 'message', 'content'),
      thinking: c.type === 'response.reasoning_summary_text.delta' || c.type === 'response.reasoning_text.delta' ? c.delta : c.type ? '' : joined(c.output, 'reasoning', 'summary'),
      error: c.type === 'error' ? (c.message ?? c.error?.message ?? c.type) : (r?.error?.message ?? undefined),
      tokens: u ? { in: u.input_tokens ?? 0, out: u.output_tokens ?? 0, reasoning: u.output_tokens_details?.reasoning_tokens ?? 0 } : undefined,
    }
  },
}

/** How many tokens of thinking an effort is, where a dialect asks for a number. */
const budgets = { '': 0, none: 0, low: 1024, medium: 8192, high: 24_576 } as const
const answerTokens = 4096 // that Anthropic's dialect must name

type AnthropicUsage = { input_tokens?: number; cache_read_input_tokens?: number | null; cache_creation_input_tokens?: number | null; output_tokens?: number }
type AnthropicChunk = { type?: string; message?: { usage?: AnthropicUsage }; delta?: { text?: string; thinking?: string }; content?: { type?: string; text?: string; thinking?: string }[]; usage?: AnthropicUsage; error?: { message?: string } }

const promptOf = (u: AnthropicUsage): number | undefined => (u.input_tokens === undefined ? undefined : u.input_tokens + (u.cache_read_input_tokens ?? 0) + (u.cache_creation_input_tokens ?? 0))

const anthropic: Def = {
  headers: { 'x-api-key': keyPlace, 'anthropic-version': '2023-06-01' },
  path: () => '/v1/messages',
  body: (model, p, messages) => ({
    model, max_tokens: number(p.max_tokens) ?? budgets[p.effort] + answerTokens, system: systemOf(p), temperature: number(p.temperature), top_p: number(p.top_p),
    messages: messages.map((m) => ({
      role: m.role,
      content: typeof m.content === 'string' ? m.content : partsBy(m, (text) => ({ type: 'text', text }), (url) => { const { type, data } = pictureOf(url); return { type: 'image', source: { type: 'base64', media_type: type, data } } }),
    })),
    ...(p.effort && { thinking: p.effort === 'none' ? { type: 'disabled' } : { type: 'enabled', budget_tokens: budgets[p.effort] } }), ...(p.stream && { stream: true }),
  }),
  pieces: (c: AnthropicChunk) => {
    const u = c.message?.usage ?? c.usage
    const all = (of: 'text' | 'thinking') => (c.content ?? []).map((x) => x[of] ?? '').join('')
    return {
      text: c.delta?.text ?? all('text'), thinking: c.delta?.thinking ?? all('thinking'), error: c.type === 'error' ? (c.error?.message ?? c.type) : undefined,
      tokens: u ? given({ in: promptOf(u), out: u.output_tokens }) as Piece['tokens'] : undefined,
    }
  },
}

type GeminiChunk = {
  candidates?: { content?: { parts?: { text?: string; thought?: boolean }[] } }[]
  usageMetadata?: { promptTokenCount?: number; candidatesTokenCount?: number; thoughtsTokenCount?: number }; error?: { message?: string }
}

const gemini: Def = {
  headers: { 'x-goog-api-key': keyPlace },
  path: (model, p) => `/v1beta/models/${model.split('/').map(encodeURIComponent).join('/')}:${p.stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  body: (_model, p, messages) => {
    const config = given({
      temperature: number(p.temperature), topP: number(p.top_p), maxOutputTokens: number(p.max_tokens),
      thinkingConfig: p.effort ? (p.effort === 'none' ? { thinkingBudget: 0 } : { thinkingBudget: budgets[p.effort], includeThoughts: true }) : undefined,
    })
    return {
      systemInstruction: systemOf(p) && { parts: [{ text: p.system }] },
      contents: messages.map((m) => ({ role: m.role === 'assistant' ? 'model' : m.role, parts: partsBy(m, (text) => ({ text }), (url) => { const { type, data } = pictureOf(url); return { inlineData: { mimeType: type, data } } }) })),
      ...(Object.keys(config).length > 0 && { generationConfig: config }),
    }
  },
  pieces: (c: GeminiChunk) => {
    const parts = c.candidates?.[0]?.content?.parts ?? []
    const all = (thought: boolean) => parts.filter((x) => Boolean(x.thought) === thought).map((x) => x.text ?? '').join('')
    const u = c.usageMetadata
    return {
      text: all(false), thinking: all(true), error: c.error && (c.error.message ?? JSON.stringify(c.error)),
      tokens: u ? { in: u.promptTokenCount ?? 0, out: (u.candidatesTokenCount ?? 0) + (u.thoughtsTokenCount ?? 0), reasoning: u.thoughtsTokenCount ?? 0 } : undefined,
    }
  },
}

export const dialectOf: Record<Dialect, Def> = { openai, responses, anthropic, gemini }
