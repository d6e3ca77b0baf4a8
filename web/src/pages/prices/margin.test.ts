import { expect, it } from 'vitest'

import type { CatalogueEntry, Channel, Model, Price } from '../../api/types'
import { belowCost, cheapestOf, costsOf, match } from './margin'
import { linesOf } from './price'

const price = (more: Partial<Price>): Price => ({ kind: 'sale', channel_id: '', provider: '', model: 'm', input: '3', output: '15', tiers: [], effective_from: '2026-01-01T00:00:00Z', ...more }) as Price
const known = { model: 'm', channels: [{ channel_id: 'ch_1', name: 'one', enabled: true, upstream_model: 'up-m' }, { channel_id: 'ch_2', name: 'two', enabled: true, upstream_model: 'm' }, { channel_id: 'ch_3', name: 'off', enabled: false, upstream_model: 'm' }] } as unknown as Model
const channels = [{ id: 'ch_1', provider: 'openai' }, { id: 'ch_2', provider: 'qwen' }] as unknown as Channel[]
const listed = [{ ...price({ provider: 'openai', model: 'up-*', input: '2', output: '8' }), currency: 'USD', in_force: true }, { ...price({ provider: 'qwen', model: 'm', input: '9' }), currency: 'CNY', in_force: true }] as CatalogueEntry[]

it('finds what each channel charges', () => {
  const bought = linesOf([price({ kind: 'purchase', provider: 'qwen', model: 'm', input: '4', output: '4' })])
  const costs = costsOf(known, bought, channels, listed)
  expect(costs.map((c) => [c.channel, c.price?.input, c.published])).toEqual([['one', '2', true], ['two', '4', false]])
  expect(cheapestOf(costs)?.channel).toBe('one')
  expect(costsOf(known, linesOf([price({ kind: 'purchase', channel_id: 'ch_1', model: 'up-m', input: '1' })]), channels, listed)[0]?.price?.input).toBe('1')
  expect(costsOf(undefined, bought, channels, listed)).toEqual([])
})

it('names the rates below cost', () => {
  const cost = (more: Partial<Price>) => [{ channel: 'c', price: price(more), published: false }]
  expect(belowCost(price({}), cost({ input: '3', output: '15' }))).toEqual([])
  expect(belowCost(price({}), cost({ input: '3.000001', output: '1' }))).toEqual(['input'])
  expect(belowCost(price({ cache_read: '0.1' }), cost({ cache_read: '0.3' }))).toEqual(['cache_read'])
  expect(belowCost(price({ reasoning: null }), cost({ reasoning: '20' }))).toEqual(['reasoning'])
  expect(belowCost(price({ free: true, input: null, output: null }), cost({ output: null }))).toEqual(['input'])
  expect(belowCost(price({}), [{ channel: 'c', price: undefined, published: false }])).toEqual([])
})

it('takes the exact name, then the longest beginning', () => {
  const all = ['*', 'gpt-*', 'gpt-4o*', 'gpt-4o'].map((model) => ({ model }))
  expect(['gpt-4o', 'gpt-4o-mini', 'gpt-5', 'x'].map((n) => match(all, n)?.model)).toEqual(['gpt-4o', 'gpt-4o*', 'gpt-*', '*'])
  expect(match([{ model: 'a.b' }], 'axb')).toBeUndefined()
})
