// Where somebody is signed in: one's own sessions, and those that an admin looks at.
import type { SessionInfo } from '../../api/types'
import { dayTime, exact, when } from '../../format'
import { t } from '../../i18n'
import { Badge, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'

/** The browser and its system out of what the browser calls itself. */
export function agentName(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\/(\d+)/.exec(agent)
  const system = /(Windows|Macintosh|iPhone|iPad|Android|Linux)/.exec(agent)
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', Macintosh: 'macOS' }
  const name = (s = '') => names[s] ?? s
  return [browser ? `${name(browser[1])} ${browser[2]}` : '', name(system?.[1])].filter(Boolean).join(', ') || agent.slice(0, 60)
}

type SessionsProps = { sessions: SessionInfo[] | undefined; onEnd: (id: string) => Promise<void>; onEndAll?: () => Promise<void> }

export function Sessions({ sessions, onEnd, onEndAll }: SessionsProps) {
  return (
    <Panel title={t('sessions.title')} end={onEndAll && sessions && sessions.length > 0 && <Button small onClick={onEndAll}>{t('sessions.endAll')}</Button>}>
      <ul className="rows">
        {sessions?.length === 0 && <li className="i3">{t('sessions.none')}</li>}
        {sessions?.map((s) => (
          <li key={s.id}>
            <span className="lane-name sp">
              <b className="el" title={s.agent}>{agentName(s.agent) || t('state.none')}</b>
              <small className="el i3">{s.ip} · {t('sessions.begun', { time: dayTime(s.created_at) })} · <time title={exact(s.seen_at)}>{t('sessions.seen', { time: when(s.seen_at) })}</time></small>
            </span>
            {s.current ? <Badge tone="ok">{t('sessions.this')}</Badge> : <Button small onClick={() => onEnd(s.id)}>{t('sessions.end')}</Button>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
