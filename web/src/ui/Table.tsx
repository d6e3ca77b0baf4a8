// The table of every list: real rows, of which only those in sight are drawn; sort and selection; keys; cards on phones.
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo, type MouseEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'

import { useSearch, useSetSearch } from '../app/address'
import { useKeys } from '../app/keys'
import { getPrefs } from '../app/prefs'
import { t } from '../i18n'
import { Skeleton } from './States'

export type Column<R> = {
  id: string
  head: ReactNode
  /** The name for people who do not see the head; needed where the head is no text. */
  name?: string
  cell: (row: R) => ReactNode
  /** A CSS width; columns without one share what is left. */
  width?: string
  right?: boolean
  /** What to sort by; without it the column is not sortable. */
  sort?: (row: R) => string | number | bigint
  /** Where the cell stands on a phone's card; the others are left out. */
  card?: 'title' | 'side' | 'line'
  /** Left out while a drawer is open beside the list. */
  wide?: boolean
  /** Not shown until somebody chooses it. */
  hidden?: boolean
}

export type Selection = { ids: Set<string>; change: (ids: Set<string>) => void }

type TableProps<R> = {
  label: string
  columns: Column<R>[]
  rows: R[] | undefined
  id: (row: R) => string
  name?: (row: R) => string
  /** Rows with two lines are 48 px high. */
  twoLines?: boolean
  open?: string
  onOpen?: (row: R) => void
  selection?: Selection
  /** What stands where no rows are. */
  empty?: ReactNode
  rowClass?: (row: R) => string | undefined
  onEnd?: () => void
  loadingMore?: boolean
  foot?: ReactNode
  /** Wider than its box where many columns are chosen: it scrolls sideways, the first column stays. */
  wide?: boolean
  /** The order of `rows` is the server's: nothing is sorted here. */
  fixedOrder?: boolean
}

/** What a column without a width takes at least, and the widths of all together. */
const leastWidth = 170
const widthOf = <R,>(columns: Column<R>[]): number => columns.reduce((sum, c) => sum + (Number.parseInt(c.width ?? '') || leastWidth), 0)

const phone = matchMedia('(max-width: 720px)')

function rowHeight(twoLines: boolean | undefined): number {
  if (phone.matches) return twoLines ? 68 : 60
  if (getPrefs().density === 'compact') return twoLines ? 44 : 34
  return twoLines ? 48 : 40
}

/** The rows in the order that the address asks for: `sort=name` or `sort=-name`. */
function useSorted<R>(rows: R[] | undefined, columns: Column<R>[], fixed: boolean | undefined): R[] {
  const { sort = '' } = useSearch()
  return useMemo(() => {
    const by = columns.find((c) => c.id === sort.replace('-', ''))?.sort
    if (!rows || !by || fixed) return rows ?? []
    const way = sort.startsWith('-') ? -1 : 1
    return [...rows].sort((a, b) => {
      const [x, y] = [by(a), by(b)]
      return way * (typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y, undefined, { numeric: true }) : x < y ? -1 : x > y ? 1 : 0)
    })
  }, [rows, columns, sort, fixed])
}

function Head<R>({ column, fixed }: { column: Column<R>; fixed?: boolean }) {
  const { sort = '' } = useSearch()
  const setSearch = useSetSearch()
  const on = sort.replace('-', '') === column.id
  const down = sort.startsWith('-')
  return (
    <th scope="col" className={column.right ? 'r' : undefined} aria-label={column.name} aria-sort={on ? (down ? 'descending' : 'ascending') : undefined}>
      {column.sort && !fixed ? (
        <button type="button" onClick={() => setSearch({ sort: on ? (down ? undefined : `-${column.id}`) : column.id })}>
          {column.head}
          {on && (down ? <ArrowDown className="s" /> : <ArrowUp className="s" />)}
        </button>
      ) : (
        column.head
      )}
    </th>
  )
}

/** Selecting with the pointer, Shift and x. */
function useSelect<R>(rows: R[], id: (row: R) => string, selection: Selection | undefined) {
  const from = useRef<number>(-1)
  return (at: number, range: boolean) => {
    if (!selection) return
    const ids = new Set(selection.ids)
    const key = rows[at] && id(rows[at])
    if (key === undefined) return
    const on = !ids.has(key)
    const first = range && from.current >= 0 ? Math.min(from.current, at) : at
    const last = range && from.current >= 0 ? Math.max(from.current, at) : at
    for (const row of rows.slice(first, last + 1)) {
      if (on) ids.add(id(row))
      else ids.delete(id(row))
    }
    from.current = at
    selection.change(ids)
  }
}

type RowProps = {
  row: unknown
  at: number
  height: number
  columns: Column<unknown>[]
  cls: string
  on: boolean
  picked?: boolean
  /** The checkbox's name; without one there is none. */
  pickName?: string
  onPress: (at: number, e: MouseEvent) => void
  onPick: (at: number, e: MouseEvent) => void
}

/** A row is drawn anew only when something of it has changed: scrolling draws those that come into sight. */
const Row = memo(function Row({ row, at, height, columns, cls, on, picked, pickName, onPress, onPick }: RowProps) {
  return (
    <tr className={cls} style={{ height }} aria-rowindex={at + 2} aria-selected={on || undefined} onClick={(e) => onPress(at, e)}>
      {pickName !== undefined && <td className="pick"><input type="checkbox" aria-label={pickName} checked={picked ?? false} onChange={() => undefined} onClick={(e) => onPick(at, e)} /></td>}
      {columns.map((c) => <td key={c.id} className={`${c.right ? 'r' : ''} card-${c.card ?? 'no'}`}>{c.cell(row)}</td>)}
    </tr>
  )
})

export function Table<R>(props: TableProps<R>) {
  const { label, rows, id, selection, onOpen, onEnd, open, twoLines, rowClass, empty } = props
  const columns = useMemo(() => (open ? props.columns.filter((c) => !c.wide) : props.columns), [props.columns, open])
  const sorted = useSorted(rows, columns, props.fixedOrder)
  const box = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(-1)
  const select = useSelect(sorted, id, selection)
  const height = rowHeight(twoLines)
  const virtual = useVirtualizer({ count: sorted.length, getScrollElement: () => box.current, estimateSize: () => height, overscan: 12, useFlushSync: false })
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (onEnd && sorted.length > 0 && last >= sorted.length - 20) onEnd()
  }, [last, sorted.length, onEnd])
  useEffect(() => {
    if (open) setAt(sorted.findIndex((r) => id(r) === open))
  }, [open]) // eslint-disable-line
  const move = (by: number) => {
    const next = Math.max(0, Math.min(sorted.length - 1, at + by))
    setAt(next)
    virtual.scrollToIndex(next)
  }
  const now = useRef({ sorted, onOpen, select })
  now.current = { sorted, onOpen, select }
  const onPress = useCallback((i: number, e: MouseEvent) => {
    if ((e.target as Element).closest('a, button, input, label')) return
    setAt(i)
    const row = now.current.sorted[i]
    if (row !== undefined) now.current.onOpen?.(row)
  }, [])
  const onPick = useCallback((i: number, e: MouseEvent) => now.current.select(i, e.shiftKey), [])
  useKeys([
    { keys: 'j', title: 'keys.next', run: () => move(1) },
    { keys: 'k', title: 'keys.previous', run: () => move(-1) },
    ...(onOpen ? [{ keys: 'Enter', title: 'keys.open' as const, run: () => sorted[at] && onOpen(sorted[at]) }] : []),
    ...(selection ? [{ keys: 'x', title: 'keys.select' as const, run: () => select(at, false) }] : []),
  ])
  if (!rows) return <div className="tablebox" ref={box}><Skeleton rows={12} height={height} /></div>
  const before = shown[0]?.start ?? 0
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)
  const span = columns.length + (selection ? 1 : 0)
  const every = selection !== undefined && sorted.length > 0 && sorted.every((r) => selection.ids.has(id(r)))
  return (
    <div className="tablebox" ref={box} tabIndex={0}>
      <table className={`tbl${twoLines ? ' two' : ''}${props.wide ? ' wide' : ''}`} style={props.wide ? { minWidth: widthOf(columns) } : undefined} aria-label={label} aria-rowcount={sorted.length + 1}>
        <colgroup>
          {selection && <col style={{ width: 40 }} />}
          {columns.map((c) => <col key={c.id} style={c.width ? { width: c.width } : undefined} />)}
        </colgroup>
        <thead>
          <tr>
            {selection && <th className="pick"><input type="checkbox" aria-label={t('table.selectAll')} checked={every} onChange={() => selection.change(every ? new Set() : new Set(sorted.map(id)))} /></th>}
            {columns.map((c) => <Head key={c.id} column={c} fixed={props.fixedOrder} />)}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr className="gap" aria-hidden="true"><td colSpan={span} style={{ height: before }} /></tr>}
          {shown.map((v) => {
            const row = sorted[v.index]
            if (row === undefined) return null
            const key = id(row)
            const cls = [onOpen && 'can', rowClass?.(row), v.index === at && 'at'].filter(Boolean).join(' ')
            const picked = selection?.ids.has(key)
            return <Row key={key} row={row as unknown} at={v.index} height={height} columns={columns as Column<unknown>[]} cls={cls} on={key === open || picked === true} picked={picked} pickName={selection && t('table.select', { name: props.name?.(row) ?? key })} onPress={onPress} onPick={onPick} />
          })}
          {after > 0 && <tr className="gap" aria-hidden="true"><td colSpan={span} style={{ height: after }} /></tr>}
        </tbody>
      </table>
      {sorted.length === 0 && empty}
      {props.loadingMore && <p className="tail i3 sm" role="status">{t('table.loadingMore')}</p>}
      {sorted.length > 0 && props.foot && <div className="tail i3 sm">{props.foot}</div>}
    </div>
  )
}

/** The bar that stands over a list while rows are selected. */
export function SelectionBar({ selection, children }: { selection: Selection; children: ReactNode }) {
  const n = selection.ids.size
  if (n === 0) return null
  return (
    <div className="selection" role="toolbar" aria-label={t('table.selected', { n })}>
      <b>{t('table.selected', { n })}</b>
      {children}
      <span className="sp" />
      <button type="button" className="lk" onClick={() => selection.change(new Set())}>{t('do.clear')}</button>
    </div>
  )
}
