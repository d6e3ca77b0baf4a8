import { useQuery } from '@tanstack/react-query'
import { Plug, TicketCheck } from 'lucide-react'

import type { UsageReport } from '../../api/types'
import { A, useGo } from '../../app/address'
import { count, money, nano } from '../../format'
import { t } from '../../i18n'
import { Approx } from '../../ui/Approx'
import { Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { ChartCard } from '../../ui/ChartCard'
import { measureOf, seriesOf } from '../../ui/measure'
import { Page } from '../../ui/Page'
import { Tile } from '../../ui/Tile'
import { type Day, dayLong, daysOf, lasts } from './days'
import { CallList } from './MyLogs'
import { myBalanceQuery, myCallsQuery, myUsageQuery } from './queries'

const shownDays = 30
const paceDays = 7

/** Own usage of the last days, by model. */
function useMonth() {
  const today = Math.floor(Date.now() / dayLong) * dayLong
  const from = new Date(today - (shownDays - 1) * dayLong).toISOString()
  return useQuery(myUsageQuery({ from, step: '1d', group_by: 'model', top: 6 })).data
}

function SpendChart({ report }: { report: UsageReport | undefined }) {
  const cost = measureOf.cost
  return <ChartCard title={t('my.spentByDay')} kind="bars" loading={!report} times={report?.times.map((x) => Date.parse(x)) ?? []} step={dayLong} series={report ? seriesOf(report, 'cost') : []} format={cost.format} short={cost.short} />
}

export function MyOverview() {
  const go = useGo()
  const balance = useQuery(myBalanceQuery()).data
  const calls = useQuery(myCallsQuery(12)).data?.items
  const report = useMonth()
  const days = report && daysOf(report)
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
            {balance && <Approx amount={have} />}
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
        <SpendChart report={report} />
        <Panel title={t('overview.latest')} end={<A className="lk sm" to="/my/logs">{t('my.allCalls')}</A>}>{calls?.length === 0 ? <p className="panel-in i3">{t('my.noCalls')} <A className="lk" to="/connect">{t('my.connect')}</A></p> : <CallList calls={calls ?? []} />}</Panel>
      </div>
    </Page>
  )
}
