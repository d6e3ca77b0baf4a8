// Every page: its address, who may see it, and the chunk it is in. `path` is TanStack Router's notation; a list and its
// open row are one page with an optional parameter, so that the drawer is in the address.
import { type FC, lazy } from 'react'

import type { Role } from './me'

export type PageDef = { path: string; roles: Role[] | 'anybody'; page: FC }

const operators: Role[] = ['admin', 'operator']

/** A page in a chunk of its own, loaded when it is opened first. */
function page<N extends string>(load: () => Promise<Record<N, FC>>, name: N): FC {
  return lazy(() => load().then((m) => ({ default: m[name] as FC })))
}

export const pages: PageDef[] = [
  { path: '/setup', roles: 'anybody', page: page(() => import('../pages/sign/NewAccount'), 'Setup') },
  { path: '/invite', roles: 'anybody', page: page(() => import('../pages/sign/NewAccount'), 'Invite') },
  { path: '/login', roles: 'anybody', page: page(() => import('../pages/sign/Login'), 'Login') },
  { path: '/', roles: operators, page: page(() => import('../pages/overview/Overview'), 'Overview') },
  { path: '/usage', roles: operators, page: page(() => import('../pages/usage/Usage'), 'Usage') },
  { path: '/routes/{-$model}', roles: operators, page: page(() => import('../pages/routes/Routes'), 'Routes') },
  { path: '/tokens/{-$id}', roles: operators, page: page(() => import('../pages/tokens/Tokens'), 'Tokens') },
  { path: '/logs', roles: operators, page: page(() => import('../pages/logs/Logs'), 'Logs') },
  { path: '/logs/$id', roles: operators, page: page(() => import('../pages/logs/CallPage'), 'CallPage') },
  { path: '/channels/new', roles: operators, page: page(() => import('../pages/channels/ChannelForm'), 'ChannelForm') },
  { path: '/channels/$id/edit', roles: operators, page: page(() => import('../pages/channels/ChannelForm'), 'ChannelForm') },
  { path: '/channels/{-$id}', roles: operators, page: page(() => import('../pages/channels/Channels'), 'Channels') },
]
