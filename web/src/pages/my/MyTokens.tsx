import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Ellipsis, KeyRound, Pencil, Plus, RefreshCw, ScrollText, Trash2 } from 'lucide-react'
import { type FormEvent, useMemo, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { MyToken, Token } from '../../api/types'
import { useGo } from '../../app/address'
import { count, exact, fullDay, nano, when } from '../../format'
import { t } from '../../i18n'
import { Switch } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Confirm, Dialog } from '../../ui/Dialog'
import { AmountField, AreaField, Field, SelectField, TextField, words } from '../../ui/Form'
import { KeyReveal } from '../../ui/KeyReveal'
import { Menu } from '../../ui/Menu'
import { Page } from '../../ui/Page'
import { Empty, Failed } from '../../ui/States'
import { type Column, Table } from '../../ui/Table'
import { say, sayError } from '../../ui/Toast'
import { RotateForm } from '../tokens/RotateForm'
import { Budget, KeyHints, TokenBadge } from '../tokens/Tokens'
import { keepKey } from './keys'
import { myTokensQuery } from './queries'

/** The badge and the budget are the same for operators and owners. */
const asToken = (x: MyToken): Token => x as unknown as Token

type Act = { token: MyToken; what: 'edit' | 'rotate' | 'delete' }

export function MyTokens() {
  const client = useQueryClient()
  const go = useGo()
  const { data, error, refetch } = useQuery(myTokensQuery())
  const [creating, setCreating] = useState(false)
  const [act, setAct] = useState<Act>()
  const [revealed, setRevealed] = useState<{ name: string; key: string }>()
  const refresh = () => client.invalidateQueries({ queryKey: ['me', 'tokens'] })
  const reveal = (name: string, key: string) => {
    setCreating(false)
    keepKey(key)
    setRevealed({ name, key })
    void refresh()
  }
  const enable = async (x: MyToken, enabled: boolean): Promise<void> => {
    try {
      await get(api.PATCH('/api/me/tokens/{id}', { params: { path: { id: x.id } }, body: { enabled } as never }))
      await refresh()
      say(enabled ? t('tokens.enabled', { name: x.name }) : t('tokens.disabled', { name: x.name }), () => void enable(x, !enabled))
    } catch (e) {
      sayError(e)
    }
  }
  const run = (job: () => Promise<unknown>) => () => job().catch((e: unknown) => { sayError(e); throw e })
  const rotate = (x: MyToken) => (overlap_hours: number) => run(async () => reveal(x.name, (await get(api.POST('/api/me/tokens/{id}/rotate', { params: { path: { id: x.id } }, body: { overlap_hours } }))).key ?? ''))().then(() => undefined)
  const endOld = (x: MyToken) => run(async () => { await get(api.DELETE('/api/me/tokens/{id}/old-key', { params: { path: { id: x.id } } })); await refresh(); say(t('tokens.oldEnded', { name: x.name })) })
  const remove = (x: MyToken) => run(async () => { await get(api.DELETE('/api/me/tokens/{id}', { params: { path: { id: x.id } } })); await refresh(); say(t('tokens.deleted', { name: x.name })) })
  const columns = useMemo(
    (): Column<MyToken>[] => [
      { id: 'name', head: t('tokens.col.name'), sort: (x) => x.name, card: 'title', cell: (x) => <div className="cell2"><div><b className="el">{x.name}</b><KeyHints token={x} /></div></div> },
      { id: 'state', head: t('tokens.col.state'), width: '110px', cell: (x) => <TokenBadge token={asToken(x)} /> },
      { id: 'spent', head: t('tokens.col.spent'), width: '210px', right: true, sort: (x) => nano(x.spent) ?? 0n, card: 'side', cell: (x) => <Budget token={asToken(x)} /> },
      { id: 'calls', head: t('tokens.col.calls'), width: '90px', right: true, sort: (x) => x.calls, cell: (x) => count(x.calls) },
      { id: 'used', head: t('tokens.col.used'), width: '140px', right: true, sort: (x) => x.last_used_at ?? '', cell: (x) => (x.last_used_at ? <time title={exact(x.last_used_at)}>{when(x.last_used_at)}</time> : <span className="i3">{t('tokens.never')}</span>) },
      { id: 'expires', head: t('tokens.col.expires'), width: '130px', right: true, cell: (x) => (x.expires_at ? fullDay(x.expires_at) : <span className="i3">{t('tokens.noEnd')}</span>) },
      {
        id: 'more', head: '', name: t('app.more'), width: '132px', right: true, card: 'line',
        cell: (x) => (
          <span className="row-actions" onClick={(e) => e.stopPropagation()}>
            <Switch on={x.enabled} label={`${x.enabled ? t('do.disable') : t('do.enable')} ${x.name}`} onChange={(on) => void enable(x, on)} />
            <Menu
              label={`${t('app.more')} ${x.name}`} button={<Ellipsis />}
              items={[
                { label: t('tokens.edit'), icon: Pencil, run: () => setAct({ token: x, what: 'edit' }) }, { label: t('tokens.rotate'), icon: RefreshCw, run: () => setAct({ token: x, what: 'rotate' }) },
                { label: t('tokens.calls'), icon: ScrollText, run: () => go('/my/logs', { token: x.id, range: '7d' }) }, ...(x.old_key_until ? [{ label: t('tokens.endOld'), icon: KeyRound, run: () => void endOld(x)().catch(() => undefined) }] : []), 'line', { label: t('tokens.delete'), icon: Trash2, danger: true, run: () => setAct({ token: x, what: 'delete' }) },
              ]}
            />
          </span>
        ),
      },
    ],
    [], // eslint-disable-line
  )
  const add = <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>{t('tokens.add')}</Button>
  const close = () => setAct(undefined)
  return (
    <Page fixed title={t('nav.myTokens')} actions={add}>
      <div className="listing">
        {error ? <Failed error={error} onRetry={refetch} /> : <Table label={t('nav.myTokens')} columns={columns} rows={data} id={(x) => x.id} name={(x) => x.name} twoLines onOpen={(x) => setAct({ token: x, what: 'edit' })} rowClass={(x) => (x.enabled ? undefined : 'dim')} empty={<Empty action={add}>{t('tokens.empty')}</Empty>} />}
      </div>
      {creating && <MyTokenForm onClose={() => setCreating(false)} onMade={reveal} />}
      {act?.what === 'edit' && <MyTokenForm token={act.token} onClose={close} onMade={reveal} />}
      {act?.what === 'rotate' && <RotateForm name={act.token.name} oldUntil={act.token.old_key_until} rotate={rotate(act.token)} onClose={close} />}
      {act?.what === 'delete' && <Confirm title={t('tokens.deleteTitle', { name: act.token.name })} name={act.token.name} action={t('tokens.delete')} run={remove(act.token)} onClose={close}>{t('tokens.deleteEffect', { n: count(act.token.calls) })}</Confirm>}
      {revealed && <KeyReveal title={revealed.name} secret={revealed.key} onClose={() => { setRevealed(undefined); go('/connect') }} />}
    </Page>
  )
}

type Period = 'none' | MyToken['budget_period']

export function MyTokenForm({ token, onClose, onMade }: { token?: MyToken; onClose: () => void; onMade: (name: string, key: string) => void }) {
  const client = useQueryClient()
  const [name, setName] = useState(token?.name ?? '')
  const [models, setModels] = useState(token?.models.join('\n') ?? '')
  const [networks, setNetworks] = useState(token?.allowed_cidrs.join('\n') ?? '')
  const [period, setPeriod] = useState<Period>(token && token.budget !== null ? token.budget_period : 'none')
  const [budget, setBudget] = useState(token?.budget ?? '')
  const [expires, setExpires] = useState(token?.expires_at?.slice(0, 10) ?? '')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const save = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    const body = {
      name: name.trim(), models: words(models), allowed_cidrs: words(networks), budget: period === 'none' ? null : budget.trim().replace(/^\$/, ''),
      budget_period: period === 'none' ? ('total' as const) : period, expires_at: expires ? new Date(`${expires}T00:00:00`).toISOString() : null,
    }
    try {
      if (token) {
        await get(api.PATCH('/api/me/tokens/{id}', { params: { path: { id: token.id } }, body: body as never }))
        await client.invalidateQueries({ queryKey: ['me', 'tokens'] })
        say(t('tokens.saved', { name }))
        onClose()
      } else onMade(name, (await get(api.POST('/api/me/tokens', { body: body as never }))).key ?? '')
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={token ? t('tokens.editTitle', { name: token.name }) : t('tokens.add')} onClose={onClose} actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" type="submit" form="my-token" busy={busy}>{token ? t('do.save') : t('tokens.create')}</Button></>}>
      <form id="my-token" className="stack" onSubmit={(e) => void save(e)}>
        <TextField label={t('tokens.col.name')} value={name} onChange={setName} required error={problem?.field('name')} />
        <div className="two-fields">
          <SelectField label={t('tokens.budget')} value={period ?? 'total'} onChange={setPeriod} choices={[['none', t('tokens.noBudget')], ['day', t('tokens.period.day')], ['month', t('tokens.period.month')], ['total', t('tokens.period.total')]]} />
          {period !== 'none' && <AmountField label={t('tokens.amount')} value={budget} onChange={setBudget} error={problem?.field('budget')} />}
        </div>
        <AreaField label={t('tokens.col.models')} mono rows={2} optional value={models} onChange={setModels} hint={t('tokens.everything')} error={problem?.field('models')} />
        <AreaField label={t('tokens.network')} mono rows={2} optional value={networks} onChange={setNetworks} hint={t('tokens.networkHint')} error={problem?.field('allowed_cidrs')} />
        <Field label={t('tokens.ends')} optional hint={t('tokens.endsHint')} error={problem?.field('expires_at')}>{(id, described) => <input id={id} type="date" className="input" value={expires} aria-describedby={described} onChange={(e) => setExpires(e.target.value)} />}</Field>
      </form>
    </Dialog>
  )
}
