import { expect, it } from 'vitest'

import { inside } from './inside'

it.each([['/logs?q=x', '/logs?q=x'], ['//evil.example', '/'], ['/\\evil.example', '/'], ['https://evil.example', '/'], ['/login?to=/', '/'], [undefined, '/']])('%s', (to, want) => expect(inside(to)).toBe(want))
