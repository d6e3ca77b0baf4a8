// Every text exists in both languages, is used, and no text is written in the code.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

import { lang, speak, t } from '.'
import en from './en'
import zh from './zh'

const src = join(import.meta.dirname, '..')

function files(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name)
    if (statSync(path).isDirectory()) return files(path)
    return /\.tsx?$/.test(name) && !/\.test\.tsx?$|\.d\.ts$/.test(name) ? [path] : []
  })
}

const code = files(src).filter((f) => !/i18n\/(en|zh)\//.test(f))
const holes = (m: string): string[] => [...m.matchAll(/\{(\w+)\}/g)].map((x) => x[1] ?? '').sort()
const forms = (m: string | { one: string; other: string }): string[] => (typeof m === 'string' ? [m] : [m.other, m.one])

describe('texts', () => {
  it('are in both languages, with the same holes', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
    for (const [key, m] of Object.entries(en)) {
      const there = forms(zh[key as keyof typeof en])[0] ?? ''
      expect(there, key).not.toBe('')
      expect(holes(there), key).toEqual(holes(forms(m)[0] ?? ''))
    }
  })

  it('are all used', () => {
    const text = code.map((f) => readFileSync(f, 'utf8')).join('\n')
    // `state.${x}` uses every key that begins so.
    const heads = [...text.matchAll(/`([a-z][\w.]*\.)\$\{/g)].map((m) => m[1] ?? '')
    const unused = Object.keys(en).filter((key) => !text.includes(`'${key}'`) && !heads.some((h) => key.startsWith(h)))
    expect(unused).toEqual([])
  })

  it('are written in Chinese as the design asks for', () => {
    for (const [key, m] of Object.entries(zh)) {
      for (const form of forms(m)) {
        expect(form, `${key}: a space between Han and Latin`).not.toMatch(/[\p{Script=Han}][A-Za-z0-9]|[A-Za-z0-9][\p{Script=Han}]/u)
        expect(form, `${key}: full-width punctuation after Han`).not.toMatch(/\p{Script=Han}[,;:!?]/u)
      }
    }
  })

  it('say nothing that the design forbids', () => {
    for (const [key, m] of Object.entries(en)) for (const form of forms(m)) expect(form, key).not.toMatch(/successfully|[!]/i)
  })

  it('choose the form by number', async () => {
    await speak('en')
    expect(t('channels.models', { n: 1 })).toBe('1 model')
    expect(t('channels.models', { n: '1,204' })).toBe('1,204 models')
    await speak('zh')
    expect(lang()).toBe('zh')
    expect(t('channels.models', { n: 1 })).toBe('1 个模型')
  })
})

/** Words that are the same in every language. */
const same = /^[\s\d\W]*$|^(BurnCloud|English|rpm|tpm|ID|JSON|CSV)$/
const attributes = new Set(['title', 'label', 'placeholder', 'alt', 'aria-label', 'hint', 'action', 'sub', 'note', 'head'])

/** Texts in the elements of a file that no language file knows. */
function hardCoded(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && !same.test(node.text.trim())) found.push(node.text.trim())
    if (ts.isJsxAttribute(node) && attributes.has(node.name.getText(source)) && node.initializer && ts.isStringLiteral(node.initializer) && !same.test(node.initializer.text)) found.push(node.initializer.text)
    if (ts.isJsxExpression(node) && node.expression && ts.isStringLiteral(node.expression) && ts.isJsxElement(node.parent) && !same.test(node.expression.text)) found.push(node.expression.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

describe('code', () => {
  it.each(code.filter((f) => f.endsWith('.tsx')).map((f) => [f.slice(src.length + 1), f]))('%s has no text of its own', (_, path) => {
    expect(hardCoded(path)).toEqual([])
  })
})
