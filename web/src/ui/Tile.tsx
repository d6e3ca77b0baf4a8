// A figure with one honest comparison and its course.
import type { ReactNode } from 'react'

import { A, type Search } from '../app/address'

/** A line without axes. */
export function Spark({ values, color = 'var(--c1)', height = 28 }: { values: number[]; color?: string; height?: number }) {
  if (values.length < 2) return <svg height={height} aria-hidden="true" />
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const points = values.map((v, i) => `${((i / (values.length - 1)) * 120).toFixed(1)} ${(height - 2 - ((v - low) / (high - low || 1)) * (height - 5)).toFixed(1)}`)
  return (
    <svg viewBox={`0 0 120 ${height}`} width="100%" height={height} preserveAspectRatio="none" aria-hidden="true" className="spark">
      <path d={`M${points.join('L')}`} fill="none" stroke={color} strokeWidth="1.5" vectorEffect="non-scaling-stroke" strokeLinejoin="round" />
    </svg>
  )
}

type TileProps = { label: string; figure: ReactNode; unit?: ReactNode; note?: ReactNode; to?: string; search?: Search; values?: number[]; color?: string; title?: string }

export function Tile({ label, figure, unit, note, to, search, values, color, title }: TileProps) {
  const inner = (
    <>
      <span className="tile-label">{label}</span>
      <span className="fig" title={title}>{figure}{unit !== undefined && unit !== '' && <small> {unit}</small>}</span>
      <span className="delta">{note ?? ' '}</span>
      {values && <span className="sk"><Spark values={values} color={color} /></span>}
    </>
  )
  return to ? <A to={to} search={search} className="tile">{inner}</A> : <div className="tile">{inner}</div>
}
