// Whether the books are right and the machine is well: every check and every part, what was measured, and what to do.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { BookCheck, BookX, Copy, Ellipsis, Stethoscope } from 'lucide-react'
import { useState } from 'react'

import { api, get } from '../../api/client'
import { useBooks } from '../../app/Books'
import { count, duration, exact, when } from '../../format'
import { t } from '../../i18n'
import { copyText, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Menu } from '../../ui/Menu'
import { Page } from '../../ui/Page'
import { Failed, Skeleton } from '../../ui/States'
import { sayError } from '../../ui/Toast'
import { Differences } from './Differences'
import { JournalPanels } from './Journal'
import { Parts } from './Parts'
import { asText, checkName, type Report, stepName } from './report'

const askEvery = 400

export function Doctor() {
  const client = useQueryClient()
  const { data: r, error, refetch } = useBooks(true)
  const [checking, setChecking] = useState(false)
  const check = async () => {
    setChecking(true)
    try {
      client.setQueryData(['doctor'], await get(api.POST('/api/doctor')))
    } catch (e) {
      sayError(e)
    } finally {
      setChecking(false)
    }
  }
  return (
    <Page
      title={t('nav.doctor')}
      actions={
        <>
          {r && <Menu label={t('doctor.copy')} className="btn ico" button={<Ellipsis />} items={[{ label: t('doctor.copyText'), icon: Copy, run: () => copyText(asText(r)) }, { label: t('doctor.copyJSON'), icon: Copy, run: () => copyText(JSON.stringify(r, null, 2)) }]} />}
          <Button kind="primary" icon={Stethoscope} onClick={check}>{t('doctor.check')}</Button>
        </>
      }
    >
      {error ? <Failed error={error} onRetry={refetch} /> : !r ? <Skeleton /> : (
        <div className="stack">
          <Verdict report={r} />
          {checking && <Progress />}
          {r.drift.length > 0 && <Differences drift={r.drift} onChange={check} />}
          <Panel title={t('doctor.parts')} note={t('doctor.partsNote')}><Parts parts={r.parts} /></Panel>
          <Panel title={t('doctor.checks')} note={r.full ? t('doctor.full') : t('doctor.quick')}>
            <ul className="checks panel-in">
              {r.checks.map((c) => <li key={c.name} className={c.ok ? undefined : 'bad'}><b aria-hidden="true" className={c.ok ? 'ok' : 'bad'}>{c.ok ? '✓' : '✗'}</b> {checkName(c.name)}<span className="vh">{c.ok ? t('doctor.holds') : t('doctor.fails')}</span>{c.places > 0 && <span className="sm">{t('doctor.places', { n: count(c.places) })}</span>}</li>)}
            </ul>
          </Panel>
          <JournalPanels />
        </div>
      )}
    </Page>
  )
}

function Verdict({ report: r }: { report: Report }) {
  return (
    <div className={`books-card ${r.ok ? 'good' : 'drifted'}`}>
      {r.ok ? <BookCheck /> : <BookX />}
      <div className="sp">
        <h2 className={r.ok ? 'ok' : 'bad'}>{r.ok ? t('books.balance') : t('books.differ')}</h2>
        <p className="i2 n">{t('doctor.line', { accounts: count(r.accounts), entries: count(r.entries), drift: count(r.drift.length), lsn: count(r.applied_lsn) })}</p>
        <p className="i3 sm n"><time title={exact(r.time)}>{t('doctor.checked', { time: when(r.time), took: duration(r.duration_ms) })}</time> · {r.full ? t('doctor.full') : t('doctor.quick')}</p>
      </div>
    </div>
  )
}

/** How far the check has come, asked of the API while it runs. */
function Progress() {
  const { data } = useQuery({ queryKey: ['doctor', 'progress'], queryFn: async () => (await get(api.GET('/api/doctor'))).running, refetchInterval: askEvery, gcTime: 0, retry: false })
  return (
    <div className="row checking" role="status">
      <progress max={data?.steps ?? 1} value={data ? data.done : undefined} aria-label={t('doctor.checking')} />
      <span className="i2 sm n">{data ? t('doctor.step', { what: stepName(data.name), n: count(data.done + 1), of: count(data.steps) }) : t('doctor.checking')}</span>
    </div>
  )
}
