// The route of a model: made, changed, removed.
import { useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { Channel, Model, Route } from '../../api/types'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { saveOver } from '../../ui/Conflict'
import { AreaField, CheckField, SelectField, words } from '../../ui/Form'
import type { Doc } from '../../ui/merge'
import { say, sayError } from '../../ui/Toast'
import { type Target, targetBody, targetOf, Targets } from './Targets'

const strategies = ['priority', 'round_robin', 'weighted', 'least_latency', 'cheapest'] as const
type Strategy = (typeof strategies)[number]
const affinities = ['none', 'session', 'prefix'] as const
type Affinity = (typeof affinities)[number]

type Draft = { strategy: Strategy; affinity: Affinity; fallback: string; scope: 'group' | 'all'; continues: boolean; targets: Target[] }

const draftOf = (r: Route | undefined): Draft => ({
  strategy: (r?.strategy as Strategy | undefined) ?? 'priority', affinity: (r?.affinity as Affinity | undefined) ?? 'none', fallback: r?.fallback_models.join('\n') ?? '',
  scope: r?.group ? 'group' : 'all', continues: r?.continue_streams ?? true, targets: r?.targets.map(targetOf) ?? [],
})

type EditProps = { model: string; group: string; route: Route | undefined; pool: Model['groups'][number] | undefined; channels: Map<string, Channel> }

export function RouteEdit({ model, group, route, pool, channels }: EditProps) {
  const client = useQueryClient()
  const [opened, setOpened] = useState(route) // the list may be read anew while somebody types
  const [d, setDraft] = useState(() => draftOf(route))
  const [problem, setProblem] = useState<Problem>()
  const set = <K extends keyof Draft>(key: K) => (value: Draft[K]) => setDraft((old) => ({ ...old, [key]: value }))
  const refresh = () => Promise.all(['routes', 'models'].map((k) => client.invalidateQueries({ queryKey: [k] })))
  const save = async () => {
    const fields = {
      model, group: d.scope === 'group' ? (opened?.group || group) : '', strategy: d.strategy, affinity: d.affinity, continue_streams: d.continues,
      fallback_models: words(d.fallback), targets: d.targets.filter((x) => x.channel_id).map(targetBody),
    }
    // A route for every group is not taken from the others when one group gets its own.
    const over = d.scope === 'group' && opened?.group === '' ? undefined : opened
    const write = (body: Doc, version: string) => get(api.PUT('/api/routes/{id}', { params: { path: { id: over?.id ?? '' }, header: { 'If-Match': version } }, body: body as never }))
    try {
      const saved = over ? await saveOver(model, over, fields, write) : await get(api.POST('/api/routes', { body: fields as never }))
      if (!saved) return
      setOpened(saved as Route)
      setDraft(draftOf(saved as Route))
      setProblem(undefined)
      say(t('routes.saved', { model }))
      await refresh()
    } catch (e) {
      if (e instanceof Problem && e.fields.length > 0) setProblem(e)
      else sayError(e)
    }
  }
  const remove = async () => {
    if (!opened) return
    const { id: _id, created_at: _made, updated_at: _changed, ...gone } = opened
    try {
      await get(api.DELETE('/api/routes/{id}', { params: { path: { id: opened.id } } }))
      say(t('routes.removed', { model }), () => void get(api.POST('/api/routes', { body: gone as never })).then(refresh, sayError))
      await refresh()
    } catch (e) {
      sayError(e)
    }
  }
  const start = () => set('targets')((pool?.targets ?? []).map((x) => targetOf({ channel_id: x.channel_id, upstream_model: x.upstream_model, weight: x.weight, priority: x.priority })))
  const general = problem?.fields.filter((f) => !/^(strategy|group|fallback_models|affinity|targets\[\d+\])/.test(f.field))
  return (
    <section className="stack">
      <div className="row"><h3>{opened ? t('routes.route') : t('routes.makeRoute')}</h3><span className="i3 sm">{!opened && t('routes.byListingHint')}</span></div>
      {general && general.length > 0 && <p className="note bad">{general.map((f) => `${f.field} ${f.message}`).join('; ')}</p>}
      <div className="two-fields">
        <SelectField label={t('routes.strategy')} value={d.strategy} onChange={set('strategy')} choices={strategies.map((s) => [s, t(`strategy.${s}`)])} error={problem?.field('strategy')} hint={t(`routes.strategyHint.${d.strategy}`)} />
        <SelectField label={t('routes.sessions')} value={d.affinity} onChange={set('affinity')} choices={affinities.map((a) => [a, t(`routes.affinity.${a}`)])} hint={t(`routes.affinityHint.${d.affinity}`)} error={problem?.field('affinity')} />
        <SelectField label={t('routes.for')} value={d.scope} onChange={set('scope')} choices={[['all', t('routes.everyGroup')], ['group', t('routes.onlyGroup', { group: opened?.group || group })]]} error={problem?.field('group')} />
        <CheckField label={t('routes.continue')} hint={t('routes.continueHint')} value={d.continues} onChange={set('continues')} />
      </div>
      <fieldset>
        <legend>{t('routes.targets')}</legend>
        {d.targets.length === 0 && <p className="i3 sm">{t('routes.noTargets')} {pool && pool.targets.length > 0 && <button type="button" className="lk" onClick={start}>{t('routes.startFrom', { n: pool.targets.length })}</button>}</p>}
        <Targets model={model} strategy={d.strategy} targets={d.targets} channels={channels} problem={problem} onChange={set('targets')} />
        <div><Button small icon={Plus} onClick={() => set('targets')([...d.targets, targetOf({ channel_id: '' })])}>{t('routes.addTarget')}</Button></div>
      </fieldset>
      <AreaField label={t('routes.fallbackModels')} mono rows={2} optional value={d.fallback} onChange={set('fallback')} error={problem?.field('fallback_models')} hint={t('routes.fallbackHint')} />
      <div className="row"><Button kind="primary" onClick={save}>{opened ? t('routes.save') : t('routes.create')}</Button>{opened && <Button icon={Trash2} onClick={remove}>{t('routes.remove')}</Button>}</div>
    </section>
  )
}
