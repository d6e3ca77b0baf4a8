// What the operator pays for what is sold: by channel, as the gateway finds it, and which rates are sold below that.
import type { CatalogueEntry, Channel, Model, Price } from '../../api/types'
import { nano } from '../../format'
import { type Field, type Line, tokenFields, unitFields } from './price'

/** What one channel charges for a model; undefined where nobody knows. */
export type Cost = { channel: string; price: Price | CatalogueEntry | undefined; published: boolean }

const glob = (pattern: string): RegExp => new RegExp(`^${pattern.split('*').map((s) => s.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)

/** The price that a name gets among several: its own, else the pattern with the longest beginning. */
export function match<T extends { model: string }>(all: T[], name: string): T | undefined {
  const exact = all.find((p) => p.model === name)
  if (exact) return exact
  const fits = all.filter((p) => p.model.includes('*') && glob(p.model).test(name))
  return fits.sort((a, b) => b.model.indexOf('*') - a.model.indexOf('*'))[0]
}

/** What each enabled channel of a model charges: its own price, else its provider's, else what the provider publishes in dollars. */
export function costsOf(known: Model | undefined, bought: Line[], channels: Channel[], catalogue: CatalogueEntry[]): Cost[] {
  const current = bought.flatMap((l) => (l.current && !l.current.retired ? [l.current] : []))
  return (known?.channels ?? []).filter((c) => c.enabled).map((c) => {
    const provider = channels.find((x) => x.id === c.channel_id)?.provider ?? ''
    const own = match(current.filter((p) => p.channel_id === c.channel_id), c.upstream_model) ?? match(current.filter((p) => !p.channel_id && p.provider === provider), c.upstream_model)
    const listed = own ? undefined : match(catalogue.filter((e) => e.provider === provider && e.currency === 'USD' && e.in_force), c.upstream_model)
    return { channel: c.name, price: own ?? listed, published: listed !== undefined }
  })
}

const amount = (p: Price | CatalogueEntry, f: Field): bigint | undefined => { const v = p[f]; return typeof v === 'string' ? nano(v) : undefined }

/** The rate that holds for a field: its own, else the one that stands in for it. */
const instead: Partial<Record<Field, Field>> = { cache_read: 'input', cache_write: 'input', cache_write_1h: 'cache_write', reasoning: 'output', audio_in: 'input', audio_out: 'output', image_in: 'input', image_out: 'output' }
export function rateOf(p: Price | CatalogueEntry, f: Field): bigint | undefined {
  const own = amount(p, f)
  const other = instead[f]
  return own ?? (other ? rateOf(p, other) : undefined)
}

/** The fields that some channel charges more for than the price takes. A free price takes nothing. */
export function belowCost(price: Price, costs: Cost[]): Field[] {
  return [...tokenFields, ...unitFields].filter((f) => costs.some(({ price: cost }) => {
    const pays = cost && amount(cost, f)
    const takes = price.free ? 0n : rateOf(price, f)
    return pays !== undefined && pays > 0n && takes !== undefined && takes < pays
  }))
}

/** The cheapest of what channels charge, by the input rate. */
export function cheapestOf(costs: Cost[]): Cost | undefined {
  const known = costs.filter((c) => c.price && rateOf(c.price, 'input') !== undefined)
  return known.sort((a, b) => Number((rateOf(a.price as Price, 'input') ?? 0n) - (rateOf(b.price as Price, 'input') ?? 0n)))[0]
}
