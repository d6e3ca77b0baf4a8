// Day × hour: when people call. Days are those of the reader's zone.
import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { api, get } from '../../api/client'
import { day, minute } from '../../format'
import { t } from '../../i18n'
import { type Measure, measureOf } from '../../ui/measure'
import { Failed, Skeleton } from '../../ui/States'

type Query = NonNullable<import('../../api/schema').paths['/api/usage']['get']['parameters']['query']>
const longest = 31 * 86_400e3

export function Heat({ query, measure }: { query: Query; measure: Measure }) {
  const from = new Date(Math.max(Date.parse(query.from ?? ''), Date.parse(query.to ?? '') - longest)).toISOString()
  const { data, error, refetch } = useQuery({
    queryKey: ['usage', 'heat', query], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get(api.GET('/api/usage', { params: { query: { ...query, from, step: '1h' } }, signal })),
  })
  if (error) return <Failed error={error} onRetry={refetch} />
  if (!data) return <Skeleton rows={7} height={24} />
  const def = measureOf[measure]
  const cells = data.times.map((at, i) => ({ at: Date.parse(at), v: (data.series[i] && def.value(data.series[i])) ?? 0 }))
  const most = Math.max(...cells.map((c) => c.v), 1e-9)
  const days = [...new Set(cells.map((c) => day(c.at)))]
  return (
    <div className="heat-box">
      <table className="heat">
        <caption className="vh">{t('usage.by.hours')}</caption>
        <thead><tr><th />{Array.from({ length: 24 }, (_, h) => <th key={h} scope="col">{h % 3 === 0 ? h : ''}</th>)}</tr></thead>
        <tbody>
          {days.map((d) => (
            <tr key={d}>
              <th scope="row">{d}</th>
              {Array.from({ length: 24 }, (_, h) => {
                const c = cells.find((c) => day(c.at) === d && Number(minute(c.at).slice(0, 2)) === h)
                return <td key={h} title={c && `${d} ${minute(c.at)}: ${def.format(c.v)}`}><i style={{ opacity: c ? 0.08 + 0.92 * Math.sqrt(Math.max(0, c.v) / most) : 0 }} /><span className="vh">{c ? def.format(c.v) : ''}</span></td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
