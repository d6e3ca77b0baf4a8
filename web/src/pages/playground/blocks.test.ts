import { expect, it } from 'vitest'

import { blocksOf, inlineOf, safeImage, safeLink } from './blocks'

const text = (s: string) => ({ is: 'text', text: s })

it('reads blocks', () => {
  expect(blocksOf('# Top #\n\na\nb\n\n---\n\n```go\nx := 1\n\n# no\n```\n> q\n> r').map((b) => b.is)).toEqual(['heading', 'p', 'rule', 'code', 'quote'])
  expect(blocksOf('```py\nopen')).toEqual([{ is: 'code', lang: 'py', text: 'open' }])
  expect(blocksOf('1. a\n   - b\n   - c\n2. d\n\nafter')).toMatchObject([{ is: 'list', ordered: true, start: 1, items: [[{ is: 'p' }, { is: 'list', items: [[{ is: 'p' }], [{ is: 'p' }]] }], [{ is: 'p' }]] }, { is: 'p', of: [text('after')] }])
  expect(blocksOf('- a\n\n- b')).toMatchObject([{ is: 'list', items: [[{ is: 'p' }], [{ is: 'p' }]] }])
  expect(blocksOf('| a | b |\n|---|--:|\n| 1 | 2 |\nx')).toMatchObject([{ is: 'table', align: ['left', 'right'], head: [[text('a')], [text('b')]], rows: [[[text('1')], [text('2')]]] }, { is: 'p' }])
})

it('reads words', () => {
  expect(inlineOf('a **b *c*** `d*e` ~~f~~ snake_case_name 2 * 3 * 4')).toEqual([
    text('a '), { is: 'strong', of: [text('b '), { is: 'em', of: [text('c')] }] }, text(' '), { is: 'code', text: 'd*e' }, text(' '), { is: 'del', of: [text('f')] }, text(' snake_case_name 2 * 3 * 4'),
  ])
  expect(inlineOf('_x_ and __y__')).toMatchObject([{ is: 'em' }, text(' and '), { is: 'strong' }])
  expect(inlineOf('see [it](https://a.example/b "t"), https://c.example/d.')).toMatchObject([text('see '), { is: 'link', to: 'https://a.example/b', of: [text('it')] }, text(', '), { is: 'link', to: 'https://c.example/d' }, text('.')])
  expect(inlineOf('\\*no\\*')).toEqual([text('*no*')])
})

it('lets nothing run and nothing be fetched', () => {
  for (const bad of ['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,<script>1</script>', 'vbscript:x', '//evil.example', 'java\nscript:x', 'https://a b']) expect(safeLink(bad)).toBeUndefined()
  for (const bad of ['https://evil.example/x.png', 'data:image/svg+xml;base64,AA', 'blob:x', 'javascript:x']) expect(safeImage(bad)).toBeUndefined()
  for (const bad of ['[x](javascript:alert(1))', '![x](https://evil.example/p.png"onerror=1)', '<img src=x onerror=alert(1)>', '<script>alert(1)</script>']) {
    const flat = JSON.stringify(blocksOf(bad))
    expect(flat).not.toContain('"is":"image"')
    expect(flat).not.toMatch(/"to":"(?!https?:)/)
  }
})

it('is quick with whatever comes', () => {
  for (const s of ['*', '_', '`', '[', '![', '](', '> ', '- ', '**a', '[a](', '|', '~~', '`` `', '1. ', '\\', '<', 'https://', '#'].flatMap((x) => [x.repeat(20_000), `${x}\n`.repeat(5_000)])) {
    const begin = performance.now()
    blocksOf(s)
    expect(performance.now() - begin, s.slice(0, 8)).toBeLessThan(3000)
  }
})
