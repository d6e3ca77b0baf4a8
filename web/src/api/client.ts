// The client of the control plane: typed by the binary's own OpenAPI document.
import createClient, { type Middleware } from 'openapi-fetch'

import type { components, paths } from './schema'
import { credential, signedOut } from './session'

type Schemas = components['schemas']

/** What the API answers when it refuses (RFC 9457), or what kept it from answering. */
export class Problem extends Error {
  constructor(
    readonly status: number, // 0: no answer came
    readonly detail: string,
    readonly fields: { field: string; message: string }[] = [],
    readonly requestID = '',
    readonly kind = '',
    readonly wait = 0, // seconds after which to try again; 0: nothing was said
    /** When somebody has changed the object meanwhile: the object as it is now. */
    readonly current?: Record<string, unknown>,
  ) {
    super(detail)
  }

  /** What is wrong with a field, by its path. */
  field(path: string): string | undefined {
    return this.fields.find((f) => f.field === path || f.field.replace(/\[\d+\]/g, '') === path)?.message
  }
}

const authorize: Middleware = {
  onRequest({ request }) {
    const token = credential()
    if (token) request.headers.set('Authorization', `Bearer ${token}`)
    return request
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && !schemaPath.startsWith('/api/session') && !schemaPath.startsWith('/api/setup')) signedOut()
  },
}

export const api = createClient<paths>({ baseUrl: '' })
api.use(authorize)

/** The error of a refused answer. */
export async function problemOf(response: Response, body?: unknown): Promise<Problem> {
  const b = (body ?? (await response.json().catch(() => undefined))) as Partial<Schemas['Problem']> | undefined
  const detail = b?.detail || b?.title || response.statusText || String(response.status)
  return new Problem(response.status, detail, b?.errors ?? [], response.headers.get('X-Request-Id') ?? '', b?.kind ?? '', Number(response.headers.get('Retry-After') ?? 0) || 0, b?.current as Record<string, unknown> | undefined)
}

/** The data of a call to the API, or a thrown Problem. */
export async function get<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch((e: unknown) => {
    throw e instanceof DOMException && e.name === 'AbortError' ? e : new Problem(0, String(e instanceof Error ? e.message : e))
  })
  if (!response.ok) throw await problemOf(response, error)
  return data as T
}

/** Everything of a list, page after page: for kinds of which there are thousands at most. */
export async function all<T>(page: (cursor: string | undefined) => Promise<{ items: T[]; next_cursor: string | null }>): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | undefined; ; ) {
    const got = await page(cursor)
    items.push(...got.items)
    if (!got.next_cursor) return items
    cursor = got.next_cursor
  }
}

/** A call that is not in the OpenAPI document's client: streams and downloads. */
export async function raw(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  const token = credential()
  if (token && !headers.has('Authorization')) headers.set('Authorization', `Bearer ${token}`)
  const response = await fetch(path, { ...init, headers })
  if (response.status === 401 && path.startsWith('/api/')) signedOut()
  return response
}
