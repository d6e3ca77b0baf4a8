// What needs a person: cause, effect, and the one action that helps.
import { useState } from 'react'

import type { Attention } from '../../api/types'
import { A } from '../../app/address'
import { count, when } from '../../format'
import { rich, t } from '../../i18n'
import { Badge, type Tone } from '../../ui/Bits'

const most = 4

type Line = { tone: Tone; word: string; text: React.ReactNode; to: string; action: string }

function lineOf(a: Attention): Line {
  const channel = <b>{a.channel}</b>
  const since = a.since ? when(a.since) : t('state.none')
  switch (a.kind) {
    case 'channel_dead':
      return {
        tone: 'bad', word: t('health.dead'), to: `/channels/${a.channel_id}`, action: t('overview.act.see'),
        text: <>{rich('overview.dead', { channel, reason: a.reason, since })}{a.unserved.length > 0 ? t('overview.unserved', { models: a.unserved.slice(0, 3).join(', ') }) : a.took_over.length > 0 ? t('overview.tookOver', { names: a.took_over.slice(0, 3).join(', ') }) : ''}</>,
      }
    case 'channel_degraded':
      return { tone: 'warn', word: t('health.degraded'), to: `/channels/${a.channel_id}`, action: t('overview.act.see'), text: rich('overview.degraded', { channel, reason: a.reason, since }) }
    case 'model_unpriced':
      return { tone: 'off', word: t('overview.noPrice'), to: '/prices?view=missing', action: t('overview.act.price'), text: rich(a.refused > 0 ? 'overview.unpricedRefused' : 'overview.unpriced', { model: <b>{a.model}</b>, n: count(a.count), refused: count(a.refused) }) }
    default:
      return { tone: 'warn', word: t('overview.note'), to: '/doctor', action: t('overview.act.look'), text: rich('overview.other', { reason: a.reason, n: count(a.count) }) }
  }
}

/** Models without a price are one matter, however many they are. */
function joined(list: Attention[]): Attention[] {
  const unpriced = list.filter((a) => a.kind === 'model_unpriced')
  const first = unpriced[0]
  if (!first || unpriced.length === 1) return list
  const sum = (of: (a: Attention) => number) => unpriced.reduce((n, a) => n + of(a), 0)
  const names = unpriced.slice(0, 2).map((a) => a.model).join(', ')
  const one = { ...first, model: t('overview.models2', { names, n: count(unpriced.length - 2) }), count: sum((a) => a.count), refused: sum((a) => a.refused) }
  return [...list.filter((a) => a.kind !== 'model_unpriced'), unpriced.length > 2 ? one : { ...one, model: names }]
}

export function AttentionList({ list: every, quietSince }: { list: Attention[]; quietSince: string }) {
  const [all, setAll] = useState(false)
  const list = joined(every)
  if (list.length === 0) return <section className="attn quiet"><Badge tone="ok">{t('overview.quiet')}</Badge><span className="i3 n">{when(quietSince)}</span></section>
  const shown = all ? list : list.slice(0, most)
  return (
    <section className="attn" aria-label={t('overview.attention')}>
      {shown.map((a, i) => {
        const line = lineOf(a)
        const [path = '', query] = line.to.split('?')
        return (
          <A key={i} to={path} search={Object.fromEntries(new URLSearchParams(query))}>
            <Badge tone={line.tone}>{line.word}</Badge>
            <span className="el i2" title={a.reason}>{line.text}</span>
            <span className="lk sm">{line.action}</span>
          </A>
        )
      })}
      {list.length > shown.length && <button type="button" className="lk sm" onClick={() => setAll(true)}>{t('overview.more', { n: list.length - shown.length })}</button>}
    </section>
  )
}
