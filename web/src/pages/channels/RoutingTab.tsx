// Where a channel stands among those that serve the same models.
import { useQuery } from '@tanstack/react-query'

import { api, get } from '../../api/client'
import { routesQuery } from '../../api/queries'
import type { Channel, Model } from '../../api/types'
import { A } from '../../app/address'
import { count, percent } from '../../format'
import { t } from '../../i18n'
import { Facts } from '../../ui/Bits'
import { InlineNumber } from '../../ui/Inline'
import { Failed, Skeleton } from '../../ui/States'
import { conditionInWords } from '../routes/condition'
import { useChange } from './change'

const most = 1_000_000
const hour = 3600e3

type Pool = Model['groups'][number]

/** The channel's part of its tier's weight; undefined where it does not serve. */
function shareIn(pool: Pool, id: string): { priority: number; share: number } | undefined {
  const mine = pool.targets.find((x) => x.channel_id === id)
  if (!mine) return undefined
  const tier = pool.targets.filter((x) => x.priority === mine.priority)
  const sum = tier.reduce((n, x) => n + x.weight, 0)
  return { priority: mine.priority, share: sum > 0 ? mine.weight / sum : 1 / tier.length }
}

export function RoutingTab({ channel: c }: { channel: Channel }) {
  const change = useChange()
  const routes = useQuery(routesQuery()).data
  const { data, error, refetch } = useQuery({ queryKey: ['models'], queryFn: () => get(api.GET('/api/models')) })
  const calls = useQuery({
    queryKey: ['channel-hour', c.id], refetchInterval: 60_000,
    queryFn: () => get(api.GET('/api/usage', { params: { query: { channel_id: c.id, group_by: 'model', step: '1m', top: 0, from: new Date(Date.now() - hour).toISOString() } } })),
  }).data
  if (error) return <Failed error={error} onRetry={refetch} />
  const rows = data?.items.flatMap((model) => {
    const pools = model.groups.flatMap((pool) => { const at = shareIn(pool, c.id); return at ? [{ pool, ...at }] : [] })
    return pools.length > 0 || c.models.includes(model.model) ? [{ model, pools }] : []
  })
  return (
    <>
      <Facts
        rows={[
          ['channels.col.groups', c.groups.join(', ')],
          ['channels.col.priority', <InlineNumber key="p" value={c.priority} label={t('channels.col.priority')} min={-most} max={most} onChange={(priority) => change(c, { priority })} />],
          ['channels.col.weight', <InlineNumber key="w" value={c.weight} label={t('channels.col.weight')} min={0} max={most} onChange={(weight) => change(c, { weight })} />],
        ]}
      />
      <p className="i3 sm">{t('channels.routingHint')}</p>
      {!rows ? <Skeleton rows={4} /> : (
        <div className="panel">
          <div className="scroll" tabIndex={0}>
          <table className="tbl fit">
            <thead><tr><th>{t('logs.field.model')}</th><th>{t('channels.servesAs')}</th><th className="r">{t('channels.share')}</th><th className="r">{t('routes.lastHour')}</th></tr></thead>
            <tbody>
              {rows.map(({ model, pools }) => {
                const route = routes?.find((r) => r.id === pools.find((x) => x.pool.route_id)?.pool.route_id)
                const when = route?.targets.find((x) => x.channel_id === c.id)?.when
                const mine = calls?.groups.find((g) => g.key === model.model)?.total.requests ?? 0
                const first = pools[0]
                return (
                  <tr key={model.model}>
                    <td><A className="el" to={`/routes/${encodeURIComponent(model.model)}`}>{model.model}</A></td>
                    <td className="i2">
                      {!first ? <span className="i3">{c.enabled ? t('channels.notServed') : t('health.off')}</span> : (
                        <>
                          {route ? t(`strategy.${first.pool.strategy as 'priority'}`) : t('routes.byListing')} · {t('routes.tier', { n: first.priority })}
                          {when && <small className="block i3">{conditionInWords(when)}</small>}
                        </>
                      )}
                    </td>
                    <td className="r">{pools.map((x) => <span key={x.pool.group} className="block">{percent(x.share)}{pools.length > 1 && <span className="i3"> {x.pool.group}</span>}</span>)}</td>
                    <td className="r i2">{model.last_hour.requests > 0 ? t('channels.ofCalls', { n: count(mine), of: count(model.last_hour.requests) }) : t('state.none')}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
        </div>
      )}
    </>
  )
}
