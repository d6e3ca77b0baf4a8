import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const web = join(import.meta.dirname, '../..')

it('the binary serves the page under every first segment of an address', () => {
  const served = readFileSync(join(web, 'public/paths.txt'), 'utf8').trim().split('\n')
  const source = readFileSync(join(web, 'src/app/pages.ts'), 'utf8')
  const used = [...source.matchAll(/path: '\/([\w-]*)/g)].map((m) => m[1] ?? '').filter(Boolean)
  expect(served).toEqual([...served].sort())
  for (const segment of used) expect(served).toContain(segment)
})
