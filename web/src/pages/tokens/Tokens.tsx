import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'

import { groupsQuery, tokensQuery, usersQuery } from '../../api/queries'
import type { Token, User } from '../../api/types'
import { type Search, useGo, useParam, useSearch, useSetSearch } from '../../app/address'
import { useKeys } from '../../app/keys'
import { count, dayTime, exact, fullDay, money, nano, when } from '../../format'
import { t } from '../../i18n'
import { Badge, Meter, Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { FilterBar, filtered, type FilterField } from '../../ui/Filter'
import { KeyReveal } from '../../ui/KeyReveal'
import { Page } from '../../ui/Page'
import { Empty, Failed, NoMatch } from '../../ui/States'
import { type Column, Table } from '../../ui/Table'
import { TokenDrawer } from './TokenDrawer'
import { TokenForm } from './TokenForm'

const soon = 7 * 24 * 3600e3 // an end that is nearer is told of

export type TokenState = 'active' | 'off' | 'expired' | 'spent'

export function stateOf(x: Token, now = Date.now()): TokenState {
  if (!x.enabled) return 'off'
  if (x.expires_at && Date.parse(x.expires_at) <= now) return 'expired'
  return x.remaining !== null && (nano(x.remaining) ?? 1n) <= 0n ? 'spent' : 'active'
}

const tones = { active: 'ok', off: 'off', expired: 'warn', spent: 'warn' } as const

export const TokenBadge = ({ token }: { token: Token }) => <Badge tone={tones[stateOf(token)]}>{t(`tokens.state.${stateOf(token)}`)}</Badge>

/** What was spent, and of what. */
export function Budget({ token: x }: { token: Token }) {
  if (x.budget === null) return <span>{money(x.spent)}</span>
  const [budget, left] = [nano(x.budget) ?? 0n, nano(x.remaining ?? x.budget) ?? 0n]
  const share = budget > 0n ? Number(((budget - left) * 1000n) / budget) / 1000 : 1
  const label = t('tokens.ofBudget', { spent: money(budget - left), budget: money(x.budget), period: t(`tokens.period.${x.budget_period}`) })
  return <span className="budget"><span>{label}</span><Meter share={share} label={label} /></span>
}

/** The end of the key; while an old one still works, until when. */
export function KeyHints({ token: x }: { token: { key_hint: string; old_key_until: string | null } }) {
  return <small className="el"><span className="m">{x.key_hint}</span>{x.old_key_until && <span className="warn" title={exact(x.old_key_until)}> {t('tokens.oldUntil', { time: dayTime(x.old_key_until) })}</span>}</small>
}

/** When a token ends, in words that warn of what comes soon. */
function Ends({ at }: { at: string | null }) {
  if (!at) return <span className="i3">{t('tokens.noEnd')}</span>
  const left = Date.parse(at) - Date.now()
  return <time className={left < soon ? 'warn' : undefined} title={exact(at)}>{fullDay(at)}</time>
}

const columnsNow = (users: User[]): Column<Token>[] => [
  {
    id: 'name', head: t('tokens.col.name'), sort: (x) => x.name, card: 'title',
    cell: (x) => <div className="cell2"><div><b className="el">{x.name}</b><KeyHints token={x} /></div></div>,
  },
  { id: 'state', head: t('tokens.col.state'), width: '100px', sort: stateOf, card: 'side', cell: (x) => <TokenBadge token={x} /> },
  { id: 'user', head: t('tokens.col.owner'), width: '12%', sort: (x) => users.find((u) => u.id === x.user_id)?.username ?? x.user_id, cell: (x) => users.find((u) => u.id === x.user_id)?.username ?? x.user_id },
  { id: 'group', head: t('tokens.col.group'), width: '9%', sort: (x) => x.group, cell: (x) => x.group || <span className="i3">{t('tokens.owners')}</span>, wide: true },
  { id: 'models', head: t('tokens.col.models'), width: '90px', sort: (x) => x.models.length, cell: (x) => (x.models.length > 0 ? <span title={x.models.join(', ')}>{count(x.models.length)}</span> : <span className="i3">{t('tokens.all')}</span>), wide: true },
  { id: 'spent', head: t('tokens.col.spent'), width: '200px', right: true, sort: (x) => nano(x.spent) ?? 0n, cell: (x) => <Budget token={x} /> },
  { id: 'calls', head: t('tokens.col.calls'), width: '84px', right: true, sort: (x) => x.calls, cell: (x) => count(x.calls), wide: true },
  { id: 'used', head: t('tokens.col.used'), width: '130px', right: true, sort: (x) => x.last_used_at ?? '', cell: (x) => (x.last_used_at ? <time title={exact(x.last_used_at)}>{when(x.last_used_at)}</time> : <span className="i3">{t('tokens.never')}</span>) },
  { id: 'expires', head: t('tokens.col.expires'), width: '140px', right: true, sort: (x) => x.expires_at ?? '9', cell: (x) => <Ends at={x.expires_at} />, wide: true },
]

/** A whole key that was pasted is looked for by its end, which is all that is known of it here; it is not sent. */
export const hintOf = (q: string): string => (/^(sk|bm)-\w{20,}$/.test(q.trim()) ? `…${q.trim().slice(-4)}` : q)

function passes(x: Token, s: Search, users: User[]): boolean {
  const owner = users.find((u) => u.id === x.user_id)?.username ?? ''
  const text = `${x.name} ${x.key_hint} ${owner} ${x.id} ${x.models.join(' ')}`.toLowerCase()
  return (
    (!s.user || x.user_id === s.user || owner === s.user) && (!s.group || x.group === s.group) && (!s.status || stateOf(x) === s.status) &&
    (!s.model || x.models.length === 0 || x.models.includes(s.model)) && (!s.q || hintOf(s.q).toLowerCase().split(/\s+/).every((w) => text.includes(w)))
  )
}

const views = ['all', 'active', 'off', 'expired'] as const

export function Tokens() {
  const id = useParam('id')
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(tokensQuery())
  const users = useQuery(usersQuery()).data
  const groups = useQuery(groupsQuery()).data
  const [creating, setCreating] = useState(false)
  const [revealed, setRevealed] = useState<{ name: string; key: string }>()
  const columns = useMemo(() => columnsNow(users ?? []), [users])
  const fields: FilterField[] = useMemo(
    () => [
      { id: 'status', label: t('tokens.col.state'), values: (['active', 'off', 'expired', 'spent'] as const).map((s) => [s, t(`tokens.state.${s}`)]) },
      { id: 'user', label: t('tokens.col.owner'), values: users?.map((u) => [u.id, u.username]) },
      { id: 'group', label: t('tokens.col.group'), values: groups?.map((g) => [g.name, g.name]) },
      { id: 'model', label: t('logs.field.model') },
    ],
    [users, groups],
  )
  const rows = useMemo(() => data?.filter((x) => passes(x, search, users ?? [])), [data, search, users])
  const open = (x: Token | undefined) => x && go(`/tokens/${x.id}`, 'keep')
  const token = data?.find((x) => x.id === id)
  const at = rows?.findIndex((x) => x.id === id) ?? -1
  const view = views.find((v) => v === search.status) ?? 'all'
  const any = filtered(search, fields).length > 0 || Boolean(search.q)
  useKeys([{ keys: 'n', title: 'keys.new', run: () => setCreating(true) }])
  const add = <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>{t('tokens.add')}</Button>
  const reveal = (name: string, key: string) => {
    setCreating(false)
    setRevealed({ name, key })
    void client.invalidateQueries({ queryKey: ['tokens'] })
  }
  return (
    <Page fixed title={t('nav.tokens')} actions={add}>
      <div className="listing">
        <Tabs label={t('nav.tokens')} value={view} onChange={(v) => setSearch({ status: v === 'all' ? undefined : v }, true)} choices={views.map((v) => ({ id: v, label: v === 'all' ? t('channels.view.all') : t(`tokens.state.${v}`), count: data?.filter((x) => v === 'all' || stateOf(x) === v).length }))} />
        <FilterBar fields={fields} hint={t('tokens.hint')} end={rows && t('tokens.shown', { n: count(rows.length) })} />
        {error ? <Failed error={error} onRetry={refetch} /> : (
          <Table
            label={t('nav.tokens')} columns={columns} rows={rows} id={(x) => x.id} name={(x) => x.name} twoLines open={id} onOpen={open} rowClass={(x) => (x.enabled ? undefined : 'dim')}
            empty={any ? <NoMatch hidden={data?.length} onClear={() => setSearch({ q: undefined, ...Object.fromEntries(fields.map((f) => [f.id, undefined])) }, true)} /> : <Empty action={add}>{t('tokens.empty')}</Empty>}
          />
        )}
      </div>
      {token && (
        <TokenDrawer
          key={token.id} token={token} owner={users?.find((u) => u.id === token.user_id)} onKey={reveal} onClose={() => go('/tokens', 'keep')}
          onPrevious={at > 0 ? () => open(rows?.[at - 1]) : undefined} onNext={rows && at >= 0 && at < rows.length - 1 ? () => open(rows[at + 1]) : undefined}
        />
      )}
      {creating && <TokenForm onClose={() => setCreating(false)} onMade={reveal} />}
      {revealed && <KeyReveal title={revealed.name} secret={revealed.key} onClose={() => setRevealed(undefined)} />}
    </Page>
  )
}
