// The arithmetic of a charge: tokens × price, the group, the rounding, and what is left.
import type { CallDetail } from '../../api/types'
import { A } from '../../app/address'
import { count, decimal, exactMoney, nano, percent } from '../../format'
import { type Key, t } from '../../i18n'
import { Panel } from '../../ui/Bits'
import { BucketBar } from './columns'
import { colorOf } from './outcome'

/** A bucket in words; one that is new to this console keeps its own name. */
const bucketName = (bucket: string): string => {
  const key = `bucket.${bucket}` as Key
  const text = t(key)
  return text === key ? bucket : text
}

/** Sale less purchase as a share of the sale, for display. */
function marginShare(cost: bigint, margin: bigint): string {
  return cost === 0n ? t('state.none') : percent(Number((margin * 10_000n) / cost) / 10_000)
}

/** `channel` names the channels of attempts, where the reader may know them. */
export function Receipt({ call, channel }: { call: CallDetail; channel?: (id: string) => string | undefined }) {
  const price = call.price
  if (!price) {
    return <Panel title={t('call.price')}><p className="panel-in i3">{call.cost === null ? t('call.noPrice') : t('call.noReceipt')}</p></Panel>
  }
  const base = nano(price.base) ?? 0n
  const cost = nano(call.cost ?? '0') ?? 0n
  const group = cost - base
  const margin = call.purchase_cost == null ? undefined : cost - (nano(call.purchase_cost) ?? 0n)
  const perCall = nano(price.per_call) ?? 0n
  const paid = call.attempts.filter((a) => a.purchase_cost !== null && a.purchase_cost !== '0.000000000')
  return (
    <Panel title={t('call.price')} end={<A className="lk sm" to={`/prices/${encodeURIComponent(price.model)}`}>{t('call.version', { model: price.model })}</A>}>
      <div className="receipt">
        <BucketBar usage={call.usage} large />
        <table>
          <thead><tr><th>{t('call.kind')}</th><th>{t('call.count')}</th><th>{t('call.rate')}</th><th>{t('call.amount')}</th></tr></thead>
          <tbody>
            {price.lines.filter((l) => l.bucket !== 'call').map((l) => (
              <tr key={l.bucket}>
                <th scope="row"><i style={{ background: colorOf(l.bucket) }} />{bucketName(l.bucket)}{(l.size || l.quality) && <small className="i3 m"> {[l.size, l.quality].filter(Boolean).join(' ')}</small>}</th>
                <td>{count(l.tokens)}</td>
                <td className="i3">{l.rate}</td>
                <td className="m">{l.amount}</td>
              </tr>
            ))}
            {perCall !== 0n && <tr><th scope="row">{t('call.perCall')}</th><td /><td /><td className="m">{price.per_call}</td></tr>}
          </tbody>
          <tfoot>
            <tr className="line"><th scope="row" colSpan={3}>{t('call.list')}</th><td className="m">{price.base}</td></tr>
            {group !== 0n && <tr><th scope="row" colSpan={3}>{t('call.group', { name: call.group, factor: price.multiplier ?? '' })}</th><td className="m">{decimal(group)}</td></tr>}
            <tr className="sum"><th scope="row" colSpan={3}>{t('call.charged')}</th><td className="m">{exactMoney(cost)}</td></tr>
            {call.purchase_cost === null && <tr className="line"><th scope="row" colSpan={3}>{t('call.cost')}</th><td className="i3">{t('call.costUnknown')}</td></tr>}
            {margin !== undefined && (
              <>
                {paid.length > 1 && paid.map((a, i) => <tr key={i} className={i === 0 ? 'line' : undefined}><th scope="row" colSpan={3}>{t('call.costOf', { channel: channel?.(a.channel_id) ?? a.channel_id })}</th><td className="m i3">{a.purchase_cost}</td></tr>)}
                <tr className="line"><th scope="row" colSpan={3}>{t('call.cost')}</th><td className="m">{exactMoney(call.purchase_cost ?? '0')}</td></tr>
                <tr><th scope="row" colSpan={3} className="b">{t('call.margin', { share: marginShare(cost, margin) })}</th><td className={`m${margin < 0n ? ' bad' : ''}`}>{exactMoney(margin)}</td></tr>
              </>
            )}
          </tfoot>
        </table>
      </div>
    </Panel>
  )
}
