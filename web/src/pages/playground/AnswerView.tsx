import { Brain, Square } from 'lucide-react'
import { useDeferredValue } from 'react'

import { count, duration } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { type Answer, isOver } from './chat'
import type { Context } from './context'
import { CallFacts, Refused } from './Facts'
import { Markdown } from './Markdown'

/** Tokens a second, after the first. */
const speedOf = (a: Answer): number => (a.tokens && a.total > a.first + 50 && a.first > 0 ? Math.round(a.tokens.out / ((a.total - a.first) / 1000)) : 0)

export function AnswerView({ model, answer: a, context, onStop }: { model: string; answer: Answer; context: Context; onStop: () => void }) {
  const text = useDeferredValue(a.text)
  const speed = speedOf(a)
  const over = isOver(a)
  const facts = [
    model, a.first > 0 && t('play.first', { time: duration(a.first) }), a.tokens && t('play.tokens', { in: count(a.tokens.in), out: count(a.tokens.out) }),
    speed > 0 && t('play.speed', { n: count(speed) }), over && a.total > 0 && t('play.took', { time: duration(a.total) }),
  ]
  return (
    <div className="pg-answer">
      {a.thinking && (
        <details open={!over && !a.text}>
          <summary><Brain className="s" /> {t('play.thought', { time: duration(a.thought) })}{a.tokens && a.tokens.reasoning > 0 && <span className="i3"> {t('play.thoughtTokens', { n: count(a.tokens.reasoning) })}</span>}</summary>
          <p className="i2 pg-thinking">{a.thinking}</p>
        </details>
      )}
      <div className="pg-text"><Markdown text={over ? a.text : text} />{!over && <i className="pg-cursor" />}</div>
      <Refused of={a} />
      {over ? <CallFacts of={a} facts={facts} context={context} /> : <p className="row sm i3 n pg-facts">{facts.filter(Boolean).join(' · ')}<span className="sp" /><Button small icon={Square} onClick={onStop}>{t('play.stop')}</Button></p>}
    </div>
  )
}
