// One model in one group: who serves it, the route that says so, and what would be decided now.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Play, Plus, Trash2, X } from 'lucide-react'
import { useEffect, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { routesQuery } from '../../api/queries'
import type { Channel, Decision } from '../../api/types'
import { A } from '../../app/address'
import { t } from '../../i18n'
import { Badge, Mono } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Drawer } from '../../ui/Drawer'
import { AreaField, SelectField, words } from '../../ui/Form'
import { say, sayError } from '../../ui/Toast'
import { type Row, Tiers } from './Routes'

const strategies = ['priority', 'round_robin', 'weighted', 'least_latency', 'cheapest'] as const
type Strategy = (typeof strategies)[number]
type Target = { channel_id: string; upstream_model: string; weight: string; priority: string }

type DrawerProps = { name: string; group: string; row: Row | undefined; channels: Map<string, Channel>; onClose: () => void; onPrevious?: () => void; onNext?: () => void }

export function RouteDrawer({ name, group, row, channels, onClose, onPrevious, onNext }: DrawerProps) {
  const pool = row?.pool
  return (
    <Drawer label={name} title={name} sub={t('routes.inGroup', { group })} onClose={onClose} onPrevious={onPrevious} onNext={onNext}>
      <section className="stack tight">
        <h3>{t('routes.serves')}</h3>
        {pool && pool.targets.length > 0 ? <Tiers pool={pool} channels={channels} all /> : <p className="note bad">{t('routes.nothingServes', { model: name, group })}</p>}
        {row && !row.model.priced && <p className="note warn"><span>{t('routes.noPrice')} <A className="lk" to={`/prices/${encodeURIComponent(name)}`}>{t('overview.act.price')}</A></span></p>}
      </section>
      <Decide model={name} group={group} channels={channels} />
      <Edit model={name} group={group} row={row} channels={channels} />
    </Drawer>
  )
}

function Decide({ model, group, channels }: { model: string; group: string; channels: Map<string, Channel> }) {
  const [decision, setDecision] = useState<Decision>()
  const run = async () => {
    try {
      setDecision(await get(api.POST('/api/routes/decide', { body: { model, group } })))
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <section className="stack tight">
      <div className="row"><h3>{t('routes.try')}</h3><span className="i3 sm">{t('routes.tryNote')}</span><span className="sp" /><Button small icon={Play} onClick={run}>{t('routes.decide')}</Button></div>
      {decision && (
        <ol className="panel rows" role="status">
          {decision.candidates.length === 0 && <li className="bad">{t('routes.nothingServes', { model, group })}</li>}
          {decision.candidates.map((c) => {
            const channel = channels.get(c.channel_id)
            return (
              <li key={`${c.channel_id} ${c.key_id} ${c.upstream_model}`}>
                <span className="cell2"><Mono provider={channel?.provider ?? ''} /><span className="lane-name"><b className="el">{channel?.name ?? c.channel_id}</b><small className="el i3">{[c.upstream_model, channel?.keys.find((k) => k.id === c.key_id)?.key_hint, c.model !== model && t('routes.fallsBack', { model: c.model })].filter(Boolean).join(' · ')}</small></span></span>
                {c.order > 0 ? <Badge tone={c.order === 1 ? 'ok' : 'off'}>{c.order === 1 ? t('routes.taken') : t('routes.nth', { n: c.order })}</Badge> : <Badge tone={c.skipped ? 'bad' : 'off'}>{c.skipped || t('call.notNeeded')}</Badge>}
              </li>
            )
          })}
        </ol>
      )}
    </section>
  )
}

function Edit({ model, group, row, channels }: { model: string; group: string; row: Row | undefined; channels: Map<string, Channel> }) {
  const client = useQueryClient()
  const routes = useQuery(routesQuery()).data
  const route = routes?.find((r) => r.id === row?.pool?.route_id) ?? routes?.find((r) => r.model === model && r.group === group)
  const [strategy, setStrategy] = useState<Strategy>('priority')
  const [sticky, setSticky] = useState<'none' | 'session'>('none')
  const [fallback, setFallback] = useState('')
  const [targets, setTargets] = useState<Target[]>([])
  const [scope, setScope] = useState<'group' | 'all'>('all')
  const [problem, setProblem] = useState<Problem>()
  useEffect(() => {
    setStrategy((route?.strategy as Strategy | undefined) ?? 'priority')
    setSticky((route?.affinity as 'none' | 'session' | undefined) ?? 'none')
    setFallback(route?.fallback_models.join('\n') ?? '')
    setScope(route?.group ? 'group' : 'all')
    setTargets(route?.targets.map((x) => ({ channel_id: x.channel_id, upstream_model: x.upstream_model ?? '', weight: x.weight?.toString() ?? '', priority: x.priority?.toString() ?? '' })) ?? [])
  }, [route])
  const change = (i: number, part: Partial<Target>) => setTargets((old) => old.map((x, at) => (at === i ? { ...x, ...part } : x)))
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: ['routes'] })
    await client.invalidateQueries({ queryKey: ['models'] })
  }
  const save = async () => {
    const body = {
      model, group: scope === 'group' ? group : '', strategy, affinity: sticky, fallback_models: words(fallback),
      targets: targets.filter((x) => x.channel_id).map((x) => ({ channel_id: x.channel_id, upstream_model: x.upstream_model.trim(), weight: x.weight === '' ? null : Number(x.weight), priority: x.priority === '' ? null : Number(x.priority) })),
    }
    try {
      if (route) await get(api.PUT('/api/routes/{id}', { params: { path: { id: route.id } }, body: body as never }))
      else await get(api.POST('/api/routes', { body: body as never }))
      setProblem(undefined)
      say(t('routes.saved', { model }))
      await refresh()
    } catch (e) {
      if (e instanceof Problem && e.fields.length > 0) setProblem(e)
      else sayError(e)
    }
  }
  const remove = async () => {
    if (!route) return
    try {
      await get(api.DELETE('/api/routes/{id}', { params: { path: { id: route.id } } }))
      say(t('routes.removed', { model }))
      await refresh()
    } catch (e) {
      sayError(e)
    }
  }
  const listed = [...channels.values()].sort((a, b) => Number(b.models.includes(model)) - Number(a.models.includes(model)) || a.name.localeCompare(b.name))
  return (
    <section className="stack">
      <div className="row"><h3>{route ? t('routes.route') : t('routes.makeRoute')}</h3><span className="i3 sm">{!route && t('routes.byListingHint')}</span></div>
      {problem && <p className="note bad">{problem.fields.map((f) => `${f.field} ${f.message}`).join('; ')}</p>}
      <div className="two-fields">
        <SelectField label={t('routes.strategy')} value={strategy} onChange={setStrategy} choices={strategies.map((s) => [s, t(`strategy.${s}`)])} error={problem?.field('strategy')} />
        <SelectField label={t('routes.sessions')} value={sticky} onChange={setSticky} choices={[['none', t('routes.anyTarget')], ['session', t('routes.sameTarget')]]} />
        <SelectField label={t('routes.for')} value={scope} onChange={setScope} choices={[['all', t('routes.everyGroup')], ['group', t('routes.onlyGroup', { group })]]} error={problem?.field('group')} />
      </div>
      <fieldset>
        <legend>{t('routes.targets')}</legend>
        {targets.length === 0 && <p className="i3 sm">{t('routes.noTargets')}</p>}
        {targets.map((x, i) => (
          <div key={i} className="target-edit">
            <select className="input" aria-label={t('logs.field.channel')} value={x.channel_id} onChange={(e) => change(i, { channel_id: e.target.value })}><option value="">{t('routes.choose')}</option>{listed.map((c) => <option key={c.id} value={c.id}>{c.name}</option>)}</select>
            <input className="input m" aria-label={t('call.upstreamModel')} placeholder={t('call.upstreamModel')} value={x.upstream_model} onChange={(e) => change(i, { upstream_model: e.target.value })} />
            <input className="input" type="number" aria-label={t('channels.col.priority')} placeholder={t('channels.col.priority')} value={x.priority} onChange={(e) => change(i, { priority: e.target.value })} />
            <input className="input" type="number" aria-label={t('channels.col.weight')} placeholder={t('channels.col.weight')} value={x.weight} onChange={(e) => change(i, { weight: e.target.value })} />
            <Button kind="ghost" icon={X} label={t('do.remove', { what: channels.get(x.channel_id)?.name ?? '' })} onClick={() => setTargets(targets.filter((_, at) => at !== i))} />
          </div>
        ))}
        <div><Button small icon={Plus} onClick={() => setTargets([...targets, { channel_id: '', upstream_model: '', weight: '', priority: '' }])}>{t('routes.addTarget')}</Button></div>
      </fieldset>
      <AreaField label={t('routes.fallbackModels')} mono rows={2} optional value={fallback} onChange={setFallback} error={problem?.field('fallback_models')} hint={t('routes.fallbackHint')} />
      <div className="row"><Button kind="primary" onClick={save}>{route ? t('routes.save') : t('routes.create')}</Button>{route && <Button icon={Trash2} onClick={remove}>{t('routes.remove')}</Button>}</div>
    </section>
  )
}
