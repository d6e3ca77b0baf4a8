// One name's new version, or rows pasted from a sheet: each ends in the review.
import { type FormEvent, useState } from 'react'

import { api, get } from '../../api/client'
import type { ImagePrice, Price, PriceTier } from '../../api/types'
import { count } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { AreaField, CheckField, TextField } from '../../ui/Form'
import { givenPictures, Pictures } from './Pictures'
import { type Field, readSheet, tokenFields, unitFields, writable } from './price'
import { Review } from './Review'
import { given, Tiers } from './Tiers'

type Item = Record<string, unknown>

/** Sends versions to the API. */
export const bulk = (items: Item[]) => (dry: boolean) => get(api.POST('/api/prices/bulk', { body: { dry_run: dry, items: items as never } }))

type Amounts = Partial<Record<Field, string>>
type Form = { model: string; free: boolean; retired: boolean; from: string; amounts: Amounts; images: ImagePrice[]; tiers: PriceTier[] }

const formOf = (model: string, p: Price | undefined): Form => ({
  model, free: p?.free ?? false, retired: false, from: '', images: p?.images ?? [], tiers: p?.tiers ?? [],
  amounts: Object.fromEntries([...tokenFields, ...unitFields].map((f) => [f, p?.[f] ?? ''])),
})

function itemOf(f: Form, p: Price | undefined): Item {
  const nothing = f.free || f.retired
  const amounts = Object.fromEntries([...tokenFields, ...unitFields].map((k) => [k, nothing ? null : (f.amounts[k] ?? '').trim().replace(/^\$/, '') || null]))
  return { ...(p ? writable(p) : { kind: 'sale' }), ...amounts, image: nothing ? null : (p?.image ?? null), model: f.model.trim(), free: f.free, retired: f.retired, images: nothing ? [] : givenPictures(f.images), tiers: nothing ? [] : given(f.tiers), ...(f.from && { effective_from: new Date(f.from).toISOString() }) }
}

const main: readonly Field[] = ['input', 'output', 'cache_read', 'cache_write', 'reasoning', 'per_call']

export function PriceForm({ model, price, onClose, kept }: { model: string; price: Price | undefined; onClose: () => void; /** Amounts to begin with. */ kept?: Price }) {
  const [f, setForm] = useState<Form>(formOf(model, kept ?? price))
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [reviewed, setReviewed] = useState<Item>()
  const set = (change: Partial<Form>) => setForm((old) => ({ ...old, ...change }))
  const amount = (k: Field) => <TextField key={k} label={t(`prices.field.${k}`)} mono value={f.amounts[k] ?? ''} onChange={(v) => set({ amounts: { ...f.amounts, [k]: v } })} error={faults[k]} suffix={(tokenFields as readonly string[]).includes(k) ? t('prices.perMillion') : '$'} />
  if (reviewed) return <Review id={JSON.stringify(reviewed)} run={bulk([reviewed])} onClose={() => setReviewed(undefined)} onDone={onClose} onRefused={(fields) => { setFaults(Object.fromEntries(fields.map((x) => [x.field.replace('items[0].', ''), x.message]))); setReviewed(undefined) }} />
  const rest = [...tokenFields, ...unitFields].filter((k) => !main.includes(k))
  return (
    <Dialog
      title={price ? t('prices.editTitle', { model }) : t('prices.add')} wide onClose={onClose}
      actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" type="submit" form="price-form">{t('prices.review')}</Button></>}
    >
      <form id="price-form" className="stack" onSubmit={(e: FormEvent) => { e.preventDefault(); setReviewed(itemOf(f, price)) }}>
        {!price && <TextField label={t('prices.model')} mono value={f.model} onChange={(v) => set({ model: v })} required error={faults.model} hint={t('prices.modelHint')} />}
        {!f.free && !f.retired && (
          <>
            <div className="two-fields">{main.map(amount)}</div>
            <details open={rest.some((k) => f.amounts[k] || faults[k]) || f.images.length > 0}><summary>{t('prices.more')}</summary><div className="two-fields">{rest.map(amount)}</div><Pictures rows={f.images} onChange={(images) => set({ images })} faults={faults} /></details>
            <Tiers tiers={f.tiers} onChange={(tiers) => set({ tiers })} faults={faults} />
          </>
        )}
        <CheckField label={t('prices.free')} hint={t('prices.freeHint')} value={f.free} onChange={(v) => set({ free: v, retired: false })} />
        {price && <CheckField label={t('prices.retire')} hint={t('prices.refused')} value={f.retired} onChange={(v) => set({ retired: v, free: false })} />}
        <TextField label={t('prices.from')} type="datetime-local" optional value={f.from} onChange={(v) => set({ from: v })} error={faults.effective_from} hint={t('prices.fromHint')} />
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
