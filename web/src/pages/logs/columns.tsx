import type { Call } from '../../api/types'
import { bytes, callMoney, clock, count, day, duration, exact, millis, short } from '../../format'
import { t } from '../../i18n'
import { Badge, Copy, Mono } from '../../ui/Bits'
import type { Column } from '../../ui/Table'
import type { Lists } from './filter'
import { answerTokens, buckets, failed, outcomeOf, promptTokens, toneOf } from './outcome'

const slow = 5_000

/** Dots for the attempts: which failed, and whether the last answered. */
export function Attempts({ call }: { call: Call }) {
  const bad = call.attempts.filter(failed).length
  return (
    <span className="dots" role="img" aria-label={t('logs.attempts', { n: call.attempts.length, failed: bad })} title={call.attempts.filter(failed).map((a) => `${a.status || ''} ${a.error_kind}`).join(', ') || undefined}>
      {call.attempts.slice(0, 8).map((a, i) => <i key={i} className={failed(a) ? 'bad' : ''} />)}
    </span>
  )
}

/** The tokens of a call by kind, as a bar. */
export function BucketBar({ usage, large }: { usage: Call['usage']; large?: boolean }) {
  const all = buckets.map((b) => ({ ...b, n: usage[b.id] })).filter((b) => b.n > 0)
  if (all.length === 0) return null
  return (
    <span className={`buckets${large ? ' l' : ''}`} title={all.map((b) => `${t(`bucket.${b.id}`)} ${count(b.n)}`).join(' · ')} aria-hidden="true">
      {all.map((b) => <i key={b.id} style={{ flexGrow: b.n, background: b.color }} />)}
    </span>
  )
}

/** First token and the rest of the time, on one scale for all rows. */
function Clock({ call }: { call: Call }) {
  const share = (ms: number) => `${Math.min(100, (Math.log10(1 + ms / 100) / Math.log10(1 + 60_000 / 100)) * 100)}%`
  return <span className="clockbar" aria-hidden="true"><i style={{ width: share(call.duration_ms) }} /><b style={{ width: share(call.ttft_ms) }} /></span>
}

function Time({ at }: { at: string }) {
  const today = day(at) === day(Date.now())
  return <time dateTime={at} title={exact(at)}>{today ? '' : `${day(at)} `}{clock(at)}{today && <span className="i3">{millis(at)}</span>}</time>
}

export function callColumns({ channels, tokens, users }: Pick<Lists, 'channels' | 'tokens' | 'users'>): Column<Call>[] {
  const channel = new Map(channels.map((c) => [c.id, c]))
  const token = new Map(tokens.map((x) => [x.id, x]))
  const user = new Map(users.map((u) => [u.id, u]))
  const none = <span className="i3">{t('state.none')}</span>
  return [
    { id: 'time', head: t('logs.col.time'), width: '132px', card: 'line', cell: (c) => <Time at={c.time} /> },
    { id: 'token', head: t('logs.col.token'), width: '104px', cell: (c) => (token.get(c.token_id)?.name ?? c.token_id) || <span className="i3">{t('state.none')}</span>, wide: true },
    { id: 'user', head: t('logs.field.user'), width: '104px', hidden: true, cell: (c) => user.get(c.user_id)?.username ?? (c.user_id || none) },
    { id: 'model', head: t('logs.col.model'), card: 'title', cell: (c) => <span title={c.upstream_model !== c.model && c.upstream_model ? `${c.model} → ${c.upstream_model}` : c.model}>{c.model || t('state.none')}</span> },
    {
      id: 'channel', head: t('logs.col.channel'), width: '190px',
      cell: (c) => {
        if (!c.channel_id) return <span className="i3">{t('logs.notAsked')}</span>
        const found = channel.get(c.channel_id)
        return <span className="cell2 tight"><Mono provider={found?.provider ?? ''} /><span className="el">{found?.name ?? c.channel_id}</span></span>
      },
    },
    {
      id: 'outcome', head: t('logs.col.outcome'), width: '124px',
      cell: (c) => {
        const o = outcomeOf(c)
        return <span title={c.error_message || undefined}><Badge tone={toneOf[o]}>{o === 'completed' || o === 'canceled' ? t(`logs.outcome.${o}`) : `${c.status} ${t(`logs.outcome.${o}`)}`}</Badge></span>
      },
    },
    { id: 'upstream', head: t('call.upstreamModel'), width: '170px', hidden: true, cell: (c) => c.upstream_model || none },
    { id: 'group', head: t('logs.field.group'), width: '96px', hidden: true, cell: (c) => c.group || none },
    { id: 'dialect', head: t('logs.field.dialect'), width: '150px', hidden: true, cell: (c) => (c.upstream_dialect && c.upstream_dialect !== c.dialect ? `${c.dialect} → ${c.upstream_dialect}` : c.dialect) },
    { id: 'endpoint', head: t('call.endpoint'), width: '210px', hidden: true, cell: (c) => <span className="m">{c.endpoint}</span> },
    { id: 'attempts', head: t('logs.col.attempts'), width: '72px', cell: (c) => <Attempts call={c} /> },
    { id: 'ttft', head: t('logs.col.ttft'), width: '80px', right: true, cell: (c) => (c.ttft_ms > 0 ? <span className={c.ttft_ms > slow ? 'warn' : 'i2'}>{duration(c.ttft_ms)}</span> : '') },
    { id: 'clock', head: '', name: t('logs.col.total'), width: '56px', cell: (c) => <Clock call={c} />, wide: true },
    { id: 'total', head: t('logs.col.total'), width: '72px', right: true, cell: (c) => duration(c.duration_ms) },
    {
      id: 'tokens', head: t('logs.col.tokens'), width: '138px', right: true,
      cell: (c) => {
        const [a, b] = [promptTokens(c.usage), answerTokens(c.usage)]
        return a + b > 0 ? <span className="tokens"><span>{short(a)}<span className="i3"> · </span>{short(b)}</span><BucketBar usage={c.usage} /></span> : ''
      },
    },
    { id: 'own', head: t('call.own'), width: '96px', right: true, hidden: true, cell: (c) => duration(c.overhead_us / 1000) },
    { id: 'size', head: t('call.bytes'), width: '140px', right: true, hidden: true, cell: (c) => `${bytes(c.bytes_in)} → ${bytes(c.bytes_out)}` },
    { id: 'ip', head: t('logs.field.ip'), width: '120px', hidden: true, cell: (c) => c.ip },
    { id: 'flags', head: t('call.flags'), width: '120px', hidden: true, cell: (c) => c.flags.join(', ') },
    { id: 'request', head: t('logs.col.request'), width: '170px', hidden: true, cell: (c) => <Copy text={c.id} /> },
    { id: 'cost', head: t('call.cost'), width: '104px', right: true, hidden: true, cell: (c) => (c.purchase_cost === null ? none : callMoney(c.purchase_cost)) },
    { id: 'charged', head: t('logs.col.charged'), width: '112px', right: true, card: 'side', cell: (c) => (c.cost === null ? <span className="i3">{t('state.none')}</span> : <span className={c.cost === '0.000000000' ? 'i3' : undefined}>{callMoney(c.cost)}</span>) },
  ]
}
