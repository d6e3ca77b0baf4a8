import { useQuery } from '@tanstack/react-query'
import { ClipboardPaste, Ellipsis, Import, Percent, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'

import { api, get } from '../../api/client'
import { channelsQuery, pricesQuery } from '../../api/queries'
import type { Model } from '../../api/types'
import { useGo, useParam, useSearch, useSetSearch } from '../../app/address'
import { useKeys } from '../../app/keys'
import { count, exact, fullDay, nano, price as shown } from '../../format'
import { t } from '../../i18n'
import { Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { FilterBar } from '../../ui/Filter'
import { TextField } from '../../ui/Form'
import { Menu } from '../../ui/Menu'
import { Page } from '../../ui/Page'
import { Empty, Failed, NoMatch } from '../../ui/States'
import { type Column, SelectionBar, Table } from '../../ui/Table'
import { type Field, type Line, linesOf, scaledPrice, writable } from './price'
import { PriceDrawer } from './PriceDrawer'
import { bulk, ImportForm, PriceForm, SheetForm } from './PriceForm'
import { Review } from './Review'

type Row = Line & { known: Model | undefined; bought: Line | undefined }

const views = ['all', 'unpriced', 'changed', 'bought'] as const
type View = (typeof views)[number]

const month = 30 * 86_400_000
const on = (r: Row) => r.current && !r.current.retired
const inView: Record<View, (r: Row) => boolean> = {
  all: (r) => r.kind === 'sale' && Boolean(on(r) || r.next),
  unpriced: (r) => r.kind === 'sale' && !on(r) && r.known !== undefined && !r.known.priced,
  changed: (r) => r.kind === 'sale' && r.versions.some((v) => Date.parse(v.created_at ?? '') > Date.now() - month),
  bought: (r) => r.kind === 'purchase' && Boolean(on(r)),
}

/** Names with a price, and names that are served or were asked for without one. */
function rowsOf(lines: Line[], models: Model[]): Row[] {
  const known = new Map(models.map((m) => [m.model, m]))
  const cheapest = (model: string) => lines.filter((l) => l.kind === 'purchase' && l.model === model && l.current?.input).sort((a, b) => (Number((nano(a.current?.input ?? '') ?? 0n) - (nano(b.current?.input ?? '') ?? 0n))))[0]
  const named = new Set(lines.filter((l) => l.kind === 'sale').map((l) => l.model))
  const missing = models.filter((m) => !named.has(m.model)).map((m): Line => ({ id: `sale|||${m.model}`, model: m.model, kind: 'sale', channel: '', provider: '', current: undefined, next: undefined, versions: [] }))
  return [...lines, ...missing].map((l) => ({ ...l, known: known.get(l.model), bought: l.kind === 'sale' ? cheapest(l.model) : undefined })).sort((a, b) => a.model.localeCompare(b.model))
}

const amount = (f: Field) => (r: Row) => {
  if (!on(r)) return <span className="i3">{t('state.none')}</span>
  if (r.current?.free) return f === 'input' ? t('prices.freeShort') : ''
  const v = r.current?.[f]
  return v ? shown(v) : <span className="i3">{t('state.none')}</span>
}

const column = (f: Field, wide?: boolean): Column<Row> => ({ id: f, head: t(`prices.field.${f}`), width: '108px', right: true, wide, sort: (r) => nano(r.current?.[f] ?? '-1') ?? -1n, cell: amount(f) })

const columnsNow = (channelName: (id: string) => string, bought: boolean): Column<Row>[] => [
  { id: 'model', head: t('prices.model'), sort: (r) => r.model, card: 'title', cell: (r) => <div className="cell2"><div><b className="el m">{r.model}</b><small className="el">{r.kind === 'purchase' ? t('prices.bought', { where: r.channel ? channelName(r.channel) : r.provider }) : !on(r) ? (r.known?.priced ? t('prices.byPattern', { pattern: r.known.price }) : <span className="warn">{t('prices.without', { n: count(r.known?.last_hour.refused ?? 0) })}</span>) : r.known ? t('prices.servedBy', { n: count(r.known.channels.length) }) : t('prices.pattern')}</small></div></div> },
  { ...column('input'), card: 'side' }, column('output'), column('cache_read', true), column('cache_write', true), column('reasoning', true),
  { id: 'tiers', head: t('prices.tiers'), width: '80px', right: true, wide: true, cell: (r) => (r.current?.tiers.length ? count(r.current.tiers.length) : <span className="i3">{t('state.none')}</span>) },
  ...(bought ? [] : [{ id: 'bought', head: t('prices.cheapest'), width: '140px', right: true, wide: true, cell: (r: Row) => (r.bought?.current ? <span className={(nano(r.current?.input ?? '0') ?? 0n) < (nano(r.bought.current.input ?? '0') ?? 0n) ? 'bad' : 'i2'}>{shown(r.bought.current.input ?? '0')} / {shown(r.bought.current.output ?? '0')}</span> : <span className="i3">{t('state.none')}</span>) } satisfies Column<Row>]),
  { id: 'since', head: t('prices.sinceHead'), width: '150px', right: true, sort: (r) => r.current?.effective_from ?? '', cell: (r) => (r.current ? <time title={exact(r.current.effective_from ?? '')}>{fullDay(r.current.effective_from ?? '')}</time> : <span className="i3">{t('state.none')}</span>) },
]

export function Prices() {
  const model = useParam('model')
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const { data, error, refetch } = useQuery(pricesQuery())
  const models = useQuery({ queryKey: ['models'], queryFn: () => get(api.GET('/api/models')) }).data?.items
  const channels = useQuery(channelsQuery()).data
  const [asking, setAsking] = useState<'add' | 'paste' | 'import' | 'percent'>()
  const [selected, setSelected] = useState<Set<string>>(new Set())
  const view = views.find((v) => v === search.view) ?? 'all'
  const channelName = useMemo(() => (id: string) => channels?.find((c) => c.id === id)?.name ?? id, [channels])
  const all = useMemo(() => data && rowsOf(linesOf(data), models ?? []), [data, models])
  const rows = useMemo(() => all?.filter((r) => inView[view](r) && (!search.q || r.model.toLowerCase().includes(search.q.toLowerCase()))), [all, view, search.q])
  const columns = useMemo(() => columnsNow(channelName, view === 'bought'), [channelName, view])
  const open = (r: Row | undefined) => r && go(`/prices/${encodeURIComponent(r.model)}`, 'keep')
  const at = rows?.findIndex((r) => r.model === model) ?? -1
  const chosen = rows?.filter((r) => selected.has(r.id) && on(r)) ?? []
  const close = () => { setAsking(undefined); setSelected(new Set()) }
  useKeys([{ keys: 'n', title: 'keys.new', run: () => setAsking('add') }])
  const add = <Button kind="primary" icon={Plus} onClick={() => setAsking('add')}>{t('prices.add')}</Button>
  return (
    <Page
      fixed title={t('nav.prices')}
      actions={
        <>
          <Menu label={t('app.more')} className="btn ico" button={<Ellipsis />} items={[{ label: t('prices.import'), icon: Import, run: () => setAsking('import') }, { label: t('prices.paste'), icon: ClipboardPaste, run: () => setAsking('paste') }]} />
          {add}
        </>
      }
    >
      <div className="listing">
        <Tabs label={t('nav.prices')} value={view} onChange={(v) => setSearch({ view: v === 'all' ? undefined : v }, true)} choices={views.map((v) => ({ id: v, label: t(`prices.view.${v}`), count: all?.filter(inView[v]).length, alert: v === 'unpriced' }))} />
        <FilterBar fields={[]} hint={t('prices.hint')} end={t('prices.perMillionLong')} />
        {error ? <Failed error={error} onRetry={refetch} /> : (
          <Table
            label={t('nav.prices')} columns={columns} rows={rows} id={(r) => r.id} name={(r) => r.model} twoLines open={rows?.[at]?.id} onOpen={open} selection={{ ids: selected, change: setSelected }}
            empty={search.q ? <NoMatch hidden={all?.length} onClear={() => setSearch({ q: undefined }, true)} /> : <Empty action={view === 'all' ? add : undefined}>{view === 'unpriced' ? t('prices.allPriced') : t('prices.none')}</Empty>}
          />
        )}
        <SelectionBar selection={{ ids: selected, change: setSelected }}>
          <Button small icon={Percent} disabled={chosen.length === 0} onClick={() => setAsking('percent')}>{t('prices.percent')}</Button>
        </SelectionBar>
      </div>
      {model && all && (
        <PriceDrawer
          key={model} model={model} lines={all.filter((r) => r.model === model && r.versions.length > 0)} known={models?.find((m) => m.model === model)} channelName={channelName} onClose={() => go('/prices', 'keep')}
          onPrevious={at > 0 ? () => open(rows?.[at - 1]) : undefined} onNext={rows && at >= 0 && at < rows.length - 1 ? () => open(rows[at + 1]) : undefined}
        />
      )}
      {asking === 'add' && <PriceForm model={search.q ?? ''} price={undefined} onClose={close} />}
      {asking === 'paste' && <SheetForm onClose={close} />}
      {asking === 'import' && <ImportForm onClose={close} />}
      {asking === 'percent' && <PercentForm rows={chosen} onClose={close} />}
    </Page>
  )
}

function PercentForm({ rows, onClose }: { rows: Row[]; onClose: () => void }) {
  const [percent, setPercent] = useState('10')
  const [reviewing, setReviewing] = useState(false)
  const valid = /^[+-]?\d{1,4}(\.\d{1,3})?$/.test(percent.trim())
  const items = rows.flatMap((r) => (r.current ? [writable(scaledPrice(r.current, percent))] : []))
  if (reviewing) return <Review id={`${percent} ${rows.map((r) => r.id).join()}`} run={bulk(items)} onClose={() => setReviewing(false)} onDone={onClose} />
  return (
    <Dialog title={t('prices.percent')} onClose={onClose} actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" disabled={!valid} onClick={() => setReviewing(true)}>{t('prices.review')}</Button></>}>
      <TextField label={t('prices.percentLabel', { n: count(rows.length) })} mono value={percent} onChange={setPercent} suffix="%" hint={t('prices.percentHint')} />
    </Dialog>
  )
}
