import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { User } from '../../api/types'
import { decimal, money, nano, typed } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { AmountField, SelectField, TextField } from '../../ui/Form'
import { say, sayError } from '../../ui/Toast'

type Kind = 'topup' | 'promotion' | 'adjust'

/** Gives a user money or takes it away. A second press posts nothing twice: the event has one name. */
export function CreditForm({ user, onClose }: { user: User; onClose: () => void }) {
  const client = useQueryClient()
  const event = useRef(`console_${crypto.randomUUID()}`)
  const [amount, setAmount] = useState('')
  const [kind, setKind] = useState<Kind>('topup')
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const value = typed(amount)
  const tooMuch = value !== undefined && value < 0n && (nano(user.balance) ?? 0n) + value < 0n
  const save = async (e: FormEvent) => {
    e.preventDefault()
    if (busy || value === undefined) return
    setBusy(true)
    try {
      const r = await get(api.POST('/api/users/{id}/credit', { params: { path: { id: user.id } }, body: { amount: decimal(value), reason, kind: value < 0n ? 'adjust' : kind, event_id: event.current } }))
      await Promise.all([client.invalidateQueries({ queryKey: ['users'] }), client.invalidateQueries({ queryKey: ['statement', user.id] })])
      say(t('users.credited', { name: user.username, amount: money(value, { sign: true }), balance: money(r.balance) }))
      onClose()
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t('users.creditTitle', { name: user.username })} onClose={onClose}
      actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" type="submit" form="credit-form" busy={busy} disabled={!value || tooMuch || !reason.trim()}>{value !== undefined && value < 0n ? t('users.debit') : t('users.credit')}</Button></>}
    >
      <form id="credit-form" className="stack" onSubmit={(e) => void save(e)}>
        <AmountField label={t('users.amount')} value={amount} onChange={setAmount} balance={user.balance} hint={t('users.amountHint', { balance: money(user.balance) })} error={problem?.field('amount')} placeholder="25.00" />
        {tooMuch && <p className="note warn">{t('users.below', { balance: money(user.balance) })}</p>}
        {(value === undefined || value >= 0n) && <SelectField label={t('users.kind')} value={kind} onChange={setKind} choices={[['topup', t('statement.kind.topup')], ['promotion', t('statement.kind.promotion')], ['adjust', t('statement.kind.adjust')]]} />}
        <TextField label={t('users.reason')} value={reason} onChange={setReason} error={problem?.field('reason')} hint={t('users.reasonHint')} required />
      </form>
    </Dialog>
  )
}
