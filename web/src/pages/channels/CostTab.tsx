// What a channel charges, what its calls were charged, and what is left of that.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { Channel, ChannelPrice, Price } from '../../api/types'
import { A, useSearch, useSetSearch } from '../../app/address'
import { count, money, price } from '../../format'
import { t } from '../../i18n'
import { Seg } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { SelectField, TextField } from '../../ui/Form'
import { Margin, Uncovered } from '../../ui/Margin'
import { Failed, Skeleton } from '../../ui/States'
import { say, sayError } from '../../ui/Toast'
import { scaledPrice, writable } from '../prices/price'
import { BalanceBox } from './BalanceBox'
import { percentOf } from './factor'

const spans = { '24h': 86_400e3, '7d': 7 * 86_400e3, '30d': 30 * 86_400e3 } as const
type Span = keyof typeof spans

/** Input and output, as they are entered. */
function Rates({ of: p }: { of: ChannelPrice['sale'] }) {
  if (!p) return <span className="i3">{t('channels.noPrice')}</span>
  if (p.free) return <span className="i2">{t('channels.free')}</span>
  if (p.input === null || p.output === null) return <span className="i2">{t('channels.perUnit')}</span>
  return <span className="block">{price(p.input ?? '0')} / {price(p.output ?? '0')}</span>
}

export function CostTab({ channel: c }: { channel: Channel }) {
  const { span: asked } = useSearch()
  const setSearch = useSetSearch()
  const [setting, setSetting] = useState(false)
  const span: Span = asked === '7d' || asked === '30d' ? asked : '24h'
  const { data, error, refetch } = useQuery({
    queryKey: ['channel-costs', c.id, span], refetchInterval: 60_000,
    queryFn: ({ signal }) => get(api.GET('/api/channels/{id}/costs', { params: { path: { id: c.id }, query: { from: new Date(Date.now() - spans[span]).toISOString() } }, signal })),
  })
  if (error) return <Failed error={error} onRetry={refetch} />
  if (!data) return <Skeleton rows={6} />
  const total = data.total
  const unknown = data.items.filter((x) => x.source === 'unknown').length
  const tile = (label: string, figure: ReactNode) => <div className="tile"><span className="tile-label">{label}</span><span className="fig">{figure}</span></div>
  return (
    <>
      <div className="row"><Seg label={t('range.label')} value={span} choices={(Object.keys(spans) as Span[]).map((id) => ({ id, label: t(`range.${id}`) }))} onChange={(id) => setSearch({ span: id === '24h' ? undefined : id })} /><span className="sp" /><Button small onClick={() => setSetting(true)} disabled={data.items.length === 0}>{t('channels.setPrices')}</Button></div>
      <div className="tiles small">
        {tile(t('tokens.col.calls'), count(total.requests))}
        {tile(t('channels.charged'), money(total.cost))}
        {tile(t('channels.paid'), money(total.purchase_cost ?? '0'))}
        {tile(t('measure.margin'), <Margin of={total} />)}
      </div>
      {unknown > 0 && <p className="note warn">{t('channels.unknownCosts', { n: count(unknown) })}</p>}
      <div className="panel">
        <div className="scroll" tabIndex={0}>
        <table className="tbl fit">
          <thead><tr><th>{t('logs.field.model')}</th><th className="r">{t('channels.sells')}</th><th className="r">{t('channels.buys')}</th><th className="r">{t('channels.charged')}</th><th className="r">{t('measure.margin')}</th></tr></thead>
          <tbody>
            {data.items.map((x) => (
              <tr key={x.model}>
                <td><A className="el" to={`/prices/${encodeURIComponent(x.model)}`}>{x.model}</A><small className="block i3">{t('channels.callsOf', { n: count(x.total.requests) })}</small></td>
                <td className="r"><Rates of={x.sale} /></td>
                <td className="r"><Rates of={x.purchase} />{x.purchase && <small className="block i3">{t(`channels.source.${x.source}`)}</small>}</td>
                <td className="r">{money(x.total.cost)}</td>
                <td className="r"><Margin of={x.total} /></td>
              </tr>
            ))}
          </tbody>
        </table>
        </div>
        <Uncovered of={total} />
      </div>
      <p className="i3 sm">{t('channels.ratesNote')}</p>
      <BalanceBox channel={c} />
      {setting && <SetPrices channel={c} items={data.items} onClose={() => setSetting(false)} />}
    </>
  )
}

type Basis = 'sale' | 'purchase'

/** New purchase prices of this channel, as so many times what is known. */
function SetPrices({ channel: c, items, onClose }: { channel: Channel; items: ChannelPrice[]; onClose: () => void }) {
  const client = useQueryClient()
  const [basis, setBasis] = useState<Basis>(items.some((x) => x.purchase) ? 'purchase' : 'sale')
  const [factor, setFactor] = useState('1')
  const [problem, setProblem] = useState<Problem>()
  const percent = percentOf(factor)
  const based = items.flatMap((x) => { const p = x[basis]; return p && !p.free ? [{ model: x.upstream_model, of: p as Price }] : [] })
  const all = [...new Map(based.map((x) => [x.model, x])).values()] // two public names may be one model
  const save = async () => {
    if (percent === undefined) return
    const made = all.map((x) => ({ ...writable(scaledPrice(x.of, percent)), model: x.model, kind: 'purchase', channel_id: c.id, provider: '' }))
    try {
      const got = await get(api.POST('/api/prices/bulk', { body: { items: made } as never }))
      for (const key of ['channel-costs', 'prices', 'models']) await client.invalidateQueries({ queryKey: [key] })
      say(t('channels.pricesSet', { n: count(got.changed) }))
      onClose()
    } catch (e) {
      if (e instanceof Problem && e.fields.length > 0) setProblem(e)
      else sayError(e)
    }
  }
  return (
    <Dialog
      title={t('channels.setPrices')} onClose={onClose}
      actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" disabled={percent === undefined || all.length === 0} onClick={save}>{t('channels.setFor', { n: all.length })}</Button></>}
    >
      <p className="read">{t('channels.setPricesWhat')}</p>
      <div className="two-fields">
        <TextField label={t('channels.factor')} mono value={factor} onChange={setFactor} autoFocus error={percent === undefined ? t('channels.factorWrong') : undefined} hint={percent === undefined ? undefined : t('channels.factorHint', { a: price('1'), b: price(scaledPrice({ input: '1', tiers: [] } as unknown as Price, percent).input ?? '1') })} />
        <SelectField label={t('channels.basis')} value={basis} onChange={setBasis} choices={[['purchase', t('channels.basis.purchase')], ['sale', t('channels.basis.sale')]]} />
      </div>
      {problem && <p className="note bad">{problem.fields.slice(0, 5).map((f) => `${f.field} ${f.message}`).join('; ')}</p>}
      <p className="i3 sm">{t('channels.setFrom')}</p>
    </Dialog>
  )
}
