import { expect, it } from 'vitest'

import { diffOf } from './diff'

it('names what differs', () => {
  expect(diffOf({ a: 1, l: { x: 'u', y: [1] } }, { a: 1, l: { x: 'v', y: [1, 2] }, n: true })).toEqual([
    { path: 'l.x', before: 'u', after: 'v' }, { path: 'l.y', before: '[1]', after: '[1,2]' }, { path: 'n', before: undefined, after: 'true' },
  ])
  expect(diffOf(undefined, { a: '' })).toEqual([{ path: 'a', before: undefined, after: '' }])
})
