import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { GitCompare } from 'lucide-react'
import { useMemo } from 'react'

import { api, get } from '../../api/client'
import type { UsageGroup, UsageReport } from '../../api/types'
import { A, type Search, useGo, useSearch, useSetSearch } from '../../app/address'
import { compact, count, duration, money, percent, rate } from '../../format'
import { t } from '../../i18n'
import { Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { ChartCard } from '../../ui/ChartCard'
import { FilterBar, type FilterField } from '../../ui/Filter'
import { type Measure, measureOf, measures, promptOf, seriesOf, stepMillis } from '../../ui/measure'
import { Page } from '../../ui/Page'
import { type Range, RangePicker, useRange } from '../../ui/Range'
import { Empty, Failed, Skeleton } from '../../ui/States'
import { type Column, Table } from '../../ui/Table'
import { Spark } from '../../ui/Tile'
import { useLists } from '../logs/Logs'
import { logFields, logQuery } from '../logs/filter'
import { outcomes } from '../logs/outcome'
import { marginOf } from '../overview/Tops'
import { Heat } from './Heat'

const dimensions = ['model', 'user', 'token', 'channel', 'group', 'outcome'] as const
type Dimension = (typeof dimensions)[number]

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
            series={report ? seriesOf(report, measure, nameOf(by)) : []} format={def.format} short={def.short} height={240}
            ghost={compare && def.kind === 'bars' ? past?.series.map(def.value) : undefined}
            measures={measures.map((id) => ({ id, label: t(measureOf[id].label) }))} measure={measure} onMeasure={(m) => setSearch({ measure: m === 'requests' ? undefined : m })}
            onZoom={(from, to) => setSearch({ range: undefined, from: new Date(from).toISOString(), to: new Date(to).toISOString() }, true)}
          />
          <section className="panel">
            <header className="tabs-head">
              <Tabs label={t('usage.by')} value={by} onChange={(d) => setSearch({ by: d === 'model' ? undefined : d, sort: undefined })} choices={[...dimensions.map((id) => ({ id: id as Dimension | 'hours', label: t(`usage.by.${id}`) })), { id: 'hours' as const, label: t('usage.by.hours') }]} />
            </header>
            {!data ? <Skeleton rows={6} /> : by === 'hours' ? <Heat query={{ ...filter, ...span }} measure={measure} /> : <Groups report={data} by={by} measure={measure} search={search} />}
          </section>
        </div>
      )}
    </Page>
  )
}

const nameOf = (by: Dimension | 'hours') => (g: UsageGroup): string => (by === 'outcome' ? t(`logs.outcome.${g.key as 'completed'}`) : g.name || t('state.none'))

function groupColumns(by: Dimension, measure: Measure, report: UsageReport): Column<UsageGroup>[] {
  const def = measureOf[measure]
  const all = def.value(report.total) ?? 0
  const share = (g: UsageGroup) => (all > 0 ? (def.value(g.total) ?? 0) / all : 0)
  return [
    { id: 'name', head: t(`usage.by.${by}`), card: 'title', cell: nameOf(by), sort: nameOf(by) },
    { id: 'share', head: t('usage.share'), width: '130px', cell: (g) => (def.kind === 'bars' ? <span className="sharebar" title={percent(share(g))}><i style={{ width: percent(share(g)).replace('−', '-') }} /></span> : null), sort: share },
    { id: 'course', head: t('usage.course'), width: '120px', cell: (g) => (g.series.length > 1 ? <Spark values={g.series.map((u) => def.value(u) ?? 0)} height={22} /> : null), wide: true },
    { id: 'requests', head: t('measure.requests'), width: '96px', right: true, cell: (g) => count(g.total.requests), sort: (g) => g.total.requests },
    { id: 'tokens', head: t('measure.tokens'), width: '104px', right: true, cell: (g) => { const c = compact(g.total.tokens_total); return `${c.figure} ${c.unit}` }, sort: (g) => g.total.tokens_total },
    { id: 'cached', head: t('measure.cache'), width: '92px', right: true, cell: (g) => (promptOf(g.total) > 0 ? percent(g.total.tokens.cache_read / promptOf(g.total)) : t('state.none')), sort: (g) => (promptOf(g.total) > 0 ? g.total.tokens.cache_read / promptOf(g.total) : 0) },
    { id: 'cost', head: t('measure.cost'), width: '112px', right: true, card: 'side', cell: (g) => money(g.total.cost), sort: (g) => measureOf.cost.value(g.total) ?? 0 },
    { id: 'margin', head: t('measure.margin'), width: '84px', right: true, cell: (g) => marginOf(g.total.cost, g.total.margin ?? '0'), sort: (g) => measureOf.margin.value(g.total) ?? 0 },
    { id: 'errors', head: t('measure.errors'), width: '84px', right: true, cell: (g) => <span className={g.total.errors > 0 ? 'bad' : 'i3'}>{g.total.requests > 0 ? rate(g.total.errors / g.total.requests) : t('state.none')}</span>, sort: (g) => g.total.errors },
    { id: 'ttft', head: t('measure.ttft'), width: '92px', right: true, cell: (g) => (g.total.ttft_p50_ms > 0 ? duration(g.total.ttft_p50_ms) : t('state.none')), sort: (g) => g.total.ttft_p50_ms },
  ]
}

function Groups({ report, by, measure, search }: { report: UsageReport; by: Dimension; measure: Measure; search: Search }) {
  const go = useGo()
  const columns = useMemo(() => groupColumns(by, measure, report), [by, measure, report])
  const { range, from, to } = search
  const rest = Object.fromEntries(usable.map((k) => [k, search[k]]))
  return (
    <>
      <Table
        label={t(`usage.by.${by}`)} columns={columns} rows={report.groups} id={(g) => g.key} empty={<Empty>{t('chart.empty')}</Empty>}
        onOpen={(g) => go('/logs', { ...rest, [by]: g.key || undefined, range: range ?? (from ? undefined : '7d'), from, to })}
      />
      <p className="tail i3 sm n">{t('chart.total')}: {count(report.total.requests)} {t('measure.requests')} · {money(report.total.cost)} · <A className="lk" to="/logs" search={{ ...rest, range: range ?? '7d', from, to }}>{t('usage.open')}</A></p>
    </>
  )
}
