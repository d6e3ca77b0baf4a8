// What the playground sends, for every endpoint alike: the same description is sent, shown as code, and shown raw.
import { problemOf } from '../../api/client'
import { type Dialect, dialectOf, keyPlace } from './dialects'

/** A call to the gateway: a JSON body, or a form where a file goes along. */
export type Call = { path: string; json?: Record<string, unknown>; form?: [string, string | File][]; /** Channel it must go to. */ pin?: string; /** "openai" where nothing is said. */ dialect?: Dialect; stream?: boolean }

export const pinHeader = 'X-Burncloud-Channel'

/** Without what was left empty. */
export const given = (fields: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined && v !== ''))

/** A number that was typed; undefined for nothing and for what is none. */
export const number = (s: string): number | undefined => (s.trim() !== '' && Number.isFinite(Number(s)) ? Number(s) : undefined)

/** What the call's dialect sends beside the body, with the key, or what stands for it. */
export const headersOf = (call: Call, key: string): Record<string, string> => Object.fromEntries(Object.entries(dialectOf[call.dialect ?? 'openai'].headers).map(([k, v]) => [k, v.replace(keyPlace, () => key)]))

export function start(key: string, call: Call, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { ...headersOf(call, key), ...(call.pin && { [pinHeader]: call.pin }) }
  let body: BodyInit
  if (call.form) {
    const form = new FormData()
    for (const [name, value] of call.form) form.append(name, value)
    body = form
  } else {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(call.json)
  }
  return fetch(call.path, { method: 'POST', signal, headers, body })
}

/** What a refused answer says, in the dialect of OpenAI, else as a problem. */
export async function refusal(response: Response): Promise<{ raw: string; error: string }> {
  const raw = await response.clone().text()
  return { raw, error: messageOf(raw) || (await problemOf(response)).detail }
}

function messageOf(raw: string): string {
  try {
    const { error } = JSON.parse(raw) as { error?: { message?: string } | string }
    return (typeof error === 'string' ? error : error?.message) ?? ''
  } catch {
    return ''
  }
}

/** A call that is answered at once. */
export type Shot = {
  state: 'waiting' | 'done' | 'stopped' | 'failed'
  status: number; requestID: string; total: number; error: string; raw: string
  data?: unknown; text?: string; blob?: Blob
  /** Dollars, and the channel that answered; known a moment later. */
  cost?: string; channel?: string
}

export const unshot: Shot = { state: 'waiting', status: 0, requestID: '', total: 0, error: '', raw: '' }

const words = (e: unknown): string => (e instanceof Error ? e.message : String(e))

export async function send(key: string, call: Call, signal: AbortSignal): Promise<Shot> {
  const begin = performance.now()
  let shot = unshot
  try {
    const response = await start(key, call, signal)
    shot = { ...shot, status: response.status, requestID: response.headers.get('X-Request-Id') ?? '', cost: response.headers.get('X-BurnCloud-Cost') ?? undefined }
    if (!response.ok) shot = { ...shot, state: 'failed', ...(await refusal(response)) }
    else shot = { ...shot, state: 'done', ...(await content(response)) }
  } catch (e) {
    shot = signal.aborted ? { ...shot, state: 'stopped' } : { ...shot, state: 'failed', error: words(e) }
  }
  return { ...shot, total: performance.now() - begin }
}

async function content(response: Response): Promise<Partial<Shot>> {
  const type = response.headers.get('Content-Type') ?? ''
  if (/^audio\/|octet-stream/.test(type)) {
    const blob = await response.blob()
    return { blob, raw: `${type}, ${blob.size} B` }
  }
  const raw = await response.text()
  return type.includes('json') ? { raw, data: JSON.parse(raw) as unknown } : { raw, text: raw }
}
