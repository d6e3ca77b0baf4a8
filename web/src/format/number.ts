import { lang, t } from '../i18n'

const grouped = new Intl.NumberFormat('en-US')

/** An exact count. */
export const count = (n: number): string => grouped.format(n)

/** Three significant digits without an exponent. */
function three(n: number): string {
  if (n >= 100) return Math.round(n).toString()
  return n.toPrecision(3).replace(/^(\d+\.\d\d).*$/, '$1')
}

const latin: [number, string][] = [[1e12, 'T'], [1e9, 'B'], [1e6, 'M']]
const han: [number, string][] = [[1e12, '万亿'], [1e8, '亿'], [1e4, '万']]

/** A count and its unit, compact from ten million on: tiles show the unit small. */
export function compact(n: number): { figure: string; unit: string } {
  if (Math.abs(n) < 1e7) return { figure: count(n), unit: '' }
  const [size, unit] = (lang() === 'zh' ? han : latin).find(([size]) => Math.abs(n) >= size) ?? [1, '']
  return { figure: three(n / size), unit }
}

/** A count for an axis or a narrow cell: 15k, 1.5万. */
export function short(n: number): string {
  const table: [number, string][] = lang() === 'zh' ? [...han] : [...latin, [1e3, 'k']]
  const step = table.find(([size]) => Math.abs(n) >= size)
  if (!step) return Number.isInteger(n) ? count(n) : String(Number(n.toPrecision(2)))
  return `${Number((n / step[0]).toPrecision(3))}${step[1]}`
}

/** A share from 0 to 1 in percent, cut off and not rounded: success never shows 100 % when it is less. */
export function rate(share: number): string {
  return `${(Math.floor(share * 10_000 + 1e-9) / 100).toFixed(2)}%`
}

/** A share with one place, rounded: margins and shares of a whole. */
export const percent = (share: number): string => `${(share * 100).toFixed(1).replace('-', '−')}%`

/** The change from before to now, in percent, with its sign. */
export function change(now: number, before: number): string | undefined {
  if (before === 0) return undefined
  const d = ((now - before) / before) * 100
  return `${d < 0 ? '−' : '+'}${Math.abs(d) >= 100 ? Math.round(Math.abs(d)) : Math.abs(d).toFixed(1)}%`
}

/** A duration in milliseconds, three significant digits. */
export function duration(ms: number): string {
  if (ms <= 0) return t('unit.ms', { n: 0 })
  if (ms < 1) return t('unit.us', { n: Math.round(ms * 1000) })
  if (ms < 999.5) return t('unit.ms', { n: ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms) })
  if (ms < 59_950) return t('unit.s', { n: three(ms / 1000) })
  const s = Math.round(ms / 1000)
  if (s < 3600) return t('unit.minS', { m: Math.floor(s / 60), s: s % 60 })
  if (s < 86_400) return t('unit.hMin', { h: Math.floor(s / 3600), m: Math.floor((s % 3600) / 60) })
  return t('unit.dH', { d: Math.floor(s / 86_400), h: Math.floor((s % 86_400) / 3600) })
}

const sizes = ['B', 'KB', 'MB', 'GB', 'TB']

/** Bytes in units of 1024. */
export function bytes(n: number): string {
  let i = 0
  while (n >= 1024 && i < sizes.length - 1) {
    n /= 1024
    i++
  }
  return `${i === 0 ? n : three(n)} ${sizes[i]}`
}
