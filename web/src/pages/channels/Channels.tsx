import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'

import { api, get } from '../../api/client'
import { channelsQuery } from '../../api/queries'
import type { Channel, ChannelLine } from '../../api/types'
import { useGo, useParam, useSearch, useSetSearch } from '../../app/address'
import { useKeys } from '../../app/keys'
import { count, duration, money, nano } from '../../format'
import { t } from '../../i18n'
import { HealthBadge, Mono, Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { FilterBar, filtered, type FilterField } from '../../ui/Filter'
import { tickOf } from '../../ui/health'
import { success } from '../../ui/measure'
import { Page } from '../../ui/Page'
import { Empty, Failed, NoMatch } from '../../ui/States'
import { Strip } from '../../ui/Strip'
import { type Column, SelectionBar, Table } from '../../ui/Table'
import { say, sayError } from '../../ui/Toast'
import { ChannelDrawer } from './ChannelDrawer'
import { byCare, orphaned, stateOf } from './state'

type View = 'all' | 'care'

const hour = 3600e3

const columnsNow = (lines: Map<string, ChannelLine>): Column<Channel>[] => [
  {
    id: 'name', head: t('channels.col.channel'), sort: (c) => c.name, card: 'title',
    cell: (c) => (
      <div className="cell2">
        <Mono provider={c.provider} />
        <div>
          <b className="el">{c.name}</b>
          <small className="el">{c.provider} · {c.models.length > 0 ? t('channels.models', { n: count(c.models.length) }) : t('channels.noModels')}</small>
        </div>
      </div>
    ),
  },
  { id: 'health', head: t('channels.col.health'), width: '120px', sort: (c) => stateOf(c), card: 'side', cell: (c) => <HealthBadge state={stateOf(c)} /> },
  { id: 'strip', head: t('channels.day'), width: '140px', cell: (c) => <Strip ticks={lines.get(c.id)?.slots.map((s) => tickOf(s, hour)) ?? []} /> },
  {
    id: 'success', head: t('overview.success'), width: '84px', right: true, sort: (c) => { const l = lines.get(c.id); return l?.attempts ? 1 - l.failed / l.attempts : 2 },
    cell: (c) => { const l = lines.get(c.id); return l ? <span className={c.health.state === 'dead' ? 'bad' : c.health.state === 'degraded' ? 'warn' : undefined}>{success(l.attempts, l.failed)}</span> : null },
  },
  { id: 'ttft', head: t('overview.ttft'), width: '80px', right: true, sort: (c) => lines.get(c.id)?.total.ttft_p50_ms ?? 0, cell: (c) => { const ms = lines.get(c.id)?.total.ttft_p50_ms; return ms ? <span className="i2">{duration(ms)}</span> : '' }, wide: true },
  { id: 'cost', head: t('measure.cost'), width: '100px', right: true, sort: (c) => nano(lines.get(c.id)?.total.cost ?? '0') ?? 0n, cell: (c) => { const l = lines.get(c.id); return l ? money(l.total.cost) : '' } },
  {
    id: 'keys', head: t('channels.col.keys'), width: '60px', right: true, sort: (c) => c.keys.length, wide: true,
    cell: (c) => {
      const on = c.keys.filter((k) => k.status === 'enabled').length
      return <span className={on < c.keys.length ? 'bad' : 'i2'}>{on === c.keys.length ? on : `${on}/${c.keys.length}`}</span>
    },
  },
  { id: 'priority', head: t('channels.col.priority'), width: '84px', right: true, sort: (c) => c.priority, cell: (c) => c.priority, wide: true },
  { id: 'weight', head: t('channels.col.weight'), width: '68px', right: true, sort: (c) => c.weight, cell: (c) => c.weight, wide: true },
  { id: 'tags', head: t('channels.col.tags'), width: '10%', cell: (c) => <span className="row">{c.tags.map((x) => <span key={x} className="chip">{x}</span>)}</span>, wide: true },
]

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
  const columns = useMemo(() => columnsNow(new Map(lines?.items.map((l) => [l.channel_id, l]))), [lines])
  const view: View = search.view === 'care' ? 'care' : 'all'
  const rows = useMemo(() => data?.filter((c) => passes(c, search) && (view === 'all' || needsCare(c))).sort(byCare), [data, search, view])
  const at = rows?.findIndex((c) => c.id === id) ?? -1
  const open = (c: Channel | undefined) => c && go(`/channels/${c.id}`, 'keep')
  const channel = data?.find((c) => c.id === id)
  useKeys([{ keys: 'n', title: 'keys.new', run: () => go('/channels/new') }])
  const clear = () => setSearch({ q: undefined, view: undefined, ...Object.fromEntries(fields.map((f) => [f.id, undefined])) })
  const any = filtered(search, fields).length > 0 || search.q || view !== 'all'
  return (
    <Page fixed title={t('nav.channels')} actions={<Button kind="primary" icon={Plus} onClick={() => go('/channels/new')}>{t('channels.add')}</Button>}>
      <div className="listing">
        <Tabs
          label={t('nav.channels')}
          value={view}
          onChange={(v) => setSearch({ view: v === 'all' ? undefined : v }, true)}
          choices={[
            { id: 'all', label: t('channels.view.all'), count: data?.length },
            { id: 'care', label: t('channels.view.care'), count: data?.filter(needsCare).length, alert: true },
          ]}
        />
        <FilterBar fields={fields} hint={t('channels.hint')} end={rows && t('channels.shown', { n: count(rows.length) })} />
        <Bulk selected={selected} onChange={setSelected} channels={data ?? []} />
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

function Bulk({ selected, onChange, channels }: { selected: Set<string>; onChange: (ids: Set<string>) => void; channels: Channel[] }) {
  const client = useQueryClient()
  const [deleting, setDeleting] = useState(false)
  const ids = [...selected]
  const run = async (action: 'enable' | 'disable' | 'delete', on: string[]) => {
    try {
      await get(api.POST('/api/channels/bulk', { body: { action, ids: on } }))
      await client.invalidateQueries({ queryKey: ['channels'] })
      const n = count(on.length)
      if (action === 'delete') say(t('channels.wasDeleted', { n }))
      else if (action === 'enable') say(t('channels.wasEnabled', { n }), () => void run('disable', on))
      else say(t('channels.wasDisabled', { n }), () => void run('enable', on))
    } catch (e) {
      sayError(e)
      throw e
    }
  }
  const doomed = channels.filter((c) => selected.has(c.id))
  const lost = orphaned(doomed, channels)
  return (
    <SelectionBar selection={{ ids: selected, change: onChange }}>
      <Button small onClick={() => run('enable', ids)}>{t('do.enable')}</Button>
      <Button small onClick={() => run('disable', ids)}>{t('do.disable')}</Button>
      <Button small onClick={() => setDeleting(true)}>{t('do.delete')}</Button>
      {deleting && (
        <Confirm
          title={t('channels.delete', { n: ids.length })}
          name={doomed.length === 1 ? doomed[0]?.name : t('channels.typeMany', { n: ids.length })}
          action={t('channels.delete', { n: ids.length })}
          run={async () => {
            await run('delete', ids)
            onChange(new Set())
          }}
          onClose={() => setDeleting(false)}
        >
          {lost.length > 0 ? t('channels.deleteEffect', { n: count(lost.length) }) : t('channels.deleteSafe')}
        </Confirm>
      )}
    </SelectionBar>
  )
}
