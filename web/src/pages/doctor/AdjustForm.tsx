// A balance that its postings do not explain is corrected by postings: first what would be posted, then the typed confirmation.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { api, get } from '../../api/client'
import { exactMoney } from '../../format'
import { t } from '../../i18n'
import { Seg } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Confirm, Dialog } from '../../ui/Dialog'
import { AreaField } from '../../ui/Form'
import { Failed, Skeleton } from '../../ui/States'
import { say, sayError } from '../../ui/Toast'

type Keep = 'balance' | 'entries'

export function AdjustForm({ account, onClose, onDone }: { account: string; onClose: () => void; onDone: () => unknown }) {
  const client = useQueryClient()
  const [keep, setKeep] = useState<Keep>('balance')
  const [reason, setReason] = useState('')
  const [confirming, setConfirming] = useState(false)
  const send = (more: { dry_run: boolean; difference?: string; reason?: string }) => get(api.POST('/api/doctor/adjustments', { body: { account, keep, ...more } }))
  const { data: plan, error, refetch } = useQuery({ queryKey: ['adjustment', account, keep], queryFn: () => send({ dry_run: true }), retry: false, gcTime: 0 })
  const post = async () => {
    try {
      await send({ dry_run: false, difference: plan?.difference, reason })
      await Promise.all([client.invalidateQueries({ queryKey: ['users'] }), client.invalidateQueries({ queryKey: ['audit'] })])
      say(t('doctor.adjusted'))
      onDone()
    } catch (e) {
      sayError(e)
      throw e
    }
  }
  if (confirming && plan) {
    return (
      <Confirm title={t('doctor.adjust')} name={account} action={t('doctor.post')} run={post} onClose={onClose}>
        <p>{t('doctor.confirm', { account, stored: exactMoney(plan.stored), after: exactMoney(plan.after) })}</p>
        <p className="i3">{reason}</p>
      </Confirm>
    )
  }
  return (
    <Dialog title={t('doctor.adjust')} wide onClose={onClose} actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" disabled={!plan || !reason.trim()} onClick={() => setConfirming(true)}>{t('doctor.next')}</Button></>}>
      <p className="m">{account}</p>
      <div className="field">
        <span>{t('doctor.right')}</span>
        <Seg label={t('doctor.right')} value={keep} onChange={setKeep} choices={[{ id: 'balance', label: t('doctor.keep.balance') }, { id: 'entries', label: t('doctor.keep.entries') }]} />
        <p className="i3 sm">{t(`doctor.keepHint.${keep}`)}</p>
      </div>
      {error ? <Failed error={error} onRetry={refetch} /> : !plan ? <Skeleton rows={3} /> : (
        <>
          <dl className="kv">
            <div><dt>{t('doctor.stored')}</dt><dd className="n">{exactMoney(plan.stored)}</dd></div>
            <div><dt>{t('doctor.posted')}</dt><dd className="n">{exactMoney(plan.posted)}</dd></div>
            <div><dt>{t('doctor.difference')}</dt><dd className="n">{exactMoney(plan.difference)}</dd></div>
            <div><dt>{t('doctor.after')}</dt><dd className="n"><b>{exactMoney(plan.after)}</b></dd></div>
          </dl>
          <div className="scroll">
            <table className="tbl changes">
              <thead><tr><th scope="col">{t('doctor.from')}</th><th scope="col">{t('doctor.to')}</th><th scope="col" className="r">{t('doctor.amount')}</th><th scope="col">{t('doctor.effect')}</th></tr></thead>
              <tbody>{plan.postings.map((p, i) => <tr key={i}><td className="m">{p.debit}</td><td className="m">{p.credit}</td><td className="r n">{exactMoney(p.amount)}</td><td>{p.moves ? t('doctor.moves') : t('doctor.explains')}</td></tr>)}</tbody>
            </table>
          </div>
        </>
      )}
      <AreaField label={t('doctor.reason')} rows={2} value={reason} onChange={setReason} hint={t('doctor.reasonHint')} />
    </Dialog>
  )
}
