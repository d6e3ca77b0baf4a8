import { expect, it } from 'vitest'

import type { Price } from '../../api/types'
import { costOf, differences, linesOf, readSheet, scaled, scaledPrice } from './price'

const price = (more: Partial<Price>): Price => ({ kind: 'sale', channel_id: '', provider: '', model: 'm', input: '3', output: '15', tiers: [], ...more }) as Price

it('scales without floats', () => {
  expect(scaled('0.1', '10')).toBe('0.11')
  expect(scaled('3', '-50')).toBe('1.5')
  expect(scaled('0.000000001', '40')).toBe('0.000000001')
  expect(scaled('3', 'x')).toBeUndefined()
  expect(scaledPrice(price({ tiers: [{ above_tokens: 1, input: '6' }] }), '100')).toMatchObject({ input: '6', output: '30', tiers: [{ above_tokens: 1, input: '12' }] })
})

it('counts what tokens cost', () => {
  expect(costOf(price({}), { input: 1000, cached: 0, output: 100 }, '1')).toBe(4_500_000n)
  expect(costOf(price({ cache_read: '0.3' }), { input: 1000, cached: 1000, output: 0 }, '1.5')).toBe(450_000n)
  expect(costOf(price({ tiers: [{ above_tokens: 999, input: '6' }] }), { input: 1000, cached: 0, output: 0 }, '1')).toBe(6_000_000n)
  expect(costOf(price({ input: null, output: null, per_call: '0.01' }), { input: 1, cached: 0, output: 1 }, '2')).toBe(20_000_000n)
})

it('finds the version in force and the next', () => {
  const at = (day: string) => price({ id: day, effective_from: `2026-11-${day}T00:00:00Z` })
  const [line] = linesOf([at('01'), at('30'), at('10'), at('29')], Date.parse('2026-11-20T00:00:00Z'))
  expect([line?.current?.id, line?.next?.id, line?.versions.length]).toEqual(['10', '29', 4])
})

it('reads a pasted sheet', () => {
  const { items, wrong } = readSheet('model\tinput\toutput\ngpt-x\t$1.25\t10\nclaude-y, 3, 15, 0.3, 3.75\nbad 1 z')
  expect(items).toEqual([{ model: 'gpt-x', input: '1.25', output: '10', cache_read: null, cache_write: null }, { model: 'claude-y', input: '3', output: '15', cache_read: '0.3', cache_write: '3.75' }])
  expect(wrong).toEqual(['bad 1 z'])
})

it('has pictures by size and quality', () => {
  const images = [{ size: '2k', quality: 'hd', per_image: '0.08' }]
  expect(scaledPrice(price({ images }), '50').images).toEqual([{ size: '2k', quality: 'hd', per_image: '0.12' }])
  expect(differences(price({ images }), price({ images: [{ ...images[0]!, per_image: '0.1' }, { size: '', quality: 'low', per_image: '1' }] }))).toEqual([
    { field: 'images[2k hd]', before: '0.08', after: '0.1' }, { field: 'images[low]', before: null, after: '1' },
  ])
})

it('says what a version changed', () => {
  const before = price({ cache_read: '0.30', tiers: [{ above_tokens: 200_000, input: '6' }] })
  expect(differences(before, price({ cache_read: '0.3', input: '4', tiers: [] }))).toEqual([
    { field: 'input', before: '3', after: '4' }, { field: 'tiers[0].above_tokens', before: '> 200000', after: null }, { field: 'tiers[0].input', before: '6', after: null },
  ])
  expect(differences(undefined, price({ output: null }))).toEqual([{ field: 'input', before: null, after: '3' }])
})
