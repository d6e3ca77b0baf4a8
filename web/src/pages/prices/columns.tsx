import { count, exact, fullDay, nano, price as shown } from '../../format'
import { t } from '../../i18n'
import { Margin, marginOrder } from '../../ui/Margin'
import type { Column } from '../../ui/Table'
import type { Field } from './price'
import { on, type Row } from './rows'

const none = () => <span className="i3">{t('state.none')}</span>

const amount = (f: Field) => (r: Row) => {
  if (!on(r)) return none()
  if (r.current?.free) return f === 'input' ? t('prices.freeShort') : ''
  const v = r.current?.[f]
  if (!v) return none()
  return r.below.includes(f) ? <b className="bad" title={t('prices.belowHint')}>{shown(v)}</b> : shown(v)
}

const column = (f: Field, wide?: boolean): Column<Row> => ({ id: f, head: t(`prices.field.${f}`), width: '104px', right: true, wide, sort: (r) => nano(r.current?.[f] ?? '-1') ?? -1n, cell: amount(f) })

function Name({ row: r, channelName }: { row: Row; channelName: (id: string) => string }) {
  if (r.kind === 'purchase') return t('prices.bought', { where: r.channel ? channelName(r.channel) : r.provider })
  if (!on(r)) return r.known?.priced ? t('prices.byPattern', { pattern: r.known.price }) : <span className="warn">{t('prices.without', { n: count(r.known?.last_hour.refused ?? 0) })}</span>
  if (r.below.length > 0) return <span className="bad">{t('prices.belowIn', { fields: r.below.map((f) => t(`prices.field.${f}`)).join(', ') })}</span>
  return r.known ? t('prices.servedBy', { n: count(r.known.channels.length) }) : t('prices.pattern')
}

function Cheapest({ row: r }: { row: Row }) {
  const p = r.cheapest?.price
  if (!p) return none()
  return <span className="i2" title={r.cheapest?.published ? t('prices.published') : undefined}>{shown(p.input ?? '0')} / {shown(p.output ?? '0')}{r.cheapest?.published && ' *'}</span>
}

export const columnsNow = (channelName: (id: string) => string, bought: boolean): Column<Row>[] => [
  { id: 'model', head: t('prices.model'), sort: (r) => r.model, card: 'title', cell: (r) => <div className="cell2"><div><b className="el m">{r.model}</b><small className="el"><Name row={r} channelName={channelName} /></small></div></div> },
  { ...column('input'), card: 'side' }, column('output'), column('cache_read', true), column('cache_write', true), column('reasoning', true),
  { id: 'tiers', head: t('prices.tiers'), width: '70px', right: true, wide: true, cell: (r) => (r.current?.tiers.length ? count(r.current.tiers.length) : none()) },
  ...(bought ? [] : [
    { id: 'bought', head: t('prices.cheapest'), width: '136px', right: true, wide: true, cell: (r: Row) => <Cheapest row={r} /> },
    { id: 'margin', head: t('prices.margin'), width: '130px', right: true, wide: true, sort: (r: Row) => marginOrder(r.lately), cell: (r: Row) => (r.lately?.tokens_total ? <Margin of={r.lately} amount /> : none()) },
  ] satisfies Column<Row>[]),
  { id: 'since', head: t('prices.sinceHead'), width: '130px', right: true, sort: (r) => r.current?.effective_from ?? '', cell: (r) => (r.current ? <time title={exact(r.current.effective_from ?? '')}>{fullDay(r.current.effective_from ?? '')}</time> : none()) },
]
