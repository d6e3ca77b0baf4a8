// What is left of what was charged. Where the cost upstream is not known it says so, and says what it leaves out.
import type { UsageNumbers } from '../api/types'
import { count, money, nano, percent } from '../format'
import { t } from '../i18n'

const lowest = -(2n ** 63n)

/** The order of margins: what is not known is behind the greatest loss. */
export const marginOrder = (u: UsageNumbers | undefined): bigint => nano(u?.margin ?? '') ?? lowest

export const isLoss = (u: UsageNumbers | undefined): boolean => u?.margin?.startsWith('-') ?? false

/** The margin as a share of what was charged for calls whose cost is known. */
export function marginShare(u: UsageNumbers): string {
  const [charged, left] = [(nano(u.cost) ?? 0n) - (nano(u.uncovered ?? '0') ?? 0n), nano(u.margin ?? '')]
  return left === undefined || charged === 0n ? t('state.none') : percent(Number((left * 10_000n) / charged) / 10_000)
}

/** Which part of the charged the margin says nothing of; nothing where it is of everything. */
export function uncovered(u: UsageNumbers): string | undefined {
  if (!u.uncosted) return undefined
  return t(u.margin === undefined ? 'margin.unknown' : 'margin.partly', { n: count(u.uncosted), amount: money(u.uncovered ?? '0') })
}

/** The margin of calls as a share, with the amount before it if asked for. */
export function Margin({ of: u, amount }: { of: UsageNumbers; amount?: boolean }) {
  const left = uncovered(u)
  const tone = isLoss(u) ? 'bad' : amount ? undefined : 'i2'
  const share = marginShare(u)
  if (u.margin === undefined) return <span className="i3" title={left}>{t('state.none')}<span className="vh"> {left}</span></span>
  return (
    <span className={tone} title={left}>
      {amount ? <>{money(u.margin)}{share !== t('state.none') && <small className={isLoss(u) ? undefined : 'i3'}> {share}</small>}</> : share}
      {left && <><span aria-hidden="true"> *</span><span className="vh"> {left}</span></>}
    </span>
  )
}

/** The note under sums that leave something out. */
export function Uncovered({ of: u }: { of: UsageNumbers }) {
  const left = uncovered(u)
  return left ? <p className="tail i3 sm n uncovered">* {left}</p> : null
}
