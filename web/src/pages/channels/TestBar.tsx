// What tests of many channels have come to so far.
import { Square, X } from 'lucide-react'

import { callMoney, count, duration } from '../../format'
import { t } from '../../i18n'
import { Badge } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { type Run, summary, type Tests } from './testing'

export function TestBar({ tests, onFailed }: { tests: Tests; onFailed: (ids: string[]) => void }) {
  if (tests.runs.size === 0) return null
  const s = summary(tests.runs.values())
  const failed = [...tests.runs].filter(([, r]) => r.state === 'failed').map(([id]) => id)
  return (
    <div className="selection tests" role="status">
      <b>{tests.active ? t('channels.testing', { n: count(s.done), of: count(s.all) }) : t('channels.tested', { n: count(s.done - s.left) })}</b>
      <progress className="tests-meter" max={s.all} value={s.done} aria-label={t('channels.test')} />
      {s.answered > 0 && <Badge tone="ok">{t('channels.testAnswered', { n: count(s.answered), time: duration(s.median) })}</Badge>}
      {s.failed > 0 && <Badge tone="bad">{t('channels.testFailed', { n: count(s.failed) })}</Badge>}
      {s.left > 0 && <Badge tone="off">{t('channels.testLeft', { n: count(s.left) })}</Badge>}
      <span className="i2 n">{s.unknown > 0 ? t('channels.testCostAbout', { amount: callMoney(s.cost), n: count(s.unknown) }) : t('channels.testCost', { amount: callMoney(s.cost) })}</span>
      <span className="sp" />
      {!tests.active && failed.length > 0 && <Button small onClick={() => onFailed(failed)}>{t('channels.selectFailed')}</Button>}
      {tests.active ? <Button small icon={Square} onClick={tests.cancel}>{t('channels.stop')}</Button> : <Button small kind="ghost" icon={X} label={t('app.close')} onClick={tests.clear} />}
    </div>
  )
}

/** One channel's test in its row. */
export function TestCell({ run }: { run: Run | undefined }) {
  if (!run || run.state === 'left') return <span className="i3">{run ? t('channels.notTested') : t('state.none')}</span>
  if (run.state === 'waiting') return <span className="i3">{t('channels.inLine')}</span>
  if (run.state === 'running') return <span className="i2 pulse">{t('channels.asking')}</span>
  if (run.state === 'answered') return <Badge tone="ok">{duration(run.result?.duration_ms ?? 0)}</Badge>
  return <span title={run.error}><Badge tone="bad">{run.result?.status || t('channels.result.failed')}</Badge></span>
}
