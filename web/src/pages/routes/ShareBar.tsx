// The shares of targets that divide calls by weight, as one bar whose borders are moved by the pointer or by keys.
import { Fragment, type KeyboardEvent, type PointerEvent, useRef } from 'react'

import { percent } from '../../format'
import { t } from '../../i18n'
import { colors, otherColor } from '../../ui/ChartCard'
import { atPart, fine, moved, stepOf } from './shares'

/** `at` is the place in the route's list. */
export type Share = { at: number; name: string; weight: number }

type BarProps = { label: string; shares: Share[]; onChange: (weights: number[]) => void }

export function ShareBar({ label, shares, onChange }: BarProps) {
  const box = useRef<HTMLDivElement>(null)
  const weights = shares.map((x) => x.weight)
  const sum = weights.reduce((a, b) => a + b, 0)
  if (shares.length < 2 || sum <= 0) return null
  const part = (i: number) => (weights[i] ?? 0) / sum
  const words = (i: number) => t('routes.shareOf', { name: shares[i]?.name ?? '', share: percent(part(i)) })
  const put = (i: number, to: (all: number[]) => number) => {
    const all = fine(weights)
    onChange(moved(all, i, to(all)))
  }
  const drag = (i: number) => (e: PointerEvent<HTMLElement>) => {
    const r = box.current?.getBoundingClientRect()
    if (r && e.currentTarget.hasPointerCapture(e.pointerId)) put(i, (all) => atPart(all, i, (e.clientX - r.left) / r.width))
  }
  const key = (i: number) => (e: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity }[e.key]
    if (by === undefined) return
    e.preventDefault()
    put(i, (all) => (all[i] ?? 0) + by * stepOf(all))
  }
  return (
    <div className="shares" ref={box} role="group" aria-label={label}>
      {shares.map((x, i) => (
        <Fragment key={x.at}>
          <span className="seg-share" style={{ flexGrow: x.weight, '--fill': colors[i % colors.length] ?? otherColor } as never} title={words(i)}><i /><small className="el">{x.name}</small><small className="n">{percent(part(i))}</small></span>
          {i < shares.length - 1 && (
            <span
              className="border-share" role="slider" tabIndex={0} aria-label={t('routes.border', { a: x.name, b: shares[i + 1]?.name ?? '' })} title={t('routes.borderHint')}
              aria-valuemin={0} aria-valuemax={Math.round((part(i) + part(i + 1)) * 100)} aria-valuenow={Math.round(part(i) * 100)} aria-valuetext={`${words(i)}, ${words(i + 1)}`}
              onPointerDown={(e) => { e.preventDefault(); e.currentTarget.focus(); e.currentTarget.setPointerCapture(e.pointerId) }} onPointerMove={drag(i)} onKeyDown={key(i)}
            />
          )}
        </Fragment>
      ))}
    </div>
  )
}
