// The table of usage by one dimension.
import type { UsageGroup, UsageReport } from '../../api/types'
import { compact, count, duration, money, percent, rate } from '../../format'
import { t } from '../../i18n'
import { Margin, marginOrder } from '../../ui/Margin'
import { type Measure, measureOf, promptOf } from '../../ui/measure'
import type { Column } from '../../ui/Table'
import { Spark } from '../../ui/Tile'

export const dimensions = ['model', 'user', 'token', 'channel', 'group', 'outcome'] as const
export type Dimension = (typeof dimensions)[number]

/** How a group is called. */
export const nameOf = (by: Dimension | 'hours') => (g: UsageGroup): string => (by === 'outcome' ? t(`logs.outcome.${g.key as 'completed'}`) : g.name || t('state.none'))

/** What a group unfolds into: a model into who asked for it, all others into models. */
export const unfolds = (by: Dimension): 'model' | 'user' => (by === 'model' ? 'user' : 'model')

/** The columns of a table of groups; the margin only where it is told. `unfold` shows one group by another dimension. */
export function groupColumns(by: Dimension, measure: Measure, report: UsageReport, unfold?: (g: UsageGroup) => void): Column<UsageGroup>[] {
  const def = measureOf[measure]
  const all = def.value(report.total) ?? 0
  const share = (g: UsageGroup) => (all > 0 ? (def.value(g.total) ?? 0) / all : 0)
  const margin: Column<UsageGroup> = { id: 'margin', head: t('measure.margin'), width: '84px', right: true, cell: (g) => <Margin of={g.total} />, sort: (g) => marginOrder(g.total) }
  const split: Column<UsageGroup> = { id: 'unfold', head: '', name: t('usage.unfold'), width: '92px', wide: true, cell: (g) => (g.key ? <button type="button" className="lk sm" title={t('usage.unfoldWhat', { name: nameOf(by)(g) })} onClick={(e) => { e.stopPropagation(); unfold?.(g) }}>{t(`usage.per.${unfolds(by)}`)}</button> : null) }
  return [
    { id: 'name', head: t(`usage.by.${by}`), card: 'title', cell: nameOf(by), sort: nameOf(by) },
    { id: 'share', head: t('usage.share'), width: '130px', cell: (g) => (def.kind === 'bars' ? <span className="sharebar" title={percent(share(g))}><i style={{ width: percent(share(g)).replace('−', '-') }} /></span> : null), sort: share },
    { id: 'course', head: t('usage.course'), width: '120px', cell: (g) => (g.series.length > 1 ? <Spark values={g.series.map((u) => def.value(u) ?? 0)} height={22} /> : null), wide: true },
    { id: 'requests', head: t('measure.requests'), width: '96px', right: true, cell: (g) => count(g.total.requests), sort: (g) => g.total.requests },
    { id: 'tokens', head: t('measure.tokens'), width: '104px', right: true, cell: (g) => { const c = compact(g.total.tokens_total); return `${c.figure} ${c.unit}` }, sort: (g) => g.total.tokens_total },
    { id: 'cached', head: t('measure.cache'), width: '92px', right: true, cell: (g) => (promptOf(g.total) > 0 ? percent(g.total.tokens.cache_read / promptOf(g.total)) : t('state.none')), sort: (g) => (promptOf(g.total) > 0 ? g.total.tokens.cache_read / promptOf(g.total) : 0) },
    { id: 'cost', head: t('measure.cost'), width: '112px', right: true, card: 'side', cell: (g) => money(g.total.cost), sort: (g) => measureOf.cost.value(g.total) ?? 0 },
    ...(report.total.purchase_cost === undefined ? [] : [margin]),
    { id: 'errors', head: t('measure.errors'), width: '84px', right: true, cell: (g) => <span className={g.total.errors > 0 ? 'bad' : 'i3'}>{g.total.requests > 0 ? rate(g.total.errors / g.total.requests) : t('state.none')}</span>, sort: (g) => g.total.errors },
    { id: 'ttft', head: t('measure.ttft'), width: '92px', right: true, cell: (g) => (g.total.ttft_p50_ms > 0 ? duration(g.total.ttft_p50_ms) : t('state.none')), sort: (g) => g.total.ttft_p50_ms },
    ...(unfold ? [split] : []),
  ]
}
