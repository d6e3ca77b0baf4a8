// What needs a person: cause, effect, and the one action that helps. Each can be put off, for oneself.
import { useQueryClient } from '@tanstack/react-query'
import { BellOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { api, get } from '../../api/client'
import type { Attention } from '../../api/types'
import { A } from '../../app/address'
import { count, dayTime, exact, money, when } from '../../format'
import { rich, t } from '../../i18n'
import { Badge, type Tone } from '../../ui/Bits'
import { Menu } from '../../ui/Menu'
import { say, sayError } from '../../ui/Toast'

const most = 4
const hour = 3600e3

/** A matter in words; `keys` are what is put off with it. */
type Line = { keys: string[]; until: string | null; reason: string; tone: Tone; word: string; text: ReactNode; to: string; action: string }
type Words = Pick<Line, 'tone' | 'word' | 'text' | 'to' | 'action'>

function deadText(a: Attention): ReactNode {
  const rest = a.unserved.length > 0 ? t('overview.unserved', { models: a.unserved.slice(0, 3).join(', ') }) : a.took_over.length > 0 ? t('overview.tookOver', { names: a.took_over.slice(0, 3).join(', ') }) : ''
  return <>{rich('overview.dead', { channel: <b>{a.channel}</b>, reason: a.reason, since: sinceOf(a) })}{rest}</>
}

const endOf = (a: Attention): string => (a.ends_at ? dayTime(a.ends_at) : t('state.none'))
const sinceOf = (a: Attention): string => (a.since ? when(a.since) : t('state.none'))

/** Every kind: how bad it is, what it says, and where it is put right. */
const kinds: Record<Attention['kind'], (a: Attention) => Words> = {
  drift: (a) => ({ tone: 'bad', word: t('overview.drift'), to: '/doctor', action: t('overview.act.look'), text: rich('overview.driftText', { n: a.count, reason: <b>{a.reason}</b>, since: sinceOf(a) }) }),
  channel_dead: (a) => ({ tone: 'bad', word: t('health.dead'), to: `/channels/${a.channel_id}`, action: t('overview.act.see'), text: deadText(a) }),
  backlog: (a) => ({ tone: 'bad', word: t('overview.backlog'), to: '/doctor', action: t('overview.act.look'), text: rich('overview.other', { reason: a.reason, n: count(a.count) }) }),
  price_below_cost: (a) => ({ tone: 'warn', word: t('overview.belowCost'), to: `/prices/${encodeURIComponent(a.model)}`, action: t('overview.act.price'), text: rich('overview.belowText', { model: <b>{a.model}</b>, n: count(a.count), amount: money(a.amount) }) }),
  balance_low: (a) => ({ tone: 'warn', word: t('overview.lowBalance'), to: `/users/${a.user_id}`, action: t('overview.act.credit'), text: rich('overview.balanceText', { user: <b>{a.user}</b>, amount: money(a.amount) }) }),
  budget_low: (a) => ({ tone: 'warn', word: t('overview.lowBudget'), to: `/tokens/${a.token_id}`, action: t('overview.act.budget'), text: rich('overview.budgetText', { token: <b>{a.token}</b>, user: a.user, amount: money(a.amount) }) }),
  certificate_expiring: (a) => ({ tone: 'warn', word: t('overview.certificate'), to: `/channels/${a.channel_id}`, action: t('overview.act.see'), text: rich('overview.certificateText', { channel: <b>{a.channel}</b>, reason: a.reason, time: endOf(a) }) }),
  token_expiring: (a) => ({ tone: 'warn', word: t('overview.tokenEnds'), to: `/tokens/${a.token_id}`, action: t('overview.act.token'), text: rich('overview.tokenEndsText', { token: <b>{a.token}</b>, user: a.user, time: endOf(a) }) }),
  management_token_expiring: (a) => ({ tone: 'warn', word: t('overview.tokenEnds'), to: '/settings/tokens', action: t('overview.act.token'), text: rich('overview.managementEndsText', { token: <b>{a.token}</b>, time: endOf(a) }) }),
  channel_degraded: (a) => ({ tone: 'warn', word: t('health.degraded'), to: `/channels/${a.channel_id}`, action: t('overview.act.see'), text: rich('overview.degraded', { channel: <b>{a.channel}</b>, reason: a.reason, since: sinceOf(a) }) }),
  model_unpriced: (a) => ({ tone: 'off', word: t('overview.noPrice'), to: '/prices?view=missing', action: t('overview.act.price'), text: rich(a.refused > 0 ? 'overview.unpricedRefused' : 'overview.unpriced', { model: <b>{a.model}</b>, n: count(a.count), refused: count(a.refused) }) }),
  price_changed: (a) => ({ tone: 'off', word: t('overview.changed'), to: `/prices/${encodeURIComponent(a.model)}`, action: t('overview.act.price'), text: rich('overview.changedText', { model: <b>{a.model}</b>, reason: a.reason }) }),
}

const plain = (a: Attention): Words => ({ tone: 'warn', word: t('overview.note'), to: '/doctor', action: t('overview.act.look'), text: a.reason })

const lineOf = (a: Attention): Line => ({ keys: [a.key], until: a.snoozed_until, reason: a.reason, ...(kinds[a.kind] ?? plain)(a) })

/** Models without a price are one matter, however many they are. */
function linesOf(list: Attention[]): Line[] {
  const unpriced = list.filter((a) => a.kind === 'model_unpriced')
  const first = unpriced[0]
  if (!first || unpriced.length === 1) return list.map(lineOf)
  const sum = (of: (a: Attention) => number) => unpriced.reduce((n, a) => n + of(a), 0)
  const names = unpriced.slice(0, 2).map((a) => a.model).join(', ')
  const model = unpriced.length > 2 ? t('overview.models2', { names, n: count(unpriced.length - 2) }) : names
  const one = lineOf({ ...first, model, count: sum((a) => a.count), refused: sum((a) => a.refused) })
  return [...list.filter((a) => a.kind !== 'model_unpriced').map(lineOf), { ...one, keys: unpriced.map((a) => a.key) }]
}

/** Eight o'clock tomorrow, where the person is. */
function tomorrow(now: Date): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8).getTime()
}

/** Puts matters off until a moment, or with null takes them up again. */
function useSnooze(): (keys: string[], until: number | null) => Promise<void> {
  const client = useQueryClient()
  return async (keys, until) => {
    const at = until === null ? null : new Date(until).toISOString()
    try {
      for (const key of keys) await get(api.PUT('/api/overview/snooze', { body: { key, until: at } }))
      await client.invalidateQueries({ queryKey: ['overview'] })
      if (at) say(t('overview.snoozed', { time: dayTime(at) }))
    } catch (e) {
      sayError(e)
    }
  }
}

function Row({ line, end }: { line: Line; end: ReactNode }) {
  const [path = '', query] = line.to.split('?')
  return (
    <div>
      <A to={path} search={Object.fromEntries(new URLSearchParams(query))}>
        <Badge tone={line.tone}>{line.word}</Badge>
        <span className="el i2" title={line.reason}>{line.text}</span>
        <span className="lk sm">{line.action}</span>
      </A>
      {end}
    </div>
  )
}

function Later({ line }: { line: Line }) {
  const snooze = useSnooze()
  const put = (until: () => number) => () => void snooze(line.keys, until())
  return (
    <Menu
      label={t('overview.snooze')} button={<BellOff />} className="btn sm gh ico"
      items={[
        { label: t('overview.snooze.hour'), run: put(() => Date.now() + hour) },
        { label: t('overview.snooze.tomorrow'), run: put(() => tomorrow(new Date())) },
        { label: t('overview.snooze.week'), run: put(() => Date.now() + 7 * 24 * hour) },
      ]}
    />
  )
}

function Snoozed({ lines }: { lines: Line[] }) {
  const snooze = useSnooze()
  const [open, setOpen] = useState(false)
  if (lines.length === 0) return null
  return (
    <>
      <button type="button" className="lk sm" aria-expanded={open} onClick={() => setOpen(!open)}>{t('overview.snoozedN', { n: count(lines.length) })}</button>
      {open && lines.map((line) => (
        <Row key={line.keys[0]} line={line} end={<><time className="i3 sm n" title={line.until ? exact(line.until) : undefined}>{t('overview.until', { time: line.until ? dayTime(line.until) : '' })}</time><button type="button" className="lk sm" onClick={() => void snooze(line.keys, null)}>{t('overview.wake')}</button></>} />
      ))}
    </>
  )
}

export function AttentionList({ list, quietSince }: { list: Attention[]; quietSince: string }) {
  const [all, setAll] = useState(false)
  const lines = linesOf(list.filter((a) => a.snoozed_until === null))
  const off = linesOf(list.filter((a) => a.snoozed_until !== null))
  if (lines.length === 0 && off.length === 0) return <section className="attn quiet"><Badge tone="ok">{t('overview.quiet')}</Badge><span className="i3 n">{when(quietSince)}</span></section>
  const shown = all ? lines : lines.slice(0, most)
  return (
    <section className="attn" aria-label={t('overview.attention')}>
      {lines.length === 0 && <p className="quiet"><Badge tone="ok">{t('overview.quiet')}</Badge></p>}
      {shown.map((line) => <Row key={line.keys[0]} line={line} end={<Later line={line} />} />)}
      {lines.length > shown.length && <button type="button" className="lk sm" onClick={() => setAll(true)}>{t('overview.more', { n: lines.length - shown.length })}</button>}
      <Snoozed lines={off} />
    </section>
  )
}
