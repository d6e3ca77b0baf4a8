// The colours of the token file keep the contrast that the design promises.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')

function tokens(block: string): Record<string, [number, number, number]> {
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map((m) => [m[1], [Number(m[2]), Number(m[3]), Number(m[4])]]))
}

const dark = css.indexOf('[data-theme="dark"]')
const light = tokens(css.slice(0, dark))
const themes = { light, dark: { ...light, ...tokens(css.slice(dark)) } }

/** Relative luminance of an OKLCH colour (WCAG 2), channels cut to what a screen shows. */
function luminance([l, c, h]: [number, number, number]): number {
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const [x, y, z] = [l + 0.3963377774 * a + 0.2158037573 * b, l - 0.1055613458 * a - 0.0638541728 * b, l - 0.0894841775 * a - 1.291485548 * b].map((v) => v ** 3) as [number, number, number]
  const rgb = [4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z, -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z, -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z]
  const [r, g, bl] = rgb.map((v) => Math.min(1, Math.max(0, v))) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * bl
}

function contrast(theme: 'light' | 'dark', a: string, b: string): number {
  const [x, y] = [a, b].map((name) => luminance(themes[theme][name] ?? [0, 0, 0])) as [number, number]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

const texts = ['ink', 'ink-2', 'ink-3', 'accent', 'ok', 'warn', 'bad']
const series = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'ok-fill', 'warn-fill', 'bad-fill', 'ember']

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  it.each(texts.flatMap((text) => ['surface', 'canvas', 'sunken'].map((ground) => [text, ground] as const)))('%s on %s is readable', (text, ground) => {
    expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.55)
  })
  it.each(['accent', 'ok', 'warn', 'bad'])('%s is readable on its tint', (name) => expect(contrast(theme, name, `${name}-bg`)).toBeGreaterThanOrEqual(4.55))
  it.each(series)('%s is seen on the surface', (name) => expect(contrast(theme, name, 'surface')).toBeGreaterThanOrEqual(2.95))
  it('the primary button is readable', () => expect(contrast(theme, 'on-ink', 'ink')).toBeGreaterThanOrEqual(7))
})
