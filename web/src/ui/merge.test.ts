import { describe, expect, it } from 'vitest'

import { differences, withField, withRemovals } from './merge'

const base = { weight: 1, priority: 0, tags: ['eu'], limits: { rpm: 0, tpm: 5 }, model_mapping: { a: 'b' }, keys: [{ id: 'key_1' }] }

describe('differences', () => {
  it('are what somebody else has changed and the write would undo', () => {
    const mine = { weight: 5, priority: 0, tags: ['eu', 'fast'], limits: { rpm: 9, tpm: 5 }, model_mapping: { a: 'b' }, keys: ['sk-new'] }
    const theirs = { ...base, weight: 2, priority: 7, limits: { rpm: 9, tpm: 6 }, model_mapping: { a: 'c' } }
    expect(differences(base, mine, theirs)).toEqual([
      { path: 'weight', mine: 5, theirs: 2, touched: true },
      { path: 'priority', mine: 0, theirs: 7, touched: false },
      { path: 'limits.tpm', mine: 5, theirs: 6, touched: false },
      { path: 'model_mapping', mine: { a: 'b' }, theirs: { a: 'c' }, touched: false },
    ])
  })
  it('are none where both wrote the same, or nothing is nothing', () => {
    expect(differences({ a: 1, b: '' }, { a: 2, b: '' }, { a: 2, b: null })).toEqual([])
  })
})

it('a field is replaced inside', () => expect(withField({ a: { b: 1, c: 2 } }, 'a.b', 3)).toEqual({ a: { b: 3, c: 2 } }))

it('entries that are gone are null in a patch', () =>
  expect(withRemovals({ model_mapping: { a: 'x' }, limits: {} }, { model_mapping: { a: 'b', c: 'd' }, limits: { rpm: 1 } })).toEqual({ model_mapping: { a: 'x', c: null }, limits: {} }))
