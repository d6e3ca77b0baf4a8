// The calls of the range by outcome, small; dragging zooms.
import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { api, get } from '../../api/client'
import type { CallQuery } from '../../api/types'
import { count, short } from '../../format'
import { t } from '../../i18n'
import { Chart } from '../../ui/Chart'
import { stepMillis } from '../../ui/measure'
import { outcomes } from './outcome'

const colors = { completed: 'var(--c1)', cut: 'var(--bad-fill)', canceled: 'var(--c8)', refused: 'var(--warn-fill)', failed: 'var(--bad-fill)' }

export function Histogram({ query, onZoom }: { query: CallQuery; onZoom: (from: number, to: number) => void }) {
  const { data } = useQuery({
    queryKey: ['histogram', query],
    queryFn: ({ signal }) => get(api.GET('/api/logs/histogram', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  })
  return (
    <div className="histogram no-phone">
      {data && (
        <Chart
          label={t('logs.histogram')} kind="bars" height={44} times={data.times.map((x) => Date.parse(x))} step={stepMillis[data.step] ?? 60e3}
          series={outcomes.map((o) => ({ id: o, label: t(`logs.outcome.${o}`), color: colors[o], values: data.counts.map((c) => c[o]) })).filter((s) => s.values.some(Boolean))}
          format={count} short={short} onZoom={onZoom} bare
        />
      )}
    </div>
  )
}
