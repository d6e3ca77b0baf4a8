// The tabs of a call's request and answer: what is kept of them, and why their texts are not.
import { useQuery } from '@tanstack/react-query'

import { api, get } from '../../api/client'
import type { CallDetail } from '../../api/types'
import { bytes, count, duration } from '../../format'
import { t } from '../../i18n'
import { Facts, Panel } from '../../ui/Bits'
import { curlOf } from './curl'
import { answerTokens, promptTokens } from './outcome'

/** How long rows of the log are kept, in words. */
export function useKept(): string {
  const days = useQuery({ queryKey: ['settings'], queryFn: () => get(api.GET('/api/settings')), staleTime: 300_000 }).data?.retention_days
  if (days === undefined) return ''
  return days === 0 ? t('kept.forEver') : t('kept.days', { n: count(days) })
}

function Why() {
  const kept = useKept()
  return <Panel title={t('kept.why')}><div className="panel-in read"><p>{t('kept.none')}</p><p>{t('kept.repeat')}</p><p>{kept}</p></div></Panel>
}

const code = (title: string, text: string) => <Panel title={title}><pre className="code flat" tabIndex={0} role="region" aria-label={title}>{text}</pre></Panel>

export function Request({ call }: { call: CallDetail }) {
  return (
    <div className="stack">
      <Panel title={t('kept.request')}>
        <div className="panel-in">
          <Facts
            rows={[
              ['call.endpoint', <span key="e" className="m">{call.endpoint}</span>],
              ['logs.field.dialect', call.dialect],
              ['logs.field.model', call.model || t('state.none')],
              ['kept.answerAs', t(call.stream ? 'call.stream' : 'call.whole')],
              ['kept.size', bytes(call.bytes_in)],
              ['kept.prompt', count(promptTokens(call.usage))],
              ['logs.field.ip', call.ip],
            ]}
          />
        </div>
      </Panel>
      <Why />
      {code(t('kept.form'), curlOf(call, location.origin))}
    </div>
  )
}

export function Answer({ call }: { call: CallDetail }) {
  return (
    <div className="stack">
      <Panel title={t('kept.answer')}>
        <div className="panel-in">
          <Facts
            rows={[
              ['logs.field.status', String(call.status)],
              ['logs.field.kind', call.error_kind || t('state.none')],
              ['kept.size', bytes(call.bytes_out)],
              ['kept.completion', count(answerTokens(call.usage))],
              ['logs.col.ttft', call.ttft_ms > 0 ? duration(call.ttft_ms) : t('state.none')],
              ['call.duration', duration(call.duration_ms)],
            ]}
          />
          {call.error_message && <p className="note bad">{call.error_message}</p>}
        </div>
      </Panel>
      {call.raw_usage && code(t('call.rawUsage'), call.raw_usage)}
      <Why />
    </div>
  )
}
