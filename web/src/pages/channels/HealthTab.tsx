import { useQuery, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'

import { api, get } from '../../api/client'
import { channelsQuery } from '../../api/queries'
import type { Channel, ChannelHealth, TestResult } from '../../api/types'
import { A, useGo, useSearch, useSetSearch } from '../../app/address'
import { clock, count, day, dayTime, duration, exact, minute, money, short } from '../../format'
import { t } from '../../i18n'
import { HealthBadge, Seg } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { ChartCard } from '../../ui/ChartCard'
import { tickOf } from '../../ui/health'
import { Margin } from '../../ui/Margin'
import { success } from '../../ui/measure'
import { Failed, Skeleton } from '../../ui/States'
import { Strip } from '../../ui/Strip'
import { sayError } from '../../ui/Toast'
import { stateOf } from './state'
import { Answer, TestBox } from './TestBox'
import { testChannel } from './testing'

const spans = { '24h': 86_400e3, '7d': 7 * 86_400e3, '90d': 90 * 86_400e3 } as const
type Span = keyof typeof spans
const few = 8
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
  return (
    <>
      {c.enabled && data.state !== 'healthy' ? <Cause channel={c} health={data} /> : <HealthBadge state={stateOf(c)} />}
      <section className="stack tight">
        <div className="row"><h3>{t('channels.history')}</h3><span className="sp" /><Seg label={t('channels.history')} value={span} choices={(Object.keys(spans) as Span[]).map((id) => ({ id, label: id === '90d' ? t('channels.days90') : t(`range.${id}`) }))} onChange={(id) => setSearch({ span: id === '24h' ? undefined : id })} /></div>
        <Strip tall ticks={data.slots.map((s) => tickOf(s, step))} onPick={pick} />
        <div className="strip-axis" aria-hidden="true">{[0, 0.25, 0.5, 0.75].map((at) => <span key={at}>{label(data.slots[Math.floor(at * data.slots.length)]?.start, step)}</span>)}<span>{t('channels.nowAt')}</span></div>
        <Events health={data} hint={hint} />
      </section>
      <ChartCard
        title={t('channels.attempts')} note={<span className="sm i3">{t('channels.attemptsNote')}</span>} kind="bars" height={90} format={count} short={short} step={step}
        times={data.slots.map((s) => Date.parse(s.start))} notes={data.slots.map((s) => (s.error_kind ? t('channels.mostly', { kind: s.error_kind, n: count(s.error_count) }) : ''))}
        series={[
          { id: 'answered', label: t('channels.answeredSeries'), color: 'var(--ok-fill)', values: data.slots.map((s) => s.attempts - s.failed) },
          { id: 'failed', label: t('channels.failedSeries'), color: 'var(--bad-fill)', values: data.slots.map((s) => s.failed) },
        ]}
        onZoom={(from, to) => go('/logs', { channel: c.id, from: new Date(from).toISOString(), to: new Date(to).toISOString() })}
      />
      {line && (
        <div className="tiles small thirds">
          <div className="tile"><span className="tile-label">{t('channels.calls24')}</span><span className="fig">{count(line.total.requests)}</span></div>
          <div className="tile"><span className="tile-label">{t('overview.success')}</span><span className="fig">{success(line.attempts, line.failed)}</span></div>
          <div className="tile"><span className="tile-label">{t('measure.ttft')} {t('measure.p50')}</span><span className="fig">{line.total.ttft_p50_ms > 0 ? duration(line.total.ttft_p50_ms) : t('state.none')}</span></div>
          <div className="tile"><span className="tile-label">{t('measure.ttft')} {t('measure.p95')}</span><span className="fig">{line.total.ttft_p95_ms > 0 ? duration(line.total.ttft_p95_ms) : t('state.none')}</span></div>
          <div className="tile"><span className="tile-label">{t('measure.cost')}</span><span className="fig">{money(line.total.cost)}</span></div>
          <div className="tile"><span className="tile-label">{t('measure.margin')}</span><span className="fig"><Margin of={line.total} /></span></div>
        </div>
      )}
      <TestBox channel={c} />
    </>
  )
}

const label = (start: string | undefined, step: number): string => (start === undefined ? '' : step >= 3600e3 ? day(start) : minute(start))

/** Why it is not healthy, what that means, and what helps. */
function Cause({ channel: c, health: h }: { channel: Channel; health: ChannelHealth }) {
  const client = useQueryClient()
  const setSearch = useSetSearch()
  const channels = useQuery(channelsQuery()).data
  const [result, setResult] = useState<TestResult>()
  const dead = h.state === 'dead'
  const sick = h.targets.find((x) => x.state === 'dead') ?? h.targets.find((x) => x.state !== 'healthy')
  const due = h.targets.filter((x) => x.until).map((x) => Date.parse(x.until ?? '')).sort((a, b) => a - b)[0]
  const others = channels?.filter((x) => x.id !== c.id && x.enabled && x.health.state !== 'dead' && x.models.some((m) => c.models.includes(m))).map((x) => x.name) ?? []
  const refused = c.keys.some((k) => k.status === 'disabled' && k.reason)
  const probe = async () => {
    try {
      const model = c.models.find((m) => (c.model_mapping[m] ?? m) === sick?.upstream_model)
      setResult(await testChannel(c.id, model, sick?.key_id))
    } catch (e) {
      sayError(e)
    }
    for (const key of [['channels'], ['channel-health', c.id]]) void client.invalidateQueries({ queryKey: key })
  }
  return (
    <div className={`note cause ${dead ? 'bad' : 'warn'}`}>
      <div>
        <b className={dead ? 'bad' : 'warn'}>{t(`health.${h.state}`)}{h.since && ` · ${t('channels.since', { time: dayTime(h.since) })}`}</b>
        <p>{h.reason || h.last_error}</p>
        <p className="i2">{others.length > 0 ? t('channels.tookOver', { names: others.slice(0, 3).join(', ') }) : t('channels.nobodyElse')}</p>
        {due !== undefined && <p className="i2">{due > Date.now() ? t('channels.nextProbe', { time: clock(due) }) : t('channels.probeDue')}</p>}
        <div className="row">
          {refused && <Button small kind="primary" onClick={() => setSearch({ tab: 'keys' }, true)}>{t('channels.replaceKeys')}</Button>}
          <Button small icon={RefreshCw} disabled={c.models.length === 0} onClick={probe}>{t('channels.probe')}</Button>
          <A className="lk" to="/logs" search={{ channel: c.id, outcome: 'failed' }}>{t('channels.failures')}</A>
        </div>
        {result && <Answer result={result} />}
      </div>
    </div>
  )
}

/** The newest changes of state, each with its reason and how long it lasted. */
function Events({ health: h, hint }: { health: ChannelHealth; hint: (id: string) => string }) {
  const [all, setAll] = useState(false)
  if (h.history.length === 0) return <p className="i3 sm">{t('channels.noChanges')}</p>
  const until = (i: number): number => {
    const x = h.history[i]
    const next = h.history.slice(0, i).findLast((y) => y.key_id === x?.key_id && y.upstream_model === x.upstream_model)
    return next ? Date.parse(next.time) : Date.now()
  }
  return (
    <>
      <ul className="events">
        {h.history.slice(0, all ? undefined : few).map((x, i) => (
          <li key={`${x.time} ${x.key_id} ${x.upstream_model}`}>
            <time className="i3" title={exact(x.time)}>{dayTime(x.time)}</time><HealthBadge state={x.state} />
            <span className="i2 why">{[x.upstream_model, hint(x.key_id), x.reason].filter(Boolean).join(' · ')}</span>
            <span className="i3 r">{duration(until(i) - Date.parse(x.time))}</span>
          </li>
        ))}
      </ul>
      {!all && h.history.length > few && <button type="button" className="lk sm" onClick={() => setAll(true)}>{t('channels.allChanges', { n: count(h.history.length) })}</button>}
    </>
  )
}
