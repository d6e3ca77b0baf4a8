// Charts over time: stacked bars or lines, drawn as SVG. The pointer or the arrow keys move a cursor, dragging zooms.
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'

import { clock, day, dayTime, minute } from '../format'
import { t } from '../i18n'
import { niceTicks, stack, timeTicks } from './scale'

export type Series = { id: string; label: string; color: string; values: (number | null)[] }

export type ChartProps = {
  label: string
  /** Starts of the slots, in milliseconds. */
  times: number[]
  /** Length of a slot, in milliseconds. */
  step: number
  series: Series[]
  kind: 'bars' | 'lines'
  format: (v: number) => string
  /** The axis has less room. */
  short: (v: number) => string
  /** A band of its own below, on its own scale. */
  errors?: number[]
  /** Sums of the period before, behind the bars. */
  ghost?: (number | null)[]
  onZoom?: (from: number, to: number) => void
  /** What is to be said of a slot beside its values. */
  notes?: string[]
  height?: number
  /** Without a scale of values. */
  bare?: boolean
}

const gutter = 46 // at least, for what stands beside the scale
const digit = 6.6
const right = 4
const top = 8
const axis = 22
const band = 26

function useWidth() {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const el = ref.current
    if (!el) return
    const watch = new ResizeObserver(() => setWidth(el.clientWidth))
    watch.observe(el)
    setWidth(el.clientWidth)
    return () => watch.disconnect()
  }, [])
  return [ref, width] as const
}

/** One path of rectangles, the corners on whole pixels so that edges are sharp. */
function bars(values: [number, number][], x: (i: number) => number, y: (v: number) => number, w: number): string {
  return values
    .map(([from, to], i) => {
      if (to <= from) return ''
      const [x0, y0, y1] = [Math.round(x(i)), y(to), y(from)]
      return `M${x0} ${y1.toFixed(1)}V${y0.toFixed(1)}h${w}V${y1.toFixed(1)}z`
    })
    .join('')
}

/** A line that breaks where there is no value. */
function line(values: (number | null)[], x: (i: number) => number, y: (v: number) => number): string {
  let pen = false
  return values
    .map((v, i) => {
      if (v === null) {
        pen = false
        return ''
      }
      const step = `${pen ? 'L' : 'M'}${x(i).toFixed(1)} ${y(v).toFixed(1)}`
      pen = true
      return step
    })
    .join('')
}

/** A slot in words: its day where slots are days, else from when to when. */
export function slotName(at: number, step: number): string {
  if (step >= 86_400_000) return day(at)
  return step >= 60_000 ? `${dayTime(at)}–${minute(at + step)}` : `${day(at)} ${clock(at)}`
}

export function Chart({ label, times, step, series, kind, format, short, errors, ghost, onZoom, notes, height = 190, bare }: ChartProps) {
  const [box, width] = useWidth()
  const [at, setAt] = useState<number>()
  const [drag, setDrag] = useState<number>()
  const n = times.length
  const shape = useMemo(() => (kind === 'bars' ? stack(series.map((s) => s.values), n) : []), [kind, series, n])
  const high = useMemo(() => {
    const all = kind === 'bars' ? (shape.at(-1)?.map((p) => p[1]) ?? []) : series.flatMap((s) => s.values.map((v) => v ?? 0))
    return Math.max(...all, ...(ghost ?? []).map((v) => v ?? 0), 0)
  }, [kind, shape, series, ghost])
  const ticks = niceTicks(high)
  const left = bare ? 0 : Math.max(gutter, ...ticks.map((v) => short(v).length * digit + 12))
  const plot = Math.max(0, width - left - right)
  const slot = plot / Math.max(n, 1)
  const max = (bare ? high : ticks.at(-1)) || 1
  const bottom = top + height
  const y = (v: number) => bottom - (v / max) * height
  const x = (i: number) => left + i * slot
  const w = Math.max(1, Math.floor(slot) - (slot > 4 ? 1 : 0))
  const errorHigh = Math.max(...(errors ?? [0]), 1)
  const total = bottom + (errors ? band : 0) + axis
  const slotAt = (e: PointerEvent) => Math.max(0, Math.min(n - 1, Math.floor((e.clientX - (box.current?.getBoundingClientRect().left ?? 0) - left) / slot)))
  const zoom = (e: PointerEvent) => {
    const to = slotAt(e)
    const [a, b] = [Math.min(drag ?? to, to), Math.max(drag ?? to, to)]
    setDrag(undefined)
    const [from, until] = [times[a], times[b]]
    if (onZoom && drag !== undefined && b > a && from !== undefined && until !== undefined) onZoom(from, until + step)
  }
  const key = (e: KeyboardEvent) => {
    const to = { ArrowLeft: (at ?? n) - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: n - 1 }[e.key]
    if (to === undefined) return
    e.preventDefault()
    setAt(Math.max(0, Math.min(n - 1, to)))
  }
  return (
    <div className="chart" ref={box} style={{ height: total }}>
      {width > 0 && n > 0 && (
        <svg
          width={width} height={total} role="application" tabIndex={0} aria-label={`${label}. ${t('chart.keys')}`}
          onPointerMove={(e) => setAt(slotAt(e))} onPointerLeave={() => { setAt(undefined); setDrag(undefined) }} onBlur={() => setAt(undefined)}
          onPointerDown={(e) => { if (onZoom && e.pointerType === 'mouse') setDrag(slotAt(e)) }} onPointerUp={zoom} onKeyDown={key}
        >
          {(bare ? [] : ticks).map((v) => (
            <g key={v}>
              <line x1={left} x2={width - right} y1={y(v)} y2={y(v)} className={v === 0 ? 'base' : 'grid'} />
              <text x={left - 8} y={y(v) + 4} textAnchor="end">{short(v)}</text>
            </g>
          ))}
          {at !== undefined && <rect x={x(at)} y={top} width={slot} height={total - axis - top} className="cursor" />}
          {drag !== undefined && at !== undefined && <rect x={x(Math.min(drag, at))} y={top} width={(Math.abs(at - drag) + 1) * slot} height={total - axis - top} className="zoom" />}
          {ghost && <path d={bars(ghost.map((v) => [0, v ?? 0]), x, y, w)} className="ghost" />}
          {kind === 'bars'
            ? series.map((s, i) => <path key={s.id} d={bars(shape[i] ?? [], x, y, w)} fill={s.color} />)
            : series.map((s) => <path key={s.id} d={line(s.values, (i) => x(i) + slot / 2, y)} fill="none" stroke={s.color} strokeWidth="1.5" strokeLinejoin="round" />)}
          {errors && (
            <>
              <text x={left - 8} y={bottom + band - 2} textAnchor="end">{t('chart.errors')}</text>
              <path d={bars(errors.map((v) => [0, v]), x, (v) => bottom + band - (v / errorHigh) * (band - 8), w)} className="errors" />
            </>
          )}
          {timeTicks(times, step, plot).map(([i, text]) => <text key={i} x={x(i)} y={total - 4} textAnchor={i === 0 ? 'start' : 'middle'}>{text}</text>)}
        </svg>
      )}
      {at !== undefined && <Tip at={at} x={x(at) + slot / 2} width={width} title={slotName(times[at] ?? 0, step)} series={series} format={format} sum={kind === 'bars'} note={notes?.[at]} />}
    </div>
  )
}

type TipProps = { at: number; x: number; width: number; title: string; series: Series[]; format: (v: number) => string; sum: boolean; note?: string }

function Tip({ at, x, width, title, series, format, sum, note }: TipProps) {
  const rows = series.filter((s) => s.values[at] !== null && s.values[at] !== undefined)
  return (
    <div className="tip" role="status" style={x > width / 2 ? { right: width - x + 14 } : { left: x + 14 }}>
      <b>{title}</b>
      {rows.map((s) => <div key={s.id}><i style={{ background: s.color }} /><span>{s.label}</span><span>{format(s.values[at] ?? 0)}</span></div>)}
      {sum && rows.length > 1 && <div className="tot"><span>{t('chart.total')}</span><span>{format(rows.reduce((a, s) => a + (s.values[at] ?? 0), 0))}</span></div>}
      {note && <p className="i2">{note}</p>}
    </div>
  )
}
