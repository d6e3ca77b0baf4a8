import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'

import { api, get } from '../../api/client'
import { groupsQuery, tokensQuery, usersQuery } from '../../api/queries'
import type { Token, UsageGroup, User } from '../../api/types'
import { type Search, useGo, useParam, useSearch, useSetSearch } from '../../app/address'
import { useKeys } from '../../app/keys'
import { count, exact, fullDay, money, nano, when } from '../../format'
import { t } from '../../i18n'
import { Badge, Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { FilterBar, filtered, type FilterField } from '../../ui/Filter'
import { Page } from '../../ui/Page'
import { Empty, Failed, NoMatch } from '../../ui/States'
import { type Column, Table } from '../../ui/Table'
import { Spark } from '../../ui/Tile'
import { UserDrawer } from './UserDrawer'
import { UserForm } from './UserForm'

type Row = User & { tokens: Token[]; spent: UsageGroup | undefined }

const lowBalance = 1_000_000_000n
const month = 30 * 86_400_000

/** What each user was charged in thirty days; nothing where that is not kept. */
function useSpent(): Map<string, UsageGroup> {
  const from = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 - month).toISOString()
  const { data } = useQuery({ queryKey: ['usage', 'users', from], retry: false, queryFn: () => get(api.GET('/api/usage', { params: { query: { from, to: new Date().toISOString(), step: '1d', group_by: 'user', top: 50 } } })) })
  return useMemo(() => new Map(data?.groups.map((g) => [g.key, g])), [data])
}

const balanceTone = (u: User): string => {
  if (u.unlimited_balance) return 'i3'
  const v = nano(u.balance) ?? 0n
  return v < 0n ? 'bad' : v < lowBalance ? 'warn' : ''
}

const lastUsed = (u: Row): string => u.tokens.reduce((last, x) => ((x.last_used_at ?? '') > last ? (x.last_used_at ?? '') : last), '')

const columnsNow = (): Column<Row>[] => [
  { id: 'name', head: t('users.name'), sort: (u) => u.username, card: 'title', cell: (u) => <div className="cell2"><span className="av">{[...u.username][0]?.toUpperCase()}</span><div><b className="el">{u.username}</b><small className="el">{u.email || t(`role.${u.role}`)}</small></div></div> },
  { id: 'status', head: t('tokens.col.state'), width: '100px', sort: (u) => String(u.enabled), cell: (u) => <Badge tone={u.enabled ? 'ok' : 'off'}>{u.enabled ? t('tokens.state.active') : t('tokens.state.off')}</Badge> },
  { id: 'role', head: t('users.role'), width: '100px', sort: (u) => u.role, cell: (u) => t(`role.${u.role}`), wide: true },
  { id: 'group', head: t('users.group'), width: '110px', sort: (u) => u.group, cell: (u) => u.group, wide: true },
  { id: 'tokens', head: t('nav.tokens'), width: '84px', right: true, sort: (u) => u.tokens.length, cell: (u) => count(u.tokens.length), wide: true },
  { id: 'spent', head: t('users.spent'), width: '190px', right: true, sort: (u) => nano(u.spent?.total.cost ?? '0') ?? 0n, cell: (u) => <span className="sparkcell"><Spark values={u.spent?.series.map((s) => Number(s.cost)) ?? []} height={20} /><span>{u.spent ? money(u.spent.total.cost) : t('state.none')}</span></span> },
  { id: 'balance', head: t('users.balance'), width: '120px', right: true, sort: (u) => nano(u.balance) ?? 0n, card: 'side', cell: (u) => <span className={balanceTone(u)} title={u.unlimited_balance ? t('users.isUnlimited') : undefined}>{u.unlimited_balance ? t('users.noBound') : money(u.balance)}</span> },
  { id: 'used', head: t('users.active'), width: '130px', right: true, sort: lastUsed, wide: true, cell: (u) => (lastUsed(u) ? <time title={exact(lastUsed(u))}>{when(lastUsed(u))}</time> : <span className="i3">{t('tokens.never')}</span>) },
  { id: 'made', head: t('tokens.made'), width: '140px', right: true, sort: (u) => u.created_at ?? '', wide: true, cell: (u) => (u.created_at ? fullDay(u.created_at) : t('state.none')) },
]

const views = ['all', 'low', 'staff', 'off'] as const
type View = (typeof views)[number]

const inView: Record<View, (u: User) => boolean> = {
  all: () => true,
  low: (u) => !u.unlimited_balance && (nano(u.balance) ?? 0n) < lowBalance,
  staff: (u) => u.role !== 'user',
  off: (u) => !u.enabled,
}

function passes(u: User, s: Search, view: View): boolean {
  const text = `${u.username} ${u.email} ${u.id}`.toLowerCase()
  return inView[view](u) && (!s.role || u.role === s.role) && (!s.group || u.group === s.group) && (!s.q || s.q.toLowerCase().split(/\s+/).every((w) => text.includes(w)))
}

export function Users() {
  const id = useParam('id')
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const { data, error, refetch } = useQuery(usersQuery())
  const tokens = useQuery(tokensQuery()).data
  const groups = useQuery(groupsQuery()).data
  const spent = useSpent()
  const [creating, setCreating] = useState(false)
  const view = views.find((v) => v === search.view) ?? 'all'
  const columns = useMemo(columnsNow, [])
  const fields: FilterField[] = useMemo(
    () => [
      { id: 'role', label: t('users.role'), values: (['user', 'operator', 'admin'] as const).map((r) => [r, t(`role.${r}`)]) },
      { id: 'group', label: t('users.group'), values: groups?.map((g) => [g.name, g.name]) },
    ],
    [groups],
  )
  const rows = useMemo(
    () => data?.filter((u) => passes(u, search, view)).map((u): Row => ({ ...u, tokens: tokens?.filter((x) => x.user_id === u.id) ?? [], spent: spent.get(u.id) })),
    [data, tokens, spent, search, view],
  )
  const open = (u: User | undefined) => u && go(`/users/${u.id}`, 'keep')
  const user = data?.find((u) => u.id === id)
  const at = rows?.findIndex((u) => u.id === id) ?? -1
  const any = filtered(search, fields).length > 0 || Boolean(search.q) || view !== 'all'
  useKeys([{ keys: 'n', title: 'keys.new', run: () => setCreating(true) }])
  const add = <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>{t('users.add')}</Button>
  return (
    <Page fixed title={t('nav.users')} actions={add}>
      <div className="listing">
        <Tabs label={t('nav.users')} value={view} onChange={(v) => setSearch({ view: v === 'all' ? undefined : v }, true)} choices={views.map((v) => ({ id: v, label: t(`users.view.${v}`), count: data?.filter(inView[v]).length }))} />
        <FilterBar fields={fields} hint={t('users.hint')} end={rows && t('users.shown', { n: count(rows.length) })} />
        {error ? <Failed error={error} onRetry={refetch} /> : (
          <Table
            label={t('nav.users')} columns={columns} rows={rows} id={(u) => u.id} name={(u) => u.username} twoLines open={id} onOpen={open} rowClass={(u) => (u.enabled ? undefined : 'dim')}
            empty={any ? <NoMatch hidden={data?.length} onClear={() => setSearch({ q: undefined, role: undefined, group: undefined, view: undefined }, true)} /> : <Empty action={add}>{t('users.none')}</Empty>}
          />
        )}
      </div>
      {user && (
        <UserDrawer
          key={user.id} user={user} onClose={() => go('/users', 'keep')}
          onPrevious={at > 0 ? () => open(rows?.[at - 1]) : undefined} onNext={rows && at >= 0 && at < rows.length - 1 ? () => open(rows[at + 1]) : undefined}
        />
      )}
      {creating && <UserForm onClose={() => setCreating(false)} onMade={(u) => { setCreating(false); go(`/users/${u.id}`) }} />}
    </Page>
  )
}
