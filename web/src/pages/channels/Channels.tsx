import { useQuery } from '@tanstack/react-query'
import { Activity, Plus } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'

import { api, get } from '../../api/client'
import { channelsQuery } from '../../api/queries'
import type { Channel } from '../../api/types'
import { useGo, useParam, useSearch, useSetSearch } from '../../app/address'
import { useKeys } from '../../app/keys'
import { count } from '../../format'
import { t } from '../../i18n'
import { Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { FilterBar, filtered, type FilterField } from '../../ui/Filter'
import { Page } from '../../ui/Page'
import { Empty, Failed, NoMatch } from '../../ui/States'
import { Table } from '../../ui/Table'
import { Bulk } from './Bulk'
import { useChange } from './change'
import { ChannelDrawer } from './ChannelDrawer'
import { type Acts, columnsNow } from './columns'
import { byCare, stateOf } from './state'
import { TestBar } from './TestBar'
import { useTests } from './testing'

/** All, those that need care, or those with a tag: "tag:eu". */
type View = 'all' | 'care' | `tag:${string}`

/** Tags that have a view of their own: those that most channels have. */
const mostViews = 6

function viewTags(channels: Channel[] | undefined): [string, number][] {
  const by = new Map<string, number>()
  for (const c of channels ?? []) for (const x of c.tags) by.set(x, (by.get(x) ?? 0) + 1)
  return [...by].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, mostViews)
}

const isIn = (view: View, c: Channel): boolean => view === 'all' || (view === 'care' ? needsCare(c) : c.tags.includes(view.slice(4)))

/** The filter's fields with what there is to choose. */
function useFields(channels: Channel[] | undefined): FilterField[] {
  return useMemo(() => {
    const values = (of: (c: Channel) => string[]): [string, string][] => [...new Set(channels?.flatMap(of))].sort().map((v) => [v, v])
    const states: [string, string][] = (['healthy', 'degraded', 'dead', 'off'] as const).map((s) => [s, t(`health.${s}`)])
    return [
      { id: 'status', label: t('channels.field.status'), values: [...states, ['enabled', t('channels.status.enabled')]] },
      { id: 'provider', label: t('channels.field.provider'), values: values((c) => [c.provider]) },
      { id: 'model', label: t('channels.field.model'), values: values((c) => c.models) },
      { id: 'group', label: t('channels.field.group'), values: values((c) => c.groups) },
      { id: 'tag', label: t('channels.field.tag'), values: values((c) => c.tags) },
    ]
  }, [channels])
}

/** Whether a channel passes what the address filters by. */
function passes(c: Channel, s: Record<string, string | undefined>): boolean {
  const text = `${c.name} ${c.provider} ${c.models.join(' ')} ${c.tags.join(' ')} ${c.id}`.toLowerCase()
  return (
    (!s.status || stateOf(c) === s.status || (s.status === 'enabled' && c.enabled)) &&
    (!s.provider || c.provider === s.provider) &&
    (!s.model || c.models.includes(s.model)) &&
    (!s.group || c.groups.includes(s.group)) &&
    (!s.tag || c.tags.includes(s.tag)) &&
    (!s.q || s.q.toLowerCase().split(/\s+/).every((w) => text.includes(w)))
  )
}

const needsCare = (c: Channel): boolean => c.enabled && c.health.state !== 'healthy'

export function Channels() {
  const id = useParam('id')
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const { data, error, refetch } = useQuery(channelsQuery())
  const [selected, setSelected] = useState<Set<string>>(new Set())
  const fields = useFields(data)
  const lines = useQuery({ queryKey: ['channel-lines'], queryFn: () => get(api.GET('/api/channels/health')), refetchInterval: 30_000 }).data
  const change = useChange()
  const tests = useTests()
  const acts = useRef<Acts>(undefined)
  acts.current = { change: (c, part) => void change(c, part), test: (c) => tests.start([c]), go, tag: (tag) => setSearch({ tag }, true) }
  const columns = useMemo(
    () => columnsNow(new Map(lines?.items.map((l) => [l.channel_id, l])), tests.runs, {
      change: (...x) => acts.current?.change(...x), test: (...x) => acts.current?.test(...x), go: (...x) => acts.current?.go(...x), tag: (...x) => acts.current?.tag(...x),
    }, tests.active),
    [lines, tests.runs, tests.active],
  )
  const tags = useMemo(() => viewTags(data), [data])
  const view: View = search.view === 'care' || search.view?.startsWith('tag:') ? (search.view as View) : 'all'
  const rows = useMemo(() => data?.filter((c) => passes(c, search) && isIn(view, c)).sort(byCare), [data, search, view])
  const at = rows?.findIndex((c) => c.id === id) ?? -1
  const open = (c: Channel | undefined) => c && go(`/channels/${c.id}`, 'keep')
  const channel = data?.find((c) => c.id === id)
  useKeys([{ keys: 'n', title: 'keys.new', run: () => go('/channels/new') }])
  const clear = () => setSearch({ q: undefined, view: undefined, ...Object.fromEntries(fields.map((f) => [f.id, undefined])) })
  const any = filtered(search, fields).length > 0 || search.q || view !== 'all'
  return (
    <Page fixed title={t('nav.channels')} actions={<><Button icon={Activity} disabled={tests.active || !rows?.some((c) => c.enabled)} onClick={() => tests.start(rows?.filter((c) => c.enabled) ?? [])}>{t('channels.testAll')}</Button><Button kind="primary" icon={Plus} onClick={() => go('/channels/new')}>{t('channels.add')}</Button></>}>
      <div className="listing">
        <Tabs
          label={t('nav.channels')}
          value={view}
          onChange={(v) => setSearch({ view: v === 'all' ? undefined : v }, true)}
          choices={[
            { id: 'all', label: t('channels.view.all'), count: data?.length },
            { id: 'care', label: t('channels.view.care'), count: data?.filter(needsCare).length, alert: true },
            ...tags.map(([x, n]) => ({ id: `tag:${x}` as const, label: x, count: n })),
          ]}
        />
        <FilterBar fields={fields} hint={t('channels.hint')} end={rows && t('channels.shown', { n: count(rows.length) })} />
        <TestBar tests={tests} onFailed={(ids) => setSelected(new Set(ids))} />
        <Bulk selection={{ ids: selected, change: setSelected }} channels={data ?? []} testing={tests.active} onTest={tests.start} />
        {error ? (
          <Failed error={error} onRetry={refetch} />
        ) : (
          <Table
            label={t('nav.channels')} columns={columns} rows={rows} id={(c) => c.id} name={(c) => c.name} twoLines open={id} onOpen={open}
            selection={{ ids: selected, change: setSelected }}
            rowClass={(c) => (c.enabled ? undefined : 'dim')}
            empty={any ? <NoMatch hidden={data?.length} onClear={clear} /> : <Empty action={<Button kind="primary" icon={Plus} onClick={() => go('/channels/new')}>{t('channels.add')}</Button>}>{t('channels.empty')}</Empty>}
          />
        )}
      </div>
      {channel && (
        <ChannelDrawer
          key={channel.id}
          channel={channel}
          channels={data ?? []}
          onClose={() => go('/channels', 'keep')}
          onPrevious={at > 0 ? () => open(rows?.[at - 1]) : undefined}
          onNext={rows && at >= 0 && at < rows.length - 1 ? () => open(rows[at + 1]) : undefined}
        />
      )}
    </Page>
  )
}
