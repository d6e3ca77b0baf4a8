// The range of time that a page shows. Relative ranges stay relative in the address: range=24h, or from= and to=.
import { CalendarDays } from 'lucide-react'
import { useMemo, useState } from 'react'

import { type Search, useSearch, useSetSearch } from '../app/address'
import { dayTime, zoneName } from '../format'
import { t } from '../i18n'
import { Button } from './Button'
import { Seg } from './Bits'
import { Dialog } from './Dialog'
import { TextField } from './Form'

export const ranges = { '1h': 3600e3, '6h': 6 * 3600e3, '24h': 24 * 3600e3, '7d': 7 * 86_400e3, '30d': 30 * 86_400e3 } as const
export type RangeID = keyof typeof ranges
export type Range = { from: Date; to: Date; id?: RangeID }

const isRange = (s: string | undefined): s is RangeID => s !== undefined && s in ranges

/** The range that the address says, ending at `now`. */
export function readRange(search: Search, fallback: RangeID, now: number): Range {
  const from = search.from ? new Date(search.from) : undefined
  const to = search.to ? new Date(search.to) : undefined
  if (from && !Number.isNaN(from.getTime())) return { from, to: to && !Number.isNaN(to.getTime()) ? to : new Date(now) }
  const id = isRange(search.range) ? search.range : fallback
  return { from: new Date(now - ranges[id]), to: new Date(now), id }
}

/** The range of the page; relative ones move on with `tick`. */
export function useRange(fallback: RangeID, tick = 0): Range {
  const { range, from, to } = useSearch()
  return useMemo(() => readRange({ range, from, to }, fallback, Date.now()), [range, from, to, fallback, tick]) // eslint-disable-line
}

/** A date for <input type="datetime-local">, in local time. */
function localInput(d: Date): string {
  return new Date(d.getTime() - d.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function Custom({ range, onClose }: { range: Range; onClose: () => void }) {
  const setSearch = useSetSearch()
  const [from, setFrom] = useState(localInput(range.from))
  const [to, setTo] = useState(localInput(range.to))
  const ok = from !== '' && to !== '' && from < to
  const use = () => {
    setSearch({ range: undefined, from: new Date(from).toISOString(), to: new Date(to).toISOString() }, true)
    onClose()
  }
  return (
    <Dialog title={t('range.custom')} onClose={onClose} actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" disabled={!ok} onClick={use}>{t('range.apply')}</Button></>}>
      <div className="two-fields">
        <TextField label={t('range.from')} type="datetime-local" value={from} onChange={setFrom} />
        <TextField label={t('range.to')} type="datetime-local" value={to} onChange={setTo} />
      </div>
      <p className="i3 sm">{t('range.zone', { zone: zoneName() })}</p>
    </Dialog>
  )
}

export function RangePicker({ range }: { range: Range }) {
  const setSearch = useSetSearch()
  const [custom, setCustom] = useState(false)
  return (
    <>
      <Seg
        label={t('range.label')}
        value={range.id ?? 'custom'}
        choices={[
          ...(Object.keys(ranges) as RangeID[]).map((id) => ({ id: id as RangeID | 'custom', label: t(`range.${id}`) })),
          { id: 'custom' as const, title: t('range.custom'), label: range.id ? <CalendarDays className="s" /> : <><CalendarDays className="s" />{`${dayTime(range.from)} – ${dayTime(range.to)}`}</> },
        ]}
        onChange={(id) => (id === 'custom' ? setCustom(true) : setSearch({ range: id, from: undefined, to: undefined }, true))}
      />
      {custom && <Custom range={range} onClose={() => setCustom(false)} />}
    </>
  )
}
