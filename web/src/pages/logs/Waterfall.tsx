// The attempts of a call on one clock; the last lane is what the client saw.
import { CodeXml } from 'lucide-react'
import type { ReactNode } from 'react'

import type { CallDetail, Channel } from '../../api/types'
import { A } from '../../app/address'
import { count, duration } from '../../format'
import { t } from '../../i18n'
import { Mono, Panel } from '../../ui/Bits'
import { niceTicks } from '../../ui/scale'
import { answerTokens, failed } from './outcome'

type Lane = { key: string; icon: ReactNode; name: ReactNode; sub: string; from: number; wait: number; total: number; bad: boolean; text: string }

/** Attempts follow one another: each begins where the one before ended. */
export function lanesOf(call: CallDetail, channel: (id: string) => Channel | undefined): Lane[] {
  let from = Math.max(0, call.duration_ms - call.attempts.reduce((a, x) => a + x.duration_ms, 0)) > 0 ? call.overhead_us / 1000 : 0
  const lanes = call.attempts.map((a, i): Lane => {
    const c = channel(a.channel_id)
    const bad = failed(a)
    const wait = bad || i < call.attempts.length - 1 ? a.duration_ms : Math.min(a.duration_ms, Math.max(0, call.ttft_ms - from))
    const hint = c?.keys.find((k) => k.id === a.key_id)?.key_hint
    const lane: Lane = {
      key: String(i), icon: <Mono provider={c?.provider ?? ''} />, name: <A to={`/channels/${a.channel_id}`}>{c?.name ?? a.channel_id}</A>, sub: [hint && t('call.key', { hint }), a.upstream_model].filter(Boolean).join(', '),
      from, wait, total: a.duration_ms, bad, text: bad ? `${a.status || ''} ${a.error_kind}` : t('call.firstAfter', { wait: duration(wait) }),
    }
    from += a.duration_ms
    return lane
  })
  const n = answerTokens(call.usage)
  return [
    ...lanes,
    {
      key: 'client', icon: <span className="mono"><CodeXml /></span>, name: t('call.client'), sub: call.stream ? t('call.stream') : t('call.whole'), from: 0,
      wait: call.ttft_ms || call.duration_ms, total: call.duration_ms, bad: false, text: n > 0 ? t('call.tokens', { n: count(n) }) : String(call.status),
    },
  ]
}

export function Waterfall({ call, channel }: { call: CallDetail; channel: (id: string) => Channel | undefined }) {
  const lanes = lanesOf(call, channel)
  const ticks = niceTicks(call.duration_ms)
  const max = Math.max(call.duration_ms, ...lanes.map((l) => l.from + l.total), 1)
  const share = (ms: number) => `${(ms / max) * 100}%`
  return (
    <Panel
      title={t('call.attempts', { n: count(call.attempts.length) })}
      end={<span className="legend"><span><i className="hatch" />{t('call.waiting')}</span><span><i className="hatch bad" />{t('call.failed')}</span><span><i style={{ background: 'var(--c1)' }} />{t('call.streaming')}</span></span>}
    >
      <div className="waterfall">
        {lanes.map((l) => (
          <div key={l.key} className="lane">
            <span className="cell2">{l.icon}<span className="lane-name"><b className="el">{l.name}</b><small className="el">{l.sub}</small></span></span>
            <span className="track">
              <i className={`hatch${l.bad ? ' bad' : ''}`} style={{ left: share(l.from), width: share(l.wait) }} />
              {!l.bad && l.total > l.wait && <i className="solid" style={{ left: share(l.from + l.wait), width: share(l.total - l.wait) }} />}
              <span className={l.bad ? 'bad' : 'i2'} style={l.from + l.total < max * 0.6 ? { left: `calc(${share(l.from + l.total)} + 8px)` } : { right: `calc(${share(max - l.from)} + 8px)`, ...(l.from < max * 0.4 && { right: 'auto', left: `calc(${share(l.from)} + 8px)` }) }} data-over={l.from + l.total >= max * 0.6 || undefined}>
                {l.text} <span className="i3">{duration(l.total)}</span>
              </span>
            </span>
          </div>
        ))}
        <div className="lane axis"><span /><span className="track">{ticks.filter((v) => v <= max).map((v) => <small key={v} style={{ left: share(v) }}>{duration(v)}</small>)}</span></div>
      </div>
    </Panel>
  )
}
