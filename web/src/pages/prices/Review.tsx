// What a change of prices would do, before it is done: old and new amounts, and what last week's calls would have cost.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { Problem } from '../../api/client'
import type { PriceChange, PriceChanges } from '../../api/types'
import { count, money, nano, price } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Failed, Skeleton } from '../../ui/States'
import { say, sayError } from '../../ui/Toast'

const amount = (field: string, v: string | null): string => {
  if (v === null) return t('state.none')
  if (!/^\d+(\.\d+)?$/.test(v)) return v
  return field.endsWith('.above_tokens') ? count(Number(v)) : price(v)
}

function Change({ change: c }: { change: PriceChange }) {
  const effect = c.effect && (nano(c.effect.after) ?? 0n) - (nano(c.effect.before) ?? 0n)
  return (
    <li className="diff">
      <b className="m">{c.after.model}</b>{c.change === 'new' && <span className="chip">{t('prices.new')}</span>}
      <dl>
        {c.fields.map((f) => <div key={f.field}><dt className="i3">{f.field}</dt><dd className="n"><s className="i3">{amount(f.field, f.before)}</s> → <b>{amount(f.field, f.after)}</b>{f.percent && <span className="i3"> {f.percent.replace('-', '−')} %</span>}</dd></div>)}
      </dl>
      {c.effect && effect !== undefined && c.effect.calls > 0 && <p className="i3 sm n">{t('prices.effect', { n: count(c.effect.calls), amount: money(effect, { sign: true }) })}</p>}
    </li>
  )
}

type Fields = { field: string; message: string }[]
/** `onRefused` gets what the API says of fields, for a form that shows it where it belongs. */
type ReviewProps = { run: (dry: boolean) => Promise<PriceChanges>; id: string; onClose: () => void; onDone: () => void; onRefused?: (fields: Fields) => void }

export function Review({ run, id, onClose, onDone, onRefused }: ReviewProps) {
  const client = useQueryClient()
  const { data, error } = useQuery({ queryKey: ['prices-review', id], queryFn: () => run(true), retry: false, gcTime: 0, staleTime: Infinity })
  const fields = error instanceof Problem ? error.fields : []
  useEffect(() => {
    if (fields.length > 0) onRefused?.(fields)
  }, [error]) // eslint-disable-line
  const changes = data?.items.filter((c) => c.change !== 'same') ?? []
  const apply = async () => {
    try {
      const done = await run(false)
      await Promise.all([client.invalidateQueries({ queryKey: ['prices'] }), client.invalidateQueries({ queryKey: ['models'] })])
      say(t('prices.applied', { n: count(done.changed) }))
      onDone()
    } catch (e) {
      sayError(e)
      throw e
    }
  }
  return (
    <Dialog
      title={t('prices.review')} wide onClose={onClose}
      actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" disabled={changes.length === 0} onClick={apply}>{t('prices.apply', { n: count(changes.length) })}</Button></>}
    >
      {error ? <><Failed error={error} />{fields.length > 0 && <ul>{fields.map((f) => <li key={f.field} className="bad sm"><span className="m">{f.field}</span>: {f.message}</li>)}</ul>}</> : !data ? <Skeleton rows={4} /> : (
        <>
          <p className="read">{t('prices.reviewed', { n: count(data.changed), same: count(data.same) })}</p>
          <ul className="diffs">{changes.map((c) => <Change key={`${c.after.kind} ${c.after.provider} ${c.after.channel_id} ${c.after.model}`} change={c} />)}</ul>
        </>
      )}
    </Dialog>
  )
}
