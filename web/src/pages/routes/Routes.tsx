import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'

import { api, get } from '../../api/client'
import { channelsQuery, groupsQuery } from '../../api/queries'
import type { Channel, Model } from '../../api/types'
import { useGo, useParam, useSearch, useSetSearch } from '../../app/address'
import { count } from '../../format'
import { t } from '../../i18n'
import { Mono, Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { FilterBar, filtered, type FilterField } from '../../ui/Filter'
import { Page } from '../../ui/Page'
import { Empty, Failed, NoMatch } from '../../ui/States'
import { type Column, Table } from '../../ui/Table'
import { Groups } from './Groups'
import { RouteDrawer } from './RouteDrawer'

export type Pool = Model['groups'][number]
export type Row = { key: string; model: Model; pool: Pool | undefined }

const most = 4

/** Targets of a pool, the tiers apart, each with its share of its tier. */
export function Tiers({ pool, channels, all }: { pool: Pool; channels: Map<string, Channel>; all?: boolean }) {
  const tiers = [...new Set(pool.targets.map((x) => x.priority))].sort((a, b) => b - a)
  const shown = all ? tiers : tiers.slice(0, 3)
  return (
    <span className="tiers">
      {shown.map((tier) => {
        const targets = pool.targets.filter((x) => x.priority === tier)
        const sum = targets.reduce((n, x) => n + x.weight, 0)
        return (
          <span key={tier} className="tier">
            {targets.slice(0, all ? 99 : most).map((x) => {
              const c = channels.get(x.channel_id)
              const share = sum > 0 && targets.length > 1 ? `${Math.round((x.weight / sum) * 100)}%` : ''
              return <span key={`${x.channel_id} ${x.upstream_model}`} className={`target ${c?.health.state ?? ''}`} title={`${c?.name ?? x.channel_id} · ${x.upstream_model} · ${t('routes.tier', { n: tier })}`}><Mono provider={c?.provider ?? ''} /><span className="el">{c?.name ?? x.channel_id}</span>{share && <small>{share}</small>}</span>
            })}
            {!all && targets.length > most && <small className="i3">+{targets.length - most}</small>}
          </span>
        )
      })}
      {tiers.length > shown.length && <small className="i3">+{tiers.length - shown.length}</small>}
    </span>
  )
}

const columnsNow = (channels: Map<string, Channel>): Column<Row>[] => [
  { id: 'model', head: t('logs.field.model'), width: '22%', sort: (r) => r.model.model, card: 'title', cell: (r) => <b className="el">{r.model.model}</b> },
  { id: 'strategy', head: t('routes.strategy'), width: '120px', sort: (r) => r.pool?.strategy ?? '', cell: (r) => (r.pool ? <span className={r.pool.route_id ? undefined : 'i3'} title={r.pool.route_id ? undefined : t('routes.byListingHint')}>{r.pool.route_id ? t(`strategy.${r.pool.strategy as 'priority'}`) : t('routes.byListing')}</span> : null) },
  { id: 'targets', head: t('routes.targets'), cell: (r) => (r.pool && r.pool.targets.length > 0 ? <Tiers pool={r.pool} channels={channels} /> : <span className="bad">{t('routes.nobody')}</span>) },
  { id: 'fallback', head: t('routes.fallback'), width: '14%', cell: (r) => <span className="i2">{r.pool?.fallback_models.join(' → ') || t('state.none')}</span>, wide: true },
  { id: 'calls', head: t('routes.lastHour'), width: '96px', right: true, sort: (r) => r.model.last_hour.requests, card: 'side', cell: (r) => <span className={r.model.last_hour.errors > 0 ? 'bad' : 'i2'}>{count(r.model.last_hour.requests)}</span> },
  { id: 'price', head: t('channels.price'), width: '96px', right: true, sort: (r) => (r.model.priced ? 1 : 0), cell: (r) => (r.model.priced ? <span className="i3">{t('routes.priced')}</span> : <span className="warn">{t('overview.noPrice')}</span>), wide: true },
]

export function Routes() {
  const id = useParam('model')
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const { data, error, refetch } = useQuery({ queryKey: ['models'], queryFn: () => get(api.GET('/api/models')), refetchInterval: 60_000 })
  const channels = useQuery(channelsQuery()).data
  const groups = useQuery(groupsQuery()).data
  const byID = useMemo(() => new Map(channels?.map((c) => [c.id, c])), [channels])
  const [adding, setAdding] = useState(false)
  const group = search.group || 'default'
  const tab = search.tab === 'groups' ? 'groups' : 'models'
  const columns = useMemo(() => columnsNow(byID), [byID])
  const fields: FilterField[] = useMemo(
    () => [
      { id: 'group', label: t('logs.field.group'), values: groups?.map((g) => [g.name, g.name]) },
      { id: 'channel', label: t('logs.field.channel'), values: channels?.map((c) => [c.id, c.name]) },
    ],
    [groups, channels],
  )
  const rows = useMemo(
    () =>
      data?.items
        .map((model): Row => ({ key: model.model, model, pool: model.groups.find((g) => g.group === group) }))
        .filter((r) => (r.pool || r.model.channels.length > 0) && (!search.channel || r.model.channels.some((c) => c.channel_id === search.channel || c.name === search.channel)) && (!search.q || r.model.model.toLowerCase().includes(search.q.toLowerCase()))),
    [data, group, search.channel, search.q],
  )
  const open = (r: Row | undefined) => r && go(`/routes/${encodeURIComponent(r.key)}`, 'keep')
  const at = rows?.findIndex((r) => r.key === id) ?? -1
  const any = filtered(search, fields).length > 0 || Boolean(search.q)
  return (
    <Page fixed title={t('nav.routes')} actions={tab === 'groups' && <Button kind="primary" icon={Plus} onClick={() => setAdding(true)}>{t('routes.addGroup')}</Button>}>
      <div className="listing">
        <Tabs label={t('nav.routes')} value={tab} onChange={(x) => go('/routes', { tab: x === 'models' ? undefined : x })} choices={[{ id: 'models', label: t('channels.tab.models'), count: rows?.length }, { id: 'groups', label: t('routes.groups'), count: groups?.length }]} />
        {tab === 'groups' ? <Groups groups={groups} channels={channels ?? []} adding={adding} onAdded={() => setAdding(false)} /> : (
          <>
            <FilterBar fields={fields} hint={t('routes.hint')} end={t('routes.inGroup', { group })} />
            {error ? <Failed error={error} onRetry={refetch} /> : (
              <Table
                label={t('nav.routes')} columns={columns} rows={rows} id={(r) => r.key} open={id} onOpen={open}
                empty={any ? <NoMatch hidden={data?.items.length} onClear={() => setSearch({ q: undefined, group: undefined, channel: undefined }, true)} /> : <Empty>{t('routes.empty')}</Empty>}
              />
            )}
          </>
        )}
      </div>
      {tab === 'models' && id && rows && (
        <RouteDrawer
          key={`${id} ${group}`} name={id} group={group} row={rows[at]} channels={byID} onClose={() => go('/routes', 'keep')}
          onPrevious={at > 0 ? () => open(rows[at - 1]) : undefined} onNext={at >= 0 && at < rows.length - 1 ? () => open(rows[at + 1]) : undefined}
        />
      )}
    </Page>
  )
}
