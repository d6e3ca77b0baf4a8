// The groups of a report as a CSV: exact amounts, as the API gives them.
import type { UsageReport } from '../../api/types'
import { csv } from '../../ui/save'

const own = ['requests', 'errors', 'tokens_total', 'cost', 'purchase_cost', 'margin', 'uncosted', 'uncovered', 'ttft_p50_ms', 'ttft_p95_ms', 'duration_ms'] as const

/** One row a group, then the total of everything. Columns that the reader may not know are empty. */
export function groupsCSV(report: UsageReport): string {
  const buckets = Object.keys(report.total.tokens) as (keyof UsageReport['total']['tokens'])[]
  const row = (key: string, name: string, u: UsageReport['total']) => [key, name, ...own.map((k) => u[k] ?? ''), ...buckets.map((b) => u.tokens[b])]
  return csv([[report.group_by || 'key', 'name', ...own, ...buckets], ...report.groups.map((g) => row(g.key, g.name, g.total)), row('', 'total', report.total)])
}
