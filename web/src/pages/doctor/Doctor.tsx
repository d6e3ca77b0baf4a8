import { useQuery, useQueryClient } from '@tanstack/react-query'
import { BookCheck, BookX, Copy, Stethoscope } from 'lucide-react'

import { api, get } from '../../api/client'
import { useBooks } from '../../app/Books'
import { bytes, count, duration, exact, when } from '../../format'
import { t } from '../../i18n'
import { Badge, copyText, Facts, Meter, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Page } from '../../ui/Page'
import { Failed, Skeleton } from '../../ui/States'
import { sayError } from '../../ui/Toast'

export function Doctor() {
  const client = useQueryClient()
  const { data: r, error, refetch } = useBooks(true)
  const check = async () => {
    try {
      client.setQueryData(['doctor'], await get(api.POST('/api/doctor')))
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <Page title={t('nav.doctor')} actions={<>{r && <Button icon={Copy} onClick={() => copyText(JSON.stringify(r, null, 2))}><span className="no-phone">{t('doctor.copy')}</span></Button>}<Button kind="primary" icon={Stethoscope} onClick={check}>{t('doctor.check')}</Button></>}>
      {error ? <Failed error={error} onRetry={refetch} /> : !r ? <Skeleton /> : (
        <div className="stack">
          <div className={`books-card ${r.ok ? 'good' : 'drifted'}`}>
            {r.ok ? <BookCheck /> : <BookX />}
            <div className="sp">
              <h2 className={r.ok ? 'ok' : 'bad'}>{r.ok ? t('books.balance') : t('books.differ')}</h2>
              <p className="i2 n">{t('doctor.line', { accounts: count(r.accounts), entries: count(r.entries), drift: count(r.drift.length), lsn: count(r.applied_lsn) })}</p>
              <p className="i3 sm n"><time title={exact(r.time)}>{t('doctor.checked', { time: when(r.time), took: duration(r.duration_ms) })}</time> · {r.full ? t('doctor.full') : t('doctor.quick')}</p>
            </div>
          </div>
          {r.drift.length > 0 && (
            <Panel title={t('doctor.drift')}>
              <div className="scroll">
                <table className="tbl changes">
                  <thead><tr><th scope="col">{t('doctor.rule')}</th><th scope="col">{t('doctor.where')}</th><th scope="col">{t('doctor.want')}</th><th scope="col">{t('doctor.got')}</th></tr></thead>
                  <tbody>{r.drift.map((d, i) => <tr key={i}><td>{d.check}</td><td className="m">{d.where}</td><td className="m">{d.want}</td><td className="m bad">{d.got}</td></tr>)}</tbody>
                </table>
              </div>
            </Panel>
          )}
          <Journal />
        </div>
      )}
    </Page>
  )
}

function Journal() {
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
