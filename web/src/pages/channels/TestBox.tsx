// One real, small call through a channel, with what came back.
import { useQueryClient } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useState } from 'react'

import type { Channel, TestResult } from '../../api/types'
import { callMoney, count, duration } from '../../format'
import { t } from '../../i18n'
import { Badge } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { sayError } from '../../ui/Toast'
import { testChannel } from './testing'

export function Answer({ result: r }: { result: TestResult }) {
  const wait = r.duration_ms > 0 ? (Math.min(r.first_byte_ms || r.duration_ms, r.duration_ms) / r.duration_ms) * 100 : 0
  return (
    <div className="answer" role="status">
      <div className="row">
        <Badge tone={r.ok ? 'ok' : 'bad'}>{r.status || r.error_kind}</Badge>
        <span className="sp read">{r.ok ? t('channels.answered', { answer: r.answer.trim() || t('channels.nothing') }) : r.error}</span>
        <span className="i3 sm n">{duration(r.duration_ms)}</span>
      </div>
      <span className="testbar"><i style={{ width: `${wait}%` }} /><i className={r.ok ? 'ok' : 'bad'} style={{ width: `${100 - wait}%` }} /></span>
      <span className="i3 sm">{r.model}{r.ok && ` · ${t('channels.firstByte', { time: duration(r.first_byte_ms) })} · ${t('call.tokens', { n: count(r.usage.input + r.usage.output) })}${r.cost === null ? '' : ` · ${callMoney(r.cost)}`}`}</span>
    </div>
  )
}

export function TestBox({ channel: c }: { channel: Channel }) {
  const client = useQueryClient()
  const [model, setModel] = useState(c.models[0] ?? '')
  const [key, setKey] = useState('')
  const [result, setResult] = useState<TestResult>()
  const run = async () => {
    setResult(undefined)
    try {
      setResult(await testChannel(c.id, model, key))
    } catch (e) {
      sayError(e)
    }
    void client.invalidateQueries({ queryKey: ['channels'] })
    void client.invalidateQueries({ queryKey: ['channel-health', c.id] })
  }
  return (
    <section className="stack tight">
      <h3>{t('channels.test')} <span className="i3 sm">{t('channels.testNote')}</span></h3>
      <div className="testrow">
        <select className="input" aria-label={t('logs.field.model')} value={model} onChange={(e) => setModel(e.target.value)}>{c.models.map((m) => <option key={m}>{m}</option>)}</select>
        {c.keys.length > 1 && <select className="input" aria-label={t('channels.tab.keys')} value={key} onChange={(e) => setKey(e.target.value)}><option value="">{t('channels.anyKey')}</option>{c.keys.map((k) => <option key={k.id} value={k.id}>{k.key_hint}</option>)}</select>}
        <Button icon={Play} onClick={run} disabled={c.models.length === 0}>{t('channels.run')}</Button>
      </div>
      {result && <Answer result={result} />}
    </section>
  )
}
