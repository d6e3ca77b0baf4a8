import { expect, it } from 'vitest'

import type { Price } from '../../api/types'
import { changedCells, edit, faultsOf, paste, type SheetRow, versionsOf } from './sheet'

const row = (id: string, more: Partial<Price> = {}): SheetRow => ({ id, model: id, price: { id: 'pr', kind: 'sale', model: id, channel_id: '', provider: '', input: '3', output: '15', image: '2', tiers: [], ...more } as unknown as Price })

it('keeps only what differs', () => {
  const a = row('a')
  const one = edit({}, a, 'input', ' $4 ')
  expect(one).toEqual({ a: { input: '4' } })
  expect(edit(one, a, 'input', '3.00')).toEqual({})
  expect(edit({}, a, 'output', '%+10')).toEqual({ a: { output: '16.5' } })
  expect(edit({}, a, 'output', '% -50')).toEqual({ a: { output: '7.5' } })
  expect(edit({}, a, 'output', '')).toEqual({ a: { output: '' } })
  expect(edit({}, a, 'output', 'x')).toEqual({ a: { output: 'x' } }) // the API says what is wrong with it
})

it('pastes a block and drops what is outside', () => {
  const rows = [row('a'), row('b')]
  const edits = paste({}, rows, 0, 'output', '1\t2\n3\t4\n5\t6\n')
  expect(edits).toEqual({ a: { output: '1', cache_read: '2' }, b: { output: '3', cache_read: '4' } })
  expect(changedCells(edits)).toBe(4)
})

it('asks for one version a row and finds the cell of a fault', () => {
  const rows = [row('a'), row('b'), { id: 'new', model: 'new', price: undefined }]
  const edits = edit(edit({}, rows[1] as SheetRow, 'input', 'x'), rows[2] as SheetRow, 'per_call', '0.1')
  const { ids, items } = versionsOf(edits, rows, '2027-01-01T00:00:00Z')
  expect(ids).toEqual(['b', 'new'])
  expect(items[0]).toMatchObject({ model: 'b', input: 'x', output: '15', image: '2', effective_from: '2027-01-01T00:00:00Z' })
  expect(items[0]).not.toHaveProperty('id')
  expect(items[1]).toMatchObject({ kind: 'sale', model: 'new', input: null, per_call: '0.1' })
  expect(faultsOf([{ field: 'items[0].input', message: 'is no number' }, { field: 'items[1].model', message: 'm' }, { field: 'x', message: 'y' }], ids)).toEqual({ b: { input: 'is no number' }, new: { model: 'm' } })
})
