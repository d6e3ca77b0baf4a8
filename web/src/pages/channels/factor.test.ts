import { expect, it } from 'vitest'

import { percentOf } from './factor'

it.each([['0.8', '-20'], ['1', '0'], ['1.25', '25'], [' 0.855 ', '-14.5'], ['0', '-100'], ['-1', undefined], ['x', undefined], ['', undefined]])('%s times is %s percent more', (factor, want) => expect(percentOf(factor)).toBe(want))
