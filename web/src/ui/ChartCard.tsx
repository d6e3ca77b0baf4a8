// A chart with its measures, its legend, and the same data as a table.
import { ChartColumn, Download, Table2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { exact } from '../format'
import { t } from '../i18n'
import { Seg } from './Bits'
import { Button } from './Button'
import { Chart, type ChartProps, slotName } from './Chart'
import { csv, saveFile } from './save'
import { Skeleton } from './States'

const perPage = 25

type Measure<M extends string> = { id: M; label: string }
type CardProps<M extends string> = Omit<ChartProps, 'label'> & {
  title: string
  note?: ReactNode
  measures?: Measure<M>[]
  measure?: M
  onMeasure?: (m: M) => void
  loading?: boolean
}

export function ChartCard<M extends string>({ title, note, measures, measure, onMeasure, loading, ...chart }: CardProps<M>) {
  const [table, setTable] = useState(false)
  const { times, step, series, format } = chart
  const height = chart.height ?? 190
  const empty = !loading && series.every((s) => s.values.every((v) => !v)) && !chart.errors?.some(Boolean)
  const download = () =>
    saveFile(`${title}.csv`, csv([[t('chart.time'), ...series.map((s) => s.label)], ...times.map((at, i) => [exact(at), ...series.map((s) => s.values[i] ?? '')])]), 'text/csv')
  return (
    <section className="panel chartcard">
      <header>
        <h2>{title}</h2>
        {note}
        <span className="sp" />
        {measures && onMeasure && <Seg label={title} choices={measures} value={measure} onChange={onMeasure} />}
        <Button kind="ghost" small icon={Download} label={t('chart.csv')} onClick={download} />
        <Button kind="ghost" small icon={table ? ChartColumn : Table2} label={table ? t('chart.chart') : t('chart.table')} onClick={() => setTable(!table)} />
      </header>
      <div className="legend">{series.map((s) => <span key={s.id}><i style={{ background: s.color }} />{s.label}</span>)}</div>
      {loading ? (
        <div style={{ height: height + 60 }}><Skeleton rows={4} /></div>
      ) : (
        <>
          {!table && (empty ? <p className="nodata" style={{ height: height + 56 }}>{t('chart.empty')}</p> : <Chart label={title} {...chart} />)}
          <Rows hidden={!table} title={title} times={times} step={step} series={series} format={format} notes={chart.notes} />
        </>
      )}
    </section>
  )
}

function Rows({ hidden, title, times, step, series, format, notes }: Pick<CardProps<string>, 'title' | 'times' | 'step' | 'series' | 'format' | 'notes'> & { hidden: boolean }) {
  const [page, setPage] = useState(0)
  const pages = Math.max(1, Math.ceil(times.length / perPage))
  const from = Math.min(page, pages - 1) * perPage
  return (
    <div className={hidden ? 'vh' : 'charttable'}>
      <table className="tbl">
        <caption className="vh">{title}</caption>
        <thead><tr><th scope="col">{t('chart.time')}</th>{series.map((s) => <th key={s.id} scope="col" className="r">{s.label}</th>)}{notes && <th scope="col">{t('channels.reason')}</th>}</tr></thead>
        <tbody>
          {times.slice(from, from + perPage).map((at, i) => (
            <tr key={at}><th scope="row">{slotName(at, step)}</th>{series.map((s) => <td key={s.id} className="r">{s.values[from + i] == null ? t('state.none') : format(s.values[from + i] ?? 0)}</td>)}{notes && <td>{notes[from + i]}</td>}</tr>
          ))}
        </tbody>
      </table>
      {pages > 1 && (
        <div className="row">
          <Button small disabled={page === 0} onClick={() => setPage(page - 1)}>{t('do.previous')}</Button>
          <span className="i3 sm n">{page + 1} / {pages}</span>
          <Button small disabled={page >= pages - 1} onClick={() => setPage(page + 1)}>{t('do.next')}</Button>
        </div>
      )}
    </div>
  )
}

/** The colours of series, in their order; the last is for all others. */
export const colors = ['var(--c1)', 'var(--c5)', 'var(--c2)', 'var(--c7)', 'var(--c3)', 'var(--c4)', 'var(--c6)']
export const otherColor = 'var(--c8)'
