// The list as a sheet: which cells were changed, what is pasted into them, and where the API found a fault.
import type { Price } from '../../api/types'
import { nano } from '../../format'
import { type Field, scaled, tokenFields, unitFields, writable } from './price'

export const sheetFields: readonly Field[] = ['input', 'output', 'cache_read', 'cache_write', 'reasoning', 'per_call', 'per_image', 'per_second', 'per_character']

/** What was typed, by row and field; only where it differs from what is in force. */
export type Edits = Record<string, Partial<Record<Field, string>>>
/** What the API says of cells, by row and field. */
export type Faults = Record<string, Record<string, string>>

export type SheetRow = { id: string; model: string; price: Price | undefined }

export const valueOf = (row: SheetRow, f: Field, edits: Edits): string => edits[row.id]?.[f] ?? row.price?.[f] ?? ''

/** What was typed, as it is kept: "%+10" scales what is in force, dollar signs and spaces go. */
function read(row: SheetRow, f: Field, text: string): string {
  const scale = /^%\s*([+-]?\d+(\.\d+)?)$/.exec(text.trim())
  if (scale) return scaled(row.price?.[f] ?? '', scale[1] as string) ?? text
  return text.trim().replace(/^\$/, '')
}

const same = (a: string, b: string): boolean => a === b || (a !== '' && b !== '' && nano(a) !== undefined && nano(a) === nano(b))

export function edit(edits: Edits, row: SheetRow, f: Field, text: string): Edits {
  const value = read(row, f, text)
  const cells = { ...edits[row.id] }
  if (same(value, row.price?.[f] ?? '')) delete cells[f]
  else cells[f] = value
  const { [row.id]: _old, ...rest } = edits
  return Object.keys(cells).length > 0 ? { ...rest, [row.id]: cells } : rest
}

/** Puts a block of cells in, from a row and a field on: lines are rows, tabs are fields. */
export function paste(edits: Edits, rows: SheetRow[], at: number, f: Field, text: string): Edits {
  const first = sheetFields.indexOf(f)
  let next = edits
  for (const [i, line] of text.replace(/\r?\n$/, '').split(/\r?\n/).entries()) {
    for (const [k, cell] of line.split('\t').entries()) {
      const row = rows[at + i]
      const field = sheetFields[first + k]
      if (row && field) next = edit(next, row, field, cell)
    }
  }
  return next
}

export const changedCells = (edits: Edits): number => Object.values(edits).reduce((n, cells) => n + Object.keys(cells).length, 0)

/** The versions that the edits ask for, in the order of the rows, with the row of each. */
export function versionsOf(edits: Edits, rows: SheetRow[], from: string): { ids: string[]; items: Record<string, unknown>[] } {
  const changed = rows.filter((r) => edits[r.id])
  return {
    ids: changed.map((r) => r.id),
    items: changed.map((r) => {
      const amounts = Object.fromEntries([...tokenFields, ...unitFields].map((f) => [f, valueOf(r, f, edits) || null]))
      return { ...(r.price ? writable(r.price) : { kind: 'sale', model: r.model, tiers: [] }), ...amounts, free: false, retired: false, ...(from && { effective_from: from }) }
    }),
  }
}

/** The faults of the API's answer at their cells: "items[2].input" is the third version's. What is of no cell is at "". */
export function faultsOf(fields: { field: string; message: string }[], ids: string[]): Faults {
  const out: Faults = {}
  for (const { field, message } of fields) {
    const m = /^items\[(\d+)\]\.?(.*)$/.exec(field)
    const id = ids[Number(m?.[1] ?? -1)]
    if (id !== undefined) (out[id] ??= {})[m?.[2] ?? ''] = message
  }
  return out
}
