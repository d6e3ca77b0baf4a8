// What charts of usage can show: each measure with its series, its colours and its way of being written.
import type { UsageGroup, UsageNumbers, UsageReport } from '../api/types'
import { count, duration, money, nano, percent, rate, short } from '../format'
import { type Key, t } from '../i18n'
import type { Series } from './Chart'
import { colors, otherColor } from './ChartCard'

export const measures = ['requests', 'tokens', 'cost', 'margin', 'errors', 'ttft', 'cache'] as const
export type Measure = (typeof measures)[number]

/** Money in charts is nano-dollars in a number, exact up to nine million dollars. */
const nanos = (text: string): number => Number(nano(text) ?? 0n)
const writeNanos = (v: number): string => money(BigInt(Math.round(v)))

type Def = { label: Key; kind: 'bars' | 'lines'; value: (u: UsageNumbers) => number | null; format: (v: number) => string; short: (v: number) => string }

export const promptOf = (u: UsageNumbers): number => u.tokens.input + u.tokens.cache_read + u.tokens.cache_write + u.tokens.cache_write_1h + u.tokens.audio_in + u.tokens.image_in

export const measureOf: Record<Measure, Def> = {
  requests: { label: 'measure.requests', kind: 'bars', value: (u) => u.requests, format: count, short },
  tokens: { label: 'measure.tokens', kind: 'bars', value: (u) => u.tokens_total, format: count, short },
  cost: { label: 'measure.cost', kind: 'bars', value: (u) => nanos(u.cost), format: writeNanos, short: writeNanos },
  margin: { label: 'measure.margin', kind: 'lines', value: (u) => (u.margin === undefined ? null : nanos(u.margin)), format: writeNanos, short: writeNanos },
  errors: { label: 'measure.errors', kind: 'bars', value: (u) => u.errors, format: count, short },
  ttft: { label: 'measure.ttft', kind: 'lines', value: (u) => (u.ttft_p50_ms > 0 ? u.ttft_p50_ms : null), format: duration, short: duration },
  cache: { label: 'measure.cache', kind: 'lines', value: (u) => (promptOf(u) > 0 ? u.tokens.cache_read / promptOf(u) : null), format: percent, short: percent },
}

const kinds: [keyof UsageNumbers['tokens'], Key, string][] = [
  ['input', 'bucket.input', 'var(--tk-input)'], ['cache_read', 'bucket.cache_read', 'var(--tk-cacher)'], ['cache_write', 'bucket.cache_write', 'var(--tk-cachew)'],
  ['output', 'bucket.output', 'var(--tk-output)'], ['reasoning', 'bucket.reasoning', 'var(--tk-reason)'],
]

/** The series of a report without groups: tokens by kind, first tokens by percentile, others as one. */
function plain(report: UsageReport, m: Measure): Series[] {
  if (m === 'tokens') return kinds.map(([k, label, color]) => ({ id: k, label: t(label), color, values: report.series.map((u) => u.tokens[k] ?? 0) })).filter((s) => s.values.some(Boolean))
  if (m === 'ttft') {
    return [
      { id: 'p50', label: t('measure.p50'), color: 'var(--c2)', values: report.series.map((u) => u.ttft_p50_ms || null) },
      { id: 'p95', label: t('measure.p95'), color: 'var(--c3)', values: report.series.map((u) => u.ttft_p95_ms || null) },
    ]
  }
  const def = measureOf[m]
  return [{ id: m, label: t(def.label), color: m === 'errors' ? 'var(--bad-fill)' : 'var(--c1)', values: report.series.map(def.value) }]
}

/** The series of a report: the groups that have one, and the others together. */
export function seriesOf(report: UsageReport, m: Measure, name: (g: UsageGroup) => string = (g) => g.name || t('state.none')): Series[] {
  const top = report.groups.filter((g) => g.series.length > 0)
  if (top.length === 0) return plain(report, m)
  const def = measureOf[m]
  const list = top.map((g, i) => ({ id: g.key, label: name(g), color: colors[i % colors.length] ?? otherColor, values: g.series.map(def.value) }))
  const behind = report.groups.length - top.length
  if (report.others && def.kind === 'bars') list.push({ id: '\u0000others', label: t('measure.others', { n: count(Math.max(behind, 1)) }), color: otherColor, values: report.others.series.map(def.value) })
  return list.filter((s) => s.values.some(Boolean))
}

export const stepMillis: Record<string, number> = { '1m': 60e3, '5m': 300e3, '15m': 900e3, '1h': 3600e3, '6h': 21_600e3, '1d': 86_400e3 }

/** The share of calls whose client saw no error of ours. */
export const success = (attempts: number, failed: number): string => (attempts === 0 ? t('state.none') : rate((attempts - failed) / attempts))
