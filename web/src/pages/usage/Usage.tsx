import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Download, GitCompare } from 'lucide-react'
import { useMemo } from 'react'

import { api, get } from '../../api/client'
import type { UsageReport } from '../../api/types'
import { A, type Search, useGo, useSearch, useSetSearch } from '../../app/address'
import { count, money } from '../../format'
import { t } from '../../i18n'
import { Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { ChartCard } from '../../ui/ChartCard'
import { FilterBar, type FilterField } from '../../ui/Filter'
import { saveFile } from '../../ui/save'
import { Uncovered } from '../../ui/Margin'
import { type Measure, measureOf, measures, seriesOf, stepMillis } from '../../ui/measure'
import { Page } from '../../ui/Page'
import { type Range, RangePicker, useRange } from '../../ui/Range'
import { Empty, Failed, Skeleton } from '../../ui/States'
import { Table } from '../../ui/Table'
import { useLists } from '../logs/Logs'
import { logFields, logQuery } from '../logs/filter'
import { outcomes } from '../logs/outcome'
import { groupsCSV } from './csv'
import { type Dimension, dimensions, groupColumns, nameOf, unfolds } from './groups'
import { Heat } from './Heat'

/** The fields of the log's filter that sums are kept by. */
const usable = ['model', 'channel', 'token', 'user', 'group', 'outcome']

type Query = NonNullable<import('../../api/schema').paths['/api/usage']['get']['parameters']['query']>

const useReport = (query: Query, enabled = true) =>
  useQuery({ queryKey: ['usage', query], queryFn: ({ signal }) => get(api.GET('/api/usage', { params: { query }, signal })), placeholderData: keepPreviousData, enabled })

/** The period before, of the same length. */
const before = (r: Range): { from: string; to: string } => ({ from: new Date(2 * r.from.getTime() - r.to.getTime()).toISOString(), to: r.from.toISOString() })

export function Usage() {
  const search = useSearch()
  const setSearch = useSetSearch()
  const range = useRange('7d')
  const lists = useLists()
  const fields: FilterField[] = useMemo(() => logFields(lists).filter((f) => usable.includes(f.id)), [lists])
  const filter = useMemo(() => {
    const q = logQuery(Object.fromEntries(usable.map((k) => [k, search[k]])), lists)
    return { model: q.model, channel_id: q.channel_id, token_id: q.token_id, user_id: q.user_id, group: q.group, outcome: outcomes.find((o) => o === search.outcome) }
  }, [search, lists])
  const by: Dimension | 'hours' = search.by === 'hours' ? 'hours' : (dimensions.find((d) => d === search.by) ?? 'model')
  const measure: Measure = measures.find((m) => m === search.measure) ?? 'requests'
  const compare = search.compare === '1'
  const span = { from: range.from.toISOString(), to: range.to.toISOString() }
  const { data, error, refetch } = useReport({ ...filter, ...span, group_by: by === 'hours' ? undefined : by, top: 7 })
  const past = useReport({ ...filter, ...before(range) }, compare).data
  const def = measureOf[measure]
  const grouped = dimensions.find((d) => d === data?.group_by) ?? 'model' // while the next report comes, the one before is shown
  // Tokens are told apart by kind where one thing is looked at; with groups, by group.
  const report: UsageReport | undefined = data && (by === 'hours' || def.kind === 'lines' ? { ...data, groups: measure === 'ttft' ? [] : data.groups } : data)
  return (
    <Page title={t('nav.usage')} actions={<><RangePicker range={range} /><Button icon={GitCompare} pressed={compare} onClick={() => setSearch({ compare: compare ? undefined : '1' })}><span className="no-phone">{t('range.compare')}</span></Button></>}>
      <div className="usage-bar">
        <FilterBar fields={fields} hint={t('usage.hint')} />
      </div>
      {error ? <Failed error={error} onRetry={refetch} /> : (
        <div className="stack">
          <ChartCard
            title={t(def.label)} kind={def.kind} loading={!report} times={report?.times.map((x) => Date.parse(x)) ?? []} step={stepMillis[report?.step ?? '1h'] ?? 3600e3}
            series={report ? seriesOf(report, measure, nameOf(grouped)) : []} format={def.format} short={def.short} height={240}
            ghost={compare && def.kind === 'bars' ? past?.series.map(def.value) : undefined}
            measures={measures.map((id) => ({ id, label: t(measureOf[id].label) }))} measure={measure} onMeasure={(m) => setSearch({ measure: m === 'requests' ? undefined : m })}
            onZoom={(from, to) => setSearch({ range: undefined, from: new Date(from).toISOString(), to: new Date(to).toISOString() }, true)}
          />
          <section className="panel">
            <header className="tabs-head">
              <Tabs label={t('usage.by')} value={by} onChange={(d) => setSearch({ by: d === 'model' ? undefined : d, sort: undefined })} choices={[...dimensions.map((id) => ({ id: id as Dimension | 'hours', label: t(`usage.by.${id}`) })), { id: 'hours' as const, label: t('usage.by.hours') }]} />
              {data && by !== 'hours' && <Button kind="ghost" small icon={Download} label={t('usage.csv')} onClick={() => saveFile(`usage-by-${grouped}.csv`, groupsCSV(data), 'text/csv')} />}
            </header>
            {!data ? <Skeleton rows={6} /> : by === 'hours' ? <Heat query={{ ...filter, ...span }} measure={measure} /> : <Groups report={data} by={grouped} measure={measure} search={search} />}
          </section>
        </div>
      )}
    </Page>
  )
}

function Groups({ report, by, measure, search }: { report: UsageReport; by: Dimension; measure: Measure; search: Search }) {
  const go = useGo()
  const setSearch = useSetSearch()
  const columns = useMemo(() => groupColumns(by, measure, report, (g) => setSearch({ [by]: g.key, by: unfolds(by) === 'model' ? undefined : unfolds(by), sort: undefined }, true)), [by, measure, report, setSearch])
  const { range, from, to } = search
  const rest = Object.fromEntries(usable.map((k) => [k, search[k]]))
  return (
    <>
      <Table
        label={t(`usage.by.${by}`)} columns={columns} rows={report.groups} id={(g) => g.key} empty={<Empty>{t('chart.empty')}</Empty>}
        onOpen={(g) => go('/logs', { ...rest, [by]: g.key || undefined, range: range ?? (from ? undefined : '7d'), from, to })}
      />
      <Uncovered of={report.total} />
      <p className="tail i3 sm n">{t('chart.total')}: {count(report.total.requests)} {t('measure.requests')} · {money(report.total.cost)} · <A className="lk" to="/logs" search={{ ...rest, range: range ?? '7d', from, to }}>{t('usage.open')}</A></p>
    </>
  )
}
