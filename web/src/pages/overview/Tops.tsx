// The three lists at the foot: models, channels, users. Each figure leads to the rows it was counted from.
import { useQuery } from '@tanstack/react-query'

import { channelsQuery, usersQuery } from '../../api/queries'
import type { ChannelLine, UsageGroup } from '../../api/types'
import { A } from '../../app/address'
import { count, duration, money } from '../../format'
import { t } from '../../i18n'
import { Mono, Panel } from '../../ui/Bits'
import { tickOf } from '../../ui/health'
import { Margin } from '../../ui/Margin'
import { success } from '../../ui/measure'
import { Strip } from '../../ui/Strip'

const most = 6
const hour = 3600e3

export function ModelTable({ groups, range }: { groups: UsageGroup[]; range: string }) {
  return (
    <Panel title={t('overview.models')} end={<A className="lk sm" to="/usage" search={{ by: 'model', range }}>{t('overview.seeUsage')}</A>}>
      <table className="tbl models">
        <thead><tr><th>{t('logs.col.model')}</th><th className="r">{t('measure.requests')}</th><th className="r">{t('measure.cost')}</th><th className="r">{t('measure.margin')}</th></tr></thead>
        <tbody>
          {groups.slice(0, most).map((g) => (
            <tr key={g.key}>
              <td className="el"><A to="/logs" search={{ model: g.key, range }}>{g.name || t('state.none')}</A></td>
              <td className="r i2">{count(g.total.requests)}</td>
              <td className="r">{money(g.total.cost)}</td>
              <td className="r"><Margin of={g.total} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

export function ChannelTable({ channels }: { channels: ChannelLine[] }) {
  const known = useQuery(channelsQuery()).data
  return (
    <Panel title={t('overview.health')} note={t('overview.day')} end={<A className="lk sm" to="/channels">{t('overview.all', { n: channels.length })}</A>}>
      <table className="tbl chans">
        <thead><tr><th>{t('logs.col.channel')}</th><th /><th className="r">{t('overview.success')}</th><th className="r">{t('overview.ttft')}</th></tr></thead>
        <tbody>
          {channels.slice(0, most).map((c) => (
            <tr key={c.channel_id}>
              <td><A to={`/channels/${c.channel_id}`} className="cell2 tight"><Mono provider={known?.find((x) => x.id === c.channel_id)?.provider ?? ''} /><span className="el">{c.name}</span></A></td>
              <td><Strip ticks={c.slots.map((s) => tickOf(s, hour))} /></td>
              <td className={`r ${c.health.state === 'dead' ? 'bad' : c.health.state === 'degraded' ? 'warn' : ''}`}>{success(c.attempts, c.failed)}</td>
              <td className="r i2">{c.total.ttft_p50_ms > 0 ? duration(c.total.ttft_p50_ms) : t('state.none')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

export function UserTable({ users, range }: { users: UsageGroup[]; range: string }) {
  const known = useQuery(usersQuery()).data
  const balance = (id: string): string => {
    const u = known?.find((u) => u.id === id)
    return u?.balance && !u.unlimited_balance ? money(u.balance) : u ? t('overview.unlimited') : t('state.none')
  }
  return (
    <Panel title={t('nav.users')} end={<A className="lk sm" to="/users">{t('overview.all', { n: known?.length ?? 0 })}</A>}>
      <table className="tbl">
        <thead><tr><th>{t('logs.field.user')}</th><th className="r">{t('overview.spent')}</th><th className="r">{t('overview.balance')}</th></tr></thead>
        <tbody>
          {users.slice(0, most).map((g) => (
            <tr key={g.key}>
              <td className="el"><A to={g.key ? `/users/${g.key}` : '/logs'} search={g.key ? {} : { range }}>{g.name || t('state.none')}</A></td>
              <td className="r">{money(g.total.cost)}</td>
              <td className="r i2">{balance(g.key)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
