import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { api, get } from '../../api/client'
import type { CallDetail, MyLog, MyLogDetail } from '../../api/types'
import { A, useGo, useParam, useSearch, useSetSearch } from '../../app/address'
import { useMe } from '../../app/me'
import { bytes, callMoney, clock, count, day, dayTime, duration, exact } from '../../format'
import { t } from '../../i18n'
import { Badge, Copy, Facts, Panel, Tabs } from '../../ui/Bits'
import { FilterBar, filtered, type FilterField } from '../../ui/Filter'
import { Page } from '../../ui/Page'
import { RangePicker, useRange } from '../../ui/Range'
import { Empty, Failed, NoMatch, Skeleton } from '../../ui/States'
import { type Column, Table } from '../../ui/Table'
import { answerTokens, outcomeOf, promptTokens, toneOf } from '../logs/outcome'
import { Receipt } from '../logs/Receipt'
import { MoneyTrail } from '../logs/Trail'
import { MyBodies, myTabs } from './MyBodies'
import { myModelsQuery, myTokensQuery } from './queries'

const pageSize = 100

/** The newest calls, one a line. */
export function CallList({ calls }: { calls: MyLog[] }) {
  return calls.map((c) => {
    const o = outcomeOf(c)
    return (
      <A key={c.id} to={`/my/logs/${c.id}`} className="tick" title={c.error_message || t(`logs.outcome.${o}`)}>
        <time className="i3">{clock(c.time)}</time>
        <i className={`d ${toneOf[o]}`} role="img" aria-label={t(`logs.outcome.${o}`)} />
        <span className="el">{c.model}</span>
        <span className={o === 'completed' ? 'i3 r' : `${toneOf[o]} r`}>{o === 'completed' ? duration(c.ttft_ms || c.duration_ms) : c.status}</span>
        <span className="r">{c.cost === null ? <span className="i3">{t('state.none')}</span> : callMoney(c.cost)}</span>
      </A>
    )
  })
}

const columnsNow = (tokenName: (id: string) => string): Column<MyLog>[] => [
  { id: 'time', head: t('logs.col.time'), width: '140px', card: 'line', cell: (c) => <time title={exact(c.time)}>{day(c.time) === day(Date.now()) ? clock(c.time) : dayTime(c.time)}</time> },
  { id: 'token', head: t('logs.col.token'), width: '140px', cell: (c) => tokenName(c.token_id) },
  { id: 'model', head: t('logs.col.model'), card: 'title', cell: (c) => c.model || t('state.none') },
  { id: 'outcome', head: t('logs.col.outcome'), width: '150px', cell: (c) => <Badge tone={toneOf[outcomeOf(c)]}>{c.status} {t(`logs.outcome.${outcomeOf(c)}`)}</Badge> },
  { id: 'ttft', head: t('logs.col.ttft'), width: '100px', right: true, cell: (c) => (c.ttft_ms > 0 ? duration(c.ttft_ms) : t('state.none')) },
  { id: 'total', head: t('call.duration'), width: '100px', right: true, cell: (c) => duration(c.duration_ms) },
  { id: 'tokens', head: t('my.inOut'), width: '140px', right: true, cell: (c) => `${count(promptTokens(c.usage))} / ${count(answerTokens(c.usage))}` },
  { id: 'cost', head: t('logs.col.charged'), width: '110px', right: true, card: 'side', cell: (c) => (c.cost === null ? <span className="i3">{t('state.none')}</span> : callMoney(c.cost)) },
]

export function MyLogs() {
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const range = useRange('24h')
  const tokens = useQuery(myTokensQuery()).data
  const models = useQuery(myModelsQuery()).data?.items
  const query = useMemo(() => ({ from: range.from.toISOString(), ...(range.id ? {} : { to: range.to.toISOString() }), token_id: search.token, model: search.model, status: /^\d{3}$/.test(search.status ?? '') ? Number(search.status) : undefined, request_id: search.q?.startsWith('req_') ? search.q : undefined }), [range, search])
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['me', 'logs', 'list', query],
    queryFn: ({ pageParam }) => get(api.GET('/api/me/logs', { params: { query: { ...query, limit: pageSize, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  const columns = useMemo(() => columnsNow((id) => tokens?.find((x) => x.id === id)?.name ?? id), [tokens])
  const fields: FilterField[] = useMemo(
    () => [{ id: 'token', label: t('logs.col.token'), values: tokens?.map((x) => [x.id, x.name]) }, { id: 'model', label: t('logs.col.model'), values: models?.map((m) => [m.model, m.model]) }, { id: 'status', label: t('logs.col.outcome') }],
    [tokens, models],
  )
  const any = filtered(search, fields).length > 0 || Boolean(search.q)
  return (
    <Page fixed title={t('nav.myLogs')} actions={<RangePicker range={range} />}>
      <div className="listing">
        <FilterBar fields={fields} hint={t('my.logsHint')} />
        {error ? <Failed error={error} onRetry={refetch} /> : (
          <Table
            label={t('nav.myLogs')} columns={columns} rows={data?.pages.flatMap((p) => p.items)} id={(c) => c.id} fixedOrder onOpen={(c) => go(`/my/logs/${c.id}`)}
            onEnd={() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage() }} loadingMore={isFetchingNextPage}
            empty={any ? <NoMatch onClear={() => setSearch({ q: undefined, token: undefined, model: undefined, status: undefined }, true)} /> : <Empty>{t('logs.empty')}</Empty>}
          />
        )}
      </div>
    </Page>
  )
}

/** One own call: what happened, how its charge came about, and what was said. */
export function MyCall() {
  const id = useParam('id')
  const { data: c, error, refetch } = useQuery({ queryKey: ['me', 'call', id], queryFn: () => get(api.GET('/api/me/logs/{id}', { params: { path: { id } } })) })
  const { tab: asked } = useSearch()
  const setSearch = useSetSearch()
  const tab = myTabs.find((x) => x === asked) ?? 'call'
  return (
    <Page title={id} parent={['/my/logs', t('nav.myLogs')]} after={<Copy text={id}>{''}</Copy>}>
      {error ? <Failed error={error} onRetry={refetch} /> : !c ? <Skeleton /> : (
        <div className="stack">
          <Tabs label={t('call.parts')} value={tab} onChange={(x) => setSearch({ tab: x === 'call' ? undefined : x })} choices={myTabs.filter((x) => x !== 'stream' || c.stream).map((id) => ({ id, label: t(`call.tab.${id}`) }))} />
          {tab === 'call' ? <Detail c={c} /> : <MyBodies call={c} tab={tab} />}
        </div>
      )}
    </Page>
  )
}

function Detail({ c }: { c: MyLogDetail }) {
  const token = useQuery(myTokensQuery()).data?.find((x) => x.id === c.token_id)
  const me = useMe()
  return (
    <div className="call-grid">
      <div className="stack">
        <div className="call-head">
          <div><h2>{c.model || t('state.none')} <Badge tone={toneOf[outcomeOf(c)]} tint>{c.status} {t(`logs.outcome.${outcomeOf(c)}`)}</Badge></h2>{c.error_message && <p className="note bad">{c.error_message}</p>}</div>
          <dl>
            {c.ttft_ms > 0 && <div><dt>{t('logs.col.ttft')}</dt><dd>{duration(c.ttft_ms)}</dd></div>}
            <div><dt>{t('call.duration')}</dt><dd>{duration(c.duration_ms)}</dd></div>
            <div><dt>{t('logs.col.charged')}</dt><dd>{c.cost === null ? t('state.none') : callMoney(c.cost)}</dd></div>
          </dl>
        </div>
        <Panel title={t('call.facts')}>
          <div className="panel-in">
            <Facts
              rows={[
                ['logs.col.time', <time key="t" title={exact(c.time)}>{dayTime(c.time)}</time>],
                ['logs.col.token', token?.name ?? c.token_id],
                ['call.endpoint', <span key="e" className="m">{c.endpoint}</span>],
                ['my.attempts', count(c.attempts.length)],
                ['call.bytes', `${bytes(c.bytes_in)} → ${bytes(c.bytes_out)}`],
                ['logs.field.ip', c.ip],
                ['call.flags', c.flags.join(', ') || t('state.none')],
              ]}
            />
          </div>
        </Panel>
        {c.losses.length > 0 && <Panel title={t('call.changed')}><ul className="rows">{c.losses.map((l) => <li key={l}>{l}</li>)}</ul></Panel>}
      </div>
      <div className="stack">
        <Receipt call={{ ...c, attempts: [] } as unknown as CallDetail} />
        <MoneyTrail call={c} names={{ user: me?.name, token: token?.name, channel: () => undefined }} />
      </div>
    </div>
  )
}
