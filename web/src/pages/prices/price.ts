// Prices as the list shows them: the versions of one name together, and the arithmetic over decimal strings.
import type { Price, PriceTier } from '../../api/types'
import { decimal, nano } from '../../format'

/** The fields that are dollars per million tokens, in the order of the list. */
export const tokenFields = ['input', 'output', 'cache_read', 'cache_write', 'cache_write_1h', 'reasoning', 'audio_in', 'audio_out', 'image_in', 'image_out'] as const
/** The fields that are dollars for a thing. */
export const unitFields = ['per_call', 'per_image', 'per_second', 'per_character'] as const
export type Field = (typeof tokenFields)[number] | (typeof unitFields)[number]

/** All versions of one name: sold, or bought for a channel or a provider. */
export type Line = { id: string; model: string; kind: Price['kind']; channel: string; provider: string; current: Price | undefined; next: Price | undefined; versions: Price[] }

const time = (p: Price): number => Date.parse(p.effective_from ?? p.created_at ?? '')

export function linesOf(prices: Price[], now = Date.now()): Line[] {
  const by = new Map<string, Price[]>()
  for (const p of prices) {
    const id = [p.kind, p.channel_id, p.provider, p.model].join('|')
    by.set(id, [...(by.get(id) ?? []), p])
  }
  return [...by].map(([id, all]) => {
    const versions = all.sort((a, b) => time(b) - time(a))
    const p = versions[0] as Price
    return { id, model: p.model, kind: p.kind, channel: p.channel_id, provider: p.provider, versions, current: versions.find((v) => time(v) <= now), next: versions.findLast((v) => time(v) > now) }
  })
}

const whole = 100n * 1_000_000_000n

/** A price so many percent higher ("10") or lower ("-5.5"), rounded to nine places; undefined when that is no number. */
export function scaled(price: string, percent: string): string | undefined {
  const [v, p] = [nano(price), nano(percent.trim())]
  if (v === undefined || p === undefined || p < -whole) return undefined
  return decimal((v * (whole + p) + whole / 2n) / whole)
}

/** A price with every amount scaled. */
export function scaledPrice(p: Price, percent: string): Price {
  const change = <T extends Price | PriceTier>(x: T): T => {
    const next = { ...x } as Record<string, unknown>
    for (const f of [...tokenFields, ...unitFields, 'image']) if (typeof next[f] === 'string') next[f] = scaled(next[f], percent) ?? next[f]
    return next as T
  }
  const images = p.images?.map((x) => ({ ...x, per_image: scaled(x.per_image, percent) ?? x.per_image })) ?? []
  return { ...change(p), images, tiers: p.tiers.map(change) }
}

/** What the API takes for a new version: without what it sets. */
export function writable(p: Price): Record<string, unknown> {
  const { id: _id, created_at: _made, effective_from: _from, ...rest } = p
  return rest
}

const million = 1_000_000n

/** What so many tokens cost by the price, at a multiplier, in nano-dollars, rounded once. Longer prompts take their tier. */
export function costOf(p: Price, tokens: { input: number; cached: number; output: number }, multiplier: string): bigint {
  const tier = p.tiers.filter((x) => tokens.input > x.above_tokens).at(-1)
  const at = (f: 'input' | 'output' | 'cache_read'): bigint => nano(tier?.[f] ?? p[f] ?? (f === 'cache_read' ? (tier?.input ?? p.input) : '0') ?? '0') ?? 0n
  const cached = BigInt(Math.min(tokens.cached, tokens.input))
  const sum = (BigInt(tokens.input) - cached) * at('input') + cached * at('cache_read') + BigInt(tokens.output) * at('output') + (nano(p.per_call ?? '0') ?? 0n) * million
  const m = nano(multiplier) ?? 1_000_000_000n
  const scale = million * 1_000_000_000n
  return (sum * m + scale / 2n) / scale
}

/** Rows pasted from a sheet: model, input, output, cache read, cache write. A head line and dollar signs are passed over. */
export function readSheet(text: string): { items: { model: string; input: string; output: string; cache_read: string | null; cache_write: string | null }[]; wrong: string[] } {
  const wrong: string[] = []
  const items = text.split('\n').flatMap((line) => {
    const cells = line.split(/\t|;|,(?!\d{3})|\s{2,}| +/).map((c) => c.trim().replace(/^\$/, '')).filter(Boolean)
    const [model = '', ...amounts] = cells
    if (!model || (amounts.length > 0 && amounts.every((a) => nano(a) === undefined))) return []
    const [input, output, read, write] = amounts
    if (input === undefined || output === undefined || amounts.some((a) => nano(a) === undefined)) {
      wrong.push(line.trim())
      return []
    }
    return [{ model, input, output, cache_read: read ?? null, cache_write: write ?? null }]
  })
  return { items, wrong }
}

/** A field that two versions have differently; null = not set. */
export type Difference = { field: string; before: string | null; after: string | null }

const flat = (p: Price | undefined): Record<string, string | null> => {
  const out: Record<string, string | null> = {}
  const put = (prefix: string, x: Record<string, unknown>, fields: readonly string[]) => { for (const f of fields) if (typeof x[f] === 'string') out[prefix + f] = x[f] }
  if (!p) return out
  put('', p, [...tokenFields, ...unitFields, 'image'])
  for (const f of ['free', 'retired'] as const) if (p[f]) out[f] = 'true'
  for (const x of p.images ?? []) out[`images[${[x.size, x.quality].filter(Boolean).join(' ')}]`] = x.per_image
  for (const [i, tier] of p.tiers.entries()) {
    out[`tiers[${i}].above_tokens`] = `> ${tier.above_tokens}`
    put(`tiers[${i}].`, tier, [...tokenFields, 'image'])
  }
  return out
}

/** What a version changed of the one before. Amounts that are equal as numbers are equal. */
export function differences(before: Price | undefined, after: Price): Difference[] {
  const [a, b] = [flat(before), flat(after)]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((field) => {
    const [x = null, y = null] = [a[field], b[field]]
    const equal = x === y || (x !== null && y !== null && nano(x) !== undefined && nano(x) === nano(y))
    return equal ? [] : [{ field, before: x, after: y }]
  })
}
