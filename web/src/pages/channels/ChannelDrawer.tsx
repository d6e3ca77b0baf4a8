import { useQueryClient } from '@tanstack/react-query'
import { Copy as CopyIcon, Ellipsis, FileCode, Pencil, ScrollText, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { api, get } from '../../api/client'
import type { Channel } from '../../api/types'
import { useGo, useSearch, useSetSearch } from '../../app/address'
import { useKeys } from '../../app/keys'
import { count, dayTime } from '../../format'
import { type Key, t } from '../../i18n'
import { Copy, copyText, Facts, Mono, Switch, Tabs } from '../../ui/Bits'
import { Confirm } from '../../ui/Dialog'
import { Drawer } from '../../ui/Drawer'
import { Menu } from '../../ui/Menu'
import { say, sayError } from '../../ui/Toast'
import { useChange } from './change'
import { CostTab } from './CostTab'
import { clocks, options } from './draft'
import { HealthTab } from './HealthTab'
import { KeysTab } from './KeysTab'
import { LimitsTab } from './LimitsTab'
import { ModelsTab } from './ModelsTab'
import { RoutingTab } from './RoutingTab'
import { orphaned } from './state'
import { yamlOf } from './yaml'

const tabs = ['health', 'keys', 'models', 'routing', 'limits', 'cost', 'settings'] as const
type Tab = (typeof tabs)[number]

type DrawerProps = { channel: Channel; channels: Channel[]; onClose: () => void; onPrevious?: () => void; onNext?: () => void }

export function ChannelDrawer({ channel: c, channels, onClose, onPrevious, onNext }: DrawerProps) {
  const client = useQueryClient()
  const go = useGo()
  const { tab = 'health' } = useSearch()
  const setSearch = useSetSearch()
  const [deleting, setDeleting] = useState(false)
  const value: Tab = tabs.find((x) => x === tab) ?? 'health'
  const counts: Partial<Record<Tab, number>> = { keys: c.keys.length, models: c.models.length }
  const path = { params: { path: { id: c.id } } }
  const change = useChange()
  useKeys([
    { keys: 'e', title: 'channels.edit', run: () => go(`/channels/${c.id}/edit`) },
    { keys: 'd', title: c.enabled ? 'do.disable' : 'do.enable', run: () => void change(c, { enabled: !c.enabled }) },
  ])
  const remove = async () => {
    try {
      await get(api.DELETE('/api/channels/{id}', path))
      await client.invalidateQueries({ queryKey: ['channels'] })
      say(t('channels.wasDeleted', { n: 1 }))
      onClose()
    } catch (e) {
      sayError(e)
      throw e
    }
  }
  const lost = orphaned([c], channels)
  return (
    <Drawer
      label={c.name} icon={<Mono provider={c.provider} large />} title={c.name} sub={t('channels.sub', { provider: c.provider, priority: c.priority, weight: c.weight })}
      onClose={onClose} onPrevious={onPrevious} onNext={onNext}
      actions={
        <>
          <Switch on={c.enabled} label={c.enabled ? t('do.disable') : t('do.enable')} onChange={(enabled) => void change(c, { enabled })} />
          <Menu
            label={t('app.more')} button={<Ellipsis />}
            items={[
              { label: t('channels.edit'), icon: Pencil, run: () => go(`/channels/${c.id}/edit`) },
              { label: t('channels.copy'), icon: CopyIcon, run: () => go('/channels/new', { from: c.id }) },
              { label: t('channels.yaml'), icon: FileCode, run: () => copyText(yamlOf(c)) },
              { label: t('channels.logs'), icon: ScrollText, run: () => go('/logs', { channel: c.id }) },
              'line',
              { label: t('channels.deleteOne'), icon: Trash2, danger: true, run: () => setDeleting(true) },
            ]}
          />
        </>
      }
      tabs={<Tabs label={c.name} value={value} onChange={(x) => setSearch({ tab: x === 'health' ? undefined : x }, true)} choices={tabs.map((x) => ({ id: x, label: t(`channels.tab.${x}`), count: counts[x] }))} />}
    >
      {value === 'health' && <HealthTab channel={c} />}
      {value === 'keys' && <KeysTab channel={c} />}
      {value === 'models' && <ModelsTab channel={c} />}
      {value === 'routing' && <RoutingTab channel={c} />}
      {value === 'limits' && <LimitsTab channel={c} />}
      {value === 'cost' && <CostTab channel={c} />}
      {value === 'settings' && <SettingsTab channel={c} />}
      {deleting && (
        <Confirm title={t('channels.deleteTitle', { name: c.name })} name={c.name} action={t('channels.deleteOne')} run={remove} onClose={() => setDeleting(false)}>
          {lost.length > 0 ? t('channels.deleteEffect', { n: count(lost.length) }) : t('channels.deleteSafe')}
        </Confirm>
      )}
    </Drawer>
  )
}

function SettingsTab({ channel: c }: { channel: Channel }) {
  const o = c.options
  const headers = Object.entries(o.headers ?? {}).map(([k, v]) => `${k}: ${v}`)
  return (
    <Facts
      rows={[
        ['tokens.id', <Copy key="i" text={c.id} />],
        ['channels.baseURL', c.base_url ? <Copy key="u" text={c.base_url} short={false} /> : t('channels.ownAddress')],
        ['channels.col.tags', c.tags.join(', ') || t('state.none')],
        ...options.flatMap((k): [Key, ReactNode][] => (o[k] ? [[`channels.option.${k}`, o[k]]] : [])),
        ...clocks.flatMap((k): [Key, ReactNode][] => (o.timeouts?.[k] ? [[`channels.clock.${k}`, o.timeouts[k]]] : [])),
        ...(headers.length > 0 ? [['channels.headers', headers.join(', ')] as [Key, ReactNode]] : []),
        ['channels.made', c.created_at ? dayTime(c.created_at) : t('state.none')],
        ['channels.changedAt', c.updated_at ? dayTime(c.updated_at) : t('state.none')],
      ]}
    />
  )
}
