// The navigation: what is in the side bar, in the palette and behind "g x".
import {
  BookOpen, ChartColumn, CircleUser, Cable, FileClock, KeyRound, LayoutDashboard, type LucideIcon, MessageSquareCode, Plug, Route,
  ScrollText, Settings, Stethoscope, Tags, Ticket, TicketCheck, Users,
} from 'lucide-react'

import type { Key } from '../i18n'
import type { Role } from './me'

export type Entry = { path: string; title: Key; icon: LucideIcon; roles: Role[]; jump?: string }
export type NavGroup = { title?: Key; entries: Entry[] }

const operators: Role[] = ['admin', 'operator']
const admins: Role[] = ['admin']
const users: Role[] = ['user']
const everybody: Role[] = ['admin', 'operator', 'user']

export const navigation: NavGroup[] = [
  { entries: [{ path: '/', title: 'nav.overview', icon: LayoutDashboard, roles: everybody, jump: 'o' }] },
  {
    title: 'nav.serve',
    entries: [
      { path: '/channels', title: 'nav.channels', icon: Cable, roles: operators, jump: 'c' },
      { path: '/routes', title: 'nav.routes', icon: Route, roles: operators, jump: 'r' },
      { path: '/prices', title: 'nav.prices', icon: Tags, roles: operators },
      { path: '/playground', title: 'nav.playground', icon: MessageSquareCode, roles: operators, jump: 'p' },
    ],
  },
  {
    title: 'nav.people',
    entries: [
      { path: '/users', title: 'nav.users', icon: Users, roles: operators, jump: 'u' },
      { path: '/tokens', title: 'nav.tokens', icon: KeyRound, roles: operators, jump: 't' },
      { path: '/codes', title: 'nav.codes', icon: Ticket, roles: operators },
    ],
  },
  {
    title: 'nav.understand',
    entries: [
      { path: '/logs', title: 'nav.logs', icon: ScrollText, roles: operators, jump: 'l' },
      { path: '/usage', title: 'nav.usage', icon: ChartColumn, roles: operators },
    ],
  },
  {
    title: 'nav.system',
    entries: [
      { path: '/doctor', title: 'nav.doctor', icon: Stethoscope, roles: operators },
      { path: '/audit', title: 'nav.audit', icon: FileClock, roles: admins },
      { path: '/settings', title: 'nav.settings', icon: Settings, roles: operators },
    ],
  },
  {
    title: 'nav.mine',
    entries: [
      { path: '/my/tokens', title: 'nav.myTokens', icon: KeyRound, roles: users },
      { path: '/my/logs', title: 'nav.myLogs', icon: ScrollText, roles: users },
      { path: '/my/usage', title: 'nav.myUsage', icon: ChartColumn, roles: users },
      { path: '/my/redeem', title: 'nav.redeem', icon: TicketCheck, roles: users },
      { path: '/models', title: 'nav.models', icon: BookOpen, roles: users },
      { path: '/connect', title: 'nav.connect', icon: Plug, roles: users },
      { path: '/playground', title: 'nav.playground', icon: MessageSquareCode, roles: users },
      { path: '/account', title: 'nav.account', icon: CircleUser, roles: users },
    ],
  },
]

/** What a role sees, without empty groups. */
export function navigationFor(role: Role): NavGroup[] {
  return navigation.map((g) => ({ ...g, entries: g.entries.filter((e) => e.roles.includes(role)) })).filter((g) => g.entries.length > 0)
}
