import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'

import { api, get } from '../../api/client'
import { useEvents } from '../../api/events'
import type { Overview as Data } from '../../api/types'
import { useSearch, useSetSearch } from '../../app/address'
import { change, compact, count, duration, money, percent, rate } from '../../format'
import { t } from '../../i18n'
import { Approx } from '../../ui/Approx'
import { Seg } from '../../ui/Bits'
import { ChartCard } from '../../ui/ChartCard'
import { isLoss, marginShare, uncovered } from '../../ui/Margin'
import { type Measure, measureOf, promptOf, seriesOf, stepMillis } from '../../ui/measure'
import { Page } from '../../ui/Page'
import type { RangeID } from '../../ui/Range'
import { Failed, Skeleton } from '../../ui/States'
import { Tile } from '../../ui/Tile'
import { AttentionList } from './Attention'
import { ChannelTable, ModelTable, UserTable } from './Tops'
import { Ticker } from './Ticker'

const ids: RangeID[] = ['1h', '6h', '24h', '7d', '30d']
const shown: Measure[] = ['requests', 'tokens', 'cost', 'ttft']
const refetchEvery = 30_000

export function Overview() {
  const search = useSearch()
  const setSearch = useSetSearch()
  const client = useQueryClient()
  const [live, setLive] = useState(true)
  const [fresh, setFresh] = useState<Data['latest']>([])
  const [perSecond, setPerSecond] = useState<number>()
  const range = ids.find((x) => x === search.range) ?? '24h'
  const { data, error, refetch } = useQuery({
    queryKey: ['overview', range],
    queryFn: ({ signal }) => get(api.GET('/api/overview', { params: { query: { range } }, signal })),
    placeholderData: keepPreviousData, refetchInterval: live ? refetchEvery : false,
  })
  useEvents(live, {}, {
    call: (calls) => setFresh((old) => [...calls, ...old].slice(0, 20)),
    tick: (x) => setPerSecond(x.calls.requests / x.seconds),
    health: () => void client.invalidateQueries({ queryKey: ['overview'] }),
    gap: () => void refetch(),
  })
  const latest = useMemo(() => {
    const seen = new Set(fresh.map((c) => c.id))
    return [...fresh, ...(data?.latest ?? []).filter((c) => !seen.has(c.id))].slice(0, 9)
  }, [fresh, data])
  return (
    <Page
      title={t('nav.overview')}
      actions={
        <>
          <Seg label={t('range.label')} value={range} choices={ids.map((id) => ({ id, label: t(`range.${id}`) }))} onChange={(id) => setSearch({ range: id }, true)} />
          <button type="button" className="live" aria-pressed={live} onClick={() => setLive(!live)}>{t('logs.live')}</button>
        </>
      }
    >
      {error && !data ? <Failed error={error} onRetry={refetch} /> : !data ? <Skeleton rows={14} height={48} /> : (
        <div className="stack">
          <AttentionList list={data.attention} quietSince={data.time} />
          <Tiles data={data} range={range} />
          <div className="overview-grid">
            <Traffic data={data} />
            <Ticker calls={latest} fresh={new Set(fresh.map((c) => c.id))} perSecond={perSecond} live={live} onLive={() => setLive(!live)} />
          </div>
          <div className="three">
            <ModelTable groups={data.traffic.groups} range={range} />
            <ChannelTable channels={data.channels} />
            <UserTable users={data.users} range={range} />
          </div>
        </div>
      )}
    </Page>
  )
}

/** The change against the period before, in words. */
function against(now: number, before: number): string {
  const c = change(now, before)
  return c ? t('overview.against', { change: c }) : t('overview.noBefore')
}

function Tiles({ data: { now, before, traffic }, range }: { data: Data; range: RangeID }) {
  const search = { range }
  const tokens = compact(now.tokens_total)
  const line = (m: Measure) => traffic.series.map((u) => measureOf[m].value(u) ?? 0)
  const prompt = promptOf(now)
  const cost = measureOf.cost.value(now) ?? 0
  return (
    <div className="tiles six">
      <Tile label={t('measure.requests')} figure={count(now.requests)} note={against(now.requests, before.requests)} to="/usage" search={{ ...search, measure: 'requests' }} values={line('requests')} />
      <Tile label={t('measure.tokens')} figure={tokens.figure} unit={tokens.unit} title={count(now.tokens_total)} note={prompt > 0 ? t('overview.cached', { share: percent(now.tokens.cache_read / prompt) }) : t('overview.noBefore')} to="/usage" search={{ ...search, measure: 'tokens' }} values={line('tokens')} />
      <Tile label={t('measure.cost')} figure={money(now.cost)} note={<><Approx amount={now.cost} /> {against(cost, measureOf.cost.value(before) ?? 0)}</>} to="/usage" search={{ ...search, measure: 'cost' }} values={line('cost')} />
      <Tile label={t('measure.margin')} figure={now.margin === undefined ? t('state.none') : <span className={isLoss(now) ? 'bad' : undefined}>{money(now.margin)}</span>} unit={now.margin === undefined || cost === 0 ? '' : marginShare(now)} title={uncovered(now)} note={now.uncosted ? t('overview.uncovered', { amount: money(now.uncovered ?? '0') }) : t('overview.paid', { amount: money(now.purchase_cost ?? '0') })} to="/usage" search={{ ...search, measure: 'margin' }} values={line('margin')} />
      <Tile label={t('overview.errors')} figure={now.requests > 0 ? rate(now.errors / now.requests) : t('state.none')} note={now.saved > 0 ? t('overview.saved', { n: count(now.saved) }) : t('overview.noneSaved')} to="/usage" search={{ ...search, measure: 'errors' }} values={line('errors')} color="var(--bad-fill)" />
      <Tile label={t('measure.ttft')} figure={now.ttft_p50_ms > 0 ? duration(now.ttft_p50_ms) : t('state.none')} unit={now.ttft_p50_ms > 0 ? t('measure.p50') : ''} note={now.ttft_p95_ms > 0 ? t('overview.p95', { time: duration(now.ttft_p95_ms) }) : undefined} to="/usage" search={{ ...search, measure: 'ttft' }} values={line('ttft')} color="var(--c2)" />
    </div>
  )
}

function Traffic({ data }: { data: Data }) {
  const search = useSearch()
  const setSearch = useSetSearch()
  const measure = shown.find((m) => m === search.chart) ?? 'requests'
  const def = measureOf[measure]
  const report = data.traffic
  const times = report.times.map((x) => Date.parse(x))
  return (
    <ChartCard
      title={t('overview.traffic')} kind={def.kind} times={times} step={stepMillis[report.step] ?? 3600e3} series={seriesOf(report, measure)} format={def.format} short={def.short}
      errors={report.series.map((u) => u.errors)} measures={shown.map((id) => ({ id, label: t(measureOf[id].label) }))} measure={measure}
      onMeasure={(m) => setSearch({ chart: m === 'requests' ? undefined : m })} height={160}
    />
  )
}
