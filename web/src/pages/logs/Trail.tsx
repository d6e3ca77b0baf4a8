// Where the money of a call went: what was held, each posting with its accounts, and what was left.
import type { CallDetail } from '../../api/types'
import { clock, exact, exactMoney, millis } from '../../format'
import { type Key, t } from '../../i18n'
import { Badge, Panel } from '../../ui/Bits'

type Trail = NonNullable<CallDetail['trail']>
export type AccountNames = { user?: string; token?: string; channel: (id: string) => string | undefined }

/** An account in words; one that is new to this console keeps its own name. */
export function accountName(account: string, names: AccountNames): string {
  const [kind = '', rest = ''] = [account.slice(0, account.indexOf(':')), account.slice(account.indexOf(':') + 1)]
  const pocket = account.slice(account.lastIndexOf('/') + 1)
  if (kind === 'user') {
    const key = `trail.pocket.${pocket}` as Key
    return t('trail.of', { what: t(key) === key ? pocket : t(key), who: names.user ?? rest.slice(0, -pocket.length - 1) })
  }
  if (kind === 'revenue') return t('trail.revenue', { token: names.token ?? rest.slice(0, -pocket.length - 1), day: pocket })
  if (kind === 'provider') return t('trail.provider', { channel: names.channel(rest) ?? rest })
  return account === 'purchases' ? t('trail.purchases') : account
}

type Step = { key: string; title: string; at?: string; amount?: string; sub: string[]; done: boolean }

/** The promise comes first: of short calls it is in the journal only. The last step says what was left. */
function stepsOf(trail: Trail, time: string, names: AccountNames): Step[] {
  const booked = trail.steps.some((s) => s.kind === 'hold')
  const steps: Step[] = booked ? [] : [{ key: 'held', title: t('trail.kind.hold'), at: time, amount: trail.held, sub: [t('trail.unbooked')], done: false }]
  for (const s of trail.steps) {
    steps.push({
      key: String(s.id), title: t(`trail.kind.${s.kind}`), at: s.time, amount: s.amount, done: s.kind !== 'hold' && s.kind !== 'extend',
      sub: [`${accountName(s.debit, names)} → ${accountName(s.credit, names)}`, t('trail.numbers', { lsn: s.lsn, id: s.id }), ...(s.balance ? [t('trail.left', { amount: exactMoney(s.balance) })] : [])],
    })
  }
  if (trail.charged === '0.000000000') steps.push({ key: 'void', title: t('trail.void'), sub: [t('trail.voidWhy')], done: true })
  return steps
}

export function MoneyTrail({ call, names }: { call: Pick<CallDetail, 'trail' | 'price' | 'cost' | 'time' | 'flags'>; names: AccountNames }) {
  const trail = call.trail
  if (!trail) return <Panel title={t('trail.title')}><p className="panel-in i3">{t('trail.none')}</p></Panel>
  const bounded = call.flags.some((f) => f === 'disputed' || f === 'recovered') // charged by what was held, not by what was counted
  const equal = trail.agrees && (bounded || !call.price || call.price.cost === call.cost)
  const last = trail.steps.findLast((s) => s.balance)?.balance
  return (
    <Panel title={t('trail.title')} end={<Badge tone={equal ? 'ok' : 'bad'}>{t(equal ? 'trail.equal' : 'trail.unequal')}</Badge>}>
      <ol className="trail">
        {stepsOf(trail, call.time, names).map((s) => (
          <li key={s.key} className={s.done ? 'done' : undefined}>
            <b>{s.title}</b>
            {s.amount !== undefined && <span className="m">{exactMoney(s.amount)}</span>}
            <small>{s.at && <time title={exact(s.at)}>{clock(s.at)}<span className="i3">{millis(s.at)}</span></time>}{s.sub.map((x) => <span key={x}>{x}</span>)}</small>
          </li>
        ))}
        {last && <li className="done"><b>{t('trail.after')}</b><span className="m">{exactMoney(last)}</span><small>{names.user && <span>{names.user}</span>}</small></li>}
        {trail.unlimited && <li className="done"><b>{t('trail.unlimited')}</b><small><span>{t('trail.unlimitedWhy')}</span></small></li>}
      </ol>
    </Panel>
  )
}
