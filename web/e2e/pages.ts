// The pages that are looked at: one line each.
import { adminToken, url } from './browser'

type Items = { items: { id: string }[] }

async function first(path: string): Promise<string> {
  const response = await fetch(`${url}/api/${path}`, { headers: { authorization: `Bearer ${adminToken}` } })
  return ((await response.json()) as Items).items[0]?.id ?? ''
}

export type Shot = { name: string; path: string; anybody?: boolean }

export async function paths(): Promise<Shot[]> {
  const [channel, call, token, user] = await Promise.all([first('channels'), first('logs?status=200'), first('tokens'), first('users')])
  return [
    { name: 'login', path: '/login', anybody: true },
    { name: 'setup', path: '/setup?step=done', anybody: true },
    { name: 'overview', path: '/' },
    { name: 'channels', path: '/channels' },
    { name: 'channel', path: `/channels/${channel}` },
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
    { name: 'settings', path: '/settings/limits' },
    { name: 'access', path: '/settings/access' },
  ]
}
