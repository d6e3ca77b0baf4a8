// What is known of a call under its answer: how fast, how much, who answered, what it cost.
import { callMoney } from '../../format'
import { t } from '../../i18n'
import { A } from '../../app/address'
import type { Context } from './context'

type Known = { requestID: string; cost?: string; channel?: string; status: number; error: string; state: string }

export function CallFacts({ of: c, facts, context }: { of: Known; facts: (string | false | undefined)[]; context: Context }) {
  const all = [...facts, c.channel && context.channelName(c.channel), c.state === 'stopped' && t('play.stopped')].filter(Boolean)
  return (
    <p className="row sm i3 n pg-facts">
      {all.join(' · ')}{c.cost !== undefined && <b>{callMoney(c.cost)}</b>}
      {c.requestID && <A className="lk" to={`${context.own ? '/my' : ''}/logs/${c.requestID}`}>{t('play.open')}</A>}
    </p>
  )
}

export const Refused = ({ of: c }: { of: Known }) => (c.error ? <p className="note bad" role="alert">{c.status > 0 && `${c.status} `}{c.error}</p> : null)

/** A choice of models: those that usually do this come first, and none is left out. */
export function ModelSelect({ label, value, models, onChange }: { label: string; value: string; models: string[]; onChange: (model: string) => void }) {
  return (
    <select className="input pg-model m" aria-label={label} value={value} onChange={(e) => onChange(e.target.value)}>
      {[...new Set([...(value ? [value] : []), ...models])].map((m) => <option key={m}>{m}</option>)}
    </select>
  )
}
