// Many prices at once, as in a sheet. Nothing is live until it was reviewed.
import { type ClipboardEvent, type KeyboardEvent, useEffect, useMemo, useState } from 'react'

import { count } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Form'
import { belowCost } from './margin'
import type { Field } from './price'
import { bulk } from './PriceForm'
import { Review } from './Review'
import { on, type Row } from './rows'
import { changedCells, edit, type Edits, type Faults, faultsOf, paste, sheetFields, type SheetRow, valueOf, versionsOf } from './sheet'

/** The input of a cell, by its place. */
const cellAt = (row: number, column: number) => document.querySelector<HTMLInputElement>(`.grid input[data-at="${row}.${column}"]`)

/** Where an arrow leads: up and down always, sideways from the end of the text. */
function moves(e: KeyboardEvent<HTMLInputElement>): [number, number] | undefined {
  const { selectionStart: from, selectionEnd: to, value } = e.currentTarget
  if (e.key === 'ArrowUp') return [-1, 0]
  if (e.key === 'ArrowDown' || e.key === 'Enter') return [1, 0]
  if (e.key === 'ArrowLeft' && from === 0 && (to === 0 || to === value.length)) return [0, -1]
  if (e.key === 'ArrowRight' && to === value.length && (from === to || from === 0)) return [0, 1]
  return undefined
}

export function Grid({ rows: all, onClose }: { rows: Row[]; onClose: () => void }) {
  const [edits, setEdits] = useState<Edits>({})
  const [faults, setFaults] = useState<Faults>({})
  const [from, setFrom] = useState('')
  const [reviewing, setReviewing] = useState(false)
  const rows = useMemo(() => all.filter((r) => !r.current?.free).map((r): SheetRow & { row: Row } => ({ id: r.id, model: r.model, price: on(r) ? r.current : undefined, row: r })), [all])
  const cells = changedCells(edits)
  const wanted = useMemo(() => versionsOf(edits, rows, from && new Date(from).toISOString()), [edits, rows, from])
  useEffect(() => {
    const keep = (e: BeforeUnloadEvent) => { if (cells > 0) e.preventDefault() }
    addEventListener('beforeunload', keep)
    return () => removeEventListener('beforeunload', keep)
  }, [cells])
  const change = (row: SheetRow, f: Field, text: string, done: boolean) => {
    setEdits((old) => (done ? edit(old, row, f, text) : { ...old, [row.id]: { ...old[row.id], [f]: text } })) // while typing as it is: "3." is on its way to "3.5"
    setFaults(({ [row.id]: of, ...rest }) => { const { [f]: _gone, ...others } = of ?? {}; return { ...rest, [row.id]: others } })
  }
  const onPaste = (e: ClipboardEvent<HTMLInputElement>, at: number, f: Field) => {
    const text = e.clipboardData.getData('text')
    if (!/[\t\n]/.test(text.trim())) return
    e.preventDefault()
    setEdits((old) => paste(old, rows, at, f, text))
  }
  const onKey = (e: KeyboardEvent<HTMLInputElement>, at: number, column: number) => {
    const step = moves(e)
    const next = step && cellAt(at + step[0], column + step[1])
    if (!next) return
    e.preventDefault()
    next.focus()
    next.select()
  }
  const refused = (fields: { field: string; message: string }[]) => {
    const found = faultsOf(fields, wanted.ids)
    setFaults(found)
    setReviewing(false)
    const first = rows.findIndex((r) => found[r.id])
    cellAt(first, Math.max(0, sheetFields.findIndex((f) => found[rows[first]?.id ?? '']?.[f])))?.focus()
  }
  return (
    <>
      <div className="tablebox grid" tabIndex={0}>
        <table className="grid-tbl" aria-label={t('prices.sheet')}>
          <thead><tr><th scope="col">{t('prices.model')}</th>{sheetFields.map((f) => <th key={f} scope="col" className="r">{t(`prices.field.${f}`)}</th>)}</tr></thead>
          <tbody>
            {rows.map((r, at) => <GridRow key={r.id} row={r} at={at} edits={edits} faults={faults[r.id]} onChange={change} onKey={onKey} onPaste={onPaste} />)}
          </tbody>
        </table>
      </div>
      <div className="selection grid-bar" role="toolbar" aria-label={t('prices.sheet')}>
        <b>{t('prices.changedCells', { n: count(cells), prices: count(wanted.ids.length) })}</b>
        <span className="i3 sm no-phone">{t('prices.sheetHint')}</span>
        <span className="sp" />
        <TextField label={t('prices.from')} type="datetime-local" value={from} onChange={setFrom} />
        <Button onClick={onClose}>{cells > 0 ? t('prices.discard') : t('app.close')}</Button>
        <Button kind="primary" disabled={cells === 0} onClick={() => setReviewing(true)}>{t('prices.review')}</Button>
      </div>
      {reviewing && <Review id={JSON.stringify(wanted.items)} run={bulk(wanted.items)} onClose={() => setReviewing(false)} onDone={onClose} onRefused={refused} />}
    </>
  )
}

type GridRowProps = {
  row: SheetRow & { row: Row }; at: number; edits: Edits; faults: Record<string, string> | undefined
  onChange: (row: SheetRow, f: Field, text: string, done: boolean) => void
  onKey: (e: KeyboardEvent<HTMLInputElement>, at: number, column: number) => void
  onPaste: (e: ClipboardEvent<HTMLInputElement>, at: number, f: Field) => void
}

function GridRow({ row, at, edits, faults, onChange, onKey, onPaste }: GridRowProps) {
  const mine = edits[row.id]
  const below = row.price || mine ? belowCost({ ...row.price, ...mine, free: false } as never, row.row.costs) : []
  const other = Object.entries(faults ?? {}).filter(([f]) => !sheetFields.includes(f as Field))
  return (
    <tr>
      <th scope="row"><span className="m el">{row.model}</span>{other.map(([f, message]) => <small key={f} className="bad">{f} {message}</small>)}</th>
      {sheetFields.map((f, column) => {
        const fault = faults?.[f]
        const note = `${row.id}.${f}`
        return (
          <td key={f} className={[mine?.[f] !== undefined && 'edited', fault && 'wrong'].filter(Boolean).join(' ') || undefined}>
            <input
              className={below.includes(f) ? 'm bad' : 'm'} data-at={`${at}.${column}`} aria-label={`${row.model}, ${t(`prices.field.${f}`)}`} aria-invalid={fault ? true : undefined} aria-describedby={fault ? note : undefined} autoComplete="off" spellCheck={false}
              title={below.includes(f) ? t('prices.belowHint') : undefined} value={valueOf(row, f, edits)} onChange={(e) => onChange(row, f, e.target.value, false)} onBlur={(e) => onChange(row, f, e.target.value, true)} onKeyDown={(e) => onKey(e, at, column)} onPaste={(e) => onPaste(e, at, f)}
            />
            {fault && <small id={note} className="bad" role="alert">{fault}</small>}
          </td>
        )
      })}
    </tr>
  )
}
