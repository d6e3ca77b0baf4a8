import type { Channel } from '../../api/types'
import { useSearch, useSetSearch } from '../../app/address'
import { t } from '../../i18n'
import { HealthBadge, Mono, Tabs } from '../../ui/Bits'
import { Drawer } from '../../ui/Drawer'
import { stateOf } from './state'

const tabs = ['health', 'keys', 'models', 'routing', 'limits', 'settings'] as const
export type ChannelTab = (typeof tabs)[number]

type DrawerProps = { channel: Channel; channels: Channel[]; onClose: () => void; onPrevious?: () => void; onNext?: () => void }

export function ChannelDrawer({ channel: c, onClose, onPrevious, onNext }: DrawerProps) {
  const { tab = 'health' } = useSearch()
  const setSearch = useSetSearch()
  const value = tabs.find((x) => x === tab) ?? 'health'
  const counts: Partial<Record<ChannelTab, number>> = { keys: c.keys.length, models: c.models.length }
  return (
    <Drawer
      label={c.name}
      icon={<Mono provider={c.provider} large />}
      title={c.name}
      sub={t('channels.sub', { provider: c.provider, priority: c.priority, weight: c.weight })}
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
      tabs={<Tabs label={c.name} value={value} onChange={(x) => setSearch({ tab: x === 'health' ? undefined : x }, true)} choices={tabs.map((x) => ({ id: x, label: t(`channels.tab.${x}`), count: counts[x] }))} />}
    >
      <HealthBadge state={stateOf(c)} />
    </Drawer>
  )
}
