import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Ellipsis, KeyRound, Pencil, Plus, ScrollText, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { api, get } from '../../api/client'
import { tokensQuery } from '../../api/queries'
import type { User } from '../../api/types'
import { A, useGo, useSearch, useSetSearch } from '../../app/address'
import { count, dayTime, exact, money, nano, when } from '../../format'
import { t } from '../../i18n'
import { Approx } from '../../ui/Approx'
import { Copy, Facts, Panel, Switch, Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { Drawer } from '../../ui/Drawer'
import { Menu } from '../../ui/Menu'
import { Once } from '../../ui/Once'
import { say, sayError } from '../../ui/Toast'
import { Sessions } from '../account/Sessions'
import { UserStatement } from '../account/Statement'
import { Ticker } from '../overview/Ticker'
import { TokenBadge } from '../tokens/Tokens'
import { CreditForm } from './CreditForm'
import { UserForm } from './UserForm'

const tabs = ['money', 'tokens', 'calls', 'sessions', 'facts'] as const
type Tab = (typeof tabs)[number]
type DrawerProps = { user: User; onClose: () => void; onPrevious?: () => void; onNext?: () => void }

export function UserDrawer({ user: u, onClose, onPrevious, onNext }: DrawerProps) {
  const client = useQueryClient()
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const tab: Tab = tabs.find((x) => x === search.tab) ?? 'money'
  const tokens = useQuery(tokensQuery()).data?.filter((x) => x.user_id === u.id)
  const [asking, setAsking] = useState<'delete' | 'edit' | 'credit' | 'password'>()
  const [password, setPassword] = useState('')
  const path = { params: { path: { id: u.id } } }
  const refresh = () => client.invalidateQueries({ queryKey: ['users'] })
  const run = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act()
    } catch (e) {
      sayError(e)
      throw e
    }
  }
  const enable = (enabled: boolean): Promise<void> =>
    run(async () => {
      await get(api.PATCH('/api/users/{id}', { ...path, body: { enabled } as never }))
      await refresh()
      say(enabled ? t('users.enabled', { name: u.username }) : t('users.disabled', { name: u.username }), () => void enable(!enabled).catch(() => undefined))
    })
  const reset = () => run(async () => setPassword((await get(api.POST('/api/users/{id}/reset-password', { ...path, body: {} }))).password))
  const remove = () =>
    run(async () => {
      await get(api.DELETE('/api/users/{id}', path))
      await refresh()
      say(t('users.deleted', { name: u.username }))
      onClose()
    })
  return (
    <Drawer
      label={u.username} title={u.username} sub={`${t(`role.${u.role}`)} · ${u.group}`} onClose={onClose} onPrevious={onPrevious} onNext={onNext}
      icon={<span className="av l">{[...u.username][0]?.toUpperCase()}</span>}
      tabs={<Tabs label={u.username} value={tab} onChange={(v) => setSearch({ tab: v === 'money' ? undefined : v })} choices={tabs.map((id) => ({ id, label: t(`users.tab.${id}`), count: id === 'tokens' ? tokens?.length : undefined }))} />}
      actions={
        <>
          <Switch on={u.enabled ?? false} label={u.enabled ? t('do.disable') : t('do.enable')} onChange={(on) => void enable(on).catch(() => undefined)} />
          <Menu
            label={t('app.more')} button={<Ellipsis />}
            items={[
              { label: t('users.edit'), icon: Pencil, run: () => setAsking('edit') },
              { label: t('users.reset'), icon: KeyRound, run: () => setAsking('password') },
              { label: t('tokens.calls'), icon: ScrollText, run: () => go('/logs', { user: u.id, range: '7d' }) },
              'line',
              { label: t('users.delete'), icon: Trash2, danger: true, run: () => setAsking('delete') },
            ]}
          />
        </>
      }
    >
      {tab === 'money' && <Money user={u} onCredit={() => setAsking('credit')} />}
      {tab === 'tokens' && (
        <Panel title={t('nav.tokens')} end={<A className="lk sm" to="/tokens" search={{ user: u.id }}>{t('users.allTokens')}</A>}>
          <ul className="rows">
            {tokens?.length === 0 && <li className="i3">{t('users.noTokens')}</li>}
            {tokens?.map((x) => <li key={x.id}><A to={`/tokens/${x.id}`} className="lane-name sp"><b className="el">{x.name}</b><small className="el m i3">{x.key_hint}</small></A><span className="n">{money(x.spent)}</span><TokenBadge token={x} /></li>)}
          </ul>
        </Panel>
      )}
      {tab === 'calls' && <Calls id={u.id} />}
      {tab === 'sessions' && <UserSessions id={u.id} />}
      {tab === 'facts' && <UserFacts user={u} />}
      {asking === 'credit' && <CreditForm user={u} onClose={() => setAsking(undefined)} />}
      {asking === 'edit' && <UserForm user={u} onClose={() => setAsking(undefined)} />}
      {asking === 'password' && <Confirm title={t('users.resetTitle', { name: u.username })} action={t('users.reset')} run={reset} onClose={() => setAsking(undefined)}>{t('users.resetEffect')}</Confirm>}
      {asking === 'delete' && <Confirm title={t('users.deleteTitle', { name: u.username })} name={u.username} action={t('users.delete')} run={remove} onClose={() => setAsking(undefined)}>{t('users.deleteEffect', { n: count(tokens?.length ?? 0), balance: money(u.balance) })}</Confirm>}
      {password && <Once title={t('users.password', { name: u.username })} lines={[password]} file={`${u.username}.txt`} onClose={() => setPassword('')} />}
    </Drawer>
  )
}

function Money({ user: u, onCredit }: { user: User; onCredit: () => void }) {
  const below = (nano(u.balance) ?? 0n) < 0n
  return (
    <>
      <div className="balance">
        <div>
          <span className="sm i2">{t('users.balance')}</span>
          <p className={`display n${below ? ' bad' : ''}`}>{money(u.balance)}</p>
          <Approx amount={u.balance} />
          <span className="sm i3">{u.unlimited_balance ? t('users.isUnlimited') : t('users.heldNow', { amount: money(u.held) })}</span>
        </div>
        <Button kind="primary" icon={Plus} onClick={onCredit}>{t('users.credit')}</Button>
      </div>
      {!u.unlimited_balance && (nano(u.balance) ?? 0n) <= 0n && <p className="note warn">{t('users.empty402')}</p>}
      <UserStatement user={u.id} />
    </>
  )
}

function Calls({ id }: { id: string }) {
  const calls = useQuery({ queryKey: ['logs', 'user', id], queryFn: () => get(api.GET('/api/logs', { params: { query: { user_id: id, limit: 20 } } })) }).data?.items
  return calls && <><Ticker calls={calls} fresh={new Set()} perSecond={undefined} /><A className="lk" to="/logs" search={{ user: id, range: '7d' }}>{t('tokens.calls')}</A></>
}

function UserSessions({ id }: { id: string }) {
  const client = useQueryClient()
  const sessions = useQuery({ queryKey: ['sessions', id], queryFn: () => get(api.GET('/api/users/{id}/sessions', { params: { path: { id } } })) }).data?.items
  const end = async (act: Promise<unknown>): Promise<void> => {
    try {
      await act
      await client.invalidateQueries({ queryKey: ['sessions', id] })
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <Sessions
      sessions={sessions}
      onEnd={(session) => end(get(api.DELETE('/api/users/{id}/sessions/{session}', { params: { path: { id, session } } })))}
      onEndAll={() => end(get(api.DELETE('/api/users/{id}/sessions', { params: { path: { id } } })))}
    />
  )
}

function UserFacts({ user: u }: { user: User }) {
  const limit = (n: number | undefined) => (n ? count(n) : t('tokens.noLimit'))
  return (
    <Facts
      rows={[
        ['tokens.id', <Copy key="i" text={u.id} />],
        ['users.email', u.email || t('state.none')],
        ['users.role', `${t(`role.${u.role}`)}: ${t(`role.hint.${u.role}`)}`],
        ['users.group', u.group],
        ['tokens.rpm', limit(u.limits.rpm)],
        ['tokens.tpm', limit(u.limits.tpm)],
        ['tokens.concurrency', limit(u.limits.concurrency)],
        ['tokens.made', u.created_at ? <time key="m" title={exact(u.created_at)}>{dayTime(u.created_at)}</time> : t('state.none')],
        ['users.changed', u.updated_at ? <time key="u" title={exact(u.updated_at)}>{when(u.updated_at)}</time> : t('state.none')],
      ]}
    />
  )
}
