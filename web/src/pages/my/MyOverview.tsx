import { useQuery } from '@tanstack/react-query'
import { Plug, TicketCheck } from 'lucide-react'

import { A, useGo } from '../../app/address'
import { count, decimal, money, nano } from '../../format'
import { t } from '../../i18n'
import { Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { ChartCard, colors } from '../../ui/ChartCard'
import { Page } from '../../ui/Page'
import { Tile } from '../../ui/Tile'
import { readStatement } from '../account/Statement'
import { type Day, dayLong, daysOf, lasts } from './days'
import { CallList } from './MyLogs'
import { myBalanceQuery, myCallsQuery } from './queries'

const shownDays = 30
const paceDays = 7

/** Own calls and spending of the last days. */
export function useDays(n = shownDays): Day[] | undefined {
  const to = new Date(Math.ceil(Date.now() / dayLong) * dayLong)
  const from = new Date(to.getTime() - n * dayLong)
  const { data } = useQuery({ queryKey: ['statement', 'me', 'days', n, from.toISOString()], queryFn: () => readStatement(undefined, from.toISOString(), to.toISOString()), refetchInterval: 60_000 })
  return data && daysOf(data, n)
}

/** Dollars for the scale of a chart; amounts in texts are never made of these. */
const dollars = (v: bigint): number => Number(decimal(v))
const scale = (v: number): string => money(v.toFixed(9))

export function SpendChart({ days }: { days: Day[] | undefined }) {
  return <ChartCard title={t('my.spentByDay')} kind="bars" loading={!days} times={days?.map((d) => d.at) ?? []} step={dayLong} series={[{ id: 'spent', label: t('my.spent'), color: colors[0] ?? '', values: days?.map((d) => dollars(d.spent)) ?? [] }]} format={scale} short={scale} />
}

export function MyOverview() {
  const go = useGo()
  const balance = useQuery(myBalanceQuery()).data
  const calls = useQuery(myCallsQuery(12)).data?.items
  const days = useDays()
  const month = new Date().getUTCMonth()
  const sum = (some: Day[] | undefined) => some?.reduce((n, d) => n + d.spent, 0n) ?? 0n
  const have = nano(balance?.balance ?? '0') ?? 0n
  const left = days && lasts(have, days.slice(-paceDays))
  return (
    <Page title={t('nav.overview')}>
      <div className="stack">
        <div className="balance">
          <div>
            <span className="sm i2">{t('users.balance')}</span>
            <p className={`display n${have < 0n ? ' bad' : ''}`}>{balance ? money(have) : t('state.none')}</p>
            <span className="sm i3">{balance?.unlimited ? t('my.unlimited') : left !== undefined ? t('my.lasts', { n: count(left) }) : balance && t('users.heldNow', { amount: money(balance.held) })}</span>
          </div>
          <div className="row"><Button icon={TicketCheck} onClick={() => go('/my/redeem')}>{t('my.redeem')}</Button><Button kind="primary" icon={Plug} onClick={() => go('/connect')}>{t('my.connect')}</Button></div>
        </div>
        {balance && !balance.unlimited && have <= 0n && <p className="note warn"><span>{t('my.empty402')} <A className="lk" to="/my/redeem">{t('my.redeem')}</A></span></p>}
        <div className="tiles">
          <Tile label={t('my.today')} figure={money(days?.at(-1)?.spent ?? 0n)} note={t('my.calls', { n: count(days?.at(-1)?.calls ?? 0) })} to="/my/usage" />
          <Tile label={t('my.week')} figure={money(sum(days?.slice(-paceDays)))} note={t('my.calls', { n: count(days?.slice(-paceDays).reduce((n, d) => n + d.calls, 0) ?? 0) })} to="/my/usage" />
          <Tile label={t('my.month')} figure={money(sum(days?.filter((d) => new Date(d.at).getUTCMonth() === month)))} note={t('my.calls', { n: count(days?.filter((d) => new Date(d.at).getUTCMonth() === month).reduce((n, d) => n + d.calls, 0) ?? 0) })} to="/my/usage" />
        </div>
        <SpendChart days={days} />
        <Panel title={t('overview.latest')} end={<A className="lk sm" to="/my/logs">{t('my.allCalls')}</A>}>{calls?.length === 0 ? <p className="panel-in i3">{t('my.noCalls')} <A className="lk" to="/connect">{t('my.connect')}</A></p> : <CallList calls={calls ?? []} />}</Panel>
      </div>
    </Page>
  )
}
