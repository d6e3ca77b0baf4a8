// The pages that are looked at: one line each.
import type { BrowserContext } from 'playwright-core'

import { adminToken, rest, url } from './browser'

type Items = { items: { id: string }[] }

async function first(path: string): Promise<string> {
  const response = await fetch(`${url}/api/${path}`, { headers: { authorization: `Bearer ${adminToken}` } })
  return ((await response.json()) as Items).items[0]?.id ?? ''
}

/** `mine` pages are a user's, who signs in with `enter`. */
export type Shot = { name: string; path: string; anybody?: boolean; mine?: boolean }

const person = { username: 'lin', password: 'a phrase to look at pages 1' }

/** A user with a balance, a token and some calls. */
export async function makePerson(): Promise<void> {
  const user = await rest('POST', 'users', { username: person.username, role: 'user', enabled: true })
  const id = String(user.id)
  await rest('POST', `users/${id}/reset-password`, { password: person.password })
  await rest('POST', `users/${id}/credit`, { amount: '25', reason: 'first month' })
  const { key } = await rest('POST', 'tokens', { name: 'laptop', user_id: id })
  for (const model of ['gpt-4o-mini', 'deepseek-chat', 'gpt-4o', 'no-such-model']) {
    const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] })
    await (await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${String(key)}`, 'content-type': 'application/json' }, body })).text()
  }
}

export async function enter(context: BrowserContext): Promise<void> {
  const response = await context.request.post(`${url}/api/session`, { data: person })
  if (!response.ok()) throw new Error(`sign in: ${response.status()} ${await response.text()}`)
}

export const own: Shot[] = [
  { name: 'my-overview', path: '/', mine: true },
  { name: 'my-tokens', path: '/my/tokens', mine: true },
  { name: 'my-logs', path: '/my/logs', mine: true },
  { name: 'my-usage', path: '/my/usage', mine: true },
  { name: 'redeem', path: '/my/redeem', mine: true },
  { name: 'models', path: '/models', mine: true },
  { name: 'connect', path: '/connect', mine: true },
  { name: 'account', path: '/account', mine: true },
]

export async function paths(): Promise<Shot[]> {
  const [channel, call, token, user] = await Promise.all([first('channels'), first('logs?status=200'), first('tokens'), first('users')])
  return [
    { name: 'login', path: '/login', anybody: true },
    { name: 'setup', path: '/setup', anybody: true },
    { name: 'setup-channel', path: '/setup?step=channel' },
    { name: 'setup-call', path: '/setup?step=call' },
    { name: 'setup-done', path: '/setup?step=done' },
    { name: 'overview', path: '/' },
    { name: 'channels', path: '/channels' },
    { name: 'channel', path: `/channels/${channel}` },
    { name: 'channel-routing', path: `/channels/${channel}?tab=routing` },
    { name: 'channel-limits', path: `/channels/${channel}?tab=limits` },
    { name: 'channel-cost', path: `/channels/${channel}?tab=cost` },
    { name: 'channel-new', path: '/channels/new' },
    { name: 'channel-edit', path: `/channels/${channel}/edit` },
    { name: 'routes', path: '/routes' },
    { name: 'route', path: '/routes/gpt-4o' },
    { name: 'groups', path: '/routes?tab=groups' },
    { name: 'tokens', path: '/tokens' },
    { name: 'token', path: `/tokens/${token}` },
    { name: 'logs', path: '/logs' },
    { name: 'call', path: `/logs/${call}` },
    { name: 'usage', path: '/usage?measure=tokens' },
    { name: 'users', path: '/users' },
    { name: 'user', path: `/users/${user}` },
    { name: 'codes', path: '/codes' },
    { name: 'prices', path: '/prices' },
    { name: 'price', path: '/prices/gpt-4o' },
    { name: 'playground', path: '/playground' },
    { name: 'doctor', path: '/doctor' },
    { name: 'audit', path: '/audit' },
    { name: 'general', path: '/settings/general' },
    { name: 'notice', path: '/settings/notice' },
    { name: 'environment', path: '/settings/environment' },
    { name: 'settings', path: '/settings/limits' },
    { name: 'access', path: '/settings/access' },
  ]
}
