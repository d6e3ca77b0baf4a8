import { describe, expect, it } from 'vitest'

import { distance } from '../app/distance'
import { builtInOf, chosen, viewQuery } from './choose'
import { csv } from './save'
import { niceTicks, stack } from './scale'

describe('charts', () => {
  it.each([[0, [0, 1]], [18_400, [0, 5000, 10_000, 15_000, 20_000]], [3, [0, 1, 2, 3]], [0.42, [0, 0.2, 0.4, 0.6]]])('%d has round ticks', (high, want) => expect(niceTicks(high)).toEqual(want))
  it('stack', () => expect(stack([[1, null], [2, 3]], 2)).toEqual([[[0, 1], [0, 0]], [[1, 3], [0, 3]]]))
})

describe('csv', () => {
  it.each(['=1', '+1', '-1', '@x', '\t=1', '\r1', '\n=1', ' =1', '\ufeff=1', '＝1', '＋1', '－1', '＠x', '\0=1'])('makes text of %j', (cell) => expect(csv([[cell]])).toMatch(/^"?'/))
  it('takes formulas for text', () => expect(csv([['=1+1', '@x', '-5', 'a "b", c', -5]])).toBe('\'=1+1,\'@x,\'-5,"a ""b"", c",-5\r\n'))
})

it('knows how far words are apart', () => expect([distance('/chanels', '/channels'), distance('', 'abc')]).toEqual([1, 3]))

describe('views', () => {
  const builtIn = [{ id: 'all', label: '', query: {} }, { id: 'failed', label: '', query: { outcome: 'failed' } }, { id: 'slow', label: '', query: { ttft: '5s' } }]
  it.each([[{}, 'all'], [{ outcome: 'failed', token: 'x' }, 'failed'], [{ ttft: '5s' }, 'slow'], [{ ttft: '5s', outcome: 'failed' }, 'all']])('%j shows %s', (search, want) => expect(builtInOf(search, builtIn)?.id).toBe(want))
  it('keep the filter, not what is on for now', () => expect(viewQuery({ token: 'a b', live: '1', view: 'vw_1', cols: 'time', q: '' })).toBe('cols=time&token=a+b'))
})

describe('columns', () => {
  const all = ['a', 'b', 'c'].map((id) => ({ id, head: id, cell: () => id, hidden: id === 'c' }))
  it.each([[undefined, 'a,b'], [['c', 'a'], 'a,c'], [['gone'], 'a,b'], [[], 'a,b']])('%j shows %s', (ids, want) => expect(chosen(all, ids).map((c) => c.id).join()).toBe(want))
})
