import { useQueryClient } from '@tanstack/react-query'
import { Copy as CopyIcon, Ellipsis, Pencil, ScrollText, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { api, get } from '../../api/client'
import type { Channel } from '../../api/types'
import { useGo, useSearch, useSetSearch } from '../../app/address'
import { count } from '../../format'
import { t } from '../../i18n'
import { Copy, Facts, Mono, Switch, Tabs } from '../../ui/Bits'
import { Confirm } from '../../ui/Dialog'
import { Drawer } from '../../ui/Drawer'
import { Menu } from '../../ui/Menu'
import { say, sayError } from '../../ui/Toast'
import { HealthTab } from './HealthTab'
import { KeysTab } from './KeysTab'
import { ModelsTab } from './ModelsTab'
import { orphaned } from './state'

const tabs = ['health', 'keys', 'models', 'settings'] as const
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
  const enable = async (enabled: boolean): Promise<void> => {
    try {
      await get(api.PATCH('/api/channels/{id}', { ...path, body: { enabled } as never }))
      await client.invalidateQueries({ queryKey: ['channels'] })
      say(enabled ? t('channels.wasEnabled', { n: 1 }) : t('channels.wasDisabled', { n: 1 }), () => void enable(!enabled))
    } catch (e) {
      sayError(e)
    }
  }
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
          <Switch on={c.enabled} label={c.enabled ? t('do.disable') : t('do.enable')} onChange={(on) => void enable(on)} />
          <Menu
            label={t('app.more')} button={<Ellipsis />}
            items={[
              { label: t('channels.edit'), icon: Pencil, run: () => go(`/channels/${c.id}/edit`) },
              { label: t('channels.copy'), icon: CopyIcon, run: () => go('/channels/new', { from: c.id }) },
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
  const limit = (n: number) => (n ? count(n) : t('tokens.noLimit'))
  const o = c.options
  const set = ([o.region, o.project, o.api_version, o.organization, o.workspace, o.proxy_url] as (string | undefined)[]).filter(Boolean)
  return (
    <Facts
      rows={[
        ['tokens.id', <Copy key="i" text={c.id} />],
        ['channels.baseURL', c.base_url ? <Copy key="u" text={c.base_url} short={false} /> : t('channels.ownAddress')],
        ['channels.col.groups', c.groups.join(', ')],
        ['channels.col.tags', c.tags.join(', ') || t('state.none')],
        ['channels.col.priority', c.priority],
        ['channels.col.weight', c.weight],
        ['tokens.rpm', limit(c.limits.rpm)],
        ['tokens.tpm', limit(c.limits.tpm)],
        ['tokens.concurrency', limit(c.limits.concurrency)],
        ['channels.options', set.join(', ') || t('state.none')],
      ]}
    />
  )
}
