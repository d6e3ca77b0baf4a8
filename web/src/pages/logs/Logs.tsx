import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'

import { api, get } from '../../api/client'
import { useEvents } from '../../api/events'
import { channelsQuery, tokensQuery, usersQuery } from '../../api/queries'
import type { Call, CallQuery } from '../../api/types'
import { type Search, useGo, useSearch, useSetSearch } from '../../app/address'
import { useKeys } from '../../app/keys'
import { count } from '../../format'
import { t } from '../../i18n'
import { copyText } from '../../ui/Bits'
import { useColumns } from '../../ui/Columns'
import { FilterBar, filtered } from '../../ui/Filter'
import { Menu } from '../../ui/Menu'
import { Page } from '../../ui/Page'
import { RangePicker, useRange } from '../../ui/Range'
import { Empty, Failed, NoMatch } from '../../ui/States'
import { Table } from '../../ui/Table'
import { Views } from '../../ui/Views'
import { callColumns } from './columns'
import { exportLog } from './export'
import { logFields, logQuery } from './filter'
import { Histogram } from './Histogram'
import { useKept } from './Kept'

const pageSize = 100
const keptLive = 200

/** Views are filters with a name. */
const views = { all: {}, failed: { outcome: 'failed' }, refused: { outcome: 'refused' }, cut: { outcome: 'cut' }, slow: { ttft: '5s' }, dear: { cost: '0.1' } } as const satisfies Record<string, Search>

/** New calls on top of the page: shown at once, or counted while the reader reads. */
function useLive(on: boolean, query: CallQuery, reading: () => boolean) {
  const [shown, setShown] = useState<Call[]>([])
  const [waiting, setWaiting] = useState<Call[]>([])
  useEffect(() => {
    setShown([])
    setWaiting([])
  }, [query])
  const show = useCallback(() => {
    setShown((old) => [...waiting, ...old].slice(0, keptLive))
    setWaiting([])
  }, [waiting])
  const state = useEvents(on, query, {
    call: (calls) => {
      if (reading()) setWaiting((old) => [...calls, ...old].slice(0, keptLive))
      else setShown((old) => [...calls, ...waiting, ...old].slice(0, keptLive))
      if (!reading()) setWaiting([])
    },
  })
  return { shown, waiting, show, state }
}

/** The lists that the filter's names come from. */
export function useLists() {
  const channels = useQuery(channelsQuery()).data
  const tokens = useQuery(tokensQuery()).data
  const users = useQuery(usersQuery()).data
  return useMemo(
    () => ({ channels: channels ?? [], tokens: tokens ?? [], users: users ?? [], models: [...new Set(channels?.flatMap((c) => c.models))].sort() }),
    [channels, tokens, users],
  )
}

export function Logs() {
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const range = useRange('24h')
  const lists = useLists()
  const fields = useMemo(() => logFields(lists), [lists])
  const filter = useMemo(() => logQuery(search, lists), [search, lists])
  const query = useMemo<CallQuery>(() => ({ ...filter, from: range.from.toISOString(), ...(range.id ? {} : { to: range.to.toISOString() }) }), [filter, range])
  const [hover, setHover] = useState(false)
  const kept = useKept()
  const live = search.live === '1'
  const box = () => document.querySelector('.tablebox')
  const feed = useLive(live, filter, () => hover || (box()?.scrollTop ?? 0) > 0)
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage, isPlaceholderData } = useInfiniteQuery({
    queryKey: ['logs', query],
    queryFn: ({ pageParam, signal }) => get(api.GET('/api/logs', { params: { query: { ...query, limit: pageSize, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => {
    const old = data?.pages.flatMap((p) => p.items)
    const seen = new Set(old?.map((c) => c.id))
    return old && [...feed.shown.filter((c) => !seen.has(c.id)), ...old]
  }, [data, feed.shown])
  const every = useMemo(() => callColumns(lists), [lists])
  const { columns, chooser } = useColumns('logs', every)
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const fresh = useMemo(() => new Set(feed.shown.map((c) => c.id)), [feed.shown])
  useKeys([
    { keys: 'l', title: 'keys.live', run: () => setSearch({ live: live ? undefined : '1' }) },
    { keys: 'y', title: 'keys.link', run: () => void copyText(location.href) },
  ])
  const estimate = data?.pages[0]?.estimate
  const any = filtered(search, fields).length > 0 || Boolean(search.q)
  const hidden = useQuery({
    queryKey: ['logs', 'hidden', query.from, query.to], enabled: any && rows?.length === 0,
    queryFn: ({ signal }) => get(api.GET('/api/logs', { params: { query: { from: query.from, to: query.to, limit: 1 } }, signal })),
  }).data?.estimate ?? undefined
  const clear = () => setSearch({ q: undefined, ...Object.fromEntries(fields.map((f) => [f.id, undefined])) }, true)
  return (
    <Page
      fixed
      title={t('nav.logs')}
      actions={
        <>
          <RangePicker range={range} />
          {chooser}
          <Menu
            label={t('logs.export')}
            className="btn"
            button={<><Download className="s" /><span className="no-phone">{t('logs.export')}</span></>}
            items={[
              { label: t('logs.exportCSV'), run: () => exportLog(query, 'csv') },
              { label: t('logs.exportJSONL'), run: () => exportLog(query, 'jsonl') },
            ]}
          />
          <button type="button" className="live" aria-pressed={live} onClick={() => setSearch({ live: live ? undefined : '1' })} title={feed.state === 'polling' ? t('logs.polling') : undefined}>{t('logs.live')}</button>
        </>
      }
    >
      <div className="listing" onPointerEnter={() => setHover(true)} onPointerLeave={() => setHover(false)}>
        <Views page="logs" label={t('nav.logs')} builtIn={(Object.keys(views) as (keyof typeof views)[]).map((id) => ({ id, label: t(`logs.view.${id}`), query: views[id] }))} />
        <FilterBar fields={fields} hint={t('logs.hint')} end={estimate != null && t('logs.about', { n: count(estimate) })} />
        <Histogram query={query} onZoom={(from, to) => setSearch({ range: undefined, from: new Date(from).toISOString(), to: new Date(to).toISOString() }, true)} />
        {feed.waiting.length > 0 && <button type="button" className="fresh" onClick={() => { box()?.scrollTo({ top: 0 }); feed.show() }}>{t('logs.fresh', { n: feed.waiting.length })}</button>}
        {error ? (
          <Failed error={error} onRetry={refetch} />
        ) : (
          <Table
            label={t('nav.logs')} columns={columns} rows={isPlaceholderData && !rows?.length ? undefined : rows} id={(c) => c.id} fixedOrder wide
            onOpen={(c) => go(`/logs/${c.id}`, { back: location.search })}
            onEnd={onEnd} loadingMore={isFetchingNextPage}
            rowClass={(c) => (fresh.has(c.id) ? 'new' : undefined)}
            empty={any ? <NoMatch hidden={hidden} onClear={clear} /> : <Empty>{t('logs.empty')}</Empty>}
            foot={hasNextPage ? undefined : t('logs.end', { kept })}
          />
        )}
      </div>
    </Page>
  )
}
