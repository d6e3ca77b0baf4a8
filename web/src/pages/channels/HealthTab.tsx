import { useQuery } from '@tanstack/react-query'

import { api, get } from '../../api/client'
import type { Channel } from '../../api/types'
import { A, useGo, useSearch, useSetSearch } from '../../app/address'
import { count, dayTime, duration, exact, money, when } from '../../format'
import { t } from '../../i18n'
import { HealthBadge, Seg } from '../../ui/Bits'
import { tickOf } from '../../ui/health'
import { success } from '../../ui/measure'
import { Failed, Skeleton } from '../../ui/States'
import { Strip } from '../../ui/Strip'
import { marginOf } from '../overview/Tops'
import { stateOf } from './state'
import { TestBox } from './TestBox'

const spans = { '24h': 86_400e3, '7d': 7 * 86_400e3, '90d': 90 * 86_400e3 } as const
type Span = keyof typeof spans
const slotMillis: Record<string, number> = { '15m': 900e3, '1h': 3600e3, '1d': 86_400e3 }

export function HealthTab({ channel: c }: { channel: Channel }) {
  const { span: asked } = useSearch()
  const setSearch = useSetSearch()
  const go = useGo()
  const span: Span = asked === '7d' || asked === '90d' ? asked : '24h'
  const path = { id: c.id }
  const { data, error, refetch } = useQuery({
    queryKey: ['channel-health', c.id, span], refetchInterval: 15_000,
    queryFn: ({ signal }) => get(api.GET('/api/channels/{id}/health', { params: { path, query: { from: new Date(Date.now() - spans[span]).toISOString() } }, signal })),
  })
  const line = useQuery({ queryKey: ['channel-lines'], queryFn: () => get(api.GET('/api/channels/health')) }).data?.items.find((x) => x.channel_id === c.id)
  if (error) return <Failed error={error} onRetry={refetch} />
  if (!data) return <Skeleton rows={6} />
  const step = slotMillis[data.slot] ?? 900e3
  const hint = (id: string) => c.keys.find((k) => k.id === id)?.key_hint ?? ''
  const pick = (i: number) => {
    const at = Date.parse(data.slots[i]?.start ?? '')
    go('/logs', { channel: c.id, from: new Date(at).toISOString(), to: new Date(at + step).toISOString() })
  }
  const due = data.targets.filter((x) => x.until).map((x) => Date.parse(x.until ?? '')).sort((a, b) => a - b)[0]
  return (
    <>
      {c.enabled && data.state !== 'healthy' ? (
        <div className={`note cause ${data.state === 'dead' ? 'bad' : 'warn'}`}>
          <div>
            <b className={data.state === 'dead' ? 'bad' : 'warn'}>{t(`health.${data.state}`)}{data.since && ` · ${t('channels.since', { time: when(data.since) })}`}</b>
            <p>{data.reason || data.last_error}</p>
            {due !== undefined && <p className="i2">{t('channels.nextProbe', { time: when(due) })}</p>}
            <A className="lk" to="/logs" search={{ channel: c.id, outcome: 'failed' }}>{t('channels.failures')}</A>
          </div>
        </div>
      ) : (
        <HealthBadge state={stateOf(c)} />
      )}
      <section className="stack tight">
        <div className="row"><h3>{t('channels.history')}</h3><span className="sp" /><Seg label={t('channels.history')} value={span} choices={(Object.keys(spans) as Span[]).map((id) => ({ id, label: id === '90d' ? t('channels.days90') : t(`range.${id}`) }))} onChange={(id) => setSearch({ span: id === '24h' ? undefined : id })} /></div>
        <Strip tall ticks={data.slots.map((s) => tickOf(s, step))} onPick={pick} />
        <ul className="events">
          {data.history.slice(0, 8).map((h) => (
            <li key={`${h.time} ${h.key_id} ${h.upstream_model}`}><time className="i3" title={exact(h.time)}>{dayTime(h.time)}</time><HealthBadge state={h.state} /><span className="el i2" title={h.reason}>{h.upstream_model} {hint(h.key_id)} {h.reason && `· ${h.reason}`}</span></li>
          ))}
        </ul>
      </section>
      {line && (
        <div className="tiles small">
          <div className="tile"><span className="tile-label">{t('channels.calls24')}</span><span className="fig">{count(line.total.requests)}</span></div>
          <div className="tile"><span className="tile-label">{t('overview.success')}</span><span className="fig">{success(line.attempts, line.failed)}</span></div>
          <div className="tile"><span className="tile-label">{t('measure.ttft')} {t('measure.p50')}</span><span className="fig">{line.total.ttft_p50_ms > 0 ? duration(line.total.ttft_p50_ms) : t('state.none')}</span></div>
          <div className="tile"><span className="tile-label">{t('measure.cost')}</span><span className="fig">{money(line.total.cost)}</span></div>
          <div className="tile"><span className="tile-label">{t('measure.margin')}</span><span className="fig">{marginOf(line.total.cost, line.total.margin ?? '0')}</span></div>
        </div>
      )}
      <TestBox channel={c} />
    </>
  )
}
