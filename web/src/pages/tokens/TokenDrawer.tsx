import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Ellipsis, KeyRound, Pencil, RefreshCw, ScrollText, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { api, get } from '../../api/client'
import type { Token, User } from '../../api/types'
import { A, useGo } from '../../app/address'
import { count, dayTime, exact, fullDay, money, when } from '../../format'
import { t } from '../../i18n'
import { Copy, Facts, Panel, Switch } from '../../ui/Bits'
import { Confirm } from '../../ui/Dialog'
import { Drawer } from '../../ui/Drawer'
import { Menu } from '../../ui/Menu'
import { say, sayError } from '../../ui/Toast'
import { Ticker } from '../overview/Ticker'
import { OldKey } from './OldKey'
import { RotateForm } from './RotateForm'
import { Budget, TokenBadge } from './Tokens'
import { TokenForm } from './TokenForm'

type DrawerProps = { token: Token; owner: User | undefined; onKey: (name: string, key: string) => void; onClose: () => void; onPrevious?: () => void; onNext?: () => void }

export function TokenDrawer({ token: x, owner, onKey, onClose, onPrevious, onNext }: DrawerProps) {
  const client = useQueryClient()
  const go = useGo()
  const [asking, setAsking] = useState<'delete' | 'rotate' | 'edit'>()
  const path = { params: { path: { id: x.id } } }
  const calls = useQuery({ queryKey: ['logs', 'token', x.id], queryFn: () => get(api.GET('/api/logs', { params: { query: { token_id: x.id, limit: 10 } } })) }).data?.items ?? []
  const refresh = () => client.invalidateQueries({ queryKey: ['tokens'] })
  const enable = async (enabled: boolean): Promise<void> => {
    try {
      await get(api.PATCH('/api/tokens/{id}', { ...path, body: { enabled } as never }))
      await refresh()
      say(enabled ? t('tokens.enabled', { name: x.name }) : t('tokens.disabled', { name: x.name }), () => void enable(!enabled))
    } catch (e) {
      sayError(e)
    }
  }
  const rotate = async (overlap_hours: number) => {
    try {
      onKey(x.name, (await get(api.POST('/api/tokens/{id}/rotate', { ...path, body: { overlap_hours } }))).key ?? '')
    } catch (e) {
      sayError(e)
      throw e
    }
  }
  const endOld = async () => {
    try {
      await get(api.DELETE('/api/tokens/{id}/old-key', path))
      await refresh()
      say(t('tokens.oldEnded', { name: x.name }))
    } catch (e) {
      sayError(e)
    }
  }
  const remove = async () => {
    try {
      await get(api.DELETE('/api/tokens/{id}', path))
      await refresh()
      say(t('tokens.deleted', { name: x.name }))
      onClose()
    } catch (e) {
      sayError(e)
      throw e
    }
  }
  const limit = (n: number | undefined) => (n ? count(n) : t('tokens.noLimit'))
  return (
    <Drawer
      label={x.name} icon={<span className="mono l"><KeyRound /></span>} title={x.name} sub={<span className="m">{x.key_hint}</span>} onClose={onClose} onPrevious={onPrevious} onNext={onNext}
      actions={
        <>
          <Switch on={x.enabled} label={x.enabled ? t('do.disable') : t('do.enable')} onChange={(on) => void enable(on)} />
          <Menu
            label={t('app.more')} button={<Ellipsis />}
            items={[
              { label: t('tokens.edit'), icon: Pencil, run: () => setAsking('edit') },
              { label: t('tokens.rotate'), icon: RefreshCw, run: () => setAsking('rotate') },
              { label: t('tokens.calls'), icon: ScrollText, run: () => go('/logs', { token: x.id, range: '7d' }) },
              'line',
              { label: t('tokens.delete'), icon: Trash2, danger: true, run: () => setAsking('delete') },
            ]}
          />
        </>
      }
    >
      <div className="tiles small">
        <div className="tile"><span className="tile-label">{t('tokens.col.state')}</span><span className="fig"><TokenBadge token={x} /></span></div>
        <div className="tile"><span className="tile-label">{t('tokens.col.spent')}</span><span className="fig">{money(x.spent)}</span></div>
        <div className="tile"><span className="tile-label">{t('tokens.col.calls')}</span><span className="fig">{count(x.calls)}</span></div>
        <div className="tile"><span className="tile-label">{t('tokens.col.used')}</span><span className="fig">{x.last_used_at ? when(x.last_used_at) : t('tokens.never')}</span></div>
      </div>
      {x.old_key_until && <OldKey hint={x.old_key_hint} until={x.old_key_until} onEnd={endOld} />}
      {x.budget !== null && <Budget token={x} />}
      <Facts
        rows={[
          ['tokens.id', <Copy key="i" text={x.id} />],
          ['tokens.col.owner', owner ? <A key="o" className="lk" to={`/users/${owner.id}`}>{owner.username}</A> : x.user_id],
          ['tokens.col.group', x.group || t('tokens.owners')],
          ['tokens.col.models', x.models.join(', ') || t('tokens.all')],
          ['tokens.network', x.allowed_cidrs.join(', ') || t('tokens.anywhere')],
          ['tokens.rpm', limit(x.limits.rpm)],
          ['tokens.tpm', limit(x.limits.tpm)],
          ['tokens.concurrency', limit(x.limits.concurrency)],
          ['tokens.col.expires', x.expires_at ? fullDay(x.expires_at) : t('tokens.noEnd')],
          ['tokens.made', x.created_at ? <time key="m" title={exact(x.created_at)}>{dayTime(x.created_at)}</time> : t('state.none')],
        ]}
      />
      {calls.length > 0 ? <Ticker calls={calls} fresh={new Set()} perSecond={undefined} /> : <Panel title={t('overview.latest')}><p className="panel-in i3">{t('tokens.noCalls')}</p></Panel>}
      {asking === 'edit' && <TokenForm token={x} onClose={() => setAsking(undefined)} onMade={onKey} />}
      {asking === 'rotate' && <RotateForm name={x.name} oldUntil={x.old_key_until} rotate={rotate} onClose={() => setAsking(undefined)} />}
      {asking === 'delete' && <Confirm title={t('tokens.deleteTitle', { name: x.name })} name={x.name} action={t('tokens.delete')} run={remove} onClose={() => setAsking(undefined)}>{t('tokens.deleteEffect', { n: count(x.calls) })}</Confirm>}
    </Drawer>
  )
}
