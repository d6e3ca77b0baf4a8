// One name's new version, several rows scaled or pasted, or the catalogue: each ends in the review.
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get } from '../../api/client'
import type { Price, PriceTier } from '../../api/types'
import { count, price as shown } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { AreaField, CheckField, SelectField, TextField } from '../../ui/Form'
import { type Field, readSheet, tokenFields, unitFields, writable } from './price'
import { Review } from './Review'

type Item = Record<string, unknown>

/** Sends versions to the API. */
export const bulk = (items: Item[]) => (dry: boolean) => get(api.POST('/api/prices/bulk', { body: { dry_run: dry, items: items as never } }))

type Amounts = Partial<Record<Field, string>>
type Form = { model: string; free: boolean; retired: boolean; from: string; amounts: Amounts; tiers: PriceTier[] }

const formOf = (model: string, p: Price | undefined): Form => ({
  model, free: p?.free ?? false, retired: false, from: '', tiers: p?.tiers ?? [],
  amounts: Object.fromEntries([...tokenFields, ...unitFields].map((f) => [f, p?.[f] ?? ''])),
})

function itemOf(f: Form, p: Price | undefined): Item {
  const nothing = f.free || f.retired
  const amounts = Object.fromEntries([...tokenFields, ...unitFields].map((k) => [k, nothing ? null : (f.amounts[k] ?? '').trim().replace(/^\$/, '') || null]))
  return { ...(p ? writable(p) : { kind: 'sale' }), ...amounts, image: nothing ? null : (p?.image ?? null), model: f.model.trim(), free: f.free, retired: f.retired, tiers: nothing ? [] : f.tiers, ...(f.from && { effective_from: new Date(f.from).toISOString() }) }
}

const main: readonly Field[] = ['input', 'output', 'cache_read', 'cache_write', 'reasoning', 'per_call']

export function PriceForm({ model, price, onClose }: { model: string; price: Price | undefined; onClose: () => void }) {
  const [f, setForm] = useState<Form>(formOf(model, price))
  const [reviewed, setReviewed] = useState<Item>()
  const set = (change: Partial<Form>) => setForm((old) => ({ ...old, ...change }))
  const amount = (k: Field) => <TextField key={k} label={t(`prices.field.${k}`)} mono value={f.amounts[k] ?? ''} onChange={(v) => set({ amounts: { ...f.amounts, [k]: v } })} suffix={(tokenFields as readonly string[]).includes(k) ? t('prices.perMillion') : '$'} />
  if (reviewed) return <Review id={JSON.stringify(reviewed)} run={bulk([reviewed])} onClose={() => setReviewed(undefined)} onDone={onClose} />
  const rest = [...tokenFields, ...unitFields].filter((k) => !main.includes(k))
  return (
    <Dialog
      title={price ? t('prices.editTitle', { model }) : t('prices.add')} wide onClose={onClose}
      actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" type="submit" form="price-form">{t('prices.review')}</Button></>}
    >
      <form id="price-form" className="stack" onSubmit={(e: FormEvent) => { e.preventDefault(); setReviewed(itemOf(f, price)) }}>
        {!price && <TextField label={t('prices.model')} mono value={f.model} onChange={(v) => set({ model: v })} required hint={t('prices.modelHint')} />}
        {!f.free && !f.retired && (
          <>
            <div className="two-fields">{main.map(amount)}</div>
            <details open={rest.some((k) => f.amounts[k])}><summary>{t('prices.more')}</summary><div className="two-fields">{rest.map(amount)}</div></details>
            {f.tiers.length > 0 && <p className="i3 sm">{t('prices.keepsTiers', { n: count(f.tiers.length) })}</p>}
          </>
        )}
        <CheckField label={t('prices.free')} hint={t('prices.freeHint')} value={f.free} onChange={(v) => set({ free: v, retired: false })} />
        {price && <CheckField label={t('prices.retire')} hint={t('prices.refused')} value={f.retired} onChange={(v) => set({ retired: v, free: false })} />}
        <TextField label={t('prices.from')} type="datetime-local" optional value={f.from} onChange={(v) => set({ from: v })} hint={t('prices.fromHint')} />
      </form>
    </Dialog>
  )
}

export function SheetForm({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const [reviewing, setReviewing] = useState(false)
  const { items, wrong } = readSheet(text)
  if (reviewing) return <Review id={text} run={bulk(items.map((x) => ({ kind: 'sale', ...x })))} onClose={() => setReviewing(false)} onDone={onClose} />
  return (
    <Dialog title={t('prices.paste')} wide onClose={onClose} actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" disabled={items.length === 0} onClick={() => setReviewing(true)}>{t('prices.review')}</Button></>}>
      <AreaField label={t('prices.rows')} mono rows={10} value={text} onChange={setText} placeholder={'gpt-4o\t2.50\t10.00\t1.25'} hint={t('prices.rowsHint', { n: count(items.length) })} error={wrong.length > 0 ? t('prices.rowsWrong', { lines: wrong.join(' · ') }) : undefined} />
    </Dialog>
  )
}

export function ImportForm({ onClose }: { onClose: () => void }) {
  const [provider, setProvider] = useState('')
  const [multiplier, setMultiplier] = useState('1')
  const [kind, setKind] = useState<Price['kind']>('sale')
  const [rate, setRate] = useState('7.2')
  const [currency, setCurrency] = useState<'USD' | 'CNY'>('USD')
  const [chosen, setChosen] = useState<Set<string>>(new Set())
  const [reviewing, setReviewing] = useState(false)
  const entries = useQuery({ queryKey: ['catalogue'], staleTime: Infinity, queryFn: () => get(api.GET('/api/prices/catalogue')) }).data?.items.filter((e) => e.in_force)
  const providers = [...new Set(entries?.map((e) => e.provider ?? ''))].sort()
  const of = provider || providers[0] || ''
  const all = entries?.filter((e) => e.provider === of) ?? []
  const currencies = [...new Set(all.map((e) => e.currency))].sort().reverse()
  const money = currencies.includes(currency) ? currency : (currencies[0] ?? 'USD')
  const listed = all.filter((e) => e.currency === money)
  const yuan = money === 'CNY'
  const body = { provider: of, currency: money, kind, multiplier: multiplier.trim() || '1', models: [...chosen], ...(yuan && { cny_per_usd: rate }) }
  const toggle = (model: string) => setChosen((old) => { const next = new Set(old); if (!next.delete(model)) next.add(model); return next })
  if (reviewing) return <Review id={JSON.stringify(body)} run={(dry) => get(api.POST('/api/prices/import', { body: { ...body, dry_run: dry } }))} onClose={() => setReviewing(false)} onDone={onClose} />
  return (
    <Dialog title={t('prices.import')} wide onClose={onClose} actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" disabled={listed.length === 0} onClick={() => setReviewing(true)}>{t('prices.review')}</Button></>}>
      <div className="two-fields">
        <SelectField label={t('prices.provider')} value={of} onChange={(v) => { setProvider(v); setChosen(new Set()) }} choices={providers.map((p): [string, string] => [p, p])} />
        <SelectField label={t('prices.become')} value={kind ?? 'sale'} onChange={setKind} choices={[['sale', t('prices.kind.sale')], ['purchase', t('prices.kind.purchase')]]} />
        <TextField label={t('prices.multiplier')} mono value={multiplier} onChange={setMultiplier} hint={t('prices.multiplierHint')} />
        {currencies.length > 1 && <SelectField label={t('prices.currency')} value={money} onChange={(v) => { setCurrency(v); setChosen(new Set()) }} choices={currencies.map((c): ['USD' | 'CNY', string] => [c, c])} />}
        {yuan && <TextField label={t('prices.yuan')} mono value={rate} onChange={setRate} hint={t('prices.yuanHint')} />}
      </div>
      <p className="i3 sm">{chosen.size > 0 ? t('prices.chosen', { n: count(chosen.size) }) : t('prices.wholeList', { n: count(new Set(listed.map((e) => e.model)).size) })}</p>
      <div className="catalogue">
        {listed.map((e) => (
          <label key={e.id} className="check" title={[e.note, e.source, e.by, e.date].filter(Boolean).join(' · ')}>
            <input type="checkbox" checked={chosen.has(e.model)} onChange={() => toggle(e.model)} />
            <span className="row"><span className="m sp el">{e.model}</span><span className="i3 sm n">{e.input ? `${e.currency === 'CNY' ? shown(e.input).replace('$', '¥') : shown(e.input)} / ${e.currency === 'CNY' ? shown(e.output ?? '0').replace('$', '¥') : shown(e.output ?? '0')}` : t(e.free ? 'prices.freeShort' : 'state.none')}</span></span>
          </label>
        ))}
      </div>
    </Dialog>
  )
}
