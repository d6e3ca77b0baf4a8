// The upstreams of a route: each with its share, its tier, and the calls that it is for.
import { ListFilter, X } from 'lucide-react'
import { useState } from 'react'

import type { Problem } from '../../api/client'
import type { Channel, RouteCondition, RouteTarget } from '../../api/types'
import { percent } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { SelectField, TextField } from '../../ui/Form'
import { conditionInWords } from './condition'
import { type Share, ShareBar } from './ShareBar'

type Has = 'any' | 'yes' | 'no'
export type Target = { channel_id: string; upstream_model: string; weight: string; priority: string; tools: Has; images: Has; min: string; max: string }

const has = (v: boolean | undefined): Has => (v === undefined ? 'any' : v ? 'yes' : 'no')

export const targetOf = (x: RouteTarget): Target => ({
  channel_id: x.channel_id, upstream_model: x.upstream_model ?? '', weight: x.weight?.toString() ?? '', priority: x.priority?.toString() ?? '',
  tools: has(x.when?.tools), images: has(x.when?.images), min: x.when?.min_tokens ? String(x.when.min_tokens) : '', max: x.when?.max_tokens ? String(x.when.max_tokens) : '',
})

function whenOf(x: Target): RouteCondition | undefined {
  const when = {
    ...(x.tools !== 'any' && { tools: x.tools === 'yes' }), ...(x.images !== 'any' && { images: x.images === 'yes' }),
    ...(Number(x.min) > 0 && { min_tokens: Number(x.min) }), ...(Number(x.max) > 0 && { max_tokens: Number(x.max) }),
  }
  return Object.keys(when).length > 0 ? when : undefined
}

/** What is written: empty numbers are the channel's own. */
export function targetBody(x: Target): RouteTarget {
  const when = whenOf(x)
  return { channel_id: x.channel_id, upstream_model: x.upstream_model.trim(), weight: x.weight === '' ? null : Number(x.weight), priority: x.priority === '' ? null : Number(x.priority), ...(when && { when }) } as RouteTarget
}

type TargetsProps = { model: string; strategy: string; targets: Target[]; channels: Map<string, Channel>; problem: Problem | undefined; onChange: (targets: Target[]) => void }

export function Targets({ model, strategy, targets, channels, problem, onChange }: TargetsProps) {
  const listed = [...channels.values()].sort((a, b) => Number(b.models.includes(model)) - Number(a.models.includes(model)) || a.name.localeCompare(b.name))
  const weight = (x: Target) => (x.weight === '' ? (channels.get(x.channel_id)?.weight ?? 0) : Number(x.weight))
  const divides = strategy === 'priority' || strategy === 'weighted'
  const tier = (x: Target) => (strategy === 'weighted' ? 0 : x.priority === '' ? (channels.get(x.channel_id)?.priority ?? 0) : Number(x.priority))
  const tiers = divides ? [...new Set(targets.filter((x) => x.channel_id).map(tier))].sort((a, b) => b - a) : []
  const sharesOf = (n: number): Share[] => targets.flatMap((x, at) => (x.channel_id && tier(x) === n ? [{ at, name: channels.get(x.channel_id)?.name ?? x.channel_id, weight: Math.max(0, weight(x)) }] : []))
  const share = (x: Target) => {
    const sum = sharesOf(tier(x)).reduce((n, y) => n + y.weight, 0)
    return divides && sum > 0 && x.channel_id ? Math.max(0, weight(x)) / sum : undefined
  }
  const put = (shares: Share[], weights: number[]) => onChange(targets.map((x, at) => {
    const i = shares.findIndex((s) => s.at === at)
    return i < 0 ? x : { ...x, weight: String(weights[i]) }
  }))
  const wrong = (i: number) => problem?.fields.filter((f) => f.field.startsWith(`targets[${i}]`)).map((f) => f.message).join('; ')
  return (
    <>
      {tiers.map((n) => {
        const shares = sharesOf(n)
        return <ShareBar key={n} label={strategy === 'weighted' ? t('routes.shares') : t('routes.sharesOf', { tier: t('routes.tier', { n }) })} shares={shares} onChange={(weights) => put(shares, weights)} />
      })}
      {targets.map((x, i) => (
        <TargetRow
          key={i} target={x} listed={listed} channel={channels.get(x.channel_id)} share={share(x)} error={wrong(i)}
          onChange={(part) => onChange(targets.map((y, at) => (at === i ? { ...y, ...part } : y)))} onRemove={() => onChange(targets.filter((_, at) => at !== i))}
        />
      ))}
    </>
  )
}

type RowProps = { target: Target; listed: Channel[]; channel: Channel | undefined; share: number | undefined; error: string | undefined; onChange: (part: Partial<Target>) => void; onRemove: () => void }

function TargetRow({ target: x, listed, channel, share, error, onChange, onRemove }: RowProps) {
  const when = whenOf(x)
  const [open, setOpen] = useState(false)
  return (
    <div className={`target-row${error ? ' wrong' : ''}`}>
      <div className="target-edit">
        <select className="input" aria-label={t('logs.field.channel')} value={x.channel_id} onChange={(e) => onChange({ channel_id: e.target.value })}><option value="">{t('routes.choose')}</option>{listed.map((c) => <option key={c.id} value={c.id}>{c.name}</option>)}</select>
        <input className="input m" aria-label={t('call.upstreamModel')} placeholder={t('call.upstreamModel')} value={x.upstream_model} onChange={(e) => onChange({ upstream_model: e.target.value })} />
        <input className="input" type="number" aria-label={t('channels.col.priority')} title={t('channels.col.priority')} placeholder={channel ? String(channel.priority) : t('channels.col.priority')} value={x.priority} onChange={(e) => onChange({ priority: e.target.value })} />
        <input className="input" type="number" aria-label={t('channels.col.weight')} title={t('channels.col.weight')} placeholder={channel ? String(channel.weight) : t('channels.col.weight')} value={x.weight} onChange={(e) => onChange({ weight: e.target.value })} />
        <span className="n i2 share">{share === undefined ? '' : percent(share)}</span>
        <Button kind="ghost" icon={ListFilter} pressed={open} label={t('routes.when')} onClick={() => setOpen(!open)} />
        <Button kind="ghost" icon={X} label={t('do.remove', { what: channel?.name ?? '' })} onClick={onRemove} />
      </div>
      {error && <p className="bad sm" role="alert">{error}</p>}
      {!open && when && <p className="i3 sm">{t('routes.onlyFor', { calls: conditionInWords(when) })}</p>}
      {open && (
        <div className="when">
          <SelectField label={t('routes.tools')} value={x.tools} onChange={(tools) => onChange({ tools })} choices={[['any', t('routes.any')], ['yes', t('routes.with')], ['no', t('routes.without')]]} />
          <SelectField label={t('routes.images')} value={x.images} onChange={(images) => onChange({ images })} choices={[['any', t('routes.any')], ['yes', t('routes.with')], ['no', t('routes.without')]]} />
          <TextField label={t('routes.minTokens')} type="number" value={x.min} onChange={(min) => onChange({ min })} />
          <TextField label={t('routes.maxTokens')} type="number" value={x.max} onChange={(max) => onChange({ max })} />
        </div>
      )}
    </div>
  )
}
