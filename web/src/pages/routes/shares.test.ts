import { describe, expect, it } from 'vitest'

import { atPart, fine, moved, stepOf } from './shares'

describe('shares', () => {
  it('are made fine without changing any', () => {
    expect(fine([7, 3])).toEqual([70, 30])
    expect(fine([1, 1, 1])).toEqual([34, 34, 34])
    expect(fine([0, 1])).toEqual([0, 100])
    expect(fine([60, 40])).toEqual([60, 40])
    expect(fine([3000, 1])).toEqual([3000, 1])
    expect(fine([0, 0])).toEqual([0, 0])
  })

  it('move between two neighbours, and no further than they have', () => {
    expect(moved([70, 20, 10], 0, 60.4)).toEqual([60, 30, 10])
    expect(moved([70, 20, 10], 1, 99)).toEqual([70, 30, 0])
    expect(moved([70, 20, 10], 0, -5)).toEqual([0, 90, 10])
  })

  it('follow a place on the bar', () => {
    expect(atPart([50, 30, 20], 1, 0.6)).toBeCloseTo(10)
    expect(atPart([50, 30, 20], 0, 0.25)).toBeCloseTo(25)
  })

  it('have steps of a hundredth', () => {
    expect([stepOf([70, 30]), stepOf([3000, 1000]), stepOf([1])]).toEqual([1, 40, 1])
  })
})
