// One model in one group: who serves it, what would be decided now, and the route that says so.
import { useQuery } from '@tanstack/react-query'

import { routesQuery } from '../../api/queries'
import type { Channel } from '../../api/types'
import { A } from '../../app/address'
import { t } from '../../i18n'
import { Drawer } from '../../ui/Drawer'
import { Skeleton } from '../../ui/States'
import { Decide } from './Decide'
import { RouteEdit } from './RouteEdit'
import { type Row, Tiers } from './Routes'

type DrawerProps = { name: string; group: string; row: Row | undefined; channels: Map<string, Channel>; onClose: () => void; onPrevious?: () => void; onNext?: () => void }

export function RouteDrawer({ name, group, row, channels, onClose, onPrevious, onNext }: DrawerProps) {
  const pool = row?.pool
  const routes = useQuery(routesQuery()).data
  const route = routes?.find((r) => r.id === pool?.route_id) ?? routes?.find((r) => r.model === name && r.group === group) ?? routes?.find((r) => r.model === name && r.group === '')
  return (
    <Drawer label={name} title={name} sub={t('routes.inGroup', { group })} onClose={onClose} onPrevious={onPrevious} onNext={onNext}>
      <section className="stack tight">
        <h3>{t('routes.serves')}</h3>
        {pool && pool.targets.length > 0 ? <Tiers pool={pool} channels={channels} all /> : <p className="note bad">{t('routes.nothingServes', { model: name, group })}</p>}
        {row && !row.model.priced && <p className="note warn"><span>{t('routes.noPrice')} <A className="lk" to={`/prices/${encodeURIComponent(name)}`}>{t('overview.act.price')}</A></span></p>}
      </section>
      <Decide model={name} group={group} channels={channels} />
      {routes ? <RouteEdit key={route?.id ?? 'new'} model={name} group={group} route={route} pool={pool} channels={channels} /> : <Skeleton rows={4} />}
    </Drawer>
  )
}
