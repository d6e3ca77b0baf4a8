import { useQuery } from '@tanstack/react-query'
import { FileSpreadsheet, Plus, Printer } from 'lucide-react'
import { useMemo, useState } from 'react'

import { all, api, get } from '../../api/client'
import type { Redemption } from '../../api/types'
import { useGo, useParam, useSearch, useSetSearch } from '../../app/address'
import { useKeys } from '../../app/keys'
import { count, dayTime, exact, fullDay, money, nano } from '../../format'
import { t } from '../../i18n'
import { Meter, Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { FilterBar } from '../../ui/Filter'
import { Once } from '../../ui/Once'
import { Page } from '../../ui/Page'
import { csv, saveFile } from '../../ui/save'
import { Empty, Failed, NoMatch } from '../../ui/States'
import { type Column, Table } from '../../ui/Table'
import { CodesDrawer } from './CodesDrawer'
import { CodesForm } from './CodesForm'

/** How many of a batch were redeemed. */
export function Redeemed({ batch: b }: { batch: Redemption }) {
  const label = t('codes.redeemedOf', { n: count(b.redeemed), all: count(b.count) })
  return <span className="budget"><span className="n">{label}</span><Meter share={Math.min(b.redeemed / b.count, 0.9)} label={label} /></span>
}

const expired = (b: Redemption): boolean => Boolean(b.expires_at && Date.parse(b.expires_at) <= Date.now())

const columnsNow = (): Column<Redemption>[] => [
  { id: 'name', head: t('codes.name'), sort: (b) => b.name, card: 'title', cell: (b) => <b className="el">{b.name}</b> },
  { id: 'count', head: t('codes.count'), width: '90px', right: true, sort: (b) => b.count, cell: (b) => count(b.count), wide: true },
  { id: 'amount', head: t('codes.amount'), width: '110px', right: true, sort: (b) => nano(b.amount) ?? 0n, cell: (b) => money(b.amount) },
  { id: 'redeemed', head: t('codes.redeemed'), width: '200px', sort: (b) => b.redeemed / b.count, card: 'line', cell: (b) => <Redeemed batch={b} /> },
  { id: 'disabled', head: t('codes.state.disabled'), width: '100px', right: true, sort: (b) => b.disabled, cell: (b) => (b.disabled > 0 ? count(b.disabled) : <span className="i3">{t('state.none')}</span>), wide: true },
  { id: 'liability', head: t('codes.liability'), width: '120px', right: true, sort: (b) => nano(b.liability) ?? 0n, card: 'side', cell: (b) => money(b.liability) },
  { id: 'expires', head: t('codes.expires'), width: '140px', right: true, sort: (b) => b.expires_at ?? '9', cell: (b) => (b.expires_at ? <span className={expired(b) ? 'warn' : ''}>{fullDay(b.expires_at)}</span> : <span className="i3">{t('tokens.noEnd')}</span>) },
  { id: 'made', head: t('tokens.made'), width: '130px', right: true, sort: (b) => b.created_at ?? '', wide: true, cell: (b) => (b.created_at ? <time title={exact(b.created_at)}>{dayTime(b.created_at)}</time> : t('state.none')) },
]

const views = ['all', 'open', 'done'] as const
type View = (typeof views)[number]
const inView: Record<View, (b: Redemption) => boolean> = { all: () => true, open: (b) => b.open > 0, done: (b) => b.open === 0 }

export function Codes() {
  const id = useParam('id')
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const { data, error, refetch } = useQuery({
    queryKey: ['redemptions'],
    queryFn: () => all<Redemption>(async (cursor) => (await get(api.GET('/api/redemptions', { params: { query: { limit: 200, cursor } } }))) as { items: Redemption[]; next_cursor: string | null }),
  })
  const [creating, setCreating] = useState(false)
  const [made, setMade] = useState<Redemption>()
  const columns = useMemo(columnsNow, [])
  const view = views.find((v) => v === search.view) ?? 'all'
  const rows = useMemo(() => data?.filter((b) => inView[view](b) && (!search.q || b.name.toLowerCase().includes(search.q.toLowerCase()))), [data, search.q, view])
  const open = (b: Redemption | undefined) => b && go(`/codes/${b.id}`, 'keep')
  const batch = data?.find((b) => b.id === id)
  const at = rows?.findIndex((b) => b.id === id) ?? -1
  const liability = data?.reduce((n, b) => n + (nano(b.liability) ?? 0n), 0n)
  useKeys([{ keys: 'n', title: 'keys.new', run: () => setCreating(true) }])
  const add = <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>{t('codes.add')}</Button>
  return (
    <Page fixed title={t('nav.codes')} actions={add}>
      <div className="listing">
        <Tabs label={t('nav.codes')} value={view} onChange={(v) => setSearch({ view: v === 'all' ? undefined : v }, true)} choices={views.map((v) => ({ id: v, label: t(`codes.view.${v}`), count: data?.filter(inView[v]).length }))} />
        <FilterBar fields={[]} hint={t('codes.hint')} end={liability !== undefined && t('codes.outstanding', { amount: money(liability) })} />
        {error ? <Failed error={error} onRetry={refetch} /> : (
          <Table
            label={t('nav.codes')} columns={columns} rows={rows} id={(b) => b.id} name={(b) => b.name} twoLines open={id} onOpen={open} rowClass={(b) => (b.open > 0 ? undefined : 'dim')}
            empty={search.q || view !== 'all' ? <NoMatch hidden={data?.length} onClear={() => setSearch({ q: undefined, view: undefined }, true)} /> : <Empty action={add}>{t('codes.none')}</Empty>}
          />
        )}
      </div>
      {batch && (
        <CodesDrawer
          key={batch.id} batch={batch} onClose={() => go('/codes', 'keep')}
          onPrevious={at > 0 ? () => open(rows?.[at - 1]) : undefined} onNext={rows && at >= 0 && at < rows.length - 1 ? () => open(rows[at + 1]) : undefined}
        />
      )}
      {creating && <CodesForm onClose={() => setCreating(false)} onMade={(b) => { setCreating(false); setMade(b) }} />}
      {made && (
        <Once title={t('codes.made', { n: count(made.codes.length), amount: money(made.amount) })} lines={made.codes} file={`${made.name}.txt`} note={t('codes.once')} onClose={() => { setMade(undefined); open(made) }}>
          <Button icon={FileSpreadsheet} onClick={() => saveFile(`${made.name}.csv`, csv([['code', 'amount', 'expires_at'], ...made.codes.map((c) => [c, made.amount, made.expires_at ?? ''])]), 'text/csv')}>{t('statement.csv')}</Button>
          <Button icon={Printer} onClick={() => print()}>{t('codes.print')}</Button>
        </Once>
      )}
    </Page>
  )
}
