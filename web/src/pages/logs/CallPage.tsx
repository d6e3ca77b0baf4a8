import { useQuery } from '@tanstack/react-query'
import { Link2, MessageSquareCode, SquareTerminal } from 'lucide-react'

import { api, get, type Problem } from '../../api/client'
import type { CallDetail, Channel } from '../../api/types'
import { A, useGo, useParam, useSearch, useSetSearch } from '../../app/address'
import { useKeys } from '../../app/keys'
import { bytes, callMoney, count, dayTime, duration, exact } from '../../format'
import { type Key, rich, t } from '../../i18n'
import { Badge, Copy, copyText, Facts, Mono, Panel, Tabs, type Tone } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Page } from '../../ui/Page'
import { Failed, Skeleton } from '../../ui/States'
import { Neighbours, SameToken } from './Around'
import { curlOf } from './curl'
import { Answer, Request, Stream, Upstream } from './Kept'
import { useLists } from './Logs'
import { answerTokens, failed, outcomeOf, toneOf } from './outcome'
import { Receipt } from './Receipt'
import { MoneyTrail } from './Trail'
import { Waterfall } from './Waterfall'

const tabs = ['call', 'request', 'upstream', 'answer', 'stream'] as const
type Tab = (typeof tabs)[number]

/** How often a call that is not in the log is looked for, and how often at most: it may have ended just now, or not yet. */
const lookEvery = 2_000
const looks = 90

export function CallPage() {
  const id = useParam('id')
  const go = useGo()
  const { back = '', tab } = useSearch()
  const setSearch = useSetSearch()
  const lists = useLists()
  const { data: call, error, refetch } = useQuery({
    queryKey: ['call', id], queryFn: () => get(api.GET('/api/logs/{id}', { params: { path: { id } } })), staleTime: 60_000,
    refetchInterval: (q) => ((q.state.error as Problem | null)?.status === 404 && q.state.errorUpdateCount < looks ? lookEvery : false),
  })
  useKeys([{ keys: 'y', title: 'keys.link', run: () => void copyText(location.href) }])
  const channel = (id: string) => lists.channels.find((c) => c.id === id)
  const names = { token: lists.tokens.find((x) => x.id === call?.token_id)?.name, user: lists.users.find((u) => u.id === call?.user_id)?.username }
  return (
    <Page
      title={id} parent={[`/logs${back}`, t('nav.logs')]}
      after={<Copy text={id}>{''}</Copy>}
      actions={
        <>
          {call && <Button icon={MessageSquareCode} onClick={() => go('/playground', { model: call.model })}><span className="no-phone">{t('call.play')}</span></Button>}
          {call && <Button icon={SquareTerminal} label={t('call.curl')} onClick={() => copyText(curlOf(call, location.origin))} />}
          <Button icon={Link2} label={t('call.link')} onClick={() => copyText(location.href)} />
          <Neighbours id={id} back={back} lists={lists} />
        </>
      }
    >
      {error ? <Failed error={error} onRetry={refetch} /> : !call ? <Skeleton rows={10} /> : (
        <div className="stack">
          <Head call={call} channel={channel} names={names} />
          <Tabs label={t('call.parts')} value={tabs.find((x) => x === tab) ?? 'call'} onChange={(x) => setSearch({ tab: x === 'call' ? undefined : x })} choices={tabs.filter((x) => x !== 'stream' || call.stream).map((id) => ({ id, label: t(`call.tab.${id}`) }))} />
          <Part tab={tabs.find((x) => x === tab) ?? 'call'} call={call} channel={channel} names={names} back={back} />
        </div>
      )}
    </Page>
  )
}

function Part({ tab, ...p }: { tab: Tab; call: CallDetail; channel: (id: string) => Channel | undefined; names: Names; back: string }) {
  const name = (id: string) => p.channel(id)?.name ?? id
  switch (tab) {
    case 'request': return <Request call={p.call} />
    case 'upstream': return <Upstream call={p.call} name={name} />
    case 'answer': return <Answer call={p.call} name={name} />
    case 'stream': return <Stream call={p.call} name={name} />
    case 'call': return <Detail {...p} />
  }
}

/** What a flag means; one that is new to this console is shown as it is. */
function Flags({ flags }: { flags: string[] }) {
  if (flags.length === 0) return t('state.none')
  return (
    <span className="flags">
      {flags.map((f) => {
        const key = `call.flag.${f}` as Key
        return <span key={f}>{t(key) === key ? f : t(key)}</span>
      })}
    </span>
  )
}

type Names = { token?: string; user?: string }

function Head({ call, channel, names }: { call: CallDetail; channel: (id: string) => Channel | undefined; names: Names }) {
  const o = outcomeOf(call)
  const streamed = call.duration_ms - call.ttft_ms
  const n = answerTokens(call.usage)
  const who = <b>{names.token ?? (call.token_id || t('call.nobody'))}</b>
  const target = channel(call.channel_id)?.name ?? call.channel_id
  return (
    <div className="call-head">
      <div>
        <h2>{call.model || t('state.none')} <Badge tone={toneOf[o]} tint>{call.status} {t(`logs.outcome.${o}`)}</Badge></h2>
        <p>
          {rich(call.channel_id ? (o === 'completed' ? 'call.asked' : 'call.askedFailed') : 'call.askedNobody', { who, user: names.user ?? t('state.none'), dialect: call.dialect, channel: <b>{target}</b> })}
        </p>
        {call.error_message && <p className="note bad">{call.error_message}</p>}
      </div>
      <dl>
        {call.ttft_ms > 0 && <div><dt>{t('logs.col.ttft')}</dt><dd>{duration(call.ttft_ms)}</dd></div>}
        <div><dt>{t('call.duration')}</dt><dd>{duration(call.duration_ms)}</dd></div>
        {call.stream && n > 0 && streamed > 50 && <div><dt>{t('call.speed')}</dt><dd>{Math.round(n / (streamed / 1000))} <small>{t('call.perSecond')}</small></dd></div>}
        <div><dt>{t('call.own')}</dt><dd>{duration(call.overhead_us / 1000)}</dd></div>
        <div><dt>{t('logs.col.charged')}</dt><dd>{call.cost === null ? t('state.none') : callMoney(call.cost)}</dd></div>
      </dl>
    </div>
  )
}

function Detail({ call, channel, names, back }: { call: CallDetail; channel: (id: string) => Channel | undefined; names: Names; back: string }) {
  return (
    <>
      <div className="call-grid">
        <div className="stack">
          {call.attempts.length > 0 && <Waterfall call={call} channel={channel} />}
          <div className="halves">
            <Why call={call} channel={channel} />
            <Changes call={call} />
          </div>
          <Panel title={t('call.facts')}>
            <div className="panel-in halves">
              <Facts
                rows={[
                  ['logs.field.token', call.token_id ? <A key="k" className="lk" to={`/tokens/${call.token_id}`}>{names.token ?? call.token_id}</A> : t('state.none')],
                  ['logs.field.user', call.user_id ? <A key="u" className="lk" to={`/users/${call.user_id}`}>{names.user ?? call.user_id}</A> : t('state.none')],
                  ['logs.field.group', call.group || t('state.none')],
                  ['logs.col.time', <time key="t" title={exact(call.time)}>{dayTime(call.time)}</time>],
                  ['call.endpoint', <span key="e" className="m">{call.endpoint}</span>],
                ]}
              />
              <Facts
                rows={[
                  ['call.upstreamModel', call.upstream_model ? <Copy key="m" text={call.upstream_model} short={false} /> : t('state.none')],
                  ['logs.field.ip', call.ip],
                  ['call.bytes', `${bytes(call.bytes_in)} → ${bytes(call.bytes_out)}`],
                  ['call.snapshot', count(call.snapshot_version)],
                  ['call.flags', <Flags key="f" flags={call.flags} />],
                ]}
              />
            </div>
          </Panel>
          {call.raw_usage && <Panel title={t('call.rawUsage')}><pre className="code flat" tabIndex={0} role="region" aria-label={t('call.rawUsage')}>{call.raw_usage}</pre></Panel>}
        </div>
        <div className="stack">
          <Receipt call={call} channel={(id) => channel(id)?.name} />
          <MoneyTrail call={call} names={{ ...names, channel: (id) => channel(id)?.name }} />
        </div>
      </div>
      <SameToken call={call} token={names.token} back={back} />
    </>
  )
}

/** Which targets were taken, failed, skipped, or not needed. */
function Why({ call, channel }: { call: CallDetail; channel: (id: string) => Channel | undefined }) {
  const candidates = call.decision?.candidates ?? call.attempts.map((a, i) => ({ channel_id: a.channel_id, key_id: a.key_id, upstream_model: a.upstream_model, model: call.model, order: i + 1, skipped: '' }))
  const verdict = (c: (typeof candidates)[number]): [Tone, string] => {
    const tried = call.attempts.find((a) => a.channel_id === c.channel_id && a.key_id === c.key_id && a.upstream_model === c.upstream_model)
    if (tried) return failed(tried) ? ['bad', t('call.failed')] : ['ok', t('call.answered')]
    return ['off', c.skipped ? t('call.skipped') : t('call.notNeeded')]
  }
  return (
    <Panel title={t('call.why')} note={call.decision && `${t(`strategy.${call.decision.strategy as 'priority'}`)}${call.decision.sticky ? `, ${t('call.sticky')}` : ''}`}>
      <ul className="rows">
        {candidates.length === 0 && <li className="i3">{t('call.nobodyAsked')}</li>}
        {candidates.map((c) => {
          const found = channel(c.channel_id)
          const [tone, text] = verdict(c)
          return (
            <li key={`${c.channel_id} ${c.key_id} ${c.upstream_model}`}>
              <span className="cell2"><Mono provider={found?.provider ?? ''} /><span className="lane-name"><A className="el b" to={`/channels/${c.channel_id}`}>{found?.name ?? c.channel_id}</A><small className="el">{c.skipped || c.upstream_model}</small></span></span>
              <Badge tone={tone}>{text}</Badge>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

/** What did not cross from the client's dialect into the provider's. */
function Changes({ call }: { call: CallDetail }) {
  return (
    <Panel title={t('call.changed')} note={call.upstream_dialect && call.upstream_dialect !== call.dialect ? `${call.dialect} → ${call.upstream_dialect}` : undefined}>
      <ul className="rows">
        {call.losses.length === 0 && <li className="i3">{call.upstream_dialect === call.dialect || !call.upstream_dialect ? t('call.unchanged') : t('call.translated')}</li>}
        {call.losses.map((loss) => {
          const [field, ...why] = loss.split(': ')
          return <li key={loss}><span className="lane-name"><b className="m">{field}</b><small>{why.join(': ')}</small></span><span className="chip warn">{t('call.dropped')}</span></li>
        })}
      </ul>
    </Panel>
  )
}
