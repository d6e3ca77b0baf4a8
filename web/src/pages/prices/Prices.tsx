import { ClipboardPaste, Ellipsis, Import, Percent, Plus, Table2 } from 'lucide-react'
import { useMemo, useState } from 'react'

import { useGo, useParam, useSearch, useSetSearch } from '../../app/address'
import { useKeys } from '../../app/keys'
import { count } from '../../format'
import { t } from '../../i18n'
import { Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { FilterBar } from '../../ui/Filter'
import { TextField } from '../../ui/Form'
import { Menu } from '../../ui/Menu'
import { Page } from '../../ui/Page'
import { Empty, Failed, NoMatch } from '../../ui/States'
import { SelectionBar, Table } from '../../ui/Table'
import { columnsNow } from './columns'
import { Grid } from './Grid'
import { ImportForm } from './ImportForm'
import { scaledPrice, writable } from './price'
import { PriceDrawer } from './PriceDrawer'
import { bulk, PriceForm, SheetForm } from './PriceForm'
import { Review } from './Review'
import { inView, on, type Row, usePrices, views } from './rows'

export function Prices() {
  const model = useParam('model')
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const { rows: all, models, channels, error, refetch } = usePrices()
  const [asking, setAsking] = useState<'add' | 'paste' | 'import' | 'percent'>()
  const [selected, setSelected] = useState<Set<string>>(new Set())
  const view = views.find((v) => v === search.view) ?? 'all'
  const channelName = useMemo(() => (id: string) => channels?.find((c) => c.id === id)?.name ?? id, [channels])
  const rows = useMemo(() => all?.filter((r) => inView[view](r) && (!search.q || r.model.toLowerCase().includes(search.q.toLowerCase()))), [all, view, search.q])
  const sheet = search.sheet === '1' && view !== 'bought'
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
          {view !== 'bought' && <Button icon={Table2} pressed={sheet} label={t('prices.sheet')} onClick={() => setSearch({ sheet: sheet ? undefined : '1' })} />}
          {add}
        </>
      }
    >
      <div className="listing">
        <Tabs label={t('nav.prices')} value={view} onChange={(v) => setSearch({ view: v === 'all' ? undefined : v }, true)} choices={views.map((v) => ({ id: v, label: t(`prices.view.${v}`), count: all?.filter(inView[v]).length, alert: v === 'unpriced' || v === 'below' }))} />
        <FilterBar fields={[]} hint={t('prices.hint')} end={t('prices.perMillionLong')} />
        {error ? <Failed error={error} onRetry={refetch} /> : sheet && rows ? <Grid key={view} rows={rows} onClose={() => setSearch({ sheet: undefined })} /> : (
          <Table
            label={t('nav.prices')} columns={columns} rows={rows} id={(r) => r.id} name={(r) => r.model} twoLines open={rows?.[at]?.id} onOpen={open} selection={{ ids: selected, change: setSelected }}
            empty={search.q ? <NoMatch hidden={all?.length} onClear={() => setSearch({ q: undefined }, true)} /> : <Empty action={view === 'all' ? add : undefined}>{view === 'unpriced' ? t('prices.allPriced') : view === 'below' ? t('prices.noneBelow') : t('prices.none')}</Empty>}
          />
        )}
        {!sheet && <SelectionBar selection={{ ids: selected, change: setSelected }}>
          <Button small icon={Percent} disabled={chosen.length === 0} onClick={() => setAsking('percent')}>{t('prices.percent')}</Button>
        </SelectionBar>}
      </div>
      {model && all && !sheet && (
        <PriceDrawer
          key={model} model={model} lines={all.filter((r) => r.model === model && r.versions.length > 0)} costs={all.find((r) => r.model === model && r.kind === 'sale')?.costs ?? []} known={models?.find((m) => m.model === model)} channelName={channelName} onClose={() => go('/prices', 'keep')}
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
