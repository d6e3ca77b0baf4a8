// The tabs of what was said in a call: its request, what was sent upstream, the answers and their events; and why there is nothing.
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'

import { api, get } from '../../api/client'
import type { CallDetail, LogBodies } from '../../api/types'
import { A } from '../../app/address'
import { useMe } from '../../app/me'
import { bytes, count, dayTime, duration, exact } from '../../format'
import { t } from '../../i18n'
import { Facts, Panel, Seg } from '../../ui/Bits'
import { Failed, Skeleton } from '../../ui/States'
import { BodyView } from './BodyView'
import { curlOf } from './curl'
import { answerTokens, promptTokens } from './outcome'
import { StreamView } from './StreamView'

type Name = (channel: string) => string

const useSettings = () => useQuery({ queryKey: ['settings'], queryFn: () => get(api.GET('/api/settings')), staleTime: 300_000 }).data

/** How long rows of the log are kept, and of which calls the bodies, in words. */
export function useKept(): string {
  const set = useSettings()
  if (!set) return ''
  const days = set.retention_days ?? 0
  const rows = days === 0 ? t('kept.forEver') : t('kept.days', { n: count(days) })
  return `${rows} ${t(`bodies.mode.${set.bodies ?? 'off'}`, { n: count(set.bodies_one_in || 100) })}`
}

/** What was said in the call. It does not change; it is asked for when somebody looks. */
const useBodies = (id: string) => useQuery({ queryKey: ['bodies', id], queryFn: () => get(api.GET('/api/logs/{id}/bodies', { params: { path: { id } } })), staleTime: Infinity })

function Why({ reason }: { reason: LogBodies['reason'] }) {
  const me = useMe()
  return (
    <Panel title={t('kept.why')}>
      <div className="panel-in read">
        <p>{t(`bodies.reason.${reason || 'unknown'}`)}</p>
        {me?.role === 'admin' && <p><A className="lk" to="/settings/logging">{t('bodies.toSettings')}</A></p>}
      </div>
    </Panel>
  )
}

/** Draws what is kept of the call, or why nothing is. */
export function Said({ id, none, children }: { id: string; none?: ReactNode; children: (b: LogBodies) => ReactNode }) {
  const { data, error, refetch } = useBodies(id)
  if (error) return <Failed error={error} onRetry={refetch} />
  if (!data) return <Skeleton rows={6} />
  return (
    <>
      {data.kept ? children(data) : <><Why reason={data.reason} />{none}</>}
      {data.kept && data.expires_at && <p className="i3 sm">{t('bodies.until')} <time title={exact(data.expires_at)}>{dayTime(data.expires_at)}</time></p>}
    </>
  )
}

function Example({ call }: { call: CallDetail }) {
  return <Panel title={t('kept.form')}><pre className="code flat" tabIndex={0} role="region" aria-label={t('kept.form')}>{curlOf(call, location.origin)}</pre></Panel>
}

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
      <Said id={call.id} none={<Example call={call} />}>{(b) => <BodyView title={t('bodies.sent')} body={b.request} curl={(text) => curlOf(call, location.origin, text)} />}</Said>
    </div>
  )
}

/** Which attempt is looked at, where there is more than one. */
function Attempts({ said, name, at, onChange, client }: { said: LogBodies; name: Name; at: number; onChange: (at: number) => void; client?: boolean }) {
  const ids = [...(client ? [-1] : []), ...said.exchanges.keys()]
  if (ids.length < 2) return null
  return (
    <Seg
      label={t('bodies.which')} value={String(at)} onChange={(v) => onChange(Number(v))}
      choices={ids.map((i) => ({ id: String(i), label: i < 0 ? t('bodies.toClient') : `${count(i + 1)} · ${name(said.exchanges[i]?.channel_id ?? '')}` }))}
    />
  )
}

/** What was sent to upstreams, of the last attempt unless another is chosen. */
function Sent({ said, name }: { said: LogBodies; name: Name }) {
  const [at, setAt] = useState(said.exchanges.length - 1)
  const x = said.exchanges[at]
  if (!x) return <Panel title={t('call.tab.upstream')}><p className="panel-in i3">{t('bodies.nobodyAsked')}</p></Panel>
  const same = said.request.kept_bytes > 0 && x.request.text === said.request.text
  return (
    <>
      <Attempts said={said} name={name} at={at} onChange={setAt} />
      {same && <p className="i3 sm">{t('bodies.unchanged')}</p>}
      <BodyView title={t('bodies.sentTo', { channel: name(x.channel_id), model: x.upstream_model, dialect: x.dialect })} body={x.request} />
    </>
  )
}

export function Upstream({ call, name }: { call: CallDetail; name: Name }) {
  return <div className="stack"><Said id={call.id}>{(b) => <Sent said={b} name={name} />}</Said></div>
}

/** What the client was given, or what an upstream answered. */
function Given({ said, name, draw }: { said: LogBodies; name: Name; draw: (title: string, body: LogBodies['answer'], client: boolean) => ReactNode }) {
  const [at, setAt] = useState(-1)
  const x = said.exchanges[at]
  return (
    <>
      <Attempts said={said} name={name} at={at} onChange={setAt} client />
      {draw(x ? t('bodies.answered', { channel: name(x.channel_id), status: x.status || t('state.none') }) : t('bodies.given'), x?.answer ?? said.answer, !x)}
    </>
  )
}

export function Answer({ call, name }: { call: CallDetail; name: Name }) {
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
      <Said id={call.id}>{(b) => <Given said={b} name={name} draw={(title, body) => <BodyView key={title} title={title} body={body} />} />}</Said>
    </div>
  )
}

export function Stream({ call, name }: { call: CallDetail; name: Name }) {
  const draw = (title: string, body: LogBodies['answer'], client: boolean) =>
    body.frames.length > 0 ? <StreamView key={title} title={title} body={body} ttft={client ? call.ttft_ms : 0} /> : <Panel title={title}><p className="panel-in i3">{t('bodies.noEvents')}</p></Panel>
  return <div className="stack"><Said id={call.id}>{(b) => <Given said={b} name={name} draw={draw} />}</Said></div>
}
