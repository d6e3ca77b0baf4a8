import { expect, it } from 'vitest'

import { lengthOf, similarity, vectorsOf } from './vector'

it('measures how alike vectors are', () => {
  expect(similarity([1, 0], [0, 2])).toBe(0)
  expect(similarity([1, 2], [2, 4])).toBeCloseTo(1)
  expect(similarity([1, 0], [-3, 0])).toBe(-1)
  expect(similarity([1, 0], [1, 0, 0])).toBeUndefined()
  expect(similarity([0, 0], [1, 0])).toBeUndefined()
  expect(lengthOf([3, 4])).toBe(5)
})

it('puts vectors in the order of their texts', () => {
  expect(vectorsOf({ data: [{ index: 1, embedding: [2] }, { index: 0, embedding: [1] }, { index: 2 }] })).toEqual([[1], [2]])
  expect(vectorsOf(undefined)).toEqual([])
})
