// The calls next to a call: in the list that the reader came from, and those of the same token.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useMemo } from 'react'

import { api, get } from '../../api/client'
import type { Call, CallQuery } from '../../api/types'
import { A, type Search, useGo } from '../../app/address'
import { useKeys } from '../../app/keys'
import { callMoney, clock, dayTime, duration, exact, millis } from '../../format'
import { t } from '../../i18n'
import { Badge, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { readRange } from '../../ui/Range'
import { type Lists, logQuery } from './filter'
import { outcomeOf, toneOf } from './outcome'

const beside = 4

function useAround(id: string, query: CallQuery, limit: number, enabled = true) {
  return useQuery({
    queryKey: ['around', id, limit, query], enabled, staleTime: 60_000, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get(api.GET('/api/logs/{id}/around', { params: { path: { id }, query: { ...query, limit } }, signal })),
  })
}

/** Steps to the next call of the list whose address is `back`; all calls where there is none. */
export function Neighbours({ id, back, lists }: { id: string; back: string; lists: Lists }) {
  const go = useGo()
  const query = useMemo<CallQuery>(() => {
    const search: Search = Object.fromEntries(new URLSearchParams(back))
    if (!back) return {}
    const range = readRange(search, '24h', Date.now())
    return { ...logQuery(search, lists), from: range.from.toISOString(), ...(range.id ? {} : { to: range.to.toISOString() }) }
  }, [back, lists])
  const { data, isPlaceholderData } = useAround(id, query, 1)
  const step = (to: Call | undefined) => (to && !isPlaceholderData ? () => go(`/logs/${to.id}`, back ? { back } : {}, true) : undefined)
  const [newer, older] = [step(data?.newer[0]), step(data?.older[0])]
  useKeys([
    { keys: 'k', title: 'call.newer', run: () => newer?.() },
    { keys: 'j', title: 'call.older', run: () => older?.() },
  ])
  return (
    <>
      <Button icon={ChevronUp} label={t('call.newer')} disabled={!newer} onClick={newer} />
      <Button icon={ChevronDown} label={t('call.older')} disabled={!older} onClick={older} />
    </>
  )
}

function Line({ call, here, back }: { call: Call; here?: boolean; back: string }) {
  const o = outcomeOf(call)
  return (
    <li className={here ? 'at' : undefined} aria-current={here || undefined}>
      <time className="n i2" title={exact(call.time)}>{Date.now() - Date.parse(call.time) < 86_400e3 ? <>{clock(call.time)}<span className="i3">{millis(call.time)}</span></> : dayTime(call.time)}</time>
      {here ? <b className="el">{call.model || t('state.none')}</b> : <A className="el" to={`/logs/${call.id}`} search={back ? { back } : {}}>{call.model || t('state.none')}</A>}
      <Badge tone={toneOf[o]}>{t(`logs.outcome.${o}`)}</Badge>
      <span className="n r i2">{duration(call.duration_ms)}</span>
      <span className="n r">{call.cost === null ? t('state.none') : callMoney(call.cost)}</span>
    </li>
  )
}

/** What the same token asked before and after. */
export function SameToken({ call, token, back }: { call: Call; token?: string; back: string }) {
  const { data } = useAround(call.id, { token_id: call.token_id }, beside, call.token_id !== '')
  if (call.token_id === '' || !data || data.newer.length + data.older.length === 0) return null
  return (
    <Panel title={t('call.around', { token: token ?? call.token_id })} end={<A className="lk sm" to="/logs" search={{ token: token ?? call.token_id }}>{t('call.allOfToken')}</A>}>
      <ul className="around">
        {[...data.newer].reverse().map((c) => <Line key={c.id} call={c} back={back} />)}
        <Line call={call} here back={back} />
        {data.older.map((c) => <Line key={c.id} call={c} back={back} />)}
      </ul>
    </Panel>
  )
}
