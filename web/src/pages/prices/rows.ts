// The rows of the list: a name with its price, its cost, what its calls brought lately; and the views of them.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { api, get } from '../../api/client'
import { channelsQuery, pricesQuery } from '../../api/queries'
import type { CatalogueEntry, Channel, Model, UsageNumbers } from '../../api/types'
import { isLoss } from '../../ui/Margin'
import { belowCost, cheapestOf, type Cost, costsOf } from './margin'
import { type Field, type Line, linesOf } from './price'

export type Row = Line & { known: Model | undefined; costs: Cost[]; cheapest: Cost | undefined; below: Field[]; lately: UsageNumbers | undefined }

export const views = ['all', 'unpriced', 'below', 'changed', 'bought'] as const
export type View = (typeof views)[number]

const month = 30 * 86_400_000
const week = 7 * 86_400_000
/** Whether it has a price now. */
export const on = (r: Row): boolean => r.current !== undefined && !r.current.retired

export const lossOf = (r: Row): boolean => isLoss(r.lately)

export const inView: Record<View, (r: Row) => boolean> = {
  all: (r) => r.kind === 'sale' && (on(r) || r.next !== undefined),
  unpriced: (r) => r.kind === 'sale' && !on(r) && r.known !== undefined && !r.known.priced,
  below: (r) => r.kind === 'sale' && on(r) && (r.below.length > 0 || lossOf(r)),
  changed: (r) => r.kind === 'sale' && r.versions.some((v) => Date.parse(v.created_at ?? '') > Date.now() - month),
  bought: (r) => r.kind === 'purchase' && on(r),
}

type Sources = { models: Model[]; channels: Channel[]; catalogue: CatalogueEntry[]; lately: Map<string, UsageNumbers> }

/** Names with a price, and names that are served or were asked for without one. */
function rowsOf(lines: Line[], { models, channels, catalogue, lately }: Sources): Row[] {
  const known = new Map(models.map((m) => [m.model, m]))
  const bought = lines.filter((l) => l.kind === 'purchase')
  const named = new Set(lines.filter((l) => l.kind === 'sale').map((l) => l.model))
  const missing = models.filter((m) => !named.has(m.model)).map((m): Line => ({ id: `sale|||${m.model}`, model: m.model, kind: 'sale', channel: '', provider: '', current: undefined, next: undefined, versions: [] }))
  return [...lines, ...missing].map((l): Row => {
    const costs = l.kind === 'sale' ? costsOf(known.get(l.model), bought, channels, catalogue) : []
    const below = l.current && !l.current.retired ? belowCost(l.current, costs) : []
    return { ...l, known: known.get(l.model), costs, cheapest: cheapestOf(costs), below, lately: l.kind === 'sale' ? lately.get(l.model) : undefined }
  }).sort((a, b) => a.model.localeCompare(b.model))
}

export const catalogueQuery = () => ({ queryKey: ['catalogue'], staleTime: Infinity, queryFn: () => get(api.GET('/api/prices/catalogue')) })

/** What each model's calls brought in the last seven days. */
const latelyQuery = () => ({
  queryKey: ['prices', 'lately'], staleTime: 300_000,
  queryFn: () => get(api.GET('/api/usage', { params: { query: { from: new Date(Date.now() - week).toISOString(), to: new Date().toISOString(), step: '1d', group_by: 'model', top: 50 } } })),
})

export function usePrices() {
  const prices = useQuery(pricesQuery())
  const models = useQuery({ queryKey: ['models'], queryFn: () => get(api.GET('/api/models')) }).data?.items
  const channels = useQuery(channelsQuery()).data
  const catalogue = useQuery(catalogueQuery()).data?.items
  const lately = useQuery(latelyQuery()).data?.groups
  const rows = useMemo(
    () => prices.data && rowsOf(linesOf(prices.data), { models: models ?? [], channels: channels ?? [], catalogue: catalogue ?? [], lately: new Map(lately?.map((g) => [g.key, g.total])) }),
    [prices.data, models, channels, catalogue, lately],
  )
  return { rows, models, channels, catalogue, error: prices.error, refetch: prices.refetch }
}
