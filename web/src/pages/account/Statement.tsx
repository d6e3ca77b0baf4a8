// A statement of account: what there was, every credit and each day's calls, what there is.
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'

import { api, get, problemOf, raw } from '../../api/client'
import { useNames } from '../../api/queries'
import type { Statement as Data, StatementLine } from '../../api/types'
import { A } from '../../app/address'
import { count, day, dayTime, exact, money, nano } from '../../format'
import { locale, t } from '../../i18n'
import { Approx } from '../../ui/Approx'
import { Panel } from '../../ui/Bits'
import { Menu } from '../../ui/Menu'
import { saveFile } from '../../ui/save'
import { Failed, Skeleton } from '../../ui/States'
import { sayError } from '../../ui/Toast'

const monthsShown = 13

/** The first moments (UTC) of the latest months, newest first. */
export function months(now: Date, n = monthsShown): Date[] {
  return Array.from({ length: n }, (_, i) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - i, 1)))
}

const monthName = (d: Date): string => new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(d)

/** `user` is whose; left out, one's own. */
const pathOf = (user: string | undefined): string => (user ? `/api/users/${user}/statement` : '/api/me/statement')

async function save(user: string | undefined, from: string, to: string, format: 'csv' | 'jsonl'): Promise<void> {
  try {
    const response = await raw(`${pathOf(user)}/export?${new URLSearchParams({ from, to, format }).toString()}`)
    if (!response.ok) throw await problemOf(response)
    saveFile(`statement-${from.slice(0, 7)}.${format}`, await response.blob(), 'text/plain')
  } catch (e) {
    sayError(e)
  }
}

/** Reads the statement of a span of time. */
const readStatement = (user: string | undefined, from: string, to: string): Promise<Data> =>
  user ? get(api.GET('/api/users/{id}/statement', { params: { path: { id: user }, query: { from, to } } })) : get(api.GET('/api/me/statement', { params: { query: { from, to } } }))

const dayLong = 86_400_000

/** What the calls of a day were, by model. */
const readDay = (user: string | undefined, from: string, to: string) => {
  const query = { from, to, step: '1d' as const, group_by: 'model' as const, top: 0 }
  return user ? get(api.GET('/api/usage', { params: { query: { ...query, user_id: user } } })) : get(api.GET('/api/me/usage', { params: { query } }))
}

/** The models of one day, each leading to its calls. */
function Models({ user, from, to }: { user: string | undefined; from: string; to: string }) {
  const { data, error } = useQuery({ queryKey: ['statement', user ?? 'me', 'day', from], queryFn: () => readDay(user, from, to) })
  const path = user ? '/logs' : '/my/logs'
  if (error) return <tr><td /><td colSpan={3} className="bad sm">{String(error.message)}</td></tr>
  return data?.groups.filter((g) => (nano(g.total.cost) ?? 0n) !== 0n).map((g) => (
    <tr key={g.key} className="sub">
      <td />
      <td><A className="lk" to={path} search={{ ...(user && { user }), model: g.key, from, to }}>{g.name || t('state.none')}</A> <span className="i3 sm">{t('statement.calls', { n: count(g.total.requests) })}</span></td>
      <td className="r i2">{money(-(nano(g.total.cost) ?? 0n))}</td>
      <td />
    </tr>
  ))
}

function Line({ line: l, user, actor }: { line: StatementLine; user: string | undefined; actor: string }) {
  const [open, setOpen] = useState(false)
  const calls = l.kind === 'calls'
  const next = new Date(Date.parse(l.time) + dayLong).toISOString()
  const to = user ? '/logs' : '/my/logs'
  return (
    <>
      <tr>
        <td className="i3"><time title={exact(l.time)}>{calls ? day(l.time) : dayTime(l.time)}</time></td>
        <td>
          {calls ? (
            <span className="row">
              <A className="lk" to={to} search={{ ...(user && { user }), from: l.time, to: next }}>{t('statement.calls', { n: count(l.calls) })}</A>
              <button type="button" className="lk sm" aria-expanded={open} onClick={() => setOpen(!open)}>{t('statement.byModel')} {open ? '▾' : '▸'}</button>
            </span>
          ) : (
            <span className="lane-name"><span>{t(`statement.kind.${l.kind as Exclude<StatementLine['kind'], 'calls'>}`)}{actor && <span className="i3"> {t('statement.by', { who: actor })}</span>}</span>{l.reason && <small className="i3">{l.reason}</small>}</span>
          )}
        </td>
        <td className="r">{money(l.amount, { sign: true })}</td>
        <td className="r b">{money(l.balance)}</td>
      </tr>
      {open && <Models user={user} from={l.time} to={next} />}
    </>
  )
}

/** The statement of one month. `names` tells who the actors are, where the reader may know. */
export function StatementPanel({ user, names }: { user?: string; names?: (id: string) => string }) {
  const choices = months(new Date())
  const [at, setAt] = useState(0)
  const from = (choices[at] ?? new Date()).toISOString()
  const start = new Date(from)
  const to = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1)).toISOString()
  const { data, error, refetch } = useQuery({ queryKey: ['statement', user ?? 'me', from], queryFn: () => readStatement(user, from, to) })
  const sum = data?.lines.reduce((n, l) => n + (nano(l.amount) ?? 0n), nano(data.opening) ?? 0n)
  const proved = data && sum === nano(data.closing)
  return (
    <Panel
      title={t('statement.title')}
      end={
        <>
          <select className="input month" aria-label={t('statement.month')} value={at} onChange={(e) => setAt(Number(e.target.value))}>
            {choices.map((m, i) => <option key={i} value={i}>{monthName(m)}</option>)}
          </select>
          <Menu label={t('statement.export')} button={<Download />} className="btn sm ico" items={[{ label: t('statement.csv'), run: () => save(user, from, to, 'csv') }, { label: t('statement.jsonl'), run: () => save(user, from, to, 'jsonl') }]} />
        </>
      }
    >
      {error ? <Failed error={error} onRetry={refetch} /> : !data ? <Skeleton rows={3} /> : (
        <>
          <div className="scroll">
            <table className="tbl statement">
              <thead><tr><th scope="col">{t('statement.date')}</th><th scope="col">{t('statement.what')}</th><th scope="col" className="r">{t('statement.amount')}</th><th scope="col" className="r">{t('statement.balance')}</th></tr></thead>
              <tbody>
                {[...data.lines].reverse().map((l, i) => <Line key={`${l.time} ${l.ref} ${i}`} line={l} user={user} actor={l.actor && names ? (l.actor === 'bootstrap' ? t('app.token') : names(l.actor)) : ''} />)}
                <tr><td className="i3">{day(data.from)}</td><td className="i3">{t('statement.opening')}</td><td /><td className="r">{money(data.opening)}</td></tr>
              </tbody>
            </table>
          </div>
          <p className="tail i3 sm n">
            {t('statement.closing', { amount: money(data.closing), held: money(data.held) })} <Approx amount={data.closing} /> {proved ? <span className="ok">{t('statement.proved')}</span> : <span className="bad">{t('statement.wrong')}</span>}
          </p>
        </>
      )}
    </Panel>
  )
}

/** The statement of another user, with the names of those who credited. */
export function UserStatement({ user }: { user: string }) {
  return <StatementPanel user={user} names={useNames()} />
}
