// Money is a decimal string from the API and an integer of nano-dollars here. No floats.
const NANO = 1_000_000_000n
const minus = '−'

/** Nano-dollars of a decimal string; undefined when it is none. */
export function nano(s: string): bigint | undefined {
  const m = /^([+\-−]?)(\d*)(?:\.(\d{0,9}))?$/.exec(s)
  if (!m || !(m[2] || m[3])) return undefined
  const v = BigInt(m[2] || '0') * NANO + BigInt((m[3] ?? '').padEnd(9, '0'))
  return m[1] === '-' || m[1] === minus ? -v : v
}

/** The decimal string of nano-dollars, as the API takes it. */
export function decimal(v: bigint): string {
  const abs = v < 0n ? -v : v
  const frac = (abs % NANO).toString().padStart(9, '0').replace(/0+$/, '')
  return `${v < 0n ? '-' : ''}${abs / NANO}${frac ? `.${frac}` : ''}`
}

/** What a person typed or pasted ("+25", "$1,200.00"), as nano-dollars. */
export const typed = (s: string): bigint | undefined => nano(s.trim().replace(/^([+\-−]?)\s*\$/, '$1').replace(/,/g, ''))

function group(whole: bigint): string {
  return whole.toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Rounds half away from zero to so many places and writes it with them. */
function places(v: bigint, n: number, sign: boolean): string {
  const unit = 10n ** BigInt(9 - n)
  const abs = v < 0n ? -v : v
  const rounded = (abs + unit / 2n) / unit
  const per = 10n ** BigInt(n)
  const frac = n ? `.${(rounded % per).toString().padStart(n, '0')}` : ''
  const mark = rounded === 0n ? '' : v < 0n ? minus : sign ? '+' : ''
  return `${mark}$${group(rounded / per)}${frac}`
}

const value = (v: string | bigint): bigint => (typeof v === 'bigint' ? v : (nano(v) ?? 0n))

/** A balance or a sum: two places, below one dollar up to six. */
export function money(v: string | bigint, options: { sign?: boolean } = {}): string {
  const x = value(v)
  const abs = x < 0n ? -x : x
  if (abs === 0n) return '$0.00'
  if (abs >= NANO) return places(x, 2, options.sign ?? false)
  const six = places(x, 6, options.sign ?? false)
  return six.replace(/(\.\d\d\d*?)0+$/, '$1')
}

/** One call: six places, nothing where nothing was charged. */
export function callMoney(v: string | bigint): string {
  const x = value(v)
  return x === 0n ? '$0' : places(x, 6, false)
}

/** All nine places, for the receipt. */
export const exactMoney = (v: string | bigint): string => places(value(v), 9, false)

/** A price: as it was entered, at least two places. */
export function price(v: string): string {
  const [whole = '0', frac = ''] = v.split('.')
  return `$${group(BigInt(whole || '0'))}.${frac.replace(/0+$/, '').padEnd(2, '0')}`
}

/** A second currency beside the dollars, for display only. */
export function second(v: string | bigint, symbol: string, rate: string): string {
  const x = (value(v) * (nano(rate) ?? 0n)) / NANO
  const shown = places(x, x > -100n * NANO && x < 100n * NANO ? 2 : 0, false)
  return `≈ ${shown.replace('$', symbol)}`
}
