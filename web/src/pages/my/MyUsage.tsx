import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import type { UsageReport } from '../../api/types'
import { useGo, useSearch, useSetSearch } from '../../app/address'
import { t } from '../../i18n'
import { Tabs } from '../../ui/Bits'
import { ChartCard } from '../../ui/ChartCard'
import { type Measure, measureOf, measures, seriesOf, stepMillis } from '../../ui/measure'
import { Page } from '../../ui/Page'
import { type Range, RangePicker, useRange } from '../../ui/Range'
import { Empty, Failed, Skeleton } from '../../ui/States'
import { Table } from '../../ui/Table'
import { StatementPanel } from '../account/Statement'
import { groupColumns, nameOf } from '../usage/groups'
import { myUsageQuery } from './queries'

const dimensions = ['model', 'token', 'outcome'] as const
type Dimension = (typeof dimensions)[number]

/** What a token holder is not told stays out. */
const shown = measures.filter((m) => m !== 'margin')

export function MyUsage() {
  const search = useSearch()
  const setSearch = useSetSearch()
  const range = useRange('30d')
  const by = dimensions.find((d) => d === search.by) ?? 'model'
  const measure: Measure = shown.find((m) => m === search.measure) ?? 'cost'
  const def = measureOf[measure]
  const { data, error, refetch } = useQuery(myUsageQuery({ from: range.from.toISOString(), to: range.to.toISOString(), group_by: by, top: 6 }))
  const grouped = dimensions.find((d) => d === data?.group_by) ?? by // while the next report comes, the one before is shown
  return (
    <Page title={t('nav.myUsage')} actions={<RangePicker range={range} />}>
      <div className="stack">
        {error ? <Failed error={error} onRetry={refetch} /> : (
          <>
            <ChartCard
              title={t(def.label)} kind={def.kind} loading={!data} times={data?.times.map((x) => Date.parse(x)) ?? []} step={stepMillis[data?.step ?? '1h'] ?? 3600e3}
              series={data ? seriesOf(def.kind === 'lines' ? { ...data, groups: [] } : data, measure, nameOf(grouped)) : []} format={def.format} short={def.short}
              measures={shown.map((id) => ({ id, label: t(measureOf[id].label) }))} measure={measure} onMeasure={(m) => setSearch({ measure: m === 'cost' ? undefined : m })}
              onZoom={(from, to) => setSearch({ range: undefined, from: new Date(from).toISOString(), to: new Date(to).toISOString() }, true)}
            />
            <section className="panel">
              <header className="tabs-head">
                <Tabs label={t('usage.by')} value={by} onChange={(d) => setSearch({ by: d === 'model' ? undefined : d, sort: undefined })} choices={dimensions.map((id) => ({ id, label: t(`usage.by.${id}`) }))} />
              </header>
              {data ? <Groups report={data} by={grouped} measure={measure} range={range} /> : <Skeleton rows={4} />}
            </section>
          </>
        )}
        <StatementPanel />
      </div>
    </Page>
  )
}

/** The groups; a model or a token opens its calls. */
function Groups({ report, by, measure, range }: { report: UsageReport; by: Dimension; measure: Measure; range: Range }) {
  const go = useGo()
  const columns = useMemo(() => groupColumns(by, measure, report), [by, measure, report])
  const span = range.id ? { range: range.id } : { from: range.from.toISOString(), to: range.to.toISOString() }
  return <Table label={t(`usage.by.${by}`)} columns={columns} rows={report.groups} id={(g) => g.key} empty={<Empty>{t('chart.empty')}</Empty>} onOpen={by === 'outcome' ? undefined : (g) => go('/my/logs', { [by]: g.key, ...span })} />
}
