// Every page: its address, who may see it, and the chunk it is in. `path` is TanStack Router's notation; a list and its
// open row are one page with an optional parameter, so that the drawer is in the address.
import { type FC, lazy } from 'react'

import type { Role } from './me'

export type PageDef = { path: string; roles: Role[] | 'anybody'; page: FC }

const operators: Role[] = ['admin', 'operator']
const admins: Role[] = ['admin']
const everybody: Role[] = ['admin', 'operator', 'user']

/** A page in a chunk of its own, loaded when it is opened first. */
function page<N extends string>(load: () => Promise<Record<N, FC>>, name: N): FC {
  return lazy(() => load().then((m) => ({ default: m[name] as FC })))
}

export const pages: PageDef[] = [
  { path: '/setup', roles: 'anybody', page: page(() => import('../pages/sign/Setup'), 'Setup') },
  { path: '/invite', roles: 'anybody', page: page(() => import('../pages/sign/NewAccount'), 'Invite') },
  { path: '/login', roles: 'anybody', page: page(() => import('../pages/sign/Login'), 'Login') },
  { path: '/', roles: everybody, page: page(() => import('../pages/my/Home'), 'Home') },
  { path: '/usage', roles: operators, page: page(() => import('../pages/usage/Usage'), 'Usage') },
  { path: '/routes/{-$model}', roles: operators, page: page(() => import('../pages/routes/Routes'), 'Routes') },
  { path: '/tokens/{-$id}', roles: operators, page: page(() => import('../pages/tokens/Tokens'), 'Tokens') },
  { path: '/logs', roles: operators, page: page(() => import('../pages/logs/Logs'), 'Logs') },
  { path: '/logs/$id', roles: operators, page: page(() => import('../pages/logs/CallPage'), 'CallPage') },
  { path: '/channels/new', roles: operators, page: page(() => import('../pages/channels/ChannelForm'), 'ChannelForm') },
  { path: '/channels/$id/edit', roles: operators, page: page(() => import('../pages/channels/ChannelForm'), 'ChannelForm') },
  { path: '/channels/{-$id}', roles: operators, page: page(() => import('../pages/channels/Channels'), 'Channels') },
  { path: '/users/{-$id}', roles: operators, page: page(() => import('../pages/users/Users'), 'Users') },
  { path: '/codes/{-$id}', roles: operators, page: page(() => import('../pages/codes/Codes'), 'Codes') },
  { path: '/prices/{-$model}', roles: operators, page: page(() => import('../pages/prices/Prices'), 'Prices') },
  { path: '/playground', roles: everybody, page: page(() => import('../pages/playground/Playground'), 'Playground') },
  { path: '/my/tokens', roles: everybody, page: page(() => import('../pages/my/MyTokens'), 'MyTokens') },
  { path: '/my/logs', roles: everybody, page: page(() => import('../pages/my/MyLogs'), 'MyLogs') },
  { path: '/my/logs/$id', roles: everybody, page: page(() => import('../pages/my/MyLogs'), 'MyCall') },
  { path: '/my/usage', roles: everybody, page: page(() => import('../pages/my/MyUsage'), 'MyUsage') },
  { path: '/my/redeem', roles: everybody, page: page(() => import('../pages/my/Redeem'), 'Redeem') },
  { path: '/models', roles: everybody, page: page(() => import('../pages/my/Models'), 'Models') },
  { path: '/connect', roles: everybody, page: page(() => import('../pages/my/Connect'), 'Connect') },
  { path: '/account', roles: everybody, page: page(() => import('../pages/account/Account'), 'Account') },
  { path: '/doctor', roles: operators, page: page(() => import('../pages/doctor/Doctor'), 'Doctor') },
  { path: '/audit/{-$id}', roles: admins, page: page(() => import('../pages/audit/Audit'), 'Audit') },
  { path: '/settings/{-$section}', roles: operators, page: page(() => import('../pages/settings/Settings'), 'Settings') },
]
