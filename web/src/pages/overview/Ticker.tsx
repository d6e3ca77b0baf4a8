import { Pause, Play } from 'lucide-react'

import type { Call } from '../../api/types'
import { A } from '../../app/address'
import { callMoney, clock, duration } from '../../format'
import { t } from '../../i18n'
import { Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { outcomeOf, toneOf } from '../logs/outcome'

type TickerProps = { calls: Call[]; fresh: Set<string>; perSecond: number | undefined; live?: boolean; onLive?: () => void }

/** The newest calls, one a line. */
export function Ticker({ calls, fresh, perSecond, live, onLive }: TickerProps) {
  return (
    <Panel
      className="ticker" title={t('overview.latest')} note={perSecond !== undefined && perSecond > 0 ? t('overview.perSecond', { n: perSecond.toFixed(1) }) : undefined}
      end={onLive && <Button kind="ghost" small icon={live ? Pause : Play} label={live ? t('overview.pause') : t('overview.resume')} onClick={onLive} />}
    >
      {calls.length === 0 && <p className="panel-in i3">{t('overview.noCalls')}</p>}
      {calls.map((c) => {
        const o = outcomeOf(c)
        return (
          <A key={c.id} to={`/logs/${c.id}`} className={`tick${fresh.has(c.id) ? ' new' : ''}`} title={c.error_message || t(`logs.outcome.${o}`)}>
            <time className="i3">{clock(c.time)}</time>
            <i className={`d ${toneOf[o]}`} role="img" aria-label={t(`logs.outcome.${o}`)} />
            <span className="el">{c.model}</span>
            <span className={o === 'completed' ? 'i3 r' : `${toneOf[o]} r`}>{o === 'completed' ? duration(c.ttft_ms || c.duration_ms) : c.status}</span>
            <span className="r">{c.cost === null ? <span className="i3">{t('state.none')}</span> : callMoney(c.cost)}</span>
          </A>
        )
      })}
    </Panel>
  )
}
