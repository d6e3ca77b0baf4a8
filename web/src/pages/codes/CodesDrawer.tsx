import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Ticket } from 'lucide-react'

import { all, api, get } from '../../api/client'
import { useNames } from '../../api/queries'
import type { Redemption, RedemptionCode } from '../../api/types'
import { A } from '../../app/address'
import { count, dayTime, exact, fullDay, money } from '../../format'
import { t } from '../../i18n'
import { Badge, Facts, Panel, type Tone } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Drawer } from '../../ui/Drawer'
import { say, sayError } from '../../ui/Toast'
import { Redeemed } from './Codes'

const tones: Record<RedemptionCode['state'], Tone> = { open: 'ok', redeemed: 'off', disabled: 'warn', expired: 'warn' }

type DrawerProps = { batch: Redemption; onClose: () => void; onPrevious?: () => void; onNext?: () => void }

export function CodesDrawer({ batch: b, onClose, onPrevious, onNext }: DrawerProps) {
  const client = useQueryClient()
  const names = useNames()
  const path = { params: { path: { id: b.id } } }
  const codes = useQuery({
    queryKey: ['redemptions', b.id, 'codes'],
    queryFn: () => all<RedemptionCode>((cursor) => get(api.GET('/api/redemptions/{id}/codes', { params: { path: { id: b.id }, query: { limit: 200, cursor } } }))),
  }).data
  const change = async (disable: boolean): Promise<void> => {
    try {
      const { changed } = await get(disable ? api.POST('/api/redemptions/{id}/disable', path) : api.POST('/api/redemptions/{id}/enable', path))
      await client.invalidateQueries({ queryKey: ['redemptions'] })
      say(disable ? t('codes.disabledN', { n: count(changed) }) : t('codes.enabledN', { n: count(changed) }), () => void change(!disable))
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <Drawer
      label={b.name} title={b.name} sub={t('codes.of', { n: count(b.count), amount: money(b.amount) })} icon={<span className="mono l"><Ticket /></span>} onClose={onClose} onPrevious={onPrevious} onNext={onNext}
      actions={
        <>
          {b.open > 0 && <Button small onClick={() => change(true)}>{t('codes.disable')}</Button>}
          {b.disabled > 0 && <Button small onClick={() => change(false)}>{t('codes.enable')}</Button>}
        </>
      }
    >
      <div className="tiles small">
        <div className="tile"><span className="tile-label">{t('codes.redeemed')}</span><span className="fig">{count(b.redeemed)}<small> / {count(b.count)}</small></span></div>
        <div className="tile"><span className="tile-label">{t('codes.state.open')}</span><span className="fig">{count(b.open)}</span></div>
        <div className="tile"><span className="tile-label">{t('codes.liability')}</span><span className="fig">{money(b.liability)}</span></div>
        <div className="tile"><span className="tile-label">{t('codes.expires')}</span><span className="fig">{b.expires_at ? fullDay(b.expires_at) : t('tokens.noEnd')}</span></div>
      </div>
      <Redeemed batch={b} />
      <Facts rows={[['codes.madeBy', b.created_by ? names(b.created_by) : t('app.token')], ['tokens.made', b.created_at ? <time key="t" title={exact(b.created_at)}>{dayTime(b.created_at)}</time> : t('state.none')]]} />
      <Panel title={t('nav.codes')} note={t('codes.hintOnly')}>
        <div className="scroll">
          <table className="tbl">
            <thead><tr><th scope="col">{t('codes.code')}</th><th scope="col">{t('tokens.col.state')}</th><th scope="col">{t('codes.by')}</th><th scope="col" className="r">{t('statement.date')}</th></tr></thead>
            <tbody>
              {codes?.map((c) => (
                <tr key={c.id}>
                  <td className="m">{c.hint}</td><td><Badge tone={tones[c.state]}>{t(`codes.state.${c.state}`)}</Badge></td>
                  <td>{c.user_id ? <A className="lk" to={`/users/${c.user_id}`}>{names(c.user_id)}</A> : <span className="i3">{t('state.none')}</span>}</td>
                  <td className="r">{c.redeemed_at ? <time title={exact(c.redeemed_at)}>{dayTime(c.redeemed_at)}</time> : <span className="i3">{t('state.none')}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </Drawer>
  )
}
