import { useQuery } from '@tanstack/react-query'

import { api, get } from '../../api/client'
import { bytes, count, duration } from '../../format'
import { t } from '../../i18n'
import { Badge, Facts, Meter, Panel } from '../../ui/Bits'
import { Failed, Skeleton } from '../../ui/States'

/** The journal and its files. */
export function JournalPanels() {
  const { data: j, error, refetch } = useQuery({ queryKey: ['journal'], queryFn: () => get(api.GET('/api/journal')), refetchInterval: 5_000 })
  if (error) return <Failed error={error} onRetry={refetch} />
  if (!j) return <Skeleton rows={4} />
  return (
    <div className="halves">
      <Panel title={t('doctor.journal')} end={<Badge tone={j.healthy ? 'ok' : 'bad'}>{j.healthy ? t('doctor.taking') : t('doctor.refusing')}</Badge>}>
        <div className="panel-in stack">
          {!j.healthy && <p className="note bad">{j.reason}</p>}
          <Facts
            rows={[
              ['doctor.durable', count(j.durable_lsn)], ['doctor.applied', count(j.applied_lsn)], ['doctor.lag', count(j.lag)], ['doctor.oldest', count(j.first_lsn)],
              ['doctor.syncs', count(j.syncs)], ['doctor.p50', duration(j.sync_p50_us / 1000)], ['doctor.p99', duration(j.sync_p99_us / 1000)],
            ]}
          />
        </div>
      </Panel>
      <Panel title={t('doctor.segments')} note={bytes(j.segments.reduce((n, s) => n + s.size, 0))}>
        <ul className="rows">
          {j.segments.map((s) => (
            <li key={s.name}>
              <span className="lane-name sp"><span className="m el">{s.name}</span><small className="i3 n">{count(s.first_lsn)} – {count(s.last_lsn)}</small></span>
              <span className="seg-use"><span className="sm n">{bytes(s.bytes)} / {bytes(s.size)}</span><Meter share={Math.min(0.9, s.bytes / s.size)} label={`${bytes(s.bytes)} / ${bytes(s.size)}`} /></span>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  )
}
