// The providers' published prices, with where they come from, taken over as they are or multiplied. It ends in the review.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, get } from '../../api/client'
import { pricesQuery } from '../../api/queries'
import type { CatalogueEntry, Price } from '../../api/types'
import { count, fullDay, price as shown } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { SelectField, TextField } from '../../ui/Form'
import { linesOf, unitFields } from './price'
import { Review } from './Review'
import { catalogueQuery } from './rows'

export function ImportForm({ onClose }: { onClose: () => void }) {
  const [provider, setProvider] = useState('')
  const [multiplier, setMultiplier] = useState('1')
  const [kind, setKind] = useState<Price['kind']>('sale')
  const [rate, setRate] = useState('7.2')
  const [currency, setCurrency] = useState<'USD' | 'CNY'>('USD')
  const [chosen, setChosen] = useState<Set<string>>(new Set())
  const [reviewing, setReviewing] = useState(false)
  const entries = useQuery(catalogueQuery()).data?.items.filter((e) => e.in_force)
  const current = useQuery(pricesQuery()).data
  const providers = [...new Set(entries?.map((e) => e.provider ?? ''))].sort()
  const of = provider || providers[0] || ''
  const all = entries?.filter((e) => e.provider === of) ?? []
  const currencies = [...new Set(all.map((e) => e.currency))].sort().reverse()
  const money = currencies.includes(currency) ? currency : (currencies[0] ?? 'USD')
  const listed = all.filter((e) => e.currency === money)
  const yuan = money === 'CNY'
  const body = { provider: of, currency: money, kind, multiplier: multiplier.trim() || '1', models: [...chosen], ...(yuan && { cny_per_usd: rate }) }
  const toggle = (model: string) => setChosen((old) => { const next = new Set(old); if (!next.delete(model)) next.add(model); return next })
  const nowOf = (model: string): string => {
    const p = current && linesOf(current).find((l) => l.model === model && l.kind === kind && (kind === 'sale' || l.provider === of))?.current
    return p && !p.retired && p.input ? `${shown(p.input)} / ${shown(p.output ?? '0')}` : t('state.none')
  }
  if (reviewing) return <Review id={JSON.stringify(body)} run={(dry) => get(api.POST('/api/prices/import', { body: { ...body, dry_run: dry } }))} onClose={() => setReviewing(false)} onDone={onClose} />
  return (
    <Dialog title={t('prices.import')} wide onClose={onClose} actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" disabled={listed.length === 0} onClick={() => setReviewing(true)}>{t('prices.review')}</Button></>}>
      <div className="two-fields">
        <SelectField label={t('prices.provider')} value={of} onChange={(v) => { setProvider(v); setChosen(new Set()) }} choices={providers.map((p): [string, string] => [p, p])} />
        {currencies.length > 1 && <SelectField label={t('prices.currency')} value={money} onChange={(v) => { setCurrency(v); setChosen(new Set()) }} choices={currencies.map((c): ['USD' | 'CNY', string] => [c, c])} />}
        <SelectField label={t('prices.become')} value={kind ?? 'sale'} onChange={setKind} choices={[['sale', t('prices.kind.sale')], ['purchase', t('prices.kind.purchase')]]} />
        <TextField label={t('prices.multiplier')} mono value={multiplier} onChange={setMultiplier} hint={t('prices.multiplierHint')} />
        {yuan && <TextField label={t('prices.yuan')} mono value={rate} onChange={setRate} hint={t('prices.yuanHint')} />}
      </div>
      <p className="i3 sm">{chosen.size > 0 ? t('prices.chosen', { n: count(chosen.size) }) : t('prices.wholeList', { n: count(new Set(listed.map((e) => e.model)).size) })}</p>
      <div className="scroll catalogue" tabIndex={0}>
        <table className="tbl changes">
          <thead><tr><th scope="col"><span className="vh">{t('prices.chooseAll')}</span></th><th scope="col">{t('prices.model')}</th><th scope="col" className="r">{t('prices.list')}</th><th scope="col" className="r">{t('prices.now')}</th><th scope="col">{t('prices.source')}</th></tr></thead>
          <tbody>
            {listed.map((e) => (
              <tr key={e.id}>
                <td><input type="checkbox" aria-label={t('table.select', { name: e.model })} checked={chosen.has(e.model)} onChange={() => toggle(e.model)} /></td>
                <td className="m">{e.model}{e.note && <small className="i3">{e.note}</small>}</td>
                <td className="r n">{listPrice(e)}</td>
                <td className="r n i2">{nowOf(e.model)}</td>
                <td><a className="lk el" href={safeLink(e.source)} target="_blank" rel="noopener noreferrer">{hostOf(e.source)}</a><small className="i3">{t(`prices.verified.${e.verified}`)}{e.by && ` ${e.by}`}, {fullDay(e.date)}</small></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  )
}

const hostOf = (source: string): string => { try { return new URL(source).host } catch { return source } }
const safeLink = (source: string): string | undefined => (/^https?:\/\//.test(source) ? source : undefined)

/** A published price in its currency. */
function listPrice(e: CatalogueEntry): string {
  const sign = (v: string) => (e.currency === 'CNY' ? shown(v).replace('$', '¥') : shown(v))
  if (e.free) return t('prices.freeShort')
  if (e.input) return `${sign(e.input)} / ${sign(e.output ?? '0')}`
  const unit = unitFields.find((f) => e[f])
  return unit ? `${sign(e[unit] ?? '0')} ${t(`prices.field.${unit}`)}` : t('state.none')
}
